"""The frozen records that go into the analysis and come out of it.

Everything in `analysis` takes a batch of these and returns a batch of these. Offsets are code points
(Python string indices). A `MaskSpan` lies on the original text; every `Evidence` lies on the masked text,
because the masked text is what people read and what is analysed further.
"""

from dataclasses import dataclass
from enum import StrEnum


class Polarity(StrEnum):
    """What a comment says about one theme. Neutral is a wish, a question or a plain fact, never "both"."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"

    @property
    def sign(self) -> str:
        """Return the one-character form used in files: `-`, `0` or `+`."""
        return {"negative": "-", "neutral": "0", "positive": "+"}[self.value]

    @classmethod
    def from_sign(cls, sign: str) -> "Polarity":
        """Return the polarity written as `-`, `0` or `+`.

        Raises: KeyError when the sign is none of the three.
        """
        return {"-": cls.NEGATIVE, "0": cls.NEUTRAL, "+": cls.POSITIVE}[sign]


class Sentiment(StrEnum):
    """The feeling of a whole comment. Mixed: clear praise and clear criticism both."""

    NEGATIVE = "negative"
    MIXED = "mixed"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Urgency(StrEnum):
    """How soon a person must read a flagged comment (R4-23)."""

    IMMEDIATE = "immediate"
    CONCERN = "concern"


@dataclass(frozen=True, slots=True)
class Comment:
    """One free-text answer on its way in.

    Args:
        id: the caller's own key; returned unchanged, never interpreted.
        text: as the person typed it. Privacy: can identify people.
        question: what was asked: a construct (`went_well`, `could_be_better`) or the question's own words.
        language: the language the form was shown in (BCP 47 primary tag), or None when nobody declared one.
        masks: what people hid or showed again, in the order in which they did; it goes before what the machine says.
    """

    id: str
    text: str
    question: str | None = None
    language: str | None = None
    masks: tuple["MaskChange", ...] = ()


@dataclass(frozen=True, slots=True)
class MaskChange:
    """A stretch of the original text, in code points, that a person hid; `kind` is None where they showed it again."""

    start: int
    end: int
    kind: str | None


@dataclass(frozen=True, slots=True)
class MaskSpan:
    """A stretch of the original text that was replaced, and the kind of thing it was (`name`, `phone`, ...)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class MaskedText:
    """The text with readable markers (`[name]`) where something could identify a person."""

    text: str
    spans: tuple[MaskSpan, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the masked text that decided something: `masked[start:end] == words`. Weight is signed, unitless."""

    start: int
    end: int
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a comment.

    Args:
        code: BCP 47 primary tag, or `und` when there is too little to tell.
        confidence: 0..1.
        measured: whether the tagger was evaluated in this language; where False nothing is scored (R3-21).
    """

    code: str
    confidence: float
    measured: bool


@dataclass(frozen=True, slots=True)
class ThemeSuggestion:
    """The machine's suggestion that a comment speaks of a theme, and how.

    Args:
        theme: the codebook's id (`staff-attitude`).
        confidence: 0..1, calibrated as the share of such suggestions that people confirm.
        sure: False asks a person to decide first ("not sure").
    """

    theme: str
    polarity: Polarity
    confidence: float
    sure: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SentimentResult:
    """The feeling of the whole comment. Score is -1 (negative) to 1 (positive)."""

    sentiment: Sentiment
    score: float
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ProposalMark:
    """That the comment proposes something concrete to change (`suggestion` in the files)."""

    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SafetyFlag:
    """That a person must read the comment today, why in plain words, and which words said so. Only orders the queue."""

    urgency: Urgency
    reason: str
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class CommentAnalysis:
    """All that the machine suggests of one comment.

    Args:
        id: the input's id.
        sentiment: None where the language was not measured: people decide.
        themes: in the codebook's order; empty when none was found or the language was not measured.
        version: names the code, codebook and model that made this, so that it can be made again.
    """

    id: str
    masked: MaskedText
    language: Language
    sentiment: SentimentResult | None
    themes: tuple[ThemeSuggestion, ...]
    proposal: ProposalMark | None
    flag: SafetyFlag | None
    version: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that was set aside, and why in plain words without the text itself."""

    id: str
    reason: str
