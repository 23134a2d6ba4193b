"""What is scored: the whole comment and each of its clauses, with the question it answers in front.

The question is context: "Nothing" to "what could be better?" is praise. It stands as a token of its own, so
that the model can pair it with the first word.
"""

from collections.abc import Sequence

from analysis.text.tokens import Token

QUESTIONS = {"went_well": "went_well", "could_be_better": "could_be_better"}


def question_kind(question: str | None) -> str:
    """Return `went_well`, `could_be_better` or `anything_else` for a construct or a question in words."""
    if question is None:
        return "anything_else"
    if question in QUESTIONS:
        return question
    asked = question.lower()
    if any(
        word in asked for word in ("better", "improve", "change", "worse", "not well", "difficult")
    ):
        return "could_be_better"
    return (
        "went_well"
        if any(word in asked for word in ("well", "good", "best", "like most"))
        else "anything_else"
    )


def question_token(question: str | None) -> Token:
    """Return the question's own token, which stands before a text's; it has no place in the text."""
    return Token(f"q:{question_kind(question)}", 0, 0)


def unit_tokens(tokens: Sequence[Token], question: str | None) -> list[Token]:
    """Return the tokens with the question's own token before them; it has no place in the text."""
    return [question_token(question), *tokens]
