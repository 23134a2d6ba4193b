"""Make the index that comments are found by, and take in the comments that are there."""

from alembic import op

revision = "0012_find_words"
down_revision = "0011_counts_of_a_freeze"
branch_labels = None
depends_on = None

SQLITE = (
    # The numbers are random: a running number would tell the order of arrival (R4-02).
    "CREATE TABLE comment_words_place"
    " (place INTEGER PRIMARY KEY, comment_id CHAR(32) NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE comment_words USING fts5 (masked, content='comment_words_text',"
    " content_rowid='place', tokenize='porter unicode61')",
    "INSERT INTO comment_words_place (place, comment_id) SELECT random(), id FROM comment",
    "INSERT INTO comment_words (rowid, masked) SELECT p.place, c.masked"
    " FROM comment_words_place p JOIN comment c ON c.id = p.comment_id ORDER BY p.place",
)
KINDS = "asciiword, asciihword, hword_asciipart, word, hword, hword_part"
POSTGRESQL = (
    "CREATE TEXT SEARCH DICTIONARY comment_stems (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION comment_english (COPY = pg_catalog.simple)",
    f"ALTER TEXT SEARCH CONFIGURATION comment_english ALTER MAPPING FOR {KINDS} WITH comment_stems",
    "CREATE INDEX ix_comment_masked_words ON comment"
    " USING gin (to_tsvector('comment_english'::regconfig, masked))",
)


def upgrade() -> None:
    """Make the index of this kind of database. The triggers are put up after the migrations."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
