"""Load questionnaires from their definitions, check every word of them, and give each its identity.

A wrong definition must stop the start: the error names the file, the question and the reason.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from feedback.domain.codes import FORUM_BY_CODE
from feedback.domain.errors import FeedbackError
from feedback.domain.pictures import PICTURES
from feedback.domain.questionnaires import (
    Audience,
    Construct,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    content_of,
)
from feedback.domain.scales import codes_of
from forms.audiences import every_word, problems_of
from forms.vocabulary import FORBIDDEN_WORDS, TEXT_CONSTRUCTS, kinds_of

DEFINITIONS = Path(__file__).resolve().parent / "definitions"
LONGEST_TEXT = 20_000

_ID = re.compile(r"^[a-z][a-z0-9-]{1,38}$")
_TOP_KEYS = {"slug", "forum", "audience", "language", "title", "introduction", "question"}
_MAY_KEYS = {"door", "introduction_pictures"}
_QUESTION_KEYS = {"id", "construct", "kind", "words", "hint", "options", "max_chars", "picture"}
_FORBIDDEN = re.compile(rf"\b(?:{'|'.join(FORBIDDEN_WORDS)})s?\b", re.IGNORECASE)


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


def _load(path: Path) -> Questionnaire:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise QuestionnaireError(path.name, None, f"it is not readable TOML ({error})") from error
    _known_keys(path.name, None, written, _TOP_KEYS | _MAY_KEYS)
    for key in sorted(_TOP_KEYS):
        if not written.get(key):
            raise QuestionnaireError(path.name, None, f"{key} is missing")
    if written["forum"] not in FORUM_BY_CODE:
        raise QuestionnaireError(path.name, None, f"there is no forum {written['forum']}")
    if not _ID.match(written["slug"]):
        raise QuestionnaireError(path.name, None, "the slug must be small letters and hyphens")
    audience = _audience(path.name, written["audience"])
    questions = tuple(_question(path.name, one, audience) for one in written["question"])
    questionnaire = Questionnaire(
        id="",
        slug=written["slug"],
        forum=written["forum"],
        audience=audience,
        language=written["language"],
        title=written["title"],
        introduction=tuple(written["introduction"]),
        questions=questions,
        introduction_pictures=tuple(written.get("introduction_pictures", ())),
        door=written.get("door", written["title"]),
    )
    _check_together(path.name, questionnaire)
    return replace(questionnaire, id=content_hash(questionnaire))


def _audience(file: str, written: str) -> Audience:
    try:
        return Audience(written)
    except ValueError:
        raise QuestionnaireError(file, None, f"there is no audience {written}") from None


def _question(file: str, written: dict[str, Any], audience: Audience) -> Question:
    name = str(written.get("id", "without id"))
    _known_keys(file, name, written, _QUESTION_KEYS)
    if not _ID.match(name):
        raise QuestionnaireError(file, name, "the id must be small letters, digits and hyphens")
    try:
        question = Question(
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
    _check_question(file, question, audience)
    return question


def _check_question(file: str, question: Question, audience: Audience) -> None:
    if question.kind not in kinds_of(question.construct):
        raise QuestionnaireError(
            file, question.id, f"{question.construct} cannot be asked as {question.kind}"
        )
    if question.construct in TEXT_CONSTRUCTS:
        if question.options or not 1 <= question.max_chars <= LONGEST_TEXT:
            raise QuestionnaireError(
                file, question.id, f"a text needs max_chars from 1 to {LONGEST_TEXT} and no options"
            )
    elif question.kind is QuestionKind.NUMBER:
        if question.options or question.max_chars:
            raise QuestionnaireError(file, question.id, "a number has no options and no max_chars")
    else:
        _check_options(file, question, audience)


def _check_options(file: str, question: Question, audience: Audience) -> None:
    codes = [option.code for option in question.options]
    if len(codes) < 2 or len(set(codes)) != len(codes):
        raise QuestionnaireError(file, question.id, "it needs at least two options, no code twice")
    unknown = set(codes) - set(codes_of(audience, question.construct))
    if unknown:
        raise QuestionnaireError(
            file,
            question.id,
            f"{min(unknown)} is no answer of {question.construct} for {audience}",
        )


def _check_together(file: str, questionnaire: Questionnaire) -> None:
    ids = [question.id for question in questionnaire.questions]
    constructs = [question.construct for question in questionnaire.questions]
    for kind, values in (("id", ids), ("construct", [str(c) for c in constructs])):
        twice = {value for value in values if values.count(value) > 1}
        if twice:
            raise QuestionnaireError(file, min(twice), f"the {kind} is used twice")
    order = [c for c in constructs if c in (Construct.LISTENED, Construct.AGREED)]
    if order == [Construct.AGREED, Construct.LISTENED]:
        raise QuestionnaireError(file, "agreed", "listened must be asked before agreed (R2-17)")
    for question_id, words in every_word(questionnaire):
        _check_words(file, question_id, words)
    _check_pictures(file, questionnaire)
    for question_id, reason in problems_of(questionnaire):
        raise QuestionnaireError(file, question_id, reason)


def _check_words(file: str, question_id: str | None, words: str) -> None:
    found = _FORBIDDEN.search(words)
    if found:
        raise QuestionnaireError(
            file, question_id, f"families do not read the word “{found.group()}” (R1-23)"
        )


def _check_pictures(file: str, questionnaire: Questionnaire) -> None:
    named: list[tuple[str | None, str | None]] = [
        (None, name) for name in questionnaire.introduction_pictures
    ]
    for question in questionnaire.questions:
        named += [(question.id, question.picture)]
        named += [(question.id, option.picture) for option in question.options]
    for question_id, name in named:
        if name and name not in PICTURES:
            raise QuestionnaireError(file, question_id, f"there is no picture {name}")


def _known_keys(file: str, question: str | None, written: dict[str, Any], known: set[str]) -> None:
    unknown = set(written) - known
    if unknown:
        raise QuestionnaireError(file, question, f"{min(unknown)} is not a key that is known here")
