"""What a quarter's figures are read with: what could be answered, how it was asked, who lives here, earlier reports."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy.orm import Session

from analysis.reports.build import Past
from analysis.reports.counts import Population, PopulationGroup
from analysis.reports.extras import RewordingLine
from analysis.reports.snapshot import QuarterSnapshot, SnapshotAltered, from_json
from analysis.reports.trend import QUARTERS
from feedback.domain.errors import SealBroken
from feedback.domain.quarters import Quarter
from feedback.storage.queries import frozen as queries

POPULATION = "data/population/herefordshire.toml"
TRUSTED_F1 = 0.6
"""A theme whose measured F1 is lower counts only where a person decided. Source: R5-14."""
KNOWN_AFTER_DAYS = 31
"""By when after a quarter's end its figures are frozen, so that members can be told a day."""


def past_of(session: Session, quarter: Quarter) -> Past:
    """Return what was published before: versions of this quarter, and the quarters before it.

    Raises: SealBroken when figures that were published have been altered since.
    """
    written = [str(quarter.shifted(-n)) for n in range(QUARTERS - 1, 0, -1)]
    newest = queries.list_newest(session, written)
    return Past(
        versions=tuple(_read(*row) for row in queries.list_versions_of(session, str(quarter))),
        quarters=tuple(_read(*newest[name]) for name in written if name in newest),
    )


def list_reports(session: Session, quarters: Sequence[Quarter]) -> list[QuarterSnapshot]:
    """Return the newest frozen report of each of these quarters that has one, in the order given.

    Raises: SealBroken when figures that were frozen have been altered since.
    """
    names = [str(quarter) for quarter in quarters]
    newest = queries.list_newest(session, names)
    return [_read(*newest[name]) for name in names if name in newest]


def _read(payload: str, content_hash: str) -> QuarterSnapshot:
    try:
        return from_json(payload, content_hash)
    except SnapshotAltered as altered:
        raise SealBroken(str(altered)) from altered


def known_by(quarter: Quarter) -> str:
    """Return the day, in words, by which the next quarter's figures will be known."""
    day = quarter.shifted(1).ends_on + timedelta(days=KNOWN_AFTER_DAYS)
    return f"{day.day} {day:%B %Y}"


def wordings(session: Session, quarter: str, asked: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return how things were asked, as `slug:hash` for each questionnaire that was answered (R2-16).

    Args:
        asked: name -> the constructs whose questions it stands for.
    """
    definitions = queries.list_questionnaires(session, quarter)
    return {name: _wording(definitions, constructs) for name, constructs in asked.items()}


def _wording(definitions: Sequence[tuple[str, dict[str, Any]]], constructs: Sequence[str]) -> str:
    found: dict[str, set[str]] = {}
    for slug, definition in definitions:
        asked = [_asked(question) for question in _questions(definition, constructs)]
        if asked:
            written = json.dumps(asked, ensure_ascii=False)
            found.setdefault(slug, set()).add(hashlib.sha256(written.encode()).hexdigest()[:8])
    return " ".join(f"{slug}:{'+'.join(sorted(hashes))}" for slug, hashes in sorted(found.items()))


def rewordings(session: Session, quarter: Quarter) -> tuple[RewordingLine, ...]:
    """Return the questions with answers to choose that were asked in other words than in the quarter before (R2-16).

    A questionnaire that nobody answered in one of the two quarters has nothing to be compared with.
    """
    earlier, later = (_ways_of_asking(session, str(q)) for q in (quarter.shifted(-1), quarter))
    found = []
    for key in sorted(earlier.keys() & later.keys()):
        was, now = earlier[key], later[key]
        if was.keys() != now.keys():
            _title, before = _besides(was, now)
            title, after = _besides(now, was)
            found.append(RewordingLine(title, before, after))
    return tuple(found)


def _ways_of_asking(
    session: Session, quarter: str
) -> dict[tuple[str, str], dict[str, tuple[str, str]]]:
    """Return (slug, construct) -> each way that it was asked -> (title, question)."""
    found: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for slug, definition in queries.list_questionnaires(session, quarter):
        for question in definition["questions"]:
            if question["options"]:
                way = json.dumps(_asked(question), ensure_ascii=False)
                asked = found.setdefault((slug, question["construct"]), {})
                asked[way] = definition["title"], question["words"]
    return found


def _besides(
    ways: Mapping[str, tuple[str, str]], others: Mapping[str, tuple[str, str]]
) -> tuple[str, str]:
    """Return title and question of a way that is not among the others; of any, where all are."""
    own = sorted(ways.keys() - others.keys()) or sorted(ways)
    return ways[own[0]]


def never_offered(
    session: Session, quarter: str, labels: Mapping[str, Mapping[str, str]]
) -> dict[str, set[str]]:
    """Return for each construct the labels that no questionnaire of the quarter offered.

    Args:
        labels: construct -> code -> label, of the report's tables.
    """
    offered: dict[str, set[str]] = {construct: set() for construct in labels}
    for _slug, definition in queries.list_questionnaires(session, quarter):
        for question in _questions(definition, list(labels)):
            offered[question["construct"]] |= {option["code"] for option in question["options"]}
    return {
        construct: {label for code, label in of.items() if code not in offered[construct]}
        for construct, of in labels.items()
    }


def _questions(
    definition: Mapping[str, Any], constructs: Sequence[str]
) -> Iterator[Mapping[str, Any]]:
    return (q for q in definition["questions"] if q["construct"] in constructs)


def _asked(question: Mapping[str, Any]) -> list[Any]:
    return [question["construct"], question["words"], [o["label"] for o in question["options"]]]


@cache
def populations() -> tuple[Population, ...]:
    """Return the populations that reports are read against; a council replaces the file with its own."""
    written = tomllib.loads(files("analysis").joinpath(POPULATION).read_text(encoding="utf-8"))
    return tuple(
        Population(
            table["title"],
            table["source"],
            tuple(PopulationGroup(g["label"], g.get("percent")) for g in table["group"]),
        )
        for table in written["population"]
    )
