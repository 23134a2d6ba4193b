"""Who may open each page of this surface."""

from feedback.web.access import Access

ACCESS: dict[str, Access] = {
    "staff.sign_in_page": Access.SIGN_IN,
    "staff.sign_in_now": Access.SIGN_IN,
    "staff.sign_out_now": Access.ANY_STAFF,
    "staff.home": Access.ANY_STAFF,
    "staff.queue": Access.OFFICER,
    "staff.response": Access.OFFICER,
    "staff.decide": Access.OFFICER,
    "staff.hand_offs": Access.COMPLAINTS,
    "staff.hand_off": Access.COMPLAINTS,
    "staff.hand_off_done": Access.COMPLAINTS,
    "staff.hand_off_details": Access.CONTACT,
    "staff.write": Access.OFFICER,
    "staff.campaigns": Access.ENTRY,
    "staff.campaign_new": Access.ENTRY,
    "staff.poster": Access.ENTRY,
    "staff.poster_code": Access.ENTRY,
    "staff.enter_choose": Access.ENTRY,
    "staff.enter": Access.ENTRY,
    "staff.enter_store": Access.ENTRY,
    "staff.raise_flag": Access.OFFICER,
    "staff.triage": Access.SAFEGUARDING,
    "staff.triage_case": Access.SAFEGUARDING,
    "staff.triage_step": Access.SAFEGUARDING,
    "staff.triage_decide": Access.SAFEGUARDING,
}
