"""Words that may speak of a court or a legal matter, for a person to confirm (R1-18).

Source: R1-18 (judge, court, solicitor, tribunal, order, hearing, settlement, human rights). "Order" and
"hearing" alone are everyday words, so they count beside what makes them legal ones.
"""

import re

_COURT = re.compile(
    r"\b(?:judges?|courts?|courtroom|solicitors?|barristers?|lawyers?|tribunals?|magistrates?|cafcass|"
    r"legal|litigation|settlements?|human rights|judicial review|guardian ad litem|injunctions?|"
    r"(?:court|care|supervision|placement|interim|guardianship|arrangements?|legal|adoption) orders?|"
    r"hearings?(?! (?:aid|back|from|loss|test|impair|about|that|it|how)))\b",
    re.IGNORECASE,
)


def find_court_words(text: str) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of every word that may be of a court or a legal matter, in the text's order.

    >>> find_court_words("The judge said so")
    ((4, 9),)
    >>> find_court_words("We never kept hearing back in order")
    ()
    """
    return tuple(found.span() for found in _COURT.finditer(text))
