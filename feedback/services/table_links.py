"""How the tables of a quarter hang together: who answered which version stands in several of them (R4-31).

A reader can put these together, so they are part of what is hidden and of what is attacked.
"""

from collections.abc import Collection, Mapping

from analysis.reports.counts import WHO, WORKERS, Link, Place
from feedback.domain.questionnaires import Audience, Construct
from feedback.services.count_versions import (
    BESIDE,
    CORE,
    TITLES,
    VERSIONS,
    WHICH,
    WHO_THEY_ARE,
    asked_apart,
)

_ASKED_OF_WORKERS = (Audience.EASY_READ,)
"""Who are asked how many workers they had, besides those on the core scale."""


def table_links(
    titles: Collection[str], core_titles: Collection[str], who_labels: Mapping[str, str]
) -> list[Link]:
    """Return what every reader knows of the tables that are there.

    Args:
        core_titles: the tables of those who answered on the core scale.
        who_labels: the code of who somebody is -> its row in the table of who answered.
    """
    core = tuple((WHICH, VERSIONS[Audience(audience)]) for audience in CORE.audiences)
    links = [Link(((title, None),), core) for title in core_titles if title in titles]
    asking = (*core, *((WHICH, VERSIONS[audience]) for audience in _ASKED_OF_WORKERS))
    links.append(Link(((WORKERS, None),), asking))
    for audience, label in VERSIONS.items():
        of_version = ((WHICH, label),)
        for construct in asked_apart(audience):
            alone = f"{label}: {TITLES[construct]}"
            beside = f"{label}, {BESIDE}: {TITLES[construct]}"
            both = (alone, beside) if construct is Construct.LISTENED else (alone,)
            parts: tuple[Place, ...] = tuple((title, None) for title in both if title in titles)
            if parts:
                links.append(Link(parts, of_version))
        beside = f"{label}, {BESIDE}: {TITLES[Construct.LISTENED]}"
        if beside in titles:
            links.append(Link(((beside, None),), of_version))
    for code, audiences in WHO_THEY_ARE.items():
        versions = tuple((WHICH, VERSIONS[audience]) for audience in audiences)
        links.append(Link(versions, ((WHO, who_labels[code]),)))
    return links
