"""Find held responses and found words without reading every comment: an index, and numbers that begin with the day."""

from alembic import op
from sqlalchemy import text

revision = "0022_quick_desk"
down_revision = "0021_audit_chain"
branch_labels = None
depends_on = None

DAY = "((CAST(julianday(r.received_on) AS INTEGER) - 2451544) << 47)"
SQLITE = (
    # The words are taken out of the index and in again under their new numbers, from the comments themselves.
    "INSERT INTO comment_words (comment_words, rowid, masked) SELECT 'delete', p.place, c.masked"
    " FROM comment_words_place p JOIN comment c ON c.id = p.comment_id",
    "DELETE FROM comment_words_place",
    f"INSERT INTO comment_words_place (place, comment_id) SELECT {DAY}"  # noqa: S608 (our own words)
    " + (random() & 140737488355327), c.id"
    " FROM comment c JOIN response r ON r.id = c.response_id",
    "INSERT INTO comment_words (rowid, masked) SELECT p.place, c.masked"
    " FROM comment_words_place p JOIN comment c ON c.id = p.comment_id ORDER BY p.place",
)


def upgrade() -> None:
    """Make the index; on SQLite number the found words anew."""
    op.create_index(
        "ix_flag_held",
        "flag",
        ["comment_id"],
        sqlite_where=text("held = 1"),
        postgresql_where=text("held"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE:
            op.execute(statement)
