"""What families begin to speak of that the codebook has no theme for.

Candidate phrases come from NLTK's collocations (log-likelihood, Dunning 1993) and from single words; those that
the codebook's themes already explain are left out; what is left is compared with the quarter before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.stats.intervals import holm, two_share_p
from analysis.text.tokens import Token, tokenise

LEAST_COMMENTS = 5
"""A phrase of fewer comments, or of fewer people, is never shown: it could point at somebody. Source: R4-30."""
EXPLAINED = 0.5
"""A phrase is left out where themes explain its words in more than this share of its comments."""
INSIDE = 0.7
"""A word is left out where so much of its use is inside a longer phrase that is shown."""
STRONG = 10.83
"""Log-likelihood of a collocation: one in a thousand by chance. Source: chi-squared, one degree of freedom."""
EXAMPLES = 3
DATA = Path(__file__).resolve().parent.parent / "data"

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaggedComment:
    """A masked comment and where its suggested or decided themes have their evidence: (start, end) code points.

    Args:
        writer: whose it is (a response's id): a phrase that one family repeats is not what families speak of.
    """

    id: str
    text: str
    explained: tuple[tuple[int, int], ...]
    writer: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may deserve a theme.

    Args:
        comments, before: comments of this quarter and of the one before that hold it.
        share, share_before: of all comments of each quarter, 0..1.
        grew: whether the growth is more than chance, allowing for how many phrases were compared (Holm, 5 %).
        examples: ids of comments that hold it, the shortest first.
    """

    phrase: str
    comments: int
    before: int
    share: float
    share_before: float
    grew: bool
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Use:
    """Where a phrase stands: comments (by place), and in how many of them a theme explains it."""

    comments: list[int]
    explained: int


def find_emerging(
    now: Sequence[TaggedComment], before: Sequence[TaggedComment], *, most: int = 12
) -> tuple[Candidate, ...]:
    """Return the phrases that grew most first, then the commonest; at most `most`."""
    if not now:
        return ()
    cut = [_words(comment) for comment in now]
    phrases = _collocations([[t.word for t in tokens] for tokens in cut])
    found = _uses(now, cut, phrases)
    uses = {p: use for p, use in found.items() if _writers(now, use) >= LEAST_COMMENTS}
    unexplained = {
        p: use for p, use in uses.items() if use.explained <= EXPLAINED * len(use.comments)
    }
    kept = _without_parts(unexplained)
    if not kept:
        return ()
    # What is rare in the quarter before is counted all the same: growth is what this is about.
    earlier = _uses(before, [_words(comment) for comment in before], frozenset(kept))
    counts = {
        p: (len(u.comments), len(earlier[p].comments) if p in earlier else 0)
        for p, u in kept.items()
    }
    p_values = [
        two_share_p(n, len(now), m, len(before)) if before else 1.0 for n, m in counts.values()
    ]
    sure = dict(zip(counts, holm(p_values), strict=True))
    candidates = [
        Candidate(
            " ".join(phrase), n, m, n / len(now), m / len(before) if before else 0.0,
            sure[phrase] and bool(before) and n / len(now) > m / len(before),
            tuple(
                now[i].id for i in sorted(kept[phrase].comments, key=lambda i: (len(now[i].text), now[i].id))
            )[:EXAMPLES],
        )
        for phrase, (n, m) in counts.items()
    ]  # fmt: skip
    return tuple(sorted(candidates, key=lambda c: (not c.grew, -c.comments, c.phrase))[:most])


def holding(comments: Sequence[TaggedComment], phrase: str) -> tuple[str, ...]:
    """Return the ids of the comments that hold the phrase, in their order."""
    wanted = phrase.split()
    found = []
    for comment in comments:
        words = [token.word for token in _words(comment)]
        if any(words[i : i + len(wanted)] == wanted for i in range(len(words))):
            found.append(comment.id)
    return tuple(found)


def _writers(comments: Sequence[TaggedComment], use: "_Use") -> int:
    return len({comments[i].writer or comments[i].id for i in use.comments})


def _words(comment: TaggedComment) -> list[Token]:
    return [t for t in tokenise(comment.text) if t.word[0].isalpha() or t.word.startswith("[")]


def _uses(
    comments: Sequence[TaggedComment], cut: Sequence[Sequence[Token]], phrases: frozenset[Phrase]
) -> dict[Phrase, _Use]:
    """Return every single word and each of the phrases with where it stands."""
    places: dict[Phrase, list[int]] = defaultdict(list)
    explained: dict[Phrase, int] = defaultdict(int)
    for place, (comment, tokens) in enumerate(zip(comments, cut, strict=True)):
        seen: dict[Phrase, bool] = {}
        for size in (1, 2, 3):
            for i in range(len(tokens) - size + 1):
                phrase = tuple(t.word for t in tokens[i : i + size])
                if _content(phrase) if size == 1 else phrase in phrases:
                    start, end = tokens[i].start, tokens[i + size - 1].end
                    covered = any(a < end and start < b for a, b in comment.explained)
                    seen[phrase] = seen.get(phrase, False) or covered
        for phrase, covered in seen.items():
            places[phrase].append(place)
            explained[phrase] += covered
    return {p: _Use(found, explained[p]) for p, found in places.items()}


def _collocations(texts: Sequence[Sequence[str]]) -> frozenset[Phrase]:
    """Return the pairs and triples of content words that stand together more than by chance."""
    from analysis.text.nltk_parts import (
        BigramAssocMeasures,
        BigramCollocationFinder,
        TrigramAssocMeasures,
        TrigramCollocationFinder,
    )

    pairs = BigramCollocationFinder.from_documents(texts)
    triples = TrigramCollocationFinder.from_documents(texts)
    found: list[Phrase] = []
    for finder, measure in (
        (pairs, BigramAssocMeasures.likelihood_ratio),
        (triples, TrigramAssocMeasures.likelihood_ratio),
    ):
        finder.apply_freq_filter(LEAST_COMMENTS)
        finder.apply_ngram_filter(lambda *words: not (_word(words[0]) and _word(words[-1])))
        found += [
            tuple(phrase) for phrase, score in finder.score_ngrams(measure) if score >= STRONG
        ]
    return frozenset(found)


def _without_parts(uses: Mapping[Phrase, _Use]) -> dict[Phrase, _Use]:
    """Return the phrases without those that mostly stand inside a longer one."""
    kept: dict[Phrase, _Use] = {}
    for phrase in sorted(uses, key=lambda p: (-len(p), p)):
        own = set(uses[phrase].comments)
        inside = any(
            len(longer) > len(phrase)
            and _is_part(phrase, longer)
            and len(own & set(kept[longer].comments)) >= INSIDE * len(own)
            for longer in kept
        )
        if not inside:
            kept[phrase] = uses[phrase]
    return kept


def _is_part(short: Phrase, long: Phrase) -> bool:
    return any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))


def _content(words: Iterable[str]) -> bool:
    return all(_word(word) for word in words)


def _word(word: str) -> bool:
    """Return whether the word may stand at either end of a phrase: no marker, no everyday word."""
    return len(word) > 2 and not word.startswith("[") and word not in _everyday()


@cache
def _everyday() -> frozenset[str]:
    lines = (DATA / "lexicons" / "everyday_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())
