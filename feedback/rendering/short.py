"""The same quarter on one page: in Easy Read, for children, and for everybody on the web (R5-19)."""

from html import escape

from analysis.reports.snapshot import QuarterSnapshot, ThemeRow
from feedback.rendering.html import page_html

MOST = 3
SHORT_NAMES = {
    "listened-to": "people listening to you",
    "communication": "being told what is happening",
    "timeliness": "waiting",
    "staff-attitude": "whether workers are kind and fair",
    "worker-continuity": "workers who change",
    "practice-quality": "how well people do their job",
    "protection": "being safe",
    "mental-health": "help with feelings and worries",
    "send": "help for needs or a disability",
    "school-life": "school",
    "health-access": "doctors and dentists",
    "home-placement": "where you live",
    "independence": "growing up and moving on",
    "identity-family": "your story and seeing your family",
    "family-help": "help for your family",
    "practical-help": "money and getting to places",
    "joined-up": "services talking to each other",
    "accountability": "what is fair, and your rights",
    "access-inclusion": "being able to take part",
    "community-activities": "things to do",
}
"""The themes that ship with us in words that a child reads; one of a council’s own goes by its name."""


def easy_read_html(snapshot: QuarterSnapshot, *, council: str) -> str:
    """Return the Easy Read page: one idea a line."""
    return _page("What people told us: Easy Read", easy_read_lines(snapshot), council)


def easy_read_lines(snapshot: QuarterSnapshot) -> list[str]:
    """Return the lines of the Easy Read page."""
    return [
        f"This page is about {snapshot.label}.",
        _answers(snapshot, "people told us what they think"),
        *(f"Many people talked about: {name}." for name in _most(snapshot)),
        *(f"Good: {name}." for name in _praised(snapshot)),
        *(f"Not good: {name}." for name in _blamed(snapshot)),
        *_changed(snapshot, "We have not told families about a change yet."),
        *_corrected(snapshot),
        "Nobody’s name is on this page.",
    ]


def child_html(snapshot: QuarterSnapshot, *, council: str) -> str:
    """Return the page for children."""
    return _page(f"What you told us, {snapshot.label}", child_lines(snapshot), council)


def child_lines(snapshot: QuarterSnapshot) -> list[str]:
    """Return the lines of the page for children."""
    return [
        _answers(snapshot, "children, young people and grown-ups told us what it is like"),
        *(f"People talked a lot about {name}." for name in _most(snapshot)),
        *(f"People liked this: {name}." for name in _praised(snapshot)),
        *(f"People want this to be better: {name}." for name in _blamed(snapshot)),
        *_changed(snapshot, "We still have to tell you what we will do."),
        *_corrected(snapshot),
        "You can tell us too. You never have to say your name.",
    ]


def _page(title: str, lines: list[str], council: str) -> str:
    listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
    body = f'<p>{escape(council)}</p><h1>{escape(title)}</h1><ul class="short">{listed}</ul>'
    return page_html(title, body)


def _corrected(s: QuarterSnapshot) -> list[str]:
    return [f"We put something right on this page: {s.changes[-1].note}"] if s.changes else []


def _answers(s: QuarterSnapshot, did: str) -> str:
    if s.responses is None:
        return f"Some {did}."
    return f"{s.responses:,} times, {did}." if s.responses else "Nobody told us anything this time."


def _name(theme: ThemeRow) -> str:
    return SHORT_NAMES.get(theme.theme, theme.label.lower())


def _most(s: QuarterSnapshot) -> list[str]:
    return [_name(t) for t in s.themes if t.comments is not None][:MOST]


def _praised(s: QuarterSnapshot) -> list[str]:
    """Return themes that were praised more than criticised, by what is printed of both."""
    return [_name(t) for t in s.themes if (t.positive or 0) > (t.comments or 0) / 2][:MOST]


def _blamed(s: QuarterSnapshot) -> list[str]:
    return [_name(t) for t in s.themes if (t.negative or 0) > (t.comments or 0) / 2][:MOST]


def _changed(s: QuarterSnapshot, none: str) -> list[str]:
    told = [f"You said: {t.about.lower()}. {t.words}" for t in s.told if t.done][:MOST]
    return told or [none]
