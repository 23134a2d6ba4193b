"""What waits and what is owed, in counts alone: now, and at the start of each week (R1-12)."""

from dataclasses import dataclass

from flask import render_template, url_for

from feedback.domain.digest import DAYS_COUNTED, DUE_WITHIN_DAYS, Digest
from feedback.services.digest import count_digest, list_weeks
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff, sees_held
from feedback.web.staff.words import say_day

NONE = "–"
COLUMNS = (
    "New", "Unread too long", "Oldest unread", "Open flags", "Oldest flag", "Overdue actions", "Due soon",
    "Promises late", "Promises broken",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One count in words, and where what is counted can be seen; None where there is no page for the reader."""

    label: str
    words: str
    address: str | None


@blueprint.get("/week")
def week() -> str:
    """Show the counts as they stand, and those of earlier weeks."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        now, weeks = count_digest(session, runtime), list_weeks(session)
    return render_template(
        "staff/week.html",
        lines=_lines(now),
        columns=COLUMNS,
        weeks=[(say_day(kept.week), _cells(kept.digest)) for kept in weeks],
        is_sent=runtime.settings.alerts.sends_digest,
        last_sent=say_day(weeks[0].week) if weeks and weeks[0].sent else None,
    )


def _lines(d: Digest) -> list[WeekLine]:
    queue, clocks = url_for("staff.queue"), url_for("staff.clocks", _anchor="promises")
    flags = url_for("staff.triage") if sees_held(current_staff()) else None
    actions = url_for("staff.actions")
    return [
        WeekLine(f"New responses in the {DAYS_COUNTED} days to yesterday", f"{d.new:,}", queue),
        WeekLine("Unread for more than one working day", f"{d.unread_late:,}", queue),
        WeekLine("The oldest unread response waits", _age(d.unread_age), queue),
        WeekLine("Open safeguarding flags", f"{d.open_flags:,}", flags),
        WeekLine("The oldest open flag waits", _age(d.flag_age), flags),
        WeekLine("Actions overdue", f"{d.overdue:,}", actions),
        WeekLine(f"Actions due in {DUE_WITHIN_DAYS} days", f"{d.due_soon:,}", actions),
        WeekLine("Promises to families that are or were late", f"{d.promises_late:,}", clocks),
        WeekLine("Promises to families that were broken", f"{d.promises_broken:,}", clocks),
    ]


def _cells(d: Digest) -> tuple[str, ...]:
    return (
        f"{d.new:,}", f"{d.unread_late:,}", _number(d.unread_age), f"{d.open_flags:,}", _number(d.flag_age),
        f"{d.overdue:,}", f"{d.due_soon:,}", f"{d.promises_late:,}", f"{d.promises_broken:,}",
    )  # fmt: skip


def _age(days: int | None) -> str:
    if days is None:
        return "None waits"
    return f"{days} working day{'' if days == 1 else 's'}"


def _number(days: int | None) -> str:
    return NONE if days is None else str(days)
