"""What the committee keeps beside the figures, as blocks of the report: short in the body, whole in the appendices.

An old snapshot holds none of it; then the report says that nothing is recorded, and leaves nothing out.
"""

from collections.abc import Sequence

from analysis.reports.blocks import Block, Bullets, Grid, Heading, Paragraph
from analysis.reports.extras import COMPLAINTS_CAUTION, CommitteeExtras, CountLine, ForumLine
from analysis.reports.figures import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE
from analysis.reports.snapshot import QuarterSnapshot, ThemeRow

SOFTER = "Felt listened to although they disagreed"
BANDS = ((10, "under 10"), (30, "10 to 29"), (100, "30 to 99"))
LARGEST_BAND = "100 or more"
MOST_PRACTICE = 3
LONGEST_IN_BODY = 600
"""Characters of a forum's words that stand in the main body, which has six pages; longer ones stand in appendix 8."""


def kept(s: QuarterSnapshot) -> CommitteeExtras:
    """Return what was frozen beside the figures; empty where nothing of it was."""
    return s.extras or CommitteeExtras()


def theme_of(s: QuarterSnapshot, label: str) -> ThemeRow | None:
    """Return the row of a theme, or None where nobody spoke of it."""
    return next((theme for theme in s.themes if theme.label == label), None)


def band_of(theme: ThemeRow | None) -> str:
    """Return how many comments a theme has, as a band, or the sign that stands for it."""
    if theme is None:
        return NOT_AVAILABLE
    if theme.comments is None:
        return theme.words[0]
    return next((words for most, words in BANDS if (theme.comments or 0) < most), LARGEST_BAND)


