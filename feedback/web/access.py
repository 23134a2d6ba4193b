"""Who may open which page. An endpoint without an entry is refused, and a test fails."""

from enum import StrEnum

from feedback.domain.enums import Role


class Access(StrEnum):
    """Who a page is for."""

    PUBLIC = "public"
    FAMILY = "family"
    SIGN_IN = "sign_in"
    ANY_STAFF = "any_staff"
    OFFICER = "officer"
    SAFEGUARDING = "safeguarding"
    COMPLAINTS = "complaints"
    CONTACT = "contact"
    COMMITTEE = "committee"
    ENTRY = "entry"
    REPORT = "report"
    SENT_DRAFT = "sent_draft"
    ADMIN = "admin"


ROLES_FOR: dict[Access, frozenset[Role]] = {
    Access.ANY_STAFF: frozenset(Role),
    Access.OFFICER: frozenset({Role.OFFICER, Role.SAFEGUARDING}),
    Access.SAFEGUARDING: frozenset({Role.SAFEGUARDING}),
    Access.COMPLAINTS: frozenset({Role.OFFICER, Role.SAFEGUARDING, Role.COMPLAINTS}),
    Access.CONTACT: frozenset({Role.SAFEGUARDING, Role.COMPLAINTS}),
    Access.COMMITTEE: frozenset({Role.COMMITTEE, Role.OFFICER, Role.ADMIN}),
    # Three people are needed to draft, check and freeze; no comment stands on those pages.
    Access.REPORT: frozenset({Role.OFFICER, Role.SAFEGUARDING, Role.ADMIN}),
    # Whoever meets families may type in for them; that opens nothing that others sent (R3-17).
    Access.ENTRY: frozenset({Role.OFFICER, Role.SAFEGUARDING, Role.COMPLAINTS, Role.ADMIN}),
    # A draft that was sent out is opened by its link alone; whoever works here has a page of their own for it.
    Access.SENT_DRAFT: frozenset(),
    Access.ADMIN: frozenset({Role.ADMIN}),
}
"""The roles that open each kind of staff page. Public, family and sign-in pages ask for none."""


def may_open(access: Access | None, roles: frozenset[Role]) -> bool:
    """Tell whether somebody with these roles may open a page; no entry means nobody may."""
    if access is None:
        return False
    if access in {Access.PUBLIC, Access.FAMILY, Access.SIGN_IN}:
        return True
    return bool(ROLES_FOR[access] & roles)
