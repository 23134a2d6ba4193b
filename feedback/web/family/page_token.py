"""The answers so far, sealed into the page itself. Nothing is kept on the server or the phone (R3-09, R3-10)."""

import json
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from feedback.domain.errors import PageTooOld
from feedback.domain.questionnaires import Question, Questionnaire
from feedback.domain.receipt_codes import new_receipt_code
from feedback.domain.submissions import Answer
from feedback.services.runtime import Runtime
from feedback.web.family.around_draft import AroundDraft

PURPOSE = "family page"
LONGEST_OPENED = 2_000_000
"""Bytes that a token may unpack to: a few times the longest possible answers."""
WORTH_PACKING = 1_000
"""Bytes from which packing saves a phone more than it costs us; most pages hold less."""

_PLAIN, _PACKED = b"p", b"z"
_COMPACT = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


@dataclass(slots=True)
class Draft:
    """One person's answers before sending.

    Args:
        questionnaire_id: the version that the page was made for.
        once_key: makes every repeat of the sending the same sending.
        receipt_code: what the family will be shown; made now so that a repeat shows the same.
        opened_at: when the page was last shown, in seconds.
        left_over: words typed for a question that is no longer asked, so that nobody loses them.
        campaign: the code of the poster that led here, or None.
        around: a complaint, contact details and answers about oneself.
        saved_under: the code under which a copy is kept for another day, or None.
        began_at: when the first page was shown, in seconds; 0 in a page of an older service.
        looked_again: whether it was once held back for looking like a machine's, and is believed now.
    """

    questionnaire_id: str
    once_key: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    receipt_code: str = field(default_factory=new_receipt_code)
    opened_at: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    may_quote: bool = False
    left_over: tuple[str, ...] = ()
    campaign: str | None = None
    around: AroundDraft = field(default_factory=AroundDraft)
    saved_under: str | None = None
    began_at: int = 0
    looked_again: bool = False

    def answered(self, questionnaire: Questionnaire) -> bool:
        """Tell whether anything at all was answered."""
        return any(not self.get(question).skipped for question in questionnaire.questions)

    def get(self, question: Question) -> Answer:
        """Return the answer to a question; a skipped one where there is none."""
        return self.answers.get(question.id) or Answer(question.id)


def seal(runtime: Runtime, draft: Draft) -> str:
    """Return the draft as a token for the page that is about to be shown."""
    draft.opened_at = int(runtime.clock.now().timestamp())
    draft.began_at = draft.began_at or draft.opened_at
    written = write_draft(draft)
    packs = len(written) >= WORTH_PACKING
    body = _PACKED + zlib.compress(written, 1) if packs else _PLAIN + written
    return runtime.keyring.seal_page(body, purpose=PURPOSE)


def write_draft(draft: Draft) -> bytes:
    """Return everything in the draft, to be sealed by the caller."""
    content = {
        "q": draft.questionnaire_id,
        "k": draft.once_key,
        "c": draft.receipt_code,
        "t": draft.opened_at,
        "b": draft.began_at,
        "m": draft.may_quote,
        "a": {
            name: a.text if a.text else list(a.choices)
            for name, a in draft.answers.items()
            if not a.skipped
        },
    }
    if draft.campaign:
        content["g"] = draft.campaign
    if around := draft.around.written():
        content["x"] = around
    if draft.saved_under:
        content["s"] = draft.saved_under
    if draft.looked_again:
        content["l"] = 1
    return _COMPACT.encode(content).encode()


def unseal(
    runtime: Runtime, token: str, questionnaire: Questionnaire, *, hours_limit: int | None = None
) -> Draft:
    """Return the draft in a token, with the answers that fit the questionnaire as it is asked now.

    Args:
        hours_limit: how old it may be; None means the settings' limit for a page.

    Raises: SealBroken when it was altered or is not ours; PageTooOld, of that kind, when it is too old.
    """
    content = _opened(runtime, token)
    hours = runtime.settings.page_hours_limit if hours_limit is None else hours_limit
    if _age_minutes(runtime, content["t"]) > hours * 60:
        raise PageTooOld("This page was left open for too long to go on with it.")
    return read_draft(content, questionnaire)


def read_draft(content: Mapping[str, Any], questionnaire: Questionnaire) -> Draft:
    """Return the draft with the answers that fit the questionnaire as it is asked now."""
    answers = [_answer(questionnaire, name, value) for name, value in content["a"].items()]
    return Draft(
        questionnaire_id=content["q"],
        once_key=content["k"],
        receipt_code=content["c"],
        opened_at=content["t"],
        may_quote=content["m"],
        answers={answer.question_id: answer for answer in answers if answer and not answer.skipped},
        left_over=_left_over(questionnaire, content["a"]),
        campaign=content.get("g"),
        around=AroundDraft.read(content.get("x", {})),
        saved_under=content.get("s"),
        began_at=content.get("b", 0),
        looked_again="l" in content,
    )


def is_fresh(runtime: Runtime, draft: Draft) -> bool:
    """Tell whether the page was shown a short time ago."""
    return _age_minutes(runtime, draft.opened_at) <= runtime.settings.page_minutes


def _opened(runtime: Runtime, token: str) -> dict[str, Any]:
    body = runtime.keyring.unseal_page(token, purpose=PURPOSE)
    written = body[1:]
    if body[:1] == _PACKED:
        written = zlib.decompressobj().decompress(written, LONGEST_OPENED)
    content: dict[str, Any] = json.loads(written)
    return content


def _age_minutes(runtime: Runtime, opened_at: int) -> float:
    return (runtime.clock.now().timestamp() - opened_at) / 60


def _answer(questionnaire: Questionnaire, name: str, value: Any) -> Answer | None:
    question = questionnaire.question(name)
    if question is None or isinstance(value, str) != question.is_typed:
        return None
    if isinstance(value, str):
        return Answer(name, text=value)
    return Answer(name, choices=tuple(code for code in value if question.option(code)))


def _left_over(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        value
        for name, value in answers.items()
        if isinstance(value, str) and _answer(questionnaire, name, value) is None
    )
