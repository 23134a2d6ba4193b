"""Who may open each page of this surface."""

from feedback.web.access import Access

ACCESS: dict[str, Access] = {
    "committee.reports": Access.COMMITTEE,
    "committee.report": Access.COMMITTEE,
}
