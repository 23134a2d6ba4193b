"""Officers' words in a report: sentences to begin with, and figures in them that nobody can retype (R5-11, R5-16).

A figure stands in the words as its name in braces, such as {responses}. Only the report fills it in, from the
snapshot.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.reports.council import CouncilHeading
from analysis.reports.key import number
from analysis.reports.snapshot import QuarterSnapshot

LONGEST_SENTENCE = 25
"""Words that can be read aloud in one breath. Source: the Government's guidance on clear writing."""
NO_THEME = "no theme that can be shown"
_NAME = re.compile(r"\{([^{}]*)\}")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NO_FIGURE = re.compile(
    rf"\b\d{{1,2}} (?:{_MONTHS})\b|\b20\d\d(?:-Q[1-4])?\b|\b(?:section|appendix|article|part|chapter|regulation|"
    r"version|paragraph) \d+\w?\b",
    re.IGNORECASE,
)
"""Numbers that count nobody: days, years, places in a law or in this report."""
_FIGURE = re.compile(
    r"\d|%|\b(?:per ?cent|percentage|half|halved|thirds?|quarters? of|twice|doubled|majority|minority|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|dozens?)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:rose|risen|fell|fallen|increased|decreased|improved|worsened|dropped|declined|"
    r"(?:got|get|gets|getting) (?:better|worse)|(?:went|gone|going|up|down) (?:up|down|from)|"
    r"(?:more|fewer|less|better|worse) than (?:last|before|the quarter))\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with officers' words; all empty where nothing is.

    Args:
        missing: figures of the starting sentences that are gone. unknown: how many names in braces are no figure's.
        typed: a figure is typed by hand. claims: a change is claimed by hand.
    """

    missing: tuple[str, ...] = ()
    unknown: int = 0
    typed: bool = False
    claims: bool = False

    @property
    def is_anything(self) -> bool:
        """Return whether anything is wrong."""
        return bool(self.missing or self.unknown or self.typed or self.claims)


def figures_for_words(s: QuarterSnapshot) -> dict[str, str]:
    """Return name -> figure, as it is printed; every one of them may be published."""
    most = [t.label.lower() for t in s.themes if t.comments is not None][:3]
    done = sum(1 for told in s.told if told.done)
    return {
        "period": s.label,
        "responses": number(s.responses),
        "comments": number(s.comments),
        "themes": ", ".join(most) or NO_THEME,
        "listened": s.listened_disagreed.words,
        "change": s.listened_change,
        "agreed": s.listened_agreed.words,
        "done": f"{done:,}",
        "actions": f"{len(s.actions):,}",
    }


def starter_of(heading: CouncilHeading) -> str:
    """Return the words that an officer begins with: sentences with figures where there are some."""
    return heading.starter or heading.words


def find_wrong(words: str, starter: str, figures: Mapping[str, str]) -> Wrong:
    """Return what is wrong with words that an officer wrote in the place of the starting sentences."""
    used = _NAME.findall(words)
    bare = _NO_FIGURE.sub("", _NAME.sub("", words))
    wanted = dict.fromkeys(_NAME.findall(starter))
    braces = words.count("{") + words.count("}") != 2 * len(used)
    return Wrong(
        missing=tuple(name for name in wanted if name not in used),
        unknown=sum(name not in figures for name in used) + braces,
        typed=_FIGURE.search(bare) is not None,
        claims=_CHANGE.search(bare) is not None,
    )


def fill_in(words: str, figures: Mapping[str, str]) -> str:
    """Return the words as they are printed, each figure in its place."""
    return _NAME.sub(lambda found: figures.get(found[1], found[0]), words)


def long_sentences(words: str) -> int:
    """Return how many sentences are too long to be read aloud; a figure counts as one word."""
    return sum(len(sentence.split()) > LONGEST_SENTENCE for sentence in _ENDS.split(words))
