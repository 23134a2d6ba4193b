"""The report as headings, sentences and tables, made from a snapshot alone. Every format draws this."""

from collections.abc import Callable, Sequence

from analysis.reports.appendices import appendices
from analysis.reports.beside import consultees, resources
from analysis.reports.blocks import (
    Block,
    Bullets,
    Chart,
    DotChart,
    Grid,
    Heading,
    Lettered,
    MixChart,
    Paragraph,
)
from analysis.reports.corrections import corrections
from analysis.reports.council import (
    CouncilHeading,
    council_headings,
    equality,
    list_appendices,
    recommendations,
    risk,
)
from analysis.reports.key import key_considerations
from analysis.reports.snapshot import QuarterSnapshot

__all__ = [
    "Block",
    "Bullets",
    "Chart",
    "DotChart",
    "Grid",
    "Heading",
    "Lettered",
    "MixChart",
    "Paragraph",
    "build_body",
    "build_document",
    "title_of",
]
PARTS: dict[str, Callable[[QuarterSnapshot], tuple[Block, ...]]] = {
    "recommendations": recommendations,
    "key": key_considerations,
    "equality": equality,
    "risk": risk,
    "resources": resources,
    "consultees": consultees,
    "appendices": lambda _s: list_appendices(),
}


def title_of(snapshot: QuarterSnapshot) -> str:
    """Return the report's title."""
    return f"What children and families told us, {snapshot.label}"


def build_document(
    snapshot: QuarterSnapshot, headings: Sequence[CouncilHeading] | None = None
) -> tuple[Block, ...]:
    """Return the report's blocks in order: the main body, then the appendices."""
    return (*build_body(snapshot, headings), *appendices(snapshot))


def build_body(
    snapshot: QuarterSnapshot, headings: Sequence[CouncilHeading] | None = None
) -> tuple[Block, ...]:
    """Return the main body under the council's headings; none is empty (R5-01).

    Args:
        headings: in their order; None for the shipped ones.
    """
    found: list[Block] = [*_facts(), *corrections(snapshot)]
    officers = dict(snapshot.commentary)
    for heading in headings or council_headings():
        found.append(Heading(2, heading.title))
        written = officers.get(heading.title, "")
        made = PARTS[heading.part](snapshot) if heading.part else ()
        words = written or heading.words
        # Officers' words come first and beside the figures, so that nobody takes the one for the other.
        found += [Paragraph(part) for part in words.split("\n\n") if part.strip()]
        found += made
        if not words and not made:
            found.append(
                Paragraph("None identified, because nobody has written under this heading yet.")
            )
    return tuple(found)


def _facts() -> tuple[Block, ...]:
    return (
        Bullets(
            (
                "Report by: the director of children’s services",
                "Classification: open",
                "Decision type: this is not a decision of the Executive",
                "Wards affected: countywide",
                "How to read this report: every figure says of how many it is; signs such as [c], and words such as "
                "rose or interval, are explained in appendices 4 and 7.",
            )
        ),
    )
