"""Whether a comment hints at harm, how urgent it is, and which words say so.

Two ways in, either is enough: a learned score, and phrases that nobody should have to wait for. Phrases are
hints of somebody being hurt, not words that merely sound alarming ("the wait is killing us").
Source: R4-22; phrases written by us from sections 4.3 and 6 of the requirements, November 2026.
"""

import re

from analysis.learning.scorer import LinearModel
from analysis.records import Evidence, SafetyFlag, Urgency
from analysis.themes.combine import ScoredComment
from analysis.themes.suggest import word_evidence

_SOMEBODY = r"(?:he|she|they|dad|mum|mam|mummy|daddy|step ?dad|stepmum|uncle|boyfriend|carer|brother|teacher|man|\[name\])"
PHRASES: tuple[tuple[str, Urgency, str], ...] = (
    (r"(?:want|wanted|wants|going|wish i could) (?:to )?(?:die|kill (?:my|him|her)self|end it)|don'?t want to (?:be here any ?more|live|wake up)|suicid|better off dead",
     Urgency.IMMEDIATE, "may be thinking of ending their life"),
    (r"(?:cut|cuts|cutting|hurt|hurts|hurting|harm|harms|harming) (?:my|him|her|them)sel(?:f|ves)|self.?harm|overdos",
     Urgency.CONCERN, "may be hurting themselves"),
    (rf"{_SOMEBODY} (?:\w+ )?(?:hits?|hit|punch\w*|kick\w*|slap\w*|chok\w*|strangl\w*|beats?|hurts?) (?:me|mum|mam|my|us|him|her|the (?:kids|baby|children))",
     Urgency.IMMEDIATE, "somebody may be being hit or hurt"),
    (r"touch(?:es|ed|ing)? (?:me|him|her|my)|(?:sexual|inappropriate) (?:touch|abuse|photo|pictures)|raped?|nudes?\b|comes? (?:in|into) my (?:room|bed)",
     Urgency.IMMEDIATE, "may be about sexual harm"),
    (r"(?:don'?t|do not|doesn'?t|didn'?t|never) feel safe|not safe (?:at home|here|with)|unsafe at home|(?:scared|frightened|afraid|terrified) (?:of (?:him|her|my|dad|mum|going home)|to go home)|threaten\w* (?:me|us|to kill)",
     Urgency.CONCERN, "somebody does not feel safe"),
    (r"left (?:on (?:my|his|her|their) own|alone) (?:all|over|at|for|with)|home alone|no food in|nothing to eat|hungry (?:all|every|most)|locked (?:in|out)",
     Urgency.CONCERN, "a child may not be looked after"),
    (r"(?:ran|run|running) away|gone missing|went missing|(?:is|still) missing|hasn'?t come home",
     Urgency.CONCERN, "somebody may be missing"),
    (r"older (?:boyfriend|man|men|lads)|county lines|carry(?:ing)? (?:drugs|a knife|for)|makes? (?:me|him|her) (?:sell|carry|drop)|groom(?:ed|ing)",
     Urgency.CONCERN, "somebody may be being used by others"),
    (r"can(?:'?t|not) (?:cope|go on|do this) any ?more|at breaking point|might (?:hurt|shake|hit) (?:him|her|the baby)|don'?t know what i'?ll do",
     Urgency.CONCERN, "somebody caring for a child may be at breaking point"),
    (r"forced? (?:to marry|marriage)|taken (?:abroad|back home) to (?:marry|be cut)|fgm\b",
     Urgency.IMMEDIATE, "may be about forced marriage or cutting"),
)  # fmt: skip
_COMPILED = tuple(
    (re.compile(pattern, re.IGNORECASE), urgency, reason) for pattern, urgency, reason in PHRASES
)
LEARNED_REASON = "the words are like those of people who were at risk"


def flag_comment(
    text: str, scored: ScoredComment, model: LinearModel, threshold: float
) -> SafetyFlag | None:
    """Return the flag, or None. The most urgent reason stands first."""
    plain = text.replace("’", "'")
    hits = [
        (urgency, reason, match)
        for pattern, urgency, reason in _COMPILED
        for match in [pattern.search(plain)]
        if match
    ]
    if hits:
        urgency, reason, match = min(hits, key=lambda hit: hit[0] is not Urgency.IMMEDIATE)
        words = Evidence(match.start(), match.end(), text[match.start() : match.end()], 1.0)
        return SafetyFlag(urgency, reason, max(0.9, round(scored.flag_chance, 3)), (words,))
    if scored.flag_chance < threshold:
        return None
    evidence = word_evidence(text, scored, model.columns("flag")[0])
    return SafetyFlag(Urgency.CONCERN, LEARNED_REASON, round(scored.flag_chance, 3), evidence)
