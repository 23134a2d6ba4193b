"""The one way in: a batch of comments, each masked, read for language and safety, and tagged.

Masking comes first and on the original; everything after it sees the masked text only, because that is what
people will read and check.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import analysis.redaction as redaction
from analysis.learning.model_file import DATA_MODEL, ModelUnreadable, load_model
from analysis.learning.scorer import LinearModel, Scorer
from analysis.records import (
    Comment,
    CommentAnalysis,
    Language,
    MaskedText,
    ProposalMark,
    Rejected,
)
from analysis.safety import flag_comment
from analysis.sentiment.judge import judge_sentiment
from analysis.text.language import detect
from analysis.themes.codebook import Codebook, load_codebook
from analysis.themes.combine import score_comment
from analysis.themes.suggest import suggest_themes, word_evidence

ENGINE_VERSION = "1"
MAX_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything that is loaded once. Two engines with equal versions give equal results."""

    codebook: Codebook
    model: LinearModel
    about: dict[str, Any]
    scorer: Scorer
    version: str

    @property
    def quality(self) -> dict[str, float]:
        """Return the measured F1 of each theme, out of fold (R5-14)."""
        return {theme: float(figures["f1"]) for theme, figures in self.about["quality"].items()}


def load_engine(model: Path | None = None) -> Engine:
    """Return the engine with the shipped model, or with another one.

    Raises: ModelUnreadable when the model's files are missing or damaged.
    """
    codebook = load_codebook()
    stored = load_model(model or DATA_MODEL)
    if "thresholds" not in stored.about:
        raise ModelUnreadable("The model's description has no thresholds.")
    version = f"engine {ENGINE_VERSION}, codebook {codebook.version}, model {stored.about.get('name', 'default')}"
    return Engine(codebook, stored.linear, stored.about, Scorer(stored.linear), version)


def analyse(
    comments: Sequence[Comment], engine: Engine
) -> tuple[list[CommentAnalysis], list[Rejected]]:
    """Return what the engine suggests of each comment, in order, and what it set aside.

    Rejects: blank comments and those of more than MAX_CHARACTERS; together with the results they account
    for every input.
    """
    rejected = [Rejected(c.id, reason) for c in comments if (reason := _why_not(c))]
    taken = [c for c in comments if not _why_not(c)]
    masked = redaction.mask([c.text for c in taken])
    languages = detect([m.text for m in masked], [c.language for c in taken])
    results = [
        _analyse_one(comment, text, language, engine)
        for comment, text, language in zip(taken, masked, languages, strict=True)
    ]
    return results, rejected


def _why_not(comment: Comment) -> str | None:
    if not comment.text.strip():
        return "There are no words in it."
    if len(comment.text) > MAX_CHARACTERS:
        return f"It is longer than {MAX_CHARACTERS:,} characters."
    return None


def _analyse_one(
    comment: Comment, masked: MaskedText, language: Language, engine: Engine
) -> CommentAnalysis:
    text, about, model = masked.text, engine.about, engine.model
    scored = score_comment(text, comment.question, engine.scorer)
    flag = flag_comment(text, scored, model, float(about["flag_threshold"]))
    if not language.measured:
        return CommentAnalysis(comment.id, masked, language, None, (), None, flag, engine.version)
    feeling = [c for c in model.columns("sentiment:") if c == int(scored.logits[0].argmax())]
    column = feeling[0] if feeling else _strongest(scored.sentiment_logits, model)
    sentiment = judge_sentiment(
        text, comment.question, scored, about["sentiment"], word_evidence(text, scored, column)
    )
    proposal = None
    if scored.proposal_chance >= float(about["proposal_threshold"]):
        evidence = word_evidence(text, scored, model.columns("proposal")[0])
        proposal = ProposalMark(round(scored.proposal_chance, 3), evidence)
    return CommentAnalysis(
        id=comment.id,
        masked=masked,
        language=language,
        sentiment=sentiment,
        themes=suggest_themes(text, scored, model, about["thresholds"]),
        proposal=proposal,
        flag=flag,
        version=engine.version,
    )


def _strongest(logits: Any, model: LinearModel) -> int:
    return model.columns("sentiment:")[int(logits.argmax())]
