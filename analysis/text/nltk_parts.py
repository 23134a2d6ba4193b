"""The parts of NLTK that we use, imported without what it would drag along.

Importing any part of NLTK runs all of it, and where scikit-learn and SciPy are installed that takes five
seconds for wrappers that nothing here calls. NLTK does without either when it cannot import them, so they
are hidden for the moment of its import only.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_HIDDEN = ("sklearn", "scipy.stats", "matplotlib", "pandas")


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in absent:
            if sys.modules.get(name) is None:
                sys.modules.pop(name, None)


with _hidden(_HIDDEN):
    import nltk.data
    from nltk.collocations import BigramCollocationFinder, TrigramCollocationFinder
    from nltk.metrics.association import BigramAssocMeasures, TrigramAssocMeasures
    from nltk.sentiment.vader import SentimentIntensityAnalyzer
    from nltk.tokenize.casual import EMOTICON_RE

search_path: list[str] = nltk.data.path
"""Where NLTK looks for its data; a folder of ours is added, nothing is ever downloaded."""

__all__ = [
    "EMOTICON_RE",
    "BigramAssocMeasures",
    "BigramCollocationFinder",
    "SentimentIntensityAnalyzer",
    "TrigramAssocMeasures",
    "TrigramCollocationFinder",
    "search_path",
]
