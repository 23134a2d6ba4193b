"""Quotes for a quarter's report: picked by rule and lot, read by two people, printed only then (R4-41 to R4-43)."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from analysis.safety.court import find_court_words
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotAllowed, NotFound
from feedback.domain.quotes import (
    APPROVERS,
    LEAST_COMMENTS,
    LEAST_WORDS,
    MOST_WORDS,
    QUOTES_A_THEME,
    THEMES_QUOTED,
    QuoteState,
    Refusal,
)
from feedback.services.audit import record
from feedback.services.codebook import codebook_in_use
from feedback.services.runtime import Runtime
from feedback.services.separation import check_may_read, find_barred, get_reader
from feedback.storage.queries import holds
from feedback.storage.queries import quarter as quarter_queries
from feedback.storage.queries import quotes as queries
from feedback.storage.queries import review_response as review_queries
from feedback.storage.queries.masks import list_recognisable
from feedback.storage.queries.quarter import Tag
from feedback.storage.queries.quotes import QuoteRow

CHANGED = "The words were changed, or may not be quoted any more, since the page was made."
ONLY_MANAGERS = (
    "You manage the service that is criticised here, and so does the other person who approved it. "
    "Somebody else must approve it too."
)


@dataclass(frozen=True, slots=True)
class QuoteItem:
    """A quote as an officer sees it.

    Args:
        words: masked; None where the response is not this person's to read.
        approved_by: names of those who approved these very words.
        usable: whether it may still be quoted: permission, no flag, not held, no court, words unchanged.
        yours: whether this person has approved it already.
        seen: stands for the words, to be given back with an approval.
    """

    id: UUID
    comment_id: UUID
    theme: str
    polarity: str
    words: str | None
    state: QuoteState
    approved_by: tuple[str, ...]
    refused_because: Refusal | None
    usable: bool
    yours: bool
    seen: str


@dataclass(frozen=True, slots=True)
class CourtQuestion:
    """A comment that could be quoted once a person says that it is no court matter (R1-18)."""

    comment_id: UUID
    words: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class QuoteBoard:
    """A quarter's quotes, and what waits for a word on court matters."""

    quotes: tuple[QuoteItem, ...]
    court: tuple[CourtQuestion, ...]


def words_hash(masked: str) -> str:
    """Return what stands for the words that were approved."""
    return hashlib.sha256(masked.encode()).hexdigest()


def list_eligible(
    session: Session, quarter: str, among: Collection[UUID] | None = None
) -> dict[UUID, str]:
    """Return the masked comments that may be quoted: allowed, read, not flagged or held, short, no court matter.

    Nor one in which a person said that somebody who knows the family could recognise them (R4-05).
    """
    short = _list_short(session, quarter, among)
    marks = queries.list_court_marks(session, list(short))
    recognisable = list_recognisable(session, list(short))
    return {
        comment_id: words
        for comment_id, words in short.items()
        if comment_id not in recognisable
        and not marks.get(comment_id, bool(find_court_words(words)))
    }


def pick_quotes(
    session: Session,
    runtime: Runtime,
    quarter: str,
    tags: Sequence[Tag],
    *,
    seed: str | None = None,
    staff_id: UUID | None = None,
) -> int:
    """Pick what is still missing, by the rule; return how many were picked.

    Of each of the largest themes with enough comments so many quotes, shared over praise, criticism and
    neither as the comments are, drawn by lot. The same seed over the same comments draws the same ones, and
    what was refused gives its place to the next in the lot's order (R4-43).
    """
    seed = seed or quarter
    eligible = list_eligible(session, quarter)
    there = queries.list_quotes(session, quarter)
    used = {row.quote.comment_id for row in there}
    standing = Counter(
        (row.quote.theme, row.quote.polarity)
        for row in there
        if row.quote.state is not QuoteState.REFUSED
    )
    rows = []
    for theme, mix in _largest(tags):
        for polarity, wanted in _shares(mix, QUOTES_A_THEME).items():
            open_ = sorted(
                (c for c in mix[polarity] if c in eligible and c not in used),
                key=lambda comment: _lot(seed, theme, polarity, comment),
            )
            for comment_id in open_[: max(0, wanted - standing[theme, polarity])]:
                used.add(comment_id)
                rows.append(
                    {
                        "id": uuid4(), "quarter": quarter, "comment_id": comment_id, "theme": theme,
                        "polarity": polarity, "seed": seed, "state": QuoteState.PICKED,
                        "words_hash": words_hash(eligible[comment_id]),
                    }
                )  # fmt: skip
    queries.add_quotes(session, rows)
    if rows:
        record(session, runtime, AuditAction.QUOTES_PICKED, subject=("quarter", quarter),
               actor_id=staff_id, detail={"seed": seed, "count": len(rows)})  # fmt: skip
    return len(rows)


