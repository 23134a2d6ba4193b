"""What members ask of every report, each with an answer from the figures or the day by which it will be known.

Source: R5-17; section 5.3 of the requirements.
"""

from analysis.reports.blocks import Block, Bullets, Heading
from analysis.reports.counts import WHO
from analysis.reports.extras import NO_RESOURCE
from analysis.reports.key import SHOWN_MIX
from analysis.reports.reach import unheard
from analysis.reports.snapshot import QuarterSnapshot, Table

ACKNOWLEDGED = "Whether somebody let them know their message had arrived"
QUICKLY = "Yes, quickly"


def members_questions(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the questions and answers; none is blank."""
    asked = answers_to_members(s)
    return (
        Heading(2, "Questions members ask"),
        Bullets(tuple(f"{question} {answer}" for question, answer in asked)),
    )


def answers_to_members(s: QuarterSnapshot) -> tuple[tuple[str, str], ...]:
    """Return each question with its answer."""
    later = f"Not known yet; will be known by {s.known_by}." if s.known_by else "Not known yet."
    return (
        ("How quickly are people told that their message arrived?", _acknowledged(s) or later),
        ("How is independence ensured?", _independence()),
        ("Is trust improving, and how do you know?", _trust(s)),
        ("Why did numbers rise or fall?", _numbers()),
        ("How is praise used?", _praise(s)),
        ("What did you do differently from last time?", later),
        ("How do we compare with other councils?", _compare(s)),
        ("What does it cost, and is it resourced?", _cost(s) or later),
        ("Who have you not heard from?", _unheard(s)),
        ("When will families be told?", later),
    )


def _table(s: QuarterSnapshot, title: str) -> Table | None:
    return next((t for t in s.tables if t.title == title and t.answered), None)


def _acknowledged(s: QuarterSnapshot) -> str:
    table = _table(s, ACKNOWLEDGED)
    row = next((r for r in table.rows if r.label == QUICKLY), None) if table else None
    if table is None or row is None or table.total is None:
        return ""
    if row.percent is None:
        return "Too few people answered to say."
    return f"{row.percent}% of the {table.total:,} who answered say that it was quick."


def _independence() -> str:
    return (
        "Families answer without a name. Words are tagged by a machine on the council’s own computer and decided by "
        "people; figures are frozen before anybody writes about them, and every table can be checked."
    )


def _trust(s: QuarterSnapshot) -> str:
    return (
        "What can be said is whether those who disagreed with a decision still felt listened to: "
        f"{s.listened_disagreed.words}. Against the quarter before: {s.listened_change}."
    )


def _numbers() -> str:
    return (
        "More or fewer answers can mean more or fewer people asked as well as happier or less happy people; these "
        "figures alone cannot tell which."
    )


def _praise(s: QuarterSnapshot) -> str:
    shown = [t for t in s.themes if t.positive]
    if not shown:
        return "No theme had enough praise to be shown."
    most = max(shown, key=lambda t: t.positive or 0)
    of = f", of the themes {SHOWN_MIX}" if any(t.positive is None for t in s.themes) else ""
    return f"It is counted as criticism is. Most praised{of}: {most.label.lower()}, in {most.words[2]} comments."


def _compare(s: QuarterSnapshot) -> str:
    """Return both values of what is compared, what they measure and where the other one is from (R1-11)."""
    compared = s.extras.comparisons if s.extras else ()
    if not compared:
        return "No figure of another council is recorded, so nothing is compared."
    # A name stands at the beginning of a sentence, so that it may be written as its list writes it.
    said = " ".join(
        f"{c.indicator}, {c.period}: {c.ours} here. {c.council}: {c.theirs}. "
        f"What is counted: {c.definition.rstrip('.')}. Source: {c.source}, taken on {c.retrieved_on}."
        for c in compared
    )
    return f"{said} None of it was asked in the words of these questions."


def _cost(s: QuarterSnapshot) -> str:
    """Return what each aim of the strategy has to be reached with; empty where no aim is recorded (R1-08)."""
    aims = s.extras.aims if s.extras else ()
    with_some = [a for a in aims if a.resource != NO_RESOURCE]
    without = [a.reference for a in aims if a.resource == NO_RESOURCE]
    parts = [f"{a.aim} ({a.reference}): {a.resource}" for a in with_some]
    if without:
        parts.append(f"no posts, hours or pounds are recorded for {', '.join(without)}")
    said = "; ".join(parts)
    return f"By aim of the Participation Strategy: {said}." if said else ""


def _unheard(s: QuarterSnapshot) -> str:
    table = _table(s, WHO)
    if table is None:
        return "Nobody said who they are, so this cannot be said."
    hidden = unheard(s)
    return (
        f"Nobody, or too few for a figure to be printed safely: {', '.join(hidden)}."
        if hidden
        else "Every group answered."
    )
