"""Parts of what is kept for one reader: a partner's own themes, risks without words, a year of the Local Offer.

Figures come from the frozen snapshot alone, so that no extract can tell more than the report (R1-02, R1-10).
"""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlalchemy.orm import Session

from analysis.reports.beside import band_of
from analysis.reports.figures import NOT_AVAILABLE
from analysis.reports.snapshot import QuarterSnapshot, ThemeRow
from feedback.domain.errors import Conflict, NotFound
from feedback.domain.quarters import Quarter
from feedback.domain.register_words import ABOUT
from feedback.domain.registers import OfferComment, PartnerTheme, Register
from feedback.services.codebook import codebook_in_use
from feedback.services.freeze_quarter import find_frozen, list_frozen
from feedback.services.register_words import NONE, say_day
from feedback.services.registers import get_entry, list_drafts
from feedback.services.runtime import Runtime

PARTNER_HEADER = (
    "Theme", "Period", "Comments", "Of all comments", "Praise", "Criticism", "Since last quarter",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Extract:
    """A table for one reader. `name` begins its file's name."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def partner_extract(session: Session, runtime: Runtime, entry_id: UUID) -> Extract:
    """Return the themes of the partner and quarter of a record, with what the quarter's report prints of each.

    Raises: NotFound when there is no such record, or the quarter was never frozen.
    """
    asked = cast(PartnerTheme, get_entry(session, Register.PARTNERS, entry_id).draft)
    snapshot = find_frozen(session, Quarter.parse(asked.quarter)).snapshot
    labels = {t.id: t.label for t in codebook_in_use(session, runtime).by_id.values()}
    theirs = [
        labels.get(one.theme, one.theme)
        for one in list_drafts(session, PartnerTheme)
        if (one.partner, one.quarter) == (asked.partner, asked.quarter)
    ]
    rows = tuple(_figures(snapshot, label) for label in sorted(theirs))
    return Extract(f"partner-{asked.quarter}", PARTNER_HEADER, rows)


def risk_extract(session: Session) -> Extract:
    """Return each risk with its theme's trend and band of comments, of the newest frozen quarter; no words at all.

    Raises: NotFound when nothing was frozen yet.
    """
    snapshot = newest_snapshot(session)
    risks = snapshot.extras.risks if snapshot.extras else ()
    themes = {theme.label: theme for theme in snapshot.themes}
    rows = tuple(
        (risk.risk_id, risk.rating, risk.direction, risk.theme, snapshot.label, *_trend(themes.get(risk.theme)))
        for risk in risks
    )  # fmt: skip
    header = ("Risk", "Rating", "Direction", "Theme", "Period", "Since last quarter", "Comments")
    return Extract(f"risks-{snapshot.quarter}", header, rows)


def offer_extract(session: Session, year: int) -> Extract:
    """Return a year's comments on the Local Offer with the answers, as they are published (R2-09).

    Raises: Conflict when a comment that is to be published has no answer.
    """
    of_year = [
        one
        for one in list_drafts(session, OfferComment)
        if one.received_on.year == year and one.kept_back is None
    ]
    unanswered = sum(one.response is None for one in of_year)
    if unanswered:
        raise Conflict(
            f"This file cannot be made yet: comments of {year} without an answer: {unanswered}."
        )
    rows = tuple(
        (
            say_day(one.received_on),
            ABOUT[one.about],
            one.comment,
            one.response or NONE,
            one.action or NONE,
        )
        for one in of_year
    )
    header = ("Came on", "About", "Comment", "Our answer", "What we do")
    return Extract(f"local-offer-{year}", header, rows)


def newest_snapshot(session: Session) -> QuarterSnapshot:
    """Return the newest frozen quarter.

    Raises: NotFound when none was frozen yet.
    """
    quarters = [written for written, _version, _frozen in list_frozen(session) if "-Q" in written]
    if not quarters:
        raise NotFound("No quarter has been frozen yet.")
    return find_frozen(session, Quarter.parse(quarters[0])).snapshot


def _figures(s: QuarterSnapshot, label: str) -> tuple[str, ...]:
    theme = next((t for t in s.themes if t.label == label), None)
    if theme is None:
        return (label, s.label, *[NOT_AVAILABLE] * 5)
    return (label, s.label, *theme.words, theme.change)


def _trend(theme: ThemeRow | None) -> tuple[str, str]:
    return theme.change if theme else NOT_AVAILABLE, band_of(theme)