def load_board(session: Session, runtime: Runtime, quarter: str, *, staff_id: UUID) -> QuoteBoard:
    """Return the quarter's quotes, and the comments that wait for a word on court matters."""
    eligible, rows = list_eligible(session, quarter), queries.list_quotes(session, quarter)
    people = {staff for row in rows for staff, _hash in row.approvals}
    names = review_queries.list_names(session, sorted(people))
    barred = find_barred(session, runtime, {row.response_id for row in rows}, staff_id=staff_id)
    codebook = codebook_in_use(session, runtime)
    labels = {theme.id: theme.label for theme in codebook.by_id.values()}
    items = []
    for row in rows:
        quote, said = row.quote, _approvers(row)
        items.append(
            QuoteItem(
                id=quote.id, comment_id=quote.comment_id,
                theme=labels.get(quote.theme, quote.theme), polarity=quote.polarity,
                words=None if row.response_id in barred else row.masked, state=quote.state,
                approved_by=tuple(names[staff] for staff in said),
                refused_because=Refusal(quote.refused_because) if quote.refused_because else None,
                usable=_is_usable(row, eligible), yours=staff_id in said, seen=quote.words_hash,
            )
        )  # fmt: skip
    return QuoteBoard(tuple(items), _court_questions(session, runtime, quarter, staff_id))


def approve_quote(
    session: Session, runtime: Runtime, quote_id: UUID, *, seen: str, staff_id: UUID
) -> QuoteState:
    """Store one person's yes, after they asked themselves who would know the family; return the quote's state.

    Args:
        seen: the hash of the words that were on their page.

    Raises: NotFound; Conflict where it was decided or its words changed meanwhile; NotAllowed where it is not
        theirs to read, they approved it already, or only managers of the criticised service would have (R1-20).
    """
    row = _get(session, runtime, quote_id, staff_id)
    eligible = list_eligible(session, row.quote.quarter, [row.quote.comment_id])
    if row.quote.state is not QuoteState.PICKED or not _is_usable(row, eligible):
        raise Conflict(CHANGED)
    if seen != row.quote.words_hash:
        raise Conflict(CHANGED)
    said = [*_approvers(row)]
    if staff_id in said:
        raise NotAllowed("You have approved this one. A second person must read it.")
    said.append(staff_id)
    enough = len(said) >= APPROVERS
    if enough and all(_manages_criticised(session, row, person) for person in said):
        raise NotAllowed(ONLY_MANAGERS)
    queries.add_approval(
        session, quote_id, staff_id=staff_id, words_hash=seen, at=runtime.clock.now()
    )
    state = QuoteState.APPROVED if enough else QuoteState.PICKED
    queries.set_state(session, quote_id, state)
    _decided(session, runtime, quote_id, staff_id, "approved")
    session.expire_all()
    return state


def refuse_quote(
    session: Session, runtime: Runtime, quote_id: UUID, *, because: Refusal, staff_id: UUID
) -> None:
    """Take a quote out for a reason that is written down; also one that was approved, until it is printed.

    A court matter and a permission taken back hold for the whole comment or response from then on.

    Raises: NotFound; NotAllowed where it is not theirs to read; Conflict where it was taken out already.
    """
    row = _get(session, runtime, quote_id, staff_id)
    if row.quote.state is QuoteState.REFUSED:
        raise Conflict(CHANGED)
    queries.set_state(session, quote_id, QuoteState.REFUSED, because=because, by=staff_id)
    _decided(session, runtime, quote_id, staff_id, because.value)
    if because is Refusal.COURT:
        decide_court(session, runtime, row.quote.comment_id, is_court=True, staff_id=staff_id)
    if because is Refusal.WITHDRAWN:
        queries.withdraw_permission(session, row.response_id)
        record(session, runtime, AuditAction.QUOTING_WITHDRAWN,
               subject=("response", row.response_id), actor_id=staff_id)  # fmt: skip
    session.expire_all()


def decide_court(
    session: Session, runtime: Runtime, comment_id: UUID, *, is_court: bool, staff_id: UUID
) -> None:
    """Store whether a comment speaks of a court or a legal matter (R1-18).

    Raises: NotFound where there is no such comment; NotAllowed where it is not theirs to read.
    """
    response_id = review_queries.find_response_of(session, comment_id)
    if response_id is None:
        raise NotFound("There is no such comment.")
    check_may_read(session, runtime, response_id, staff_id=staff_id)
    queries.mark_court(session, comment_id, is_court=is_court, by=staff_id, at=runtime.clock.now())
    record(session, runtime, AuditAction.COURT_DECIDED, subject=("comment", comment_id),
           actor_id=staff_id, detail={"court": is_court})  # fmt: skip


