"""Every page of every surface and who may open it, in one table."""

from feedback.web.access import Access
from feedback.web.committee.access import ACCESS as COMMITTEE
from feedback.web.family.access import ACCESS as FAMILY
from feedback.web.staff.access import ACCESS as STAFF

ROUTE_ACCESS: dict[str, Access] = {
    "static": Access.PUBLIC,
    "health.health": Access.PUBLIC,
    **FAMILY,
    **STAFF,
    **COMMITTEE,
}
"""Endpoint -> who may open it. An endpoint that is missing here is refused, and a test fails."""
