"""What is asked, by slug: the questionnaires that came with the service, and what officers published since.

A slug has a stack of versions; the last one is asked. A version below it stays valid for who began with it, one that
was withdrawn does not. A process replaces the whole of it at once, so no page sees half a change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from feedback.domain.questionnaire_drafts import VersionChange
from feedback.domain.questionnaires import Questionnaire

Stacks = dict[str, tuple[Questionnaire, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """One version that was published or withdrawn.

    Args:
        copied_from: the slug that this one was copied from, or None.
    """

    number: int
    change: VersionChange
    questionnaire: Questionnaire
    copied_from: str | None = None


@dataclass(frozen=True, slots=True)
class _State:
    number: int
    newest: Mapping[str, Questionnaire]
    stacks: Stacks
    moved: Mapping[str, str]


class Asked(Mapping[str, Questionnaire]):
    """Slug -> the version that is asked now."""

    def __init__(self, shipped: Mapping[str, Questionnaire]) -> None:
        self._shipped = dict(shipped)
        self._state = _State(0, self._shipped, {s: (q,) for s, q in shipped.items()}, {})

    def __getitem__(self, slug: str) -> Questionnaire:
        return self._state.newest[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._state.newest)

    def __len__(self) -> int:
        return len(self._state.newest)

    @property
    def number(self) -> int:
        """Return the number of the newest change that is known here."""
        return self._state.number

    def at(self, slug: str) -> Questionnaire | None:
        """Return what is asked at an address: of a copy that was withdrawn whole, what it was copied from."""
        state = self._state
        return state.newest.get(slug) or state.newest.get(state.moved.get(slug, ""))

    def version(self, slug: str, questionnaire_id: str) -> Questionnaire | None:
        """Return a version of the slug that may still be answered, or None."""
        stack = self._state.stacks.get(slug, ())
        return next((version for version in stack if version.id == questionnaire_id), None)

    def versions(self, slug: str) -> tuple[Questionnaire, ...]:
        """Return the versions that may be answered, the one that is asked last."""
        return self._state.stacks.get(slug, ())

    def take(self, changes: Sequence[Change]) -> None:
        """Ask what all these changes make of what was shipped.

        Args:
            changes: every one that there ever was, the oldest first.
        """
        stacks: Stacks = {slug: (asked,) for slug, asked in self._shipped.items()}
        givers: dict[str, str] = {}
        for change in changes:
            asked = change.questionnaire
            below = tuple(v for v in stacks.get(asked.slug, ()) if v.id != asked.id)
            published = change.change is VersionChange.PUBLISHED
            stacks[asked.slug] = (*below, asked) if published else below
            if change.copied_from:
                givers.setdefault(asked.slug, change.copied_from)
        newest = {slug: stack[-1] for slug, stack in stacks.items() if stack}
        moved = {slug: _giver(slug, givers, newest) for slug in stacks if slug not in newest}
        number = changes[-1].number if changes else 0
        self._state = _State(number, newest, stacks, moved)


def _giver(slug: str, givers: Mapping[str, str], newest: Mapping[str, Questionnaire]) -> str:
    """Return the nearest of those that a slug was copied from that is asked; none is empty."""
    while slug and slug not in newest:
        slug = givers.get(slug, "")
    return slug
