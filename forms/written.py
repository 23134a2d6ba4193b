"""A questionnaire as the text of its definition, as `forms.questionnaire` reads it."""

import json
from collections.abc import Iterator, Sequence

from feedback.domain.questionnaires import Option, Question, Questionnaire


def write_definition(questionnaire: Questionnaire) -> str:
    """Return the definition in TOML; read again it asks the same, link and pictures included."""
    return "\n".join([*_head(questionnaire), *map(_question, questionnaire.questions)])


def _head(questionnaire: Questionnaire) -> Iterator[str]:
    for key in ("slug", "forum", "audience", "language", "title", "door"):
        yield f"{key} = {_quoted(str(getattr(questionnaire, key)))}"
    yield f"introduction = {_list(questionnaire.introduction)}"
    if questionnaire.introduction_pictures:
        yield f"introduction_pictures = {_list(questionnaire.introduction_pictures)}"


def _question(question: Question) -> str:
    lines = [
        "\n[[question]]",
        f"id = {_quoted(question.id)}",
        f"construct = {_quoted(str(question.construct))}",
        f"kind = {_quoted(str(question.kind))}",
        f"words = {_quoted(question.words)}",
    ]
    if question.picture:
        lines.append(f"picture = {_quoted(question.picture)}")
    if question.hint:
        lines.append(f"hint = {_quoted(question.hint)}")
    if question.options:
        lines += ["options = [", *(f"  {_option(option)}," for option in question.options), "]"]
    if question.max_chars:
        lines.append(f"max_chars = {question.max_chars}")
    return "\n".join(lines)


def _option(option: Option) -> str:
    return _list([option.code, option.label, *([option.picture] if option.picture else [])])


def _list(words: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, words))}]"


def _quoted(words: str) -> str:
    """Return the words as a basic string; JSON's escapes are TOML's, but for the one that TOML has besides."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
