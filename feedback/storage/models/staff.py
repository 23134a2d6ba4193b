"""People who work here: sign-ins, roles, open sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.domain.enums import Role
from feedback.storage.models.base import Base, enum_column


class StaffUser(Base):
    """A member of staff. `password_hash` is argon2id in its own string form."""

    __tablename__ = "staff_user"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until_utc: Mapped[datetime | None]
    created_utc: Mapped[datetime]

    roles: Mapped[list["StaffRole"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class StaffRole(Base):
    """One role of one person."""

    __tablename__ = "staff_role"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("staff_user.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(enum_column(Role), primary_key=True)


class StaffSession(Base):
    """An open sign-in; the cookie holds a random token, the table its hash, so that it can be revoked."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("staff_user.id", ondelete="CASCADE"), index=True
    )
    opened_utc: Mapped[datetime]
    seen_utc: Mapped[datetime] = mapped_column(index=True)
