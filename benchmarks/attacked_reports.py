"""Whole invented reports, attacked from what they print: one, one of rounded counts, two versions, a year.

Each quarter is made of people who are then counted, so that its tables hang together as in life; the attacker
starts from `analysis.reports.reader`, which knows no true count. Source: R4-31, R4-32, R4-33.
"""

import random
from collections import Counter
from collections.abc import Sequence

from analysis.reports.build import Past, build_snapshot
from analysis.reports.counts import (
    AGREED,
    AGREED_ANSWERS,
    CHANNEL,
    DISAGREED_ANSWERS,
    HEARD_ANSWERS,
    LISTENED,
    VERSION,
    WHO,
    WORKERS,
    Link,
    QuarterCounts,
    ThemeCount,
)
from analysis.reports.reader import Notes, bounds, read, together
from analysis.reports.snapshot import QuarterSnapshot
from analysis.reports.versions import published
from analysis.reports.year import build_year
from analysis.stats.attack import NEAR
from analysis.stats.release import CannotProtect

LEAST = 5
SERVICES = "Services"
LINKS = (
    Link(((VERSION, "Child"),), ((WHO, "Child"),)),
    Link(((LISTENED, None),), ((VERSION, "Adult"), (VERSION, "Child"))),
    Link(((WORKERS, None),), ((VERSION, "Adult"), (VERSION, "Child"))),
)
AGREED_ROWS, HEARD_ROWS = ("Yes", "Partly", "No"), ("Yes, fully", "Yes, partly", "No")
FIRST, SECOND = " first version", " second version"
KINDS = ("report", "rounded report", "two versions", "year")
WORKER_ROWS = ("1", "2", "4 or more")
Person = tuple[str, str, str, str, tuple[str, ...], tuple[tuple[str, str], ...], str]
"""Who they are, how it came, whether they agreed, whether they felt heard, their services, their themes, how many
workers they had."""


def people_of(chance: random.Random, size: int) -> list[Person]:
    """Return people of a small county: most alike, a few of each rarer kind."""
    weights = [chance.paretovariate(0.8) for _ in range(12)]
    # A lot of its own, so that the numbers of the releases stand for the same people as before there were workers.
    lot = random.Random(repr(weights))
    workers = [lot.paretovariate(0.8) for _ in (*WORKER_ROWS, "")]

    def draw(choices: Sequence[str], first: int) -> str:
        return chance.choices(choices, weights[first : first + len(choices)])[0]

    return [
        (
            draw(("Parent", "Carer", "Child"), 0),
            draw(("Web form", "Paper"), 3),
            draw((*AGREED_ROWS, ""), 5),
            draw((*HEARD_ROWS, ""), 8),
            tuple(s for s in ("School", "Dentist", "Police") if chance.random() < 0.3),
            tuple(
                (theme, chance.choice(("+", "-", "-", "")))
                for theme in ("Waiting", "Respect", "School")
                if chance.random() < 0.2
            ),
            lot.choices((*WORKER_ROWS, ""), workers)[0],
        )
        for _ in range(size)
    ]


def counted(people: Sequence[Person], quarter: str) -> QuarterCounts:
    """Return the people as a quarter's counts."""
    who, channel, agreed, heard = (Counter(person[n] for person in people) for n in range(4))
    pairs = Counter((person[2], person[3]) for person in people)
    services = Counter(s for person in people for s in person[4])
    workers = Counter(person[6] for person in people)
    both = Counter((person[6], person[3]) for person in people if person[6] and person[3])
    themes = Counter(theme for person in people for theme in person[5])
    return QuarterCounts(
        quarter=quarter, label=quarter, responses=len(people), responses_before=0, comments=len(people),
        comments_before=0, disagreed=_share(pairs, DISAGREED_ANSWERS), agreed=_share(pairs, AGREED_ANSWERS),
        disagreed_before=(0, 0), quotes={}, decided_share=0.5, versions=["engine 1"], links=LINKS,
        bases={SERVICES: sum(1 for person in people if person[4])},
        tables={
            CHANNEL: [(label, channel[label]) for label in ("Web form", "Paper")],
            VERSION: [("Adult", len(people) - who["Child"]), ("Child", who["Child"])],
            WHO: [(label, who[label]) for label in ("Parent", "Carer", "Child")],
            AGREED: [(label, agreed[label]) for label in AGREED_ROWS],
            LISTENED: [(label, heard[label]) for label in HEARD_ROWS],
            SERVICES: [(label, services[label]) for label in ("School", "Dentist", "Police")],
            WORKERS: [(label, workers[label]) for label in WORKER_ROWS],
        },
        by_workers=[
            (label, sum(both[label, h] for h in HEARD_ANSWERS), sum(both[label, h] for h in HEARD_ROWS))
            for label in WORKER_ROWS
        ] if both else [],
        themes=[
            ThemeCount(label, label, "A", sum(themes[label, p] for p in ("+", "-", "")), themes[label, "+"],
                       themes[label, "-"], 0)
            for label in ("Waiting", "Respect", "School")
        ],
    )  # fmt: skip


