"""Two people code the same comments without seeing the machine's answer or each other's; a third act agrees (R5-14)."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.domain.quarters import Quarter
from feedback.services.audit import record
from feedback.services.codebook import codebook_in_use
from feedback.services.decide import CommentDecision, ResponseDecision, decide_response
from feedback.services.response_rows import HELD_BACK
from feedback.services.review_response import BOTH, NO, POLARITIES, load_response
from feedback.services.runtime import Runtime
from feedback.services.separation import find_barred
from feedback.storage.models import BlindSample
from feedback.storage.queries import blind as queries
from feedback.storage.queries.blind import BlindRow, Codes, SampleRow

CODERS = 2
FEWEST = 10
"""A sample of fewer comments says nothing about any theme."""
SAYS = (*POLARITIES, BOTH)
"""How a theme is spoken of, as a coder says it."""
TOO_FEW = "There are too few comments in this quarter that are in no sample yet."
TAKEN = "Two other people are coding this sample."
TWICE = "You have coded this comment."
NOT_YET = "The other one has not coded everything yet."
SETTLED = "It is agreed what this comment says."


@dataclass(frozen=True, slots=True)
class ToCode:
    """A comment for one person to code: its place among theirs, and nothing of what anybody else says of it."""

    comment_id: UUID
    masked: str
    construct: str
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sample is, as far as somebody may know it.

    Args:
        coders: (name, comments left). mine: comments left for this person; None when two others code it.
        finished: two people have coded everything, so the codes may be seen.
    """

    sample: SampleRow
    coders: tuple[tuple[str, int], ...]
    mine: int | None
    finished: bool


def open_sample(
    session: Session, runtime: Runtime, quarter: Quarter, *, size: int, staff_id: UUID
) -> UUID:
    """Draw a sample of so many of the quarter's comments, or of all where there are fewer; return its id.

    Raises: Conflict when there are too few.
    """
    free = queries.draw_from(session, str(quarter), held_back=HELD_BACK)
    if len(free) < FEWEST:
        raise Conflict(TOO_FEW)
    sample_id, seed = uuid4(), secrets.randbelow(2**31)
    queries.store_sample(
        session,
        {"id": sample_id, "quarter": str(quarter), "seed": seed, "opened_by": staff_id,
         "opened_utc": runtime.clock.now()},
        drawn(free, seed)[:size],
    )  # fmt: skip
    detail = {"quarter": str(quarter), "comments": min(size, len(free)), "seed": seed}
    record(session, runtime, AuditAction.BLIND_OPENED, subject=("blind_sample", sample_id),
           actor_id=staff_id, detail=detail)  # fmt: skip
    return sample_id


def drawn(ids: list[UUID], seed: int) -> list[UUID]:
    """Return the ids in an order that nobody chose: the same seed gives the same one."""
    return sorted(ids, key=lambda id_: hashlib.sha256(f"{seed}:{id_}".encode()).digest())


def list_progress(session: Session, runtime: Runtime, *, staff_id: UUID) -> list[Progress]:
    """Return every sample, the newest first."""
    return [
        _progress(session, runtime, sample, staff_id) for sample in queries.list_samples(session)
    ]


def get_progress(
    session: Session, runtime: Runtime, sample_id: UUID, *, staff_id: UUID
) -> Progress:
    """Return one sample.

    Raises: NotFound when there is none.
    """
    for sample in queries.list_samples(session):
        if sample.id == sample_id:
            return _progress(session, runtime, sample, staff_id)
    raise NotFound("There is no such sample.")


def next_to_code(
    session: Session, runtime: Runtime, sample_id: UUID, *, staff_id: UUID
) -> ToCode | None:
    """Return the next comment for this person, or None when they have coded all.

    Raises: NotFound when there is no such sample; NotAllowed when two others code it.
    """
    progress = get_progress(session, runtime, sample_id, staff_id=staff_id)
    if progress.mine is None:
        raise NotAllowed(TAKEN)
    rows = list_to_code(session, runtime, sample_id, staff_id)
    for place, row in enumerate(rows, 1):
        if staff_id not in row.codes:
            return ToCode(row.id, row.masked, row.construct, place, len(rows))
    return None


def store_coding(
    session: Session,
    runtime: Runtime,
    sample_id: UUID,
    comment_id: UUID,
    *,
    codes: Codes,
    staff_id: UUID,
) -> None:
    """Store what somebody says of a comment; none is an answer too.

    Raises: NotFound for another comment, theme or choice; NotAllowed when two others code the sample; Conflict when
        they have coded it already.
    """
    store_codings(session, runtime, sample_id, {comment_id: codes}, staff_id=staff_id)


def store_codings(
    session: Session,
    runtime: Runtime,
    sample_id: UUID,
    said: Mapping[UUID, Codes],
    *,
    staff_id: UUID,
) -> None:
    """Store what somebody says of comments, all of it or nothing.

    Raises: as `store_coding`.
    """
    _lock(session, sample_id)
    for codes in said.values():
        check_codes(session, runtime, codes)
    coders = [id_ for id_, _name in queries.list_coders(session, sample_id)]
    if staff_id not in coders and len(coders) >= CODERS:
        raise NotAllowed(TAKEN)
    if said.keys() - {row.id for row in list_to_code(session, runtime, sample_id, staff_id)}:
        raise NotFound("That comment is not part of this sample.")
    now = runtime.clock.now()
    rows = [
        {"sample_id": sample_id, "comment_id": comment_id, "coder_id": staff_id,
         "codes": dict(codes), "coded_utc": now}
        for comment_id, codes in said.items()
    ]  # fmt: skip
    try:
        queries.store_codings(session, rows)
    except IntegrityError:
        raise Conflict(TWICE) from None
    for comment_id, codes in said.items():
        record(session, runtime, AuditAction.BLIND_CODED, subject=("comment", comment_id),
               actor_id=staff_id, detail={"sample": str(sample_id), "themes": len(codes)})  # fmt: skip


