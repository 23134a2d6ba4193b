"""Who may open each page of this surface."""

from feedback.web.access import Access

ACCESS: dict[str, Access] = {
    "committee.link_page": Access.SIGN_IN,
    "committee.link_open": Access.SIGN_IN,
    "committee.link_leave": Access.SIGN_IN,
    "committee.reports": Access.COMMITTEE,
    "committee.report": Access.COMMITTEE,
    "committee.report_version": Access.COMMITTEE,
    "committee.report_file": Access.COMMITTEE,
    "committee.tables": Access.COMMITTEE,
    "committee.table": Access.COMMITTEE,
    "committee.questions": Access.COMMITTEE,
    "committee.compare": Access.COMMITTEE,
    "committee.draft": Access.SENT_DRAFT,
    "committee.draft_comment": Access.SENT_DRAFT,
    "committee.how_to_read": Access.COMMITTEE,
}
