"""The appendices: every table, what families were told, the tracker, how figures are made, and what words mean."""

from collections.abc import Sequence

from analysis.reports.beside import requests_grid, taking_part
from analysis.reports.blocks import Block, Bullets, Grid, Paragraph
from analysis.reports.council import appendix_heading
from analysis.reports.figures import FEW, NOT_APPLICABLE
from analysis.reports.key import number
from analysis.reports.lundy import lundy_page
from analysis.reports.questions import members_questions
from analysis.reports.reach import how_many_answered, signs, who_is_missing
from analysis.reports.snapshot import PARTNERS, ActionLine, QuarterSnapshot, Table, ThemeRow
from analysis.reports.workers import workers_table

REQUESTS = (
    ("R1", "The directorate’s risk register"),
    ("R2", "Social workers’ access to expert legal advice"),
    ("R3", "The workforce’s profile: how many leave, and how many posts are permanent or interim"),
)
"""What the committee asked for from the start. Source: R1-17."""
WORDS = (
    ("Comment", "One answer that somebody wrote in their own words."),
    ("Interval", "The range in which the true share lies in 95 of 100 such samples, as far as chance goes."),
    ("Response", "What one person, or a group together, sent at one time."),
    ("Rose, fell", "A difference that chance alone would make in fewer than 5 of 100 such reports."),
    ("Snapshot", "The quarter’s figures as they were frozen; they never change, and every format is made from them."),
    ("Theme", "What a comment is about, from a fixed and published list."),
)  # fmt: skip


def appendices(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return all appendices; each is there even where it is empty (R1-09, R5-05)."""
    return (
        *_tables(s),
        *_told(s),
        *_tracker(s),
        *_method(s),
        *_requests(s),
        *_questions(s),
        *_words(),
        *_kept(s),
    )


def _tables(s: QuarterSnapshot) -> tuple[Block, ...]:
    unasked = [t.title[0].lower() + t.title[1:] for t in s.tables if not t.answered]
    words = f"Nobody was asked, or nobody answered: {'; '.join(unasked)}."
    return (
        appendix_heading("Tables"),
        *([Paragraph(words)] if unasked else []),
        *_all_themes(s),
        how_many_answered(s),
        *(_grid(table) for table in s.tables if table.answered),
        *workers_table(s),
        *who_is_missing(s),
    )


def _all_themes(s: QuarterSnapshot) -> tuple[Block, ...]:
    if not s.themes:
        return ()
    head = (
        "Theme",
        "Assurance area",
        "Whose",
        "Comments",
        "Share",
        "Praise",
        "Criticism",
        "Since last quarter",
    )
    # A theme that only partners can put right is no action of the council's (R1-01).
    lobby = [theme for theme in s.themes if theme.whose == PARTNERS]
    ours = [theme for theme in s.themes if theme.whose != PARTNERS]
    named = (("Themes", ours), ("Themes that are ours to lobby for", lobby))
    return tuple(Grid(title, head, _theme_rows(themes)) for title, themes in named if themes)


def _theme_rows(themes: Sequence[ThemeRow]) -> tuple[tuple[str, ...], ...]:
    return tuple((t.label, t.area, t.whose or "[x]", *t.words, t.change) for t in themes)


def _grid(table: Table) -> Grid:
    rows = tuple((row.label, row.count_words, row.percent_words) for row in table.rows)
    share = NOT_APPLICABLE if not table.total or table.total < FEW else "100%"
    everyone = ("Everybody who answered", number(table.total), share)
    return Grid(table.title, ("Answer", "Responses", "Share"), (*rows, everyone))


def _told(s: QuarterSnapshot) -> tuple[Block, ...]:
    rows = tuple((t.about, t.kind, t.words, t.on) for t in s.told)
    none = Paragraph("Nothing was published to families in this quarter.")
    table = Grid("What families were told", ("About", "Answer", "In these words", "On"), rows)
    return (appendix_heading("You said, and what was done"), table if rows else none)


def _tracker(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return what is ours to fix apart from what is ours to lobby for (R1-01)."""
    lobby = [action for action in s.actions if action.whose == PARTNERS]
    ours = [action for action in s.actions if action.whose != PARTNERS]
    grids = (_actions("Actions", ours), _actions("Actions that are ours to lobby for", lobby))
    found = tuple(grid for grid in grids if grid.rows)
    return (appendix_heading("Action tracker"), *(found or (Paragraph("No action is recorded."),)))


def _actions(title: str, actions: Sequence[ActionLine]) -> Grid:
    head = (
        "Action",
        "Owner",
        "Due",
        "State",
        "Measure",
        "Evidence",
        "Families told",
        "Could be copied by",
    )
    rows = tuple(
        (
            a.what,
            a.owner,
            a.due,
            a.state,
            a.measure,
            a.evidence,
            a.told,
            a.copied_by or NOT_APPLICABLE,
        )
        for a in actions
    )
    return Grid(title, head, rows)


def _method(s: QuarterSnapshot) -> tuple[Block, ...]:
    return (
        appendix_heading("Method and accuracy"),
        Bullets(
            (
                "Shares have Wilson intervals of 95%. Differences are tested with two proportions and Holm’s "
                "correction over all comparisons of the report.",
                "A version for an age, Easy Read or answers beside a worker has tables of its own only where 10 or "
                "more answered: scales that differ are never added up.",
                "A theme that the machine finds with an F1 under 0.6 counts only where a person decided.",
                f"Decided by a person: {s.decided_percent}% of the theme tags. Tagged by: "
                f"{'; '.join(s.versions) or 'nobody yet'}.",
                "Comments are read by a person before a quote is chosen; quotes are chosen by lot.",
            )
        ),
        *signs(s),
    )


def _requests(s: QuarterSnapshot) -> tuple[Block, ...]:
    kept = requests_grid(s)
    if kept is not None:
        return (appendix_heading("Information requests"), kept)
    rows = tuple(
        (reference, text, "The committee", "No answer is recorded") for reference, text in REQUESTS
    )
    head = ("Reference", "Asked for", "By", "Answer")
    return (
        appendix_heading("Information requests"),
        Grid("What the committee asked for", head, rows),
    )


def _kept(s: QuarterSnapshot) -> tuple[Block, ...]:
    """Return what is kept beside the figures, the four elements of taking part first (R2-01)."""
    rows = tuple((f"{line.element}. {line.measure}", line.words) for line in lundy_page(s))
    title = "Taking part, and what is kept beside the figures"
    elements = Grid("Space, voice, audience, influence", ("What is measured", "This quarter"), rows)
    return (appendix_heading(title), elements, *taking_part(s))


def _questions(s: QuarterSnapshot) -> tuple[Block, ...]:
    _heading, *answers = members_questions(s)
    return (appendix_heading("Questions members ask"), *answers)


def _words() -> tuple[Block, ...]:
    return (
        appendix_heading("Words used"),
        Bullets(tuple(f"{word}: {means}" for word, means in WORDS)),
    )