def measures_beside(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the statutory measures beside the softer one, each with its source and day (R1-06)."""
    rows = tuple(
        (f"{m.measure}, {m.period}", m.value, m.target, f"{m.source}, {m.taken_on}")
        for m in kept(s).measures
    )
    softer = (f"{SOFTER}, {s.label}", s.listened_disagreed.words, NOT_APPLICABLE, "This report")
    heading = Heading(3, "Statutory measures beside softer ones")
    none = () if rows else (Paragraph("No statutory measure is recorded for this report."),)
    head = ("Measure and period", "Value", "Target", "Source and day")
    return (heading, *none, Grid("Measures side by side", head, (*rows, softer)))


def complaints_beside(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return complaints and compliments in one table, beside how many answered, with the caution (R2-14, R2-15)."""
    heading = Heading(3, "Complaints and compliments")
    lines = (*kept(s).complaints, *kept(s).compliments)
    if not lines:
        return (
            heading,
            Paragraph(
                "Complaints and compliments are counted quarter by quarter; none were counted for this report."
            ),
        )
    responses = HIDDEN if s.responses is None else f"{s.responses:,}"
    all_: Sequence[CountLine] = (*lines, CountLine("Responses in all", responses))
    rows = tuple((line.label, line.words) for line in all_)
    return (
        heading,
        Paragraph(COMPLAINTS_CAUTION),
        Grid("Complaints and compliments, counted", ("What", "How many"), rows),
    )  # fmt: skip


def to_copy(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return good practice with how often its theme was praised, and who could copy it (R1-15)."""
    items = []
    for one in kept(s).practice[:MOST_PRACTICE]:
        theme = theme_of(s, one.theme)
        praise = theme.words[2] if theme else NOT_AVAILABLE
        items.append(
            f"{one.what} ({one.service}). {one.theme}: praised in {praise} comments. "
            f"Could be copied by: {one.copied_by}."
        )
    return (Bullets(tuple(items)),) if items else ()


def resources(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return what the aims of the Participation Strategy have to be reached with (5.4)."""
    aims = kept(s).aims
    if not aims:
        return (Paragraph("No aim of the Participation Strategy is recorded, so no resource is."),)
    means = "; ".join(f"{aim.reference}: {aim.resource}" for aim in aims)
    return (
        Paragraph(
            "The report agrees no spending. What the aims of the Participation Strategy (appendix 8) are to be "
            f"reached with: {means}."
        ),
    )


def linked_risks(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the entries of the risk register that a theme bears on: no words of families (R1-10)."""
    risks = kept(s).risks
    if not risks:
        return (Paragraph("No entry of the risk register is linked to this report."),)
    rows = []
    for risk in risks:
        theme = theme_of(s, risk.theme)
        change = theme.change if theme else NOT_AVAILABLE
        named = f"{risk.risk_id}, {risk.theme}"
        rows.append((named, risk.rating, risk.direction, change, band_of(theme)))
    head = ("Risk and theme", "Rating", "Direction", "Since last quarter", "Comments")
    return (Grid("Entries of the risk register", head, tuple(rows)),)


def consultees(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return what each forum said of the draft, unedited, and which partners were told (R5-18, R1-22)."""
    found: list[Block] = []
    for one in kept(s).forums:
        sent = one.sent_on if one.sent_on[:1].isdigit() else ""
        if sent:
            found += _said(one, whole=len(one.comment) <= LONGEST_IN_BODY)
        else:
            found.append(Paragraph(f"{one.forum}: not sent."))
    if not found:
        found.append(Paragraph("Parent Carer Voice and the Listening to Families Forum: not sent."))
    partners = kept(s).partners
    if not partners:
        return (*found, Paragraph("Partners: nothing was shared."))
    shared, waits = sum(p.shared for p in partners), sum(p.unanswered for p in partners)
    words = f"Partners: {shared} themes shared, {waits} without an answer yet (appendix 8)."
    return (*found, Paragraph(words))


def _said(one: ForumLine, *, whole: bool) -> tuple[Block, ...]:
    """Return a forum's words in a paragraph of their own, so that none of ours stands among them."""
    if not whole:
        return (Paragraph(f"{one.forum}, sent on {one.sent_on}: its words stand in appendix 8."),)
    return (
        Paragraph(f"{one.forum}, sent on {one.sent_on}, says: {one.comment}"),
        Paragraph(f"Our answer: {one.response}"),
    )


def _long_words(s: QuarterSnapshot) -> tuple[Block, ...]:
    long = [one for one in kept(s).forums if len(one.comment) > LONGEST_IN_BODY]
    return tuple(block for one in long for block in _said(one, whole=True))


def requests_grid(s: QuarterSnapshot) -> Grid | None:
    """Return the information requests, or None where a snapshot holds none (R1-17)."""
    rows = tuple(
        (r.reference, r.asked_for, r.asked_by, r.owner, r.due, r.status, r.answer)
        for r in kept(s).requests
    )
    head = ("Reference", "Asked for", "By", "Owner", "Due", "Status", "Answer")
    return Grid("What the committee asked for", head, rows) if rows else None


def taking_part(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return the aims, activities, consultations, the Local Offer and comparisons, each there even where empty."""
    return (
        *_long_words(s),
        *_flags(s),
        *_aims(s),
        *_partners(s),
        *_activities(s),
        *_consultations(s),
        *_offer(s),
        *_comparisons(s),
    )


def _flags(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return flags by outcome where they are enough to be printed, and how far their clocks were kept (R4-29)."""
    rows = tuple((line.label, line.words) for line in kept(s).flags)
    return _table("Safeguarding flags and their clocks", ("What", "This quarter"), rows)


def _aims(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return one row an aim, without evidence too (R1-08)."""
    head = ("Aim", "Owner", "Resource", "Measure", "Target", "Status", "Evidence")
    rows = tuple(
        (f"{a.reference}: {a.aim}", a.owner, a.resource, a.measure, a.target, a.status, a.evidence)
        for a in kept(s).aims
    )
    return _table("Aims of the Participation Strategy", head, rows)


def _partners(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return how soon partners answered, and how much waits (R1-22)."""
    head = ("Partner", "Themes shared", "Without an answer yet", "Answers took, in the middle")
    rows = tuple((p.partner, str(p.shared), str(p.unanswered), p.median) for p in kept(s).partners)
    return _table("Themes shared with partners", head, rows)


def _activities(s: QuarterSnapshot) -> tuple[Block, ...]:
    head = ("What, and when", "Who took part", "Rung of Hart’s ladder", "What came of it", "Warnings")  # fmt: skip
    rows = tuple(
        (f"{a.what}, {a.on}", a.who, a.rung, a.outcome, _signs(a.signs)) for a in kept(s).activities
    )
    return _table("Activities", head, rows)


def _consultations(s: QuarterSnapshot) -> tuple[Block, ...]:
    head = ("What", "Decided by", "Open", "How responses were considered", "Warnings")
    rows = tuple(
        (c.what, c.decided_by, c.open, c.considered, _signs(c.signs)) for c in kept(s).consultations
    )
    return _table("Consultations", head, rows)


def _offer(s: QuarterSnapshot) -> tuple[Block, ...]:
    head = ("Comment", "About", "Answer", "Action")
    rows = tuple((o.comment, o.about, o.response, o.action) for o in kept(s).offer)
    return _table("Comments on the Local Offer", head, rows)


def _comparisons(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return our value and theirs, never one alone (R1-11)."""
    head = ("What, and when", "Ours", "Theirs", "Whose", "What is counted", "Taken from")
    rows = tuple(
        (f"{c.indicator}, {c.period}", c.ours, c.theirs, c.council, c.definition, f"{c.source}, {c.retrieved_on}")
        for c in kept(s).comparisons
    )  # fmt: skip
    return _table("Comparisons with other councils", head, rows)


def _table(
    title: str, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> tuple[Block, ...]:
    return (Grid(title, head, rows),) if rows else (Paragraph(f"{title}: none is recorded."),)


def _signs(signs: Sequence[str]) -> str:
    return "; ".join(signs) or "None"
