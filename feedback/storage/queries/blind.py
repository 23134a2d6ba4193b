"""Blind samples: their comments, what each person said, what was agreed, and what the machine says now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.orm import Session

from feedback.storage.models import (
    BlindCoding,
    BlindComment,
    BlindSample,
    CommentRow,
    ResponseRow,
    StaffUser,
    ThemeSuggestion,
)
from feedback.storage.models.base import table_of
from feedback.storage.queries.decided import is_taken_back
from feedback.storage.queries.holds import is_held

Codes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample, who opened it, and how many comments it has and of how many it is agreed what they say."""

    id: UUID
    quarter: str
    opened_by: str
    opened_utc: datetime
    closed_utc: datetime | None
    comments: int
    agreed: int


@dataclass(frozen=True, slots=True)
class BlindRow:
    """One comment of a sample that may still be read, what people said of it, and what is agreed.

    Args:
        codes: coder -> what they said. place: in the sample, the same for good.
    """

    id: UUID
    response_id: UUID
    masked: str
    construct: str
    codes: Mapping[UUID, Codes]
    agreed: Codes | None
    place: int


def draw_from(session: Session, quarter: str, *, held_back: str) -> list[UUID]:
    """Return the quarter's comments that everybody may read and that are in no sample yet, in order of their ids."""
    asked = (
        select(CommentRow.id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(
            ResponseRow.quarter == quarter,
            *_may_be_read(held_back),
            ~exists(select(BlindComment.place).where(BlindComment.comment_id == CommentRow.id)),
        )
    )
    return list(session.scalars(asked.order_by(CommentRow.id)))


def store_sample(session: Session, row: dict[str, Any], comment_ids: Sequence[UUID]) -> None:
    """Store a sample with its comments in this order."""
    session.execute(insert(table_of(BlindSample)), row)
    rows = [
        {"sample_id": row["id"], "comment_id": comment_id, "place": place}
        for place, comment_id in enumerate(comment_ids, 1)
    ]
    session.execute(insert(table_of(BlindComment)), rows)


def lock_sample(session: Session, sample_id: UUID) -> BlindSample | None:
    """Return the sample, held against other writers until the transaction ends; None when it is not there."""
    return session.get(BlindSample, sample_id, with_for_update=True)


def list_samples(session: Session) -> list[SampleRow]:
    """Return every sample, the newest first."""
    asked = (
        select(
            BlindSample.id, BlindSample.quarter, StaffUser.display_name, BlindSample.opened_utc,
            BlindSample.closed_utc, func.count(BlindComment.comment_id), func.count(BlindComment.agreed_utc),
        )
        .join(StaffUser, StaffUser.id == BlindSample.opened_by)
        .outerjoin(BlindComment, BlindComment.sample_id == BlindSample.id)
        .group_by(BlindSample.id, StaffUser.display_name)
        .order_by(BlindSample.opened_utc.desc(), BlindSample.id)
    )  # fmt: skip
    return [SampleRow(*row) for row in session.execute(asked)]


def list_comments(session: Session, sample_id: UUID, *, held_back: str) -> list[BlindRow]:
    """Return the sample's comments that may be read now, in their places."""
    said: defaultdict[UUID, dict[UUID, Codes]] = defaultdict(dict)
    codings = select(BlindCoding.comment_id, BlindCoding.coder_id, BlindCoding.codes)
    for comment_id, coder_id, codes in session.execute(
        codings.where(BlindCoding.sample_id == sample_id)
    ):
        said[comment_id][coder_id] = codes
    rows = session.execute(
        select(
            CommentRow.id, CommentRow.response_id, CommentRow.masked, CommentRow.construct,
            BlindComment.agreed, BlindComment.place,
        )
        .join(BlindComment, BlindComment.comment_id == CommentRow.id)
        .join(ResponseRow, ResponseRow.id == CommentRow.response_id)
        .where(BlindComment.sample_id == sample_id, *_may_be_read(held_back))
        .order_by(BlindComment.place)
    )  # fmt: skip
    return [
        BlindRow(id_, response_id, masked, construct, said.get(id_, {}), agreed, place)
        for id_, response_id, masked, construct, agreed, place in rows
    ]


def list_coders(session: Session, sample_id: UUID) -> list[tuple[UUID, str]]:
    """Return (id, name) of who has coded in the sample, in order of their names."""
    coders = select(BlindCoding.coder_id).where(BlindCoding.sample_id == sample_id)
    asked = select(StaffUser.id, StaffUser.display_name).where(StaffUser.id.in_(coders))
    rows = session.execute(asked.order_by(StaffUser.display_name, StaffUser.id))
    return [(id_, name) for id_, name in rows]


def store_codings(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store what one person said of comments."""
    session.execute(insert(table_of(BlindCoding)), rows)


def store_agreed(
    session: Session, sample_id: UUID, comment_id: UUID, *, codes: Codes, by: UUID, at: datetime
) -> None:
    """Store what was agreed of a comment."""
    table = table_of(BlindComment)
    session.execute(
        update(table)
        .where(table.c.sample_id == sample_id, table.c.comment_id == comment_id)
        .values(agreed=dict(codes), agreed_by=by, agreed_utc=at)
    )


def list_agreed(session: Session) -> list[tuple[str, UUID, frozenset[str]]]:
    """Return (quarter, comment, themes) of every comment that is agreed, of samples that are closed.

    Figures count what was withdrawn or forgotten no more: its row went with the comment, or stays without words.
    """
    asked = (
        select(BlindSample.quarter, BlindComment.comment_id, BlindComment.agreed)
        .join(BlindSample, BlindSample.id == BlindComment.sample_id)
        .where(BlindComment.agreed_utc.is_not(None), BlindSample.closed_utc.is_not(None))
        .order_by(BlindSample.quarter, BlindComment.comment_id)
    )
    return [(quarter, id_, frozenset(agreed)) for quarter, id_, agreed in session.execute(asked)]


def list_suggested(session: Session) -> dict[UUID, frozenset[str]]:
    """Return comment -> themes that the machine suggests now, of all comments in samples."""
    sampled = select(BlindComment.comment_id)
    asked = select(ThemeSuggestion.comment_id, ThemeSuggestion.theme)
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for comment_id, theme in session.execute(asked.where(ThemeSuggestion.comment_id.in_(sampled))):
        found[comment_id].add(theme)
    return {comment_id: frozenset(themes) for comment_id, themes in found.items()}


def _may_be_read(held_back: str) -> tuple[Any, ...]:
    return (
        CommentRow.sealed_original.is_not(None),
        CommentRow.masked != held_back,
        CommentRow.language_measured,
        ~is_taken_back(),
        ~is_held(ResponseRow.id),
    )
