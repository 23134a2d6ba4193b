"""The trail behind a theme or a quarter's figure: who saw and decided what, what changed the machine or codebook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from feedback.domain.enums import AuditAction, Role
from feedback.services.audit import record
from feedback.services.codebook import list_changes
from feedback.services.runtime import Runtime
from feedback.services.separation import find_barred, get_reader
from feedback.storage.queries import audit as queries
from feedback.storage.queries.audit import TrailRow
from feedback.storage.queries.holds import list_held

HEAD = ("when", "who", "deed", "about", "id", "detail", "chain", "number", "hash")
DECIDING = (AuditAction.THEME_DECIDED, AuditAction.EMERGING_DECIDED)
READING = (
    AuditAction.RESPONSE_OPENED, AuditAction.RESPONSE_READ, AuditAction.DECISION_UNDONE, AuditAction.BLIND_CODED,
    AuditAction.SENTIMENT_DECIDED,
)  # fmt: skip
AROUND = (
    AuditAction.QUARTER_FROZEN, AuditAction.MODEL_ADOPTED, AuditAction.COMMENTS_REANALYSED,
    AuditAction.BLIND_OPENED, AuditAction.BLIND_AGREED,
)  # fmt: skip
ALWAYS = (AuditAction.MODEL_ADOPTED, AuditAction.COMMENTS_REANALYSED)
"""They change the figures of every quarter that is not frozen."""
SERVICE = "family or service"


@dataclass(frozen=True, slots=True)
class _Deed:
    """A deed, and the response that it is about, or None."""

    row: TrailRow
    response_id: UUID | None


def export_trail(
    session: Session, runtime: Runtime, *, theme: str | None, quarter: str | None, staff_id: UUID
) -> list[tuple[str, ...]]:
    """Return HEAD and a line a deed, the oldest first; that they were taken away is a deed too.

    Args:
        theme: only what was decided of it, and what was done to the responses that it was decided on.
        quarter: only what is about its responses or its figures.

    Privacy: ids, codes and staff's names, no words. Deeds about responses that the reader may not see are left out.
    """
    actions = (*DECIDING, *READING, *AROUND)
    found = [
        _Deed(row, response_id)
        for row, response_id in queries.list_trail(
            session, actions=actions, always=ALWAYS, quarter=quarter
        )
    ]
    if theme is not None:
        found = list(_of_theme(found, theme))
    hidden = _hidden(session, runtime, found, staff_id)
    lines = [_line(deed.row) for deed in found if deed.response_id not in hidden]
    if theme is not None:
        lines = sorted([*_codebook_lines(session, theme), *lines], key=lambda line: line[0])
    detail = {"theme": theme, "quarter": quarter, "rows": len(lines)}
    record(session, runtime, AuditAction.AUDIT_EXPORTED, subject=("theme", theme or "all"),
           actor_id=staff_id, detail=detail)  # fmt: skip
    return [HEAD, *lines]


def _of_theme(deeds: Sequence[_Deed], theme: str) -> Iterator[_Deed]:
    decided = {deed.response_id for deed in deeds if _decides(deed.row, theme)} - {None}
    for deed in deeds:
        action = deed.row.event["action"]
        about = action in READING and deed.response_id in decided
        if _decides(deed.row, theme) or about or action in AROUND:
            yield deed


def _decides(row: TrailRow, theme: str) -> bool:
    event = row.event
    if event["action"] is AuditAction.THEME_DECIDED:
        return theme in event["detail"].get("themes", {})
    return (event["subject_type"], event["subject_id"]) == ("theme", theme)


def _hidden(
    session: Session, runtime: Runtime, deeds: Sequence[_Deed], staff_id: UUID
) -> set[UUID | None]:
    about = {deed.response_id for deed in deeds if deed.response_id is not None}
    hidden: set[UUID | None] = set(find_barred(session, runtime, about, staff_id=staff_id))
    if Role.SAFEGUARDING not in get_reader(session, staff_id).roles:
        hidden |= list_held(session, about)
    return hidden


def _line(row: TrailRow) -> tuple[str, ...]:
    event = row.event
    at = event["at_utc"]
    return (
        at.isoformat(timespec="seconds") if at else event["on_day"].isoformat(),
        row.by or SERVICE,
        str(event["action"]),
        event["subject_type"],
        event["subject_id"],
        "; ".join(f"{key}={_flat(value)}" for key, value in sorted(event["detail"].items())),
        "staff" if at else "family",
        "" if row.number is None else str(row.number),
        row.hash or "",
    )


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in sorted(value.items()))
    return str(value)


def _codebook_lines(session: Session, theme: str) -> list[tuple[str, ...]]:
    return [
        (
            change.made_utc.isoformat(timespec="seconds"), change.by or SERVICE, f"codebook_{change.change}",
            "theme", theme, f"version={change.version}", "", "", "",
        )
        for change in list_changes(session)
        if change.theme == theme and change.made_utc is not None
    ]  # fmt: skip
