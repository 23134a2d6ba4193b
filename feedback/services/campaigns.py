"""Campaigns: a reason to ask, with a code that posters carry. Small counts are for admins alone (R3-20)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.errors import Conflict, NotFound
from feedback.services.runtime import Runtime
from feedback.storage.queries.entries import CampaignRow, add_campaign, list_campaign_rows


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """What is asked of who makes a campaign."""

    code: str
    title: str
    venue: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class CampaignCount:
    """A campaign and its responses; `responses` is None where the number is too small to be shown."""

    campaign: NewCampaign
    responses: int | None


def create_campaign(session: Session, campaign: NewCampaign, *, staff_id: UUID) -> None:
    """Store a campaign.

    Raises: Conflict when its code is taken.
    """
    if list_campaign_rows(session, campaign.code):
        raise Conflict("Another campaign has this code.")
    row = CampaignRow(
        campaign.code, campaign.title, campaign.venue, campaign.starts_on, campaign.ends_on, 0
    )
    add_campaign(session, row, created_by=staff_id)


def list_campaigns(session: Session, runtime: Runtime, *, exact: bool) -> list[CampaignCount]:
    """Return every campaign, the newest first.

    Args:
        exact: for an admin; everybody else is never shown a number under the threshold.
    """
    least = 0 if exact else runtime.settings.suppression_threshold
    return [
        CampaignCount(_campaign(row), row.responses if row.responses >= least else None)
        for row in list_campaign_rows(session)
    ]


def get_campaign(session: Session, code: str) -> NewCampaign:
    """Return a campaign.

    Raises: NotFound when there is none with this code.
    """
    found = list_campaign_rows(session, code)
    if not found:
        raise NotFound("There is no campaign with this code.")
    return _campaign(found[0])


def is_campaign(session: Session, code: str | None) -> bool:
    """Tell whether a code is a campaign's; a made-up one is not stored with a response."""
    return code is not None and bool(list_campaign_rows(session, code))


def _campaign(row: CampaignRow) -> NewCampaign:
    return NewCampaign(row.code, row.title, row.venue, row.starts_on, row.ends_on)
