"""Counts beside the figures in a later version of a report: nothing that differs by a few is printed anew (R4-33).

Complaints, compliments, flags and shares of Lundy's page stand outside the release of `analysis.stats.release`: they
are counted over records of their own and share no total with it. Two versions laid side by side would still tell of the
few who came or went between them, so they are held to the rule that the release keeps.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.reports.extras import CommitteeExtras, CountLine, LundyLine

HIDDEN = "[c]"
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})*")
_SHARE = re.compile(r"\d+% of |all of the |none of the |too few to report|\[c\]")


def hold_to_earlier(
    extras: CommitteeExtras | None, earlier: Sequence[CommitteeExtras | None], *, threshold: int
) -> CommitteeExtras | None:
    """Return what may be printed beside what earlier versions of the same quarter printed.

    A count stays where it is the same, or moved by at least the threshold; what an earlier version hid stays hidden. A
    share stays only where it is the same: with its whole it tells the people in it.

    Args:
        earlier: of every frozen version; None where a version held none of it, so that nothing was told.

    Source: R4-33; docs/disclosure.md, "Versions, quarters, years".
    """
    if extras is None:
        return None
    for before in earlier:
        if before is not None:
            extras = replace(
                extras,
                complaints=_held(extras.complaints, before.complaints, threshold),
                compliments=_compliments(extras.compliments, before.compliments, threshold),
                flags=_flags(extras.flags, before.flags, threshold),
                lundy=_lundy(extras.lundy, before.lundy),
            )
    return extras


def _held(
    now: Sequence[CountLine], before: Sequence[CountLine], threshold: int
) -> tuple[CountLine, ...]:
    known = {line.label: line.words for line in before}
    return tuple(replace(line, words=_words(line, known, threshold)) for line in now)


def _compliments(
    now: Sequence[CountLine], before: Sequence[CountLine], threshold: int
) -> tuple[CountLine, ...]:
    """Return the total, and the themes only where every one may be printed: they add up to it."""
    held = _held(now, before, threshold)
    total, themes = held[:1], held[1:]
    same_themes = {line.label for line in now} == {line.label for line in before}
    if any(line.words == HIDDEN for line in themes) or not same_themes:
        return total
    return held


def _flags(
    now: Sequence[CountLine], before: Sequence[CountLine], threshold: int
) -> tuple[CountLine, ...]:
    """Return the lines; an outcome that is hidden is left out, as one is that is too small."""
    if not before:
        return tuple(now)
    held = _held(now, before, threshold)
    return tuple(
        kept
        for line, kept in zip(now, held, strict=True)
        if kept.words != HIDDEN or _count(line.words) is None
    )


def _lundy(now: Sequence[LundyLine], before: Sequence[LundyLine]) -> tuple[LundyLine, ...]:
    known = {(line.element, line.measure): line.words for line in before}
    return tuple(
        replace(line, words=HIDDEN)
        if _SHARE.match(line.words) and known.get((line.element, line.measure)) != line.words
        else line
        for line in now
    )


def _words(line: CountLine, known: Mapping[str, str], threshold: int) -> str:
    before = known.get(line.label)
    if before == line.words:
        return line.words
    count, was = _count(line.words), _count(before or "")
    if count is None or was is None or abs(count - was) < threshold:
        return HIDDEN
    return line.words


def _count(words: str) -> int | None:
    """Return the number that the words are; None for a share, a sign or anything else."""
    if words == "none":
        return 0
    return int(words.replace(",", "")) if _COUNT.fullmatch(words) else None
