"""The council's headings, in its order: none is empty, and officers' words never touch a figure (R5-01)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from analysis.reports.beside import linked_risks
from analysis.reports.blocks import Block, Heading, Lettered, Paragraph
from analysis.reports.reach import unheard
from analysis.reports.snapshot import QuarterSnapshot

HEADINGS = "data/report.toml"
RECOMMENDATION_VERBS = ("note", "agree", "ask the Executive to", "add to the work plan")
"""Source: R5-02."""
APPENDICES = (
    "Tables",
    "You said, and what was done",
    "Action tracker",
    "Method and accuracy",
    "Information requests",
    "Questions members ask",
    "Words used",
    "Taking part, and what is kept beside the figures",
)
MOST_TOPICS = 3


@dataclass(frozen=True, slots=True)
class CouncilHeading:
    """A heading of the council's reports: words to begin with, or the name of a part made from the figures.

    Args:
        starter: sentences from which an officer begins, figures' names in braces; never printed by itself.
    """

    title: str
    words: str = ""
    part: str = ""
    starter: str = ""


@cache
def council_headings(written: str | None = None) -> tuple[CouncilHeading, ...]:
    """Return the headings in their order.

    Args:
        written: another council's file, as TOML; None for the one that is shipped.
    """
    text = written or files("analysis").joinpath(HEADINGS).read_text(encoding="utf-8")
    return tuple(CouncilHeading(**heading) for heading in tomllib.loads(text)["heading"])


def suggested_topics(s: QuarterSnapshot) -> tuple[str, ...]:
    """Return up to three topics for the committee's work plan, each with the rule that produced it (R1-16)."""
    found = [f"{label} (rule: returned after action)" for label in s.returned]
    blamed = {
        t.label
        for t in s.themes
        if t.negative and t.positive is not None and t.negative > t.positive
    }
    found += [
        f"{t.label} (rule: its share of comments rose, and criticism is more than praise)"
        for t in s.themes
        if t.change == "rose" and t.label in blamed and t.label not in s.returned
    ]
    if gap := large_gap(s):
        found.append(
            f"Why families who disagree feel less listened to (rule: large gap between groups, {gap} points)"
        )
    if missing := unheard(s):
        found.append(f"How to hear from {_listed(missing[:3])} (rule: missing voice)")
    return tuple(found[:MOST_TOPICS])


def large_gap(s: QuarterSnapshot) -> int:
    """Return by how many points fewer of those who disagreed felt listened to; 0 where the intervals meet (R1-16)."""
    disagreed, agreed = s.listened_disagreed, s.listened_agreed
    if disagreed.percent is None or agreed.percent is None:
        return 0
    apart = (disagreed.high or 0) < (agreed.low or 0)
    return agreed.percent - disagreed.percent if apart else 0


def recommendations(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return at most four, lettered, each with a verb that the committee can use (R5-02)."""
    asks = ["note what families said, and the limits of these figures"]
    if not s.actions:
        asks.append(
            "ask the Executive to say what will be done about what families said most, by whom and by when"
        )
    elif s.returned:
        asks.append(
            f"ask the Executive to say why {_listed(s.returned).lower()} came back after action"
        )
    if topics := suggested_topics(s):
        asks.append(f"add to the work plan: {'; '.join(t[0].lower() + t[1:] for t in topics)}")
    return (Paragraph("That the committee:"), Lettered(tuple(f"{ask}." for ask in asks)))


def equality(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return what is known by group, and the gaps."""
    missing = unheard(s)
    gaps = (
        f"Gaps: {_listed(missing)} are not heard from often enough for a figure."
        if missing
        else "No gap was found among the groups that are asked about."
    )
    return (
        Paragraph(
            "Who answered stands beside who lives here in appendix 1, as far as small numbers allow. "
            f"{gaps} Questions about oneself are asked of everybody and answered by those who wish."
        ),
    )


def risk(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the risks that follow from the figures."""
    rising = [t.label.lower() for t in s.themes if t.change == "rose"]
    words = (
        f"Spoken of in a clearly larger share of comments than the quarter before: {_listed(rising)}."
        if rising
        else "No theme is spoken of in a clearly larger share of comments than the quarter before."
    )
    return (Paragraph(words), *linked_risks(s))


def list_appendices() -> tuple[Block, ...]:
    """Return the list of what follows the main body."""
    return (Paragraph("; ".join(f"{n}: {title}" for n, title in enumerate(APPENDICES, 1)) + "."),)


def appendix_heading(title: str) -> Heading:
    """Return the heading of an appendix."""
    return Heading(2, f"Appendix {APPENDICES.index(title) + 1}: {title}")


def _listed(words: Iterable[str]) -> str:
    """Return the words as people list them: one, one and another, one, two and three."""
    all_ = list(words)
    return all_[0] if len(all_) == 1 else f"{', '.join(all_[:-1])} and {all_[-1]}"
