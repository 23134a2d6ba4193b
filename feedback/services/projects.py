"""Comments go out as a project for other programs, and codes of a blind sample come back from one.

Privacy: masked words alone, of comments that everybody may read and the person too; people are numbers. Each
project that goes out is written down (who, of what, how many comments).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction
from feedback.domain.errors import NotAllowed, NotFound
from feedback.domain.quarters import Quarter
from feedback.services.audit import record
from feedback.services.blind import TAKEN, get_progress, list_to_code
from feedback.services.codebook import load_codebook
from feedback.services.exchange_project import Codes, Source, read_project, settle, write_project
from feedback.services.response_rows import HELD_BACK
from feedback.services.runtime import Runtime
from feedback.services.separation import find_barred
from feedback.storage.queries import projects as queries

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a person's file says of a sample, before anything is stored.

    Args:
        coded: comment -> codes, of comments that they have not coded here. blank: comments that are in the file
            without a code, and not coded here. before: coded here already, so left as they are.
        other_text: texts that are no comment of the sample as it stands. unknown: codings with another code.
    """

    coded: Mapping[UUID, Codes]
    blank: tuple[UUID, ...]
    before: int
    other_text: int
    unknown: int


def sample_project(
    session: Session, runtime: Runtime, sample_id: UUID, *, say: Say, staff_id: UUID
) -> bytes:
    """Return a blind sample to be coded elsewhere: the words, the codebook, and nothing of what anybody says of it.

    Args:
        say: what was asked, in words, of a construct.

    Raises: NotFound when there is no such sample; NotAllowed when two others code it.
    """
    progress = get_progress(session, runtime, sample_id, staff_id=staff_id)
    if progress.mine is None:
        raise NotAllowed(TAKEN)
    rows = list_to_code(session, runtime, sample_id, staff_id)
    sources = [Source(row.place, row.masked, say(row.construct)) for row in rows]
    _say_so(session, runtime, ("blind_sample", sample_id), len(sources), staff_id)
    return write_project(
        _name_of(progress.sample.quarter, sample_id), load_codebook(session), sources,
        at=progress.sample.opened_utc,
    )  # fmt: skip


def quarter_project(
    session: Session, runtime: Runtime, quarter: Quarter, *, say: Say, staff_id: UUID
) -> bytes:
    """Return a quarter's comments with what people decided of them.

    Args:
        say: what was asked, in words, of a construct.

    Raises: NotFound when the quarter has no comment that may leave.
    """
    rows = queries.list_comments(session, str(quarter), held_back=HELD_BACK)
    barred = find_barred(session, runtime, {row.response_id for row in rows}, staff_id=staff_id)
    rows = [row for row in rows if row.response_id not in barred]
    if not rows:
        raise NotFound("This quarter has no comment that may leave.")
    people: dict[UUID, int] = {}
    sources = []
    for place, row in enumerate(rows, 1):
        ways: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
        for who, theme, way in row.decided:
            ways[people.setdefault(who, len(people) + 1), theme].add(way)
        said: defaultdict[int, Codes] = defaultdict(dict)
        for (who_is, theme), found in ways.items():
            said[who_is][theme] = settle(found)
        sources.append(Source(place, row.masked, say(row.construct), tuple(said.items())))
    _say_so(session, runtime, ("quarter", str(quarter)), len(sources), staff_id)
    return write_project(
        f"Comments of {quarter}", load_codebook(session), sources, at=runtime.clock.now()
    )


def read_codings(
    session: Session, runtime: Runtime, sample_id: UUID, written: bytes, *, staff_id: UUID
) -> TakenBack:
    """Return what a person's project says of a sample; nothing is stored.

    Raises: ImportRefused for another file; NotFound; NotAllowed when two others code the sample.
    """
    progress = get_progress(session, runtime, sample_id, staff_id=staff_id)
    if progress.mine is None:
        raise NotAllowed(TAKEN)
    rows = {row.place: row for row in list_to_code(session, runtime, sample_id, staff_id)}
    back = read_project(
        written, load_codebook(session), {place: row.masked for place, row in rows.items()},
        _name_of(progress.sample.quarter, sample_id),
    )  # fmt: skip
    new = {place: row for place, row in rows.items() if staff_id not in row.codes}
    in_file = {place: said for place, said in back.said.items() if place in new}
    return TakenBack(
        {new[place].id: said for place, said in in_file.items() if said},
        tuple(new[place].id for place, said in in_file.items() if not said),
        len(back.said) - len(in_file),
        back.other_text,
        back.unknown,
    )


def _name_of(quarter: str, sample_id: UUID) -> str:
    return f"Blind sample of {quarter}, {str(sample_id)[:8]}"


def _say_so(
    session: Session, runtime: Runtime, subject: tuple[str, UUID | str], comments: int, who: UUID
) -> None:
    record(session, runtime, AuditAction.PROJECT_EXPORTED, subject=subject, actor_id=who,
           detail={"comments": comments})  # fmt: skip