def check_codes(session: Session, runtime: Runtime, codes: Codes) -> None:
    """Let codes pass that name themes of the codebook and say how each is spoken of.

    Raises: NotFound otherwise.
    """
    known = codebook_in_use(session, runtime).ids
    if any(theme not in known or said not in SAYS for theme, said in codes.items()):
        raise NotFound("There is no such theme or choice in the codebook.")


def agree_on(
    session: Session,
    runtime: Runtime,
    sample_id: UUID,
    comment_id: UUID,
    *,
    codes: Codes,
    staff_id: UUID,
) -> None:
    """Settle what a comment says that the two coded differently. It becomes this person's decision.

    Raises: NotFound for another comment, theme or choice; Conflict while somebody still codes, or when it is
        settled; NotAllowed when the response is not theirs to read.
    """
    check_codes(session, runtime, codes)
    row = _finished_rows(session, runtime, sample_id, staff_id).get(comment_id)
    if row is None:
        raise NotFound("That comment is not part of this sample.")
    if row.agreed is not None:
        raise Conflict(SETTLED)
    _settle(session, runtime, sample_id, row, codes, staff_id)
    _close_when_done(session, runtime, sample_id, staff_id)


def take_agreed(session: Session, runtime: Runtime, sample_id: UUID, *, staff_id: UUID) -> int:
    """Take the codes that both gave alike; they become this person's decisions. Return how many comments it was.

    Raises: NotFound when there is no such sample; Conflict while somebody still codes.
    """
    done = 0
    for row in _finished_rows(session, runtime, sample_id, staff_id).values():
        first, second = row.codes.values()
        if row.agreed is None and first == second:
            try:
                _settle(session, runtime, sample_id, row, first, staff_id)
            except NotAllowed:
                continue  # somebody else's to read, and to take
            done += 1
    _close_when_done(session, runtime, sample_id, staff_id)
    return done


def list_coded(session: Session, sample_id: UUID) -> list[BlindRow]:
    """Return the comments that two people coded and that may be read.

    Privacy: what each said; for samples that both have finished.
    """
    rows = queries.list_comments(session, sample_id, held_back=HELD_BACK)
    return [row for row in rows if len(row.codes) == CODERS]


def _finished_rows(
    session: Session, runtime: Runtime, sample_id: UUID, staff_id: UUID
) -> dict[UUID, BlindRow]:
    _lock(session, sample_id)
    if not get_progress(session, runtime, sample_id, staff_id=staff_id).finished:
        raise Conflict(NOT_YET)
    return {row.id: row for row in list_coded(session, sample_id)}


def _settle(
    session: Session,
    runtime: Runtime,
    sample_id: UUID,
    row: BlindRow,
    codes: Codes,
    staff_id: UUID,
) -> None:
    """Store what is agreed, and decide so: what the machine or somebody said besides is not about this comment."""
    current = load_response(session, row.response_id)
    comment = next(one for one in current.comments if one.id == row.id)
    # A theme may have been retired since it was coded.
    active = codebook_in_use(session, runtime).ids
    codes = {theme: said for theme, said in codes.items() if theme in active}
    themes = {theme.theme: NO for theme in comment.themes} | codes
    wanted = ResponseDecision(
        current.id, current.stamp, (CommentDecision(row.id, themes),), read=False
    )
    decide_response(session, runtime, wanted, staff_id=staff_id)
    queries.store_agreed(
        session, sample_id, row.id, codes=codes, by=staff_id, at=runtime.clock.now()
    )


def _close_when_done(session: Session, runtime: Runtime, sample_id: UUID, staff_id: UUID) -> None:
    session.expire_all()
    rows = list_coded(session, sample_id)
    sample = _lock(session, sample_id)
    if sample.closed_utc is None and rows and all(row.agreed is not None for row in rows):
        sample.closed_utc = runtime.clock.now()
        session.flush()
        record(session, runtime, AuditAction.BLIND_AGREED, subject=("blind_sample", sample_id),
               actor_id=staff_id, detail={"comments": len(rows)})  # fmt: skip


def _progress(session: Session, runtime: Runtime, sample: SampleRow, staff_id: UUID) -> Progress:
    coders = queries.list_coders(session, sample.id)
    left = {
        id_: sum(id_ not in row.codes for row in list_to_code(session, runtime, sample.id, id_))
        for id_ in {staff_id, *(id_ for id_, _name in coders)}
    }
    full = len(coders) >= CODERS
    outside = full and staff_id not in {id_ for id_, _name in coders}
    return Progress(
        sample,
        tuple((name, left[id_]) for id_, name in coders),
        None if outside else left[staff_id],
        full and not any(left[id_] for id_, _name in coders),
    )


def list_to_code(
    session: Session, runtime: Runtime, sample_id: UUID, staff_id: UUID
) -> list[BlindRow]:
    """Return the comments of the sample that the person may read."""
    rows = queries.list_comments(session, sample_id, held_back=HELD_BACK)
    barred = find_barred(session, runtime, {row.response_id for row in rows}, staff_id=staff_id)
    return [row for row in rows if row.response_id not in barred]


def _lock(session: Session, sample_id: UUID) -> BlindSample:
    sample = queries.lock_sample(session, sample_id)
    if sample is None:
        raise NotFound("There is no such sample.")
    return sample