def _share(pairs: Counter[tuple[str, str]], answers: Sequence[str]) -> tuple[int, int]:
    of = {h: sum(pairs[a, h] for a in answers) for h in HEARD_ROWS}
    return sum(of[h] for h in HEARD_ANSWERS), sum(of.values())


def attack_report(chance: random.Random, kind: str) -> Counter[str]:
    """Return what the attack on one invented report, or on several side by side, found."""
    if kind == "year":
        return _found(_year(chance))
    if kind == "two versions":
        return _found(_versions(chance))
    quarter = counted(people_of(chance, chance.randint(12, 160)), "2026-Q1")
    return _found(_notes(build_snapshot(quarter, threshold=LEAST, rounded=kind != "report")))


def _found(notes: Notes | None) -> Counter[str]:
    """Return how many figures are hidden and how many of them are known too well; refused where none was frozen."""
    if notes is None:
        return Counter(refused=1)
    reached = bounds(notes, [key for key in notes.hidden() if not _was_shown(notes, key)])
    known = sum(high - low < LEAST - NEAR for low, high in reached.values())
    return Counter(hidden=len(reached), known=known, cells=len(notes.figures))


def _was_shown(notes: Notes, key: str) -> bool:
    """Return whether the earlier of two versions showed the figure: what was read once nothing can hide."""
    return key.endswith(SECOND) and notes.figures.get(key.removesuffix(SECOND) + FIRST) is not None


def _notes(snapshot: QuarterSnapshot, suffix: str = "") -> Notes:
    return read(snapshot, several=[SERVICES], links=LINKS, suffix=suffix)


def _versions(chance: random.Random) -> Notes | None:
    """Return two versions of a quarter side by side: some withdrew in between, some were entered late.

    The reader is even told how many of each there were at most, which no report says.
    """
    people = people_of(chance, chance.randint(30, 160))
    gone, come = chance.randint(0, 3), people_of(chance, chance.choice((0, 1, 2, 8, 30)))
    first = build_snapshot(counted(people, "2026-Q1"), threshold=LEAST)
    later = counted([*people[gone:], *come], "2026-Q1")
    try:
        second = build_snapshot(later, threshold=LEAST, past=Past(versions=(first,)))
    except CannotProtect:
        return None
    notes = together(_notes(first, FIRST), _notes(second, SECOND))
    for key in published(second):
        moved = (key + SECOND, 1.0), (key + FIRST, -1.0)
        if moved[1][0] in notes.figures:
            notes.rows.append((moved, -gone, len(come)))
    return notes


def _year(chance: random.Random) -> Notes | None:
    """Return a year beside its four quarters, each of the year's figures being the sum of theirs."""
    rounded = chance.random() < 0.25
    quarters = [
        counted(people_of(chance, chance.randint(20, 90)), f"2026-Q{n}") for n in range(1, 5)
    ]
    frozen = [build_snapshot(q, threshold=LEAST, rounded=rounded) for q in quarters]
    try:
        year = build_year("2026", quarters, frozen, threshold=LEAST, rounded=rounded)
    except CannotProtect:
        return None
    notes = together(*(_notes(s, f" {n}") for n, s in enumerate((year, *frozen))))
    for key in published(year):
        parts = [f"{key} {n}" for n in range(1, 5)]
        if all(part in notes.figures for part in parts):
            notes.rows.append(((*((part, 1.0) for part in parts), (f"{key} 0", -1.0)), 0, 0))
    return notes
