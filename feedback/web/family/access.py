"""Who may open each page of this surface."""

from feedback.web.access import Access

ACCESS: dict[str, Access] = {}
