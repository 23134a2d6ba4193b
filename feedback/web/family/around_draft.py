"""What a family gave around its answers, on its way in the sealed page."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from feedback.domain.around import Around, ComplaintWish, ContactDetails
from forms.around import EqualityQuestion, fitting

_NO_CONTACT = ContactDetails()


@dataclass(slots=True)
class AroundDraft:
    """One person's complaint, contact details and answers about themselves, before sending.

    Args:
        contact: empty where none were left.
        about_you: question code -> chosen codes, also to questions that a later answer took away again.
    """

    complaint: ComplaintWish | None = None
    contact: ContactDetails = field(default_factory=ContactDetails)
    about_you: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """Return what there is, short, for the token; empty when there is nothing."""
        details = {}
        if self.contact != _NO_CONTACT:
            details = {name: value for name, value in asdict(self.contact).items() if value}
        parts: dict[str, Any] = {
            "c": self.complaint.value if self.complaint else None,
            "d": details,
            "y": {code: list(chosen) for code, chosen in self.about_you.items()},
        }
        return {name: value for name, value in parts.items() if value}

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "AroundDraft":
        """Return what `written` gave."""
        return cls(
            complaint=ComplaintWish(written["c"]) if "c" in written else None,
            contact=ContactDetails(**written.get("d", {})),
            about_you={code: tuple(chosen) for code, chosen in written.get("y", {}).items()},
        )

    @property
    def handed_on(self) -> bool:
        """Tell whether the complaints team will hear of it."""
        return self.complaint is not None and self.complaint.is_handed_on

    def to_send(self, questions: Iterable[EqualityQuestion]) -> Around:
        """Return what is stored: nothing that is not asked, no details that nobody would use."""
        return Around(
            complaint=self.complaint,
            contact=self.contact if self.handed_on and self.contact.reachable else None,
            about_you=fitting(questions, self.about_you),
        )
