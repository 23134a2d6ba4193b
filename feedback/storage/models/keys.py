"""The key behind the hashes that are stored for years."""

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.storage.models.base import Base


class HashKey(Base):
    """The one key that receipts and once-keys are hashed with, wrapped by the master key `key_id`.

    It never changes, so that a receipt is still found after the master key was changed.
    """

    __tablename__ = "hash_key"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_id: Mapped[str] = mapped_column(String(40))
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
