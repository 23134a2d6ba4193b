"""Officers' words with the figures filled in, in the order of the council's headings (R5-11)."""

from sqlalchemy.orm import Session

from analysis.reports.commentary import figures_for_words, fill_in
from analysis.reports.council import council_headings
from analysis.reports.snapshot import QuarterSnapshot
from feedback.storage.queries.report_words import list_words


def commentary_for(session: Session, snapshot: QuarterSnapshot) -> tuple[tuple[str, str], ...]:
    """Return (heading, words as they are printed) of every heading that somebody wrote under."""
    written = {row.place: row.words for row in list_words(session, snapshot.quarter)}
    figures = figures_for_words(snapshot)
    return tuple(
        (heading.title, fill_in(written[heading.title], figures))
        for heading in council_headings()
        if heading.title in written
    )
