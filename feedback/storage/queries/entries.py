"""Rows of what staff typed in, and of campaigns."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.storage.models import Campaign, ResponseRow, StaffEntry


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign and how many responses name it."""

    code: str
    title: str
    venue: str
    starts_on: date
    ends_on: date
    responses: int


def add_entry(
    session: Session, response_id: UUID, *, staff_id: UUID, read_back: bool, second_hand: bool
) -> None:
    """Add who typed a response in."""
    session.add(
        StaffEntry(
            response_id=response_id,
            staff_id=staff_id,
            read_back=read_back,
            second_hand=second_hand,
        )
    )


def find_entry(session: Session, response_id: UUID) -> tuple[bool, bool] | None:
    """Return (read back, second-hand) of a response that staff typed in; None where the family did."""
    found = session.execute(
        select(StaffEntry.read_back, StaffEntry.second_hand).where(
            StaffEntry.response_id == response_id
        )
    ).one_or_none()
    return None if found is None else (found.read_back, found.second_hand)


def add_campaign(session: Session, campaign: CampaignRow, *, created_by: UUID) -> None:
    """Add a campaign."""
    session.add(
        Campaign(
            code=campaign.code,
            title=campaign.title,
            venue=campaign.venue,
            starts_on=campaign.starts_on,
            ends_on=campaign.ends_on,
            created_by=created_by,
        )
    )


def list_campaign_rows(session: Session, code: str | None = None) -> list[CampaignRow]:
    """Return the campaigns, the newest first; with a code that one alone, or none."""
    counted = (
        select(ResponseRow.campaign, func.count().label("number"))
        .where(ResponseRow.campaign.is_not(None))
        .group_by(ResponseRow.campaign)
        .subquery()
    )
    query = (
        select(Campaign, func.coalesce(counted.c.number, 0))
        .outerjoin(counted, counted.c.campaign == Campaign.code)
        .order_by(Campaign.starts_on.desc(), Campaign.code)
    )
    if code is not None:
        query = query.where(Campaign.code == code)
    return [
        CampaignRow(c.code, c.title, c.venue, c.starts_on, c.ends_on, number)
        for c, number in session.execute(query)
    ]
