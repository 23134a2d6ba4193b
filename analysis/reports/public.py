"""A published report for everybody: what was heard, what changed, what the figures cannot say (R5-19)."""

from analysis.reports.blocks import Bullets, Heading, Paragraph
from analysis.reports.corrections import correction_line
from analysis.reports.key import leading, told
from analysis.reports.snapshot import QuarterSnapshot

MOST_TOLD = 10
PublicBlock = Heading | Paragraph | Bullets


def public_blocks(s: QuarterSnapshot) -> tuple[PublicBlock, ...]:
    """Return the page's blocks, headings of level 2; the same figures as every other format."""
    corrected = correction_line(s)
    return (
        *([Paragraph(corrected)] if corrected else []),
        Heading(2, "What we heard"),
        Paragraph(_heard(s)),
        Paragraph(_most(s)),
        Heading(2, "What was good"),
        _leading(s, praise=True),
        Heading(2, "What was not good"),
        _leading(s, praise=False),
        Heading(2, "Did people feel listened to?"),
        Paragraph(_listened(s)),
        Heading(2, "What changed"),
        told(
            [t for t in s.told if t.done][:MOST_TOLD], "We told families of no change in this time."
        ),
        Heading(2, "What did not change, and why"),
        told(
            [t for t in s.told if not t.done][:MOST_TOLD],
            "There was nothing that we told families we cannot do.",
        ),
        Heading(2, "What these figures cannot say"),
        Bullets(
            (
                "People chose to answer. The figures are about them, not about all families.",
                "We leave out small numbers, so that nobody can tell who said what.",
                "Some things come out a little higher or lower by chance alone.",
            )
        ),
    )


def _leading(s: QuarterSnapshot, *, praise: bool) -> Bullets | Paragraph:
    """Return what was praised, or criticised, most clearly; where the mix of a theme is hidden it might be the one."""
    found = leading(s, praise=praise, none="{}")
    if isinstance(found, Bullets):
        return found
    start = "In the numbers that we can show, nothing" if found.words else "Nothing"
    said = "praised" if praise else "criticised"
    return Paragraph(f"{start} was {said} clearly more often than not.")


def _heard(s: QuarterSnapshot) -> str:
    if s.responses is None:
        return f"Only a few people answered in {s.label}, so we do not say how many."
    if not s.responses:
        return f"Nobody answered in {s.label}."
    many = "1 answer" if s.responses == 1 else f"{s.responses:,} answers"
    return f"We had {many} from families in {s.label}."


def _most(s: QuarterSnapshot) -> str:
    names = [t.label.lower() for t in s.themes if t.comments is not None][:3]
    return f"They spoke most of: {', '.join(names)}." if names else "No theme can be shown."


def _listened(s: QuarterSnapshot) -> str:
    share = s.listened_disagreed
    if share.percent is None:
        return "We asked people who did not agree with a decision. Too few of them answered to show a figure."
    change = {
        "rose": " More did than three months before.",
        "fell": " Fewer did than three months before.",
    }
    return (
        f"Of those who did not agree with a decision, {share.percent}% felt listened to: {share.hits} of "
        f"{share.total}. Chance alone could put it anywhere from {share.low}% to {share.high}%."
        f"{change.get(s.listened_change, '')}"
    )
