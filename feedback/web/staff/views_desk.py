"""What stands beside a response in words: notes, who has read it, what was done to it."""

from dataclasses import dataclass
from uuid import UUID

from feedback.services.desk import Desk
from feedback.web.staff.words import say_day


@dataclass(frozen=True, slots=True)
class NoteView:
    """One note."""

    words: str
    about: str


@dataclass(frozen=True, slots=True)
class DeedView:
    """One deed; `undo` is the id to undo it by, for the newest one that stands."""

    says: str
    undo: UUID | None


@dataclass(frozen=True, slots=True)
class DeskView:
    """The officers' side of a response."""

    notes: tuple[NoteView, ...]
    readers: tuple[str, ...]
    deeds: tuple[DeedView, ...]
    may_note: bool


def view_of_desk(desk: Desk) -> DeskView:
    """Return the desk as the page shows it."""
    newest = next((deed.id for deed in desk.deeds if deed.undone_utc is None), None)
    return DeskView(
        notes=tuple(NoteView(n.words, f"{n.by}, {say_day(n.on_day)}") for n in desk.notes),
        readers=tuple(f"{name}, {say_day(at.date())}" for name, at in desk.readers),
        deeds=tuple(
            DeedView(
                f"{deed.by} decided on {say_day(deed.done_utc.date())}"
                + (
                    f"; {deed.undone_by} undid it on {say_day(deed.undone_utc.date())}"
                    if deed.undone_utc
                    else ""
                ),
                newest if deed.id == newest else None,
            )
            for deed in desk.deeds
        ),
        may_note=desk.may_note,
    )
