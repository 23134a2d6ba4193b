"""The one way in: a batch of comments, each masked, read for language and safety, and tagged.

Masking comes first and on the original; everything after it sees the masked text only, because that is what
people will read and check.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import analysis.redaction as redaction
from analysis.encoder.encoder import DATA_ENCODER, Encoder
from analysis.learning.model_file import DATA_MODEL, ModelUnreadable, load_model
from analysis.learning.scorer import Scorer
from analysis.records import (
    Comment,
    CommentAnalysis,
    Language,
    MaskedText,
    ProposalMark,
    Rejected,
    Sentiment,
)
from analysis.safety import flag_comment
from analysis.sentiment.judge import judge_sentiments, sentiment_result
from analysis.text.language import detect
from analysis.themes.codebook import Codebook, load_codebook
from analysis.themes.combine import ScoredComment, Scoring
from analysis.themes.suggest import suggest_themes, word_evidence

ENGINE_VERSION = "10"
MAX_CHARACTERS = 100_000
LEAST_FLAG_ELSEWHERE = 0.5
"""In other languages than those measured, a flag needs this chance: the model has seen little else of them than
disclosures, so that at the English threshold a third of near misses and one harmless comment in ten is flagged."""
FEELINGS = tuple(str(s) for s in Sentiment)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """What was tuned for one way of scoring.

    Args:
        thresholds: one a theme, in the codebook's order.
        weights, bias: of the feelings.
    """

    thresholds: Floats
    proposal: float
    flag: float
    weights: Floats
    bias: Floats

    @classmethod
    def read(cls, about: dict[str, Any], themes: Sequence[str]) -> "Settings":
        """Return the settings written in a model's description.

        Raises: KeyError when one is missing.
        """
        return cls(
            np.array([about["thresholds"][theme] for theme in themes]),
            float(about["proposal_threshold"]),
            float(about["flag_threshold"]),
            np.array(about["sentiment"]["weights"]),
            np.array(about["sentiment"]["bias"]),
        )


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything that is loaded once. Two engines with equal versions give equal results."""

    codebook: Codebook
    scoring: Scoring
    settings: Settings
    quality: dict[str, float]
    version: str


def load_engine(
    model: Path | None = None, *, quick: bool = False, encoder: Path = DATA_ENCODER
) -> Engine:
    """Return the engine with the shipped model, or with another one.

    Args:
        quick: without the encoder: some twenty times faster, less good (docs/analysis.md says by how much).

    Raises: ModelUnreadable, EncoderUnreadable when files are missing or damaged.
    """
    codebook = load_codebook()
    stored = load_model(model or DATA_MODEL)
    taught = None if quick else Encoder.load(encoder)
    way = "quick" if quick else "careful"
    try:
        about = stored.about[way]
        shares = float(about["trust"]), float(about["polarity_trust"])
        scoring = Scoring.of(Scorer(stored.linear), FEELINGS, taught, *shares)
        settings = Settings.read(about, scoring.heads.themes)
        quality = {theme: float(f1) for theme, f1 in about["quality"].items()}
    except (KeyError, ValueError) as error:
        raise ModelUnreadable(f"The model's description is not complete: {error}.") from error
    name = stored.about.get("name", "default")
    version = f"engine {ENGINE_VERSION} {way}, codebook {codebook.version}, model {name}"
    return Engine(codebook, scoring, settings, quality, version)


def analyse(
    comments: Sequence[Comment], engine: Engine
) -> tuple[list[CommentAnalysis], list[Rejected]]:
    """Return what the engine suggests of each comment, in order, and what it set aside.

    Rejects: blank comments and those of more than MAX_CHARACTERS; together with the results they account
    for every input.
    """
    rejected = [Rejected(c.id, reason) for c in comments if (reason := _why_not(c))]
    taken = [c for c in comments if not _why_not(c)]
    if not taken:
        return [], rejected
    masked = [
        redaction.change_masks(c.text, m.spans, c.masks) if c.masks else m
        for c, m in zip(taken, redaction.mask([c.text for c in taken]), strict=True)
    ]
    texts, questions = [m.text for m in masked], [c.question for c in taken]
    languages = detect(texts, [c.language for c in taken])
    scored = engine.scoring.score(texts, questions)
    settings = engine.settings
    feelings = judge_sentiments(texts, questions, scored, settings.weights, settings.bias)
    results = [
        _result(comment, text, language, one, feeling, engine)
        for comment, text, language, one, feeling in zip(
            taken, masked, languages, scored, feelings, strict=True
        )
    ]
    return results, rejected


def _why_not(comment: Comment) -> str | None:
    if not comment.text.strip():
        return "There are no words in it."
    if len(comment.text) > MAX_CHARACTERS:
        return f"It is longer than {MAX_CHARACTERS:,} characters."
    return None


def _result(
    comment: Comment,
    masked: MaskedText,
    language: Language,
    scored: ScoredComment,
    feeling: Floats,
    engine: Engine,
) -> CommentAnalysis:
    text, settings = masked.text, engine.settings
    least = settings.flag if language.measured else max(settings.flag, LEAST_FLAG_ELSEWHERE)
    flag = flag_comment(text, language.code, scored, least)
    if not language.measured:
        return CommentAnalysis(comment.id, masked, language, None, (), None, flag, engine.version)
    reasons = word_evidence(text, *scored.given("sentiment", int(feeling.argmax())))
    proposal = None
    if scored.proposal_chance >= settings.proposal:
        proposal = ProposalMark(
            round(scored.proposal_chance, 3), word_evidence(text, *scored.given("proposal"))
        )
    return CommentAnalysis(
        id=comment.id,
        masked=masked,
        language=language,
        sentiment=sentiment_result(feeling, reasons),
        themes=suggest_themes(text, scored, settings.thresholds),
        proposal=proposal,
        flag=flag,
        version=engine.version,
    )
