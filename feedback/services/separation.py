"""Who must not read a response: what safeguarding holds back, what is about oneself, one's own staff (R4-25, R1-20).

Whether words name the reader is asked of the sealed originals each time, in memory: the masked text has lost the
name, and a list of who is named where would itself be worth stealing.
"""

import re
import unicodedata
from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import Role
from feedback.domain.errors import NotAllowed, NotFound, SealBroken
from feedback.services.reanalyse import unseal
from feedback.services.runtime import Runtime
from feedback.storage.queries import holds as queries
from feedback.storage.queries.holds import Reader

HELD = (
    "This response is held by safeguarding. You can read it when a safeguarding lead releases it."
)
NOT_YOURS = (
    "Somebody else reads this response, because it is about you or about somebody whom you manage."
)
_TITLES = r"(?:mrs?|ms|miss|mx|dr|social worker|worker|teacher|nurse)\.?"
_LEAST_LETTERS = 3


def check_may_read(
    session: Session, runtime: Runtime, response_id: UUID, *, staff_id: UUID
) -> None:
    """Let a reader pass who may read, decide about, mask or quote the response.

    Raises: NotAllowed, saying no more than that it is held or somebody else's to read.
    """
    reader = get_reader(session, staff_id)
    if Role.SAFEGUARDING not in reader.roles and queries.list_held(session, [response_id]):
        raise NotAllowed(HELD)
    if find_barred(session, runtime, [response_id], staff_id=staff_id):
        raise NotAllowed(NOT_YOURS)


def get_reader(session: Session, staff_id: UUID) -> Reader:
    """Return who somebody is.

    Raises: NotFound for nobody.
    """
    reader = queries.find_reader(session, staff_id)
    if reader is None:
        raise NotFound("There is no such member of staff.")
    return reader


def find_barred(
    session: Session, runtime: Runtime, response_ids: Collection[UUID], *, staff_id: UUID
) -> set[UUID]:
    """Return which of the responses the person must not read; the statements do not grow with their number.

    Those that name the person (the whole name; the first or last name alone where it is about a service that
    they work in, or beside a title), that a lead has said are an allegation about them, or about somebody in
    a service that they manage.
    """
    if not response_ids:
        return set()
    reader = get_reader(session, staff_id)
    services = queries.list_services(session, response_ids)
    barred = _by_allegation(session, response_ids, staff_id, reader, services)
    whole, part = _patterns(reader.name)
    for response_id, sealed in queries.list_originals(session, response_ids):
        if response_id in barred:
            continue
        try:
            words = _plain(unseal(runtime, sealed))
        except SealBroken:
            continue  # nobody can read what cannot be opened; `feedback doctor` names it
        theirs = bool(reader.works_in & services.get(response_id, set()))
        if whole.search(words) or (theirs and part.search(words)):
            barred.add(response_id)
    return barred


def _by_allegation(
    session: Session,
    response_ids: Collection[UUID],
    staff_id: UUID,
    reader: Reader,
    services: dict[UUID, set[str]],
) -> set[UUID]:
    accused = queries.list_allegations(session, response_ids)
    theirs = queries.list_services_of(session, set().union(*accused.values()))
    barred = set()
    for response_id, people in accused.items():
        about = set(services.get(response_id, set())).union(*(theirs.get(p, set()) for p in people))
        if staff_id in people or reader.manages & about:
            barred.add(response_id)
    return barred


def _patterns(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what names somebody for certain, and what does where their service is spoken of."""
    parts = [re.escape(part) for part in _plain(name).split() if len(part) >= _LEAST_LETTERS]
    if not parts:
        never = re.compile(r"(?!)")
        return never, never
    alone = "|".join(dict.fromkeys((parts[0], parts[-1])))
    certain = [r"\s+(?:\S+\s+)?".join(parts)] if len(parts) > 1 else []
    certain.append(rf"{_TITLES}\s+(?:{alone})")
    return (
        re.compile(rf"\b(?:{'|'.join(certain)})\b"),
        re.compile(rf"\b(?:{alone})\b"),
    )


def _plain(words: str) -> str:
    """Return the words in small letters and without accents."""
    apart = unicodedata.normalize("NFKD", words.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
