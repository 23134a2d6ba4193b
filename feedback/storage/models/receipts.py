"""What a receipt opens: words that came later, messages, taking back. And counts of what is tried too often.

Nothing here holds an address, a device or a time of day; an order inside one response is a running `place`.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from feedback.domain.enums import AttemptKind, LaterKind, MessageAuthor
from feedback.storage.models.base import UNORDERED, Base, enum_column


class LaterComment(Base):
    """Marks a comment that came after its response: something added, a correction, a reply to a message.

    `corrects_id` is the comment that it takes the place of; NULL once that one is destroyed.
    """

    __tablename__ = "later_comment"
    __table_args__ = (
        CheckConstraint("kind = 'correction' OR corrects_id IS NULL", name="only_corrections"),
        UNORDERED,
    )

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[LaterKind] = mapped_column(enum_column(LaterKind))
    corrects_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("comment.id", ondelete="SET NULL"), index=True
    )
    on_day: Mapped[date]


class MailboxMessage(Base):
    """One message between an officer and a family that nobody knows.

    An officer's words are `sealed` under the response's own key; a family's are a comment of the response,
    so that they are masked, flagged and read like any other. `opened` tells whether the other side has seen it.
    """

    __tablename__ = "mailbox_message"
    __table_args__ = (
        UniqueConstraint("response_id", "place"),
        CheckConstraint(
            "(author = 'family') = (comment_id IS NOT NULL)", name="family_writes_comments"
        ),
        CheckConstraint("(author = 'staff') = (sent_by IS NOT NULL)", name="staff_is_named"),
        UNORDERED,
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    place: Mapped[int]
    author: Mapped[MessageAuthor] = mapped_column(enum_column(MessageAuthor))
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    comment_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    on_day: Mapped[date]
    opened: Mapped[bool] = mapped_column(default=False)


class TakenBack(Base):
    """The once-hash of a response that is gone, so that an old page cannot send it again."""

    __tablename__ = "taken_back"
    __table_args__ = (UNORDERED,)

    once_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    on_day: Mapped[date] = mapped_column(index=True)


class ToDestroy(Base):
    """What a family wants destroyed, and a person must read first because it is flagged.

    `comment_id` NULL means the whole response.
    """

    __tablename__ = "to_destroy"
    __table_args__ = (UNORDERED,)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("response.id", ondelete="CASCADE"), index=True
    )
    comment_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    asked_on: Mapped[date]


class SavedDraft(Base):
    """Answers that somebody asked us to keep for another day, sealed under a code that only they hold.

    `lookup_hash` is a keyed hash of the code. Neither it nor any key of ours opens `sealed`.
    """

    __tablename__ = "saved_draft"
    __table_args__ = (UNORDERED,)

    lookup_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_on: Mapped[date] = mapped_column(index=True)


class AttemptSalt(Base):
    """The random salt of one day's counts. It goes with the day, and then no key tells who was counted."""

    __tablename__ = "attempt_salt"

    on_day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))


class AttemptCount(Base):
    """How often something was tried on one day from one of 65,536 buckets; bucket -1 counts all of them.

    An address falls into a bucket by a keyed hash that changes every day. Many share each bucket, so a
    bucket is no address, even to somebody who holds every key.
    """

    __tablename__ = "attempt_count"
    __table_args__ = (
        CheckConstraint("bucket BETWEEN -1 AND 65535", name="bucket_known"),
        UNORDERED,
    )

    on_day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[AttemptKind] = mapped_column(enum_column(AttemptKind), primary_key=True)
    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tries: Mapped[int]