def list_approved(session: Session, quarter: str) -> dict[str, list[str]]:
    """Return theme -> the words that two people approved and that may still be quoted."""
    approved = [
        row
        for row in queries.list_quotes(session, quarter)
        if row.quote.state is QuoteState.APPROVED and len(_approvers(row)) >= APPROVERS
    ]
    # A few of what may be a million comments.
    eligible = list_eligible(session, quarter, [row.quote.comment_id for row in approved])
    found: dict[str, list[str]] = defaultdict(list)
    for row in approved:
        if _is_usable(row, eligible):
            found[row.quote.theme].append(row.masked)
    return {theme: sorted(words) for theme, words in found.items()}


def _list_short(
    session: Session, quarter: str, among: Collection[UUID] | None = None
) -> dict[UUID, str]:
    return {
        comment_id: words
        for comment_id, words in quarter_queries.list_quotable(session, quarter, among).items()
        if LEAST_WORDS <= len(words.split()) <= MOST_WORDS
    }


def _court_questions(
    session: Session, runtime: Runtime, quarter: str, staff_id: UUID
) -> tuple[CourtQuestion, ...]:
    short = _list_short(session, quarter)
    found = {c: spans for c, words in short.items() if (spans := find_court_words(words))}
    marks = queries.list_court_marks(session, list(found))
    waiting = {c: review_queries.find_response_of(session, c) for c in found if c not in marks}
    theirs = {response for response in waiting.values() if response is not None}
    barred = find_barred(session, runtime, theirs, staff_id=staff_id)
    return tuple(
        CourtQuestion(comment_id, short[comment_id], found[comment_id])
        for comment_id, response_id in waiting.items()
        if response_id not in barred
    )


def _get(session: Session, runtime: Runtime, quote_id: UUID, staff_id: UUID) -> QuoteRow:
    row = queries.find_quote(session, quote_id)
    if row is None:
        raise NotFound("There is no such quote.")
    check_may_read(session, runtime, row.response_id, staff_id=staff_id)
    return row


def _approvers(row: QuoteRow) -> tuple[UUID, ...]:
    return tuple(staff for staff, hash_ in row.approvals if hash_ == row.quote.words_hash)


def _is_usable(row: QuoteRow, eligible: Mapping[UUID, str]) -> bool:
    words = eligible.get(row.quote.comment_id)
    return words is not None and words_hash(words) == row.quote.words_hash


def _manages_criticised(session: Session, row: QuoteRow, staff_id: UUID) -> bool:
    if row.quote.polarity == "positive":
        return False
    services = holds.list_services(session, [row.response_id]).get(row.response_id, set())
    return bool(get_reader(session, staff_id).manages & services)


def _decided(session: Session, runtime: Runtime, quote_id: UUID, staff_id: UUID, what: str) -> None:
    record(session, runtime, AuditAction.QUOTE_DECIDED, subject=("quote", quote_id),
           actor_id=staff_id, detail={"what": what})  # fmt: skip


def _largest(tags: Sequence[Tag]) -> list[tuple[str, dict[str, set[UUID]]]]:
    """Return the themes to quote, the largest first, each with its comments by polarity."""
    themes: dict[str, dict[str, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for comment, theme, polarity in tags:
        themes[theme][polarity].add(comment)
    sizes = {theme: len(set().union(*mix.values())) for theme, mix in themes.items()}
    largest = sorted(
        (theme for theme, size in sizes.items() if size >= LEAST_COMMENTS),
        key=lambda theme: (-sizes[theme], theme),
    )
    return [(theme, themes[theme]) for theme in largest[:THEMES_QUOTED]]


def _shares(mix: Mapping[str, set[UUID]], places: int) -> dict[str, int]:
    """Return how many quotes each polarity gets: largest remainders, ties by name."""
    total = sum(map(len, mix.values()))
    exact = {polarity: places * len(comments) / total for polarity, comments in mix.items()}
    shares = {polarity: int(share) for polarity, share in exact.items()}
    left = places - sum(shares.values())
    for polarity in sorted(exact, key=lambda p: (shares[p] - exact[p], p))[:left]:
        shares[polarity] += 1
    return shares


def _lot(seed: str, theme: str, polarity: str, comment_id: UUID) -> str:
    return hashlib.sha256(f"{seed}|{theme}|{polarity}|{comment_id}".encode()).hexdigest()
