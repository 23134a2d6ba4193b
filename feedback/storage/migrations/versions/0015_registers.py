"""What the committee keeps beside the figures: the registers, and what it has asked to be told from the start."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from feedback.storage.migrations.audit_deeds import let_the_audit_take

revision = "0015_registers"
down_revision = "0014_officers_desk"
branch_labels = None
depends_on = None

NEW_DEEDS = ("register_changed", "complaint_changed", "compliment_changed")
ASKED_FROM_THE_START = (
    ("R1", "The directorate’s risk register"),
    ("R2", "Social workers’ access to expert legal advice"),
    ("R3", "The workforce’s profile: how many leave, and how many posts are permanent or interim"),
)
"""Source: R1-17."""


def upgrade() -> None:
    """Add the tables, the first three information requests, and the deeds that the audit takes."""
    _participation()
    _figures_of_others()
    _requests()
    _themes_elsewhere()
    let_the_audit_take(NEW_DEEDS)


def _words(*allowed: str, name: str) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)


def _text(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _line(name: str, longest: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(longest), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _chosen(name: str, kind: str, *allowed: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, _words(*allowed, name=kind), nullable=nullable)


def _register(table: str, *parts: sa.schema.SchemaItem) -> None:
    key = sa.Column("id", sa.Uuid(), primary_key=True)
    op.create_table(table, key, _number("version"), *parts)


def _participation() -> None:
    _register(
        "aim", _line("reference", 20), _text("title"), _line("owner_role", 120), _text("measure"),
        _text("target"),
        _chosen("status", "aimstatus", "not_begun", "under_way", "met", "not_met", "stopped"),
        _line("posts", 10, nullable=True), _number("hours", nullable=True),
        _number("pounds", nullable=True), _text("evidence", nullable=True),
        _line("evidence_quarter", 7, nullable=True),
        sa.UniqueConstraint("reference"),
        sa.CheckConstraint("status <> 'met' OR evidence IS NOT NULL", name="met_has_evidence"),
        sa.CheckConstraint("evidence IS NULL OR evidence_quarter IS NOT NULL", name="evidence_has_a_quarter"),
    )  # fmt: skip
    _register(
        "activity", _text("title"), _day("held_on"), _line("took_part", 200), _number("rung"),
        _line("chosen_by", 120), _text("why"), _line("confirmed_by", 200, nullable=True),
        _text("feedback_loop", nullable=True), _text("outcome", nullable=True),
        sa.CheckConstraint("rung BETWEEN 1 AND 8", name="rung_of_the_ladder"),
        sa.CheckConstraint("rung <= 3 OR feedback_loop IS NOT NULL", name="above_3_tells_back"),
    )  # fmt: skip
    _register(
        "consultation", _text("title"), _line("decision_maker", 200), _line("declared_by", 120),
        _day("declared_on"), _line("information_link", 500), _day("opens_on"), _day("closes_on"),
        _line("equality_link", 500), _text("considered", nullable=True),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("NOT is_closed OR considered IS NOT NULL", name="closed_was_considered"),
        sa.CheckConstraint("closes_on > opens_on", name="closes_after_it_opens"),
    )  # fmt: skip
    _register(
        "offer_comment", _day("received_on"),
        _chosen("about", "offerabout", "content", "gaps", "quality", "access", "making"),
        _text("comment"), _chosen("kept_back", "keptback", "abusive", "one_person", nullable=True),
        _text("response", nullable=True), _text("action", nullable=True),
    )  # fmt: skip


def _figures_of_others() -> None:
    _register(
        "statutory_measure", _line("title", 200), _line("value", 80), _line("period", 80),
        _line("source", 200), _day("taken_on"), _line("target", 80, nullable=True),
        sa.CheckConstraint("source <> ''", name="has_a_source"),
    )  # fmt: skip
    _register(
        "comparison", _line("indicator", 200), _text("definition"), _line("ours", 80),
        _line("theirs", 80), _line("council", 200), _line("period", 80), _line("link", 500),
        _day("retrieved_on"),
        sa.CheckConstraint("definition <> '' AND period <> ''", name="says_what_and_when"),
    )  # fmt: skip


def _requests() -> None:
    _register(
        "information_request", _line("reference", 20), _text("asked_for"), _line("asked_by", 120),
        _line("asked_of", 120), _line("owner_role", 120),
        _chosen("status", "requeststatus", "open", "answered", "withdrawn"),
        *(_day(name, nullable=True) for name in ("asked_on", "due_on", "answered_on")),
        _text("answer", nullable=True), sa.UniqueConstraint("reference"),
        sa.CheckConstraint("(status = 'answered') = (answered_on IS NOT NULL)", name="answered_has_a_day"),
    )  # fmt: skip
    names = ("reference", "asked_for", "asked_by", "asked_of", "owner_role", "status")
    table = sa.table(
        "information_request",
        sa.column("id", sa.Uuid()),
        sa.column("version", sa.Integer()),
        *(sa.column(name, sa.String()) for name in names),
    )
    of_all = {
        "version": 1, "asked_by": "The committee", "asked_of": "The directorate",
        "owner_role": "Director of children’s services", "status": "open",
    }  # fmt: skip
    rows = [
        {"id": uuid4(), "reference": reference, "asked_for": asked_for, **of_all}
        for reference, asked_for in ASKED_FROM_THE_START
    ]
    op.bulk_insert(table, rows)


def _themes_elsewhere() -> None:
    _register(
        "risk", _line("risk_id", 40), _line("title", 200),
        _chosen("rating", "rating", "low", "medium", "high", "very_high"),
        _chosen("direction", "direction", "up", "steady", "down"), _line("owner_role", 120),
        _line("theme", 60), sa.UniqueConstraint("risk_id", "theme"),
    )  # fmt: skip
    _register(
        "partner_theme", _line("partner", 120), _line("theme", 60), _line("quarter", 7),
        _day("shared_on", nullable=True), _day("answered_on", nullable=True),
        _text("answer", nullable=True), sa.UniqueConstraint("partner", "theme", "quarter"),
        sa.CheckConstraint(
            "answered_on IS NULL OR (shared_on IS NOT NULL AND answered_on >= shared_on)",
            name="answered_after_it_was_shared",
        ),
    )  # fmt: skip
    _register(
        "practice", _text("what"), _line("service", 40), _line("theme", 60), _line("quarter", 7),
        _line("copied_by", 200),
    )  # fmt: skip
    _register(
        "forum_comment", _line("forum", 20), _line("quarter", 7), _day("sent_on", nullable=True),
        _text("comment", nullable=True), _text("response", nullable=True),
        sa.UniqueConstraint("forum", "quarter"),
        sa.CheckConstraint("comment IS NULL OR sent_on IS NOT NULL", name="comments_on_what_was_sent"),
    )  # fmt: skip
