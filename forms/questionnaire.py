"""Load questionnaires from their definitions, check every word of them, and give each its identity.

A wrong definition must stop the start: the error names the file, the question and the reason.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from feedback.domain.errors import FeedbackError
from feedback.domain.questionnaires import (
    Audience,
    Construct,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    content_of,
)
from forms.rules import problems_in

DEFINITIONS = Path(__file__).resolve().parent / "definitions"

_TOP_KEYS = {"slug", "forum", "audience", "language", "title", "introduction", "question"}
_MAY_KEYS = {"door", "introduction_pictures"}
_QUESTION_KEYS = {"id", "construct", "kind", "words", "hint", "options", "max_chars", "picture"}


class QuestionnaireError(FeedbackError):
    """A definition that cannot be asked."""

    code = "questionnaire"

    def __init__(self, file: str, question: str | None, reason: str) -> None:
        where = f"{file}, question {question}" if question else file
        super().__init__(f"{where}: {reason}")


def load_questionnaires(folder: Path = DEFINITIONS) -> Mapping[str, Questionnaire]:
    """Return slug -> questionnaire of every definition in the folder, by slug.

    Raises: QuestionnaireError at the first definition that is wrong, and when there is none.
    """
    loaded: dict[str, Questionnaire] = {}
    for path in sorted(folder.glob("*.toml")):
        questionnaire = _load(path)
        if questionnaire.slug in loaded:
            raise QuestionnaireError(
                path.name, None, f"the slug {questionnaire.slug} is used twice"
            )
        loaded[questionnaire.slug] = questionnaire
    if not loaded:
        raise QuestionnaireError(str(folder.name), None, "there is no questionnaire")
    return loaded


def content_hash(questionnaire: Questionnaire) -> str:
    """Return the SHA-256 of everything a family reads and may answer, in canonical JSON, as hex."""
    written = json.dumps(
        content_of(questionnaire), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(written.encode()).hexdigest()


def read_definition(name: str, text: str) -> Questionnaire:
    """Return the questionnaire that a definition's text asks.

    Args:
        name: what an error calls it: the file's name.

    Raises: QuestionnaireError at the first thing that is wrong.
    """
    questionnaire = parse_definition(name, text)
    for problem in problems_in(questionnaire):
        raise QuestionnaireError(name, problem.question_id, problem.reason)
    return questionnaire


def parse_definition(name: str, text: str) -> Questionnaire:
    """Return what a definition's text asks, whether or not it holds to the rules.

    Raises: QuestionnaireError when it cannot be read at all.
    """
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise QuestionnaireError(name, None, f"it is not readable TOML ({error})") from error
    _known_keys(name, None, written, _TOP_KEYS | _MAY_KEYS)
    for key in sorted(_TOP_KEYS):
        if not written.get(key):
            raise QuestionnaireError(name, None, f"{key} is missing")
    audience = _audience(name, written["audience"])
    questionnaire = Questionnaire(
        id="",
        slug=written["slug"],
        forum=written["forum"],
        audience=audience,
        language=written["language"],
        title=written["title"],
        introduction=tuple(written["introduction"]),
        questions=tuple(_question(name, one) for one in written["question"]),
        introduction_pictures=tuple(written.get("introduction_pictures", ())),
        door=written.get("door", written["title"]),
    )
    return with_identity(questionnaire)


def with_identity(questionnaire: Questionnaire) -> Questionnaire:
    """Return the questionnaire with the hash of its content as its id."""
    return replace(questionnaire, id=content_hash(questionnaire))


def _load(path: Path) -> Questionnaire:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QuestionnaireError(path.name, None, f"it is not readable TOML ({error})") from error
    return read_definition(path.name, text)


def _audience(file: str, written: str) -> Audience:
    try:
        return Audience(written)
    except ValueError:
        raise QuestionnaireError(file, None, f"there is no audience {written}") from None


def _question(file: str, written: dict[str, Any]) -> Question:
    name = str(written.get("id", "without id"))
    _known_keys(file, name, written, _QUESTION_KEYS)
    try:
        return Question(
            id=name,
            construct=Construct(written["construct"]),
            kind=QuestionKind(written["kind"]),
            words=str(written["words"]),
            hint=written.get("hint"),
            options=tuple(Option(*map(str, option)) for option in written.get("options", ())),
            max_chars=written.get("max_chars", 0),
            picture=written.get("picture"),
        )
    except KeyError as missing:
        raise QuestionnaireError(file, name, f"{missing.args[0]} is missing") from None
    except (ValueError, TypeError):
        reason = (
            "construct and kind must be known ones, and each option a pair of code and label, "
            "or with a picture's name as the third"
        )
        raise QuestionnaireError(file, name, reason) from None


def _known_keys(file: str, question: str | None, written: dict[str, Any], known: set[str]) -> None:
    unknown = set(written) - known
    if unknown:
        raise QuestionnaireError(file, question, f"{min(unknown)} is not a key that is known here")
