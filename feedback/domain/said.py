"""What the comments of a response speak of, packed into a short text, a line a theme.

A quarter's themes are counted from these texts, one a response (docs/decisions/0022-one-row-a-response.md). Codes and
counts only, never a word of a comment.

    2                       comments that stand
    @1f0c3a9b               an analysis that read one of them, by the hash of its name
    waiting-times TAB 1 0 1 1 TAB     decided: comments, only praising, only blaming, tags; then the same suggested
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

LINE, PART = "\n", "\t"
LONGEST = 500
"""Letters. A longer text is not kept: it stands in an index, and SQLite would spread it over pages far apart."""
POSITIVE, NEGATIVE, NEUTRAL = "positive", "negative", "neutral"
_VERSION = "@"
_NONE = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Said:
    """What one comment speaks of.

    Args:
        version: the analysis that read it.
        stands: whether it counts: it was not changed since, and is no reply to a message.
        decided: whether a person decided about any theme of it; then what the machine suggests is left out (R5-14).
        tags: (theme, polarity).
    """

    version: str
    stands: bool
    decided: bool
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeTally:
    """Comments of one theme, how many only praise or only criticise, and from how many responses each came.

    Args:
        tags, decided: how many tags they bear, and how many of those a person decided.
    """

    comments: int
    positive: int
    negative: int
    people: tuple[int, int, int]
    tags: int = 0
    decided: int = 0


NO_TALLY = ThemeTally(0, 0, 0, (0, 0, 0))


def pack_said(comments: Iterable[Said]) -> str:
    """Return what the comments of one response speak of, packed; empty where it has none."""
    standing, any_, versions = 0, False, set()
    themes: dict[str, list[list[int]]] = {}
    for comment in comments:
        any_ = True
        versions.add(comment.version)
        if not comment.stands:
            continue
        standing += 1
        for theme, tallied in _tally(comment.tags).items():
            counts = themes.setdefault(theme, [list(_NONE), list(_NONE)])[not comment.decided]
            counts[:] = [a + b for a, b in zip(counts, tallied, strict=True)]
    if not any_:
        return ""
    lines = [str(standing), *(_VERSION + mark_of(version) for version in sorted(versions))]
    for theme, sides in sorted(themes.items()):
        written = (" ".join(map(str, side)) if any(side) else "" for side in sides)
        lines.append(PART.join((theme, *written)))
    return LINE.join(lines)


def kept(written: str) -> str | None:
    """Return the text as it is kept beside a response; None where it is too long for that."""
    return written if len(written) <= LONGEST else None


def mark_of(version: str) -> str:
    """Return what stands for the name of an analysis."""
    return hashlib.sha256(version.encode()).hexdigest()[:8]


def line_of(mark: str) -> str:
    """Return the line that says that an analysis read a comment."""
    return _VERSION + mark


@dataclass(slots=True)
class Spoken:
    """The lines of many responses, each with how many have it."""

    lines: Counter[str] = field(default_factory=Counter)

    def add(self, texts: str) -> None:
        """Add the texts of some responses, one behind the other."""
        self.lines.update(texts.split(LINE))

    @property
    def comments(self) -> int:
        """Return how many comments stand."""
        return sum(int(line) * count for line, count in self._numbers())

    @property
    def written(self) -> int:
        """Return how many responses have a comment, standing or not."""
        return sum(count for _line, count in self._numbers())

    @property
    def marks(self) -> set[str]:
        """Return what stands for the analyses that read them."""
        return {line.removeprefix(_VERSION) for line in self.lines if line.startswith(_VERSION)}

    def themes(self, trusted: Iterable[str]) -> dict[str, ThemeTally]:
        """Return theme -> its tally, in the order of the themes.

        Args:
            trusted: the themes of which suggestions count, where nobody decided (R5-14).
        """
        earned = frozenset(trusted)
        found: dict[str, list[int]] = {}
        for line, count in self.lines.items():
            theme, _, sides = line.partition(PART)
            if not sides:
                continue
            decided, suggested = (_read(side) for side in sides.split(PART))
            both = _sum(decided, suggested if theme in earned else _NONE)
            if both[0]:
                row = (*both[:3], *(number > 0 for number in both[:3]), both[3], decided[3])
                sums = found.setdefault(theme, [0] * len(row))
                sums[:] = [a + count * b for a, b in zip(sums, row, strict=True)]
        return {theme: _as_tally(found[theme]) for theme in sorted(found)}

    def _numbers(self) -> Iterator[tuple[str, int]]:
        return ((line, count) for line, count in self.lines.items() if line.isdigit())


def _as_tally(sums: list[int]) -> ThemeTally:
    comments, positive, negative, people, praising, blaming, tags, decided = sums
    return ThemeTally(comments, positive, negative, (people, praising, blaming), tags, decided)


def _tally(tags: Iterable[tuple[str, str]]) -> Mapping[str, tuple[int, int, int, int]]:
    """Return theme -> (1, it only praises, it only blames, its tags) of one comment."""
    polarities: dict[str, list[str]] = {}
    for theme, polarity in tags:
        polarities.setdefault(theme, []).append(polarity)
    return {
        theme: (1, int(set(of) == {POSITIVE}), int(set(of) == {NEGATIVE}), len(of))
        for theme, of in polarities.items()
    }


def _read(side: str) -> tuple[int, ...]:
    return tuple(map(int, side.split())) or _NONE


def _sum(first: Iterable[int], second: Iterable[int]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(first, second, strict=True))
