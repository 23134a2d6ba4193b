"""Questionnaires that officers change: what is being written, and what families were given to read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.questionnaire_drafts import DraftState, VersionChange
from feedback.storage.models.base import Base, JsonColumn, enum_column

_OPEN = "state IN ('writing', 'to_check', 'sent_back')"


class QuestionnaireDraft(Base):
    """A questionnaire that is being changed, as the text of its definition; one open draft a slug.

    `base_id` is the version that was asked when it was begun, NULL for a copy under a new slug, whose giver
    is `copied_from`. `content_hash` is what its version's id will be. `writers` are the ids of everybody who
    changed a word of it: none of them may let families read it. `version` counts the changes.
    """

    __tablename__ = "questionnaire_draft"
    __table_args__ = (
        Index(
            "uq_questionnaire_draft_open",
            "slug",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60))
    base_id: Mapped[str | None] = mapped_column(String(64))
    copied_from: Mapped[str | None] = mapped_column(String(60))
    toml: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[DraftState] = mapped_column(enum_column(DraftState))
    why: Mapped[str | None] = mapped_column(Text)
    sent_back_because: Mapped[str | None] = mapped_column(Text)
    writers: Mapped[list[str]] = mapped_column(JsonColumn)
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    changed_utc: Mapped[datetime]
    version: Mapped[int]


class QuestionnaireChange(Base):
    """One version that families were given, or that was taken from them. Rows are only ever added.

    The newest `number` tells every process whether it still asks what is asked. `door` and `toml` are the version's;
    the link is not part of its identity. `written_by` sent it for checking, `made_by` let families read it.
    """

    __tablename__ = "questionnaire_change"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(String(60))
    change: Mapped[VersionChange] = mapped_column(enum_column(VersionChange))
    questionnaire_id: Mapped[str] = mapped_column(ForeignKey("questionnaire.id"))
    door: Mapped[str] = mapped_column(Text)
    toml: Mapped[str] = mapped_column(Text)
    copied_from: Mapped[str | None] = mapped_column(String(60))
    why: Mapped[str | None] = mapped_column(Text)
    written_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    made_utc: Mapped[datetime]


class QuestionnaireSecondLook(Base):
    """A second person has looked at a version that one person took from families; its key is that change's number."""

    __tablename__ = "questionnaire_second_look"

    number: Mapped[int] = mapped_column(
        ForeignKey("questionnaire_change.number"), primary_key=True, autoincrement=False
    )
    looked_by: Mapped[UUID] = mapped_column(ForeignKey("staff_user.id"))
    looked_utc: Mapped[datetime]
