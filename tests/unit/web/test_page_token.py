"""The sealed page gives back exactly what went in, and opens for nobody who altered it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.clock import Clock
from feedback.domain.errors import SealBroken
from feedback.domain.submissions import Answer
from feedback.services.runtime import Runtime
from feedback.settings import Settings
from feedback.storage.sealing import Keyring
from feedback.web.family.page_token import PURPOSE, Draft, is_fresh, seal, unseal
from forms.questionnaire import load_questionnaires
from tests.databases import FIRST_KEY, NOON

QUESTIONNAIRE = load_questionnaires()["parent-carer-voice"]
SETTINGS = Settings("sqlite://", (FIRST_KEY,), "s" * 40)


@dataclass
class Parts:
    """The three parts of a runtime that a page needs."""

    settings: Settings
    clock: Clock
    keyring: Keyring


def runtime(*, minutes: int = 0) -> Runtime:
    """Return what a page needs, that many minutes after noon."""
    clock = Clock.fixed(NOON + timedelta(minutes=minutes))
    return cast(Runtime, Parts(SETTINGS, clock, Keyring.from_settings(SETTINGS)))


def draft(text: str = "They rang back") -> Draft:
    answers = (Answer("overall", ("poor",)), Answer("went-well", text=text))
    made = Draft(QUESTIONNAIRE.id, answers={a.question_id: a for a in answers})
    made.may_quote = True
    return made


@given(st.text(min_size=1, max_size=3000))
def test_any_words_come_back_as_they_were(words: str) -> None:
    made = draft(words)
    opened = unseal(runtime(), seal(runtime(), made), QUESTIONNAIRE)
    assert opened == made


def test_long_words_are_packed_and_short_ones_are_not_touched() -> None:
    assert len(seal(runtime(), draft("the same again " * 300))) < 1000


def test_two_pages_of_the_same_draft_look_nothing_alike() -> None:
    made = draft()
    assert seal(runtime(), made)[:40] != seal(runtime(), made)[:40]


def test_words_and_code_cannot_be_read_in_the_token() -> None:
    made = draft()
    token = seal(runtime(), made)
    assert made.receipt_code not in token
    assert "rang" not in token


def test_one_altered_character_anywhere_is_found() -> None:
    token = seal(runtime(), draft())
    # The last character of base64 may hold unused bits, so altering it need not alter a byte.
    for place in range(0, len(token) - 1, 7):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(SealBroken):
            unseal(runtime(), token[:place] + other + token[place + 1 :], QUESTIONNAIRE)


@pytest.mark.parametrize("token", ["", "x", "é", "=" * 40, "a" * 100_000, "\x00"])
def test_what_was_never_a_token_is_refused(token: str) -> None:
    with pytest.raises(SealBroken):
        unseal(runtime(), token, QUESTIONNAIRE)


def test_token_sealed_for_another_purpose_is_refused() -> None:
    other = runtime().keyring.seal_page(b"p{}", purpose="something else")
    assert PURPOSE != "something else"
    with pytest.raises(SealBroken):
        unseal(runtime(), other, QUESTIONNAIRE)


@pytest.mark.parametrize(("minutes", "fresh"), [(0, True), (30, True), (31, False), (719, False)])
def test_page_grows_late_after_half_an_hour_and_still_opens(minutes: int, fresh: bool) -> None:
    token = seal(runtime(), draft())
    assert (
        is_fresh(runtime(minutes=minutes), unseal(runtime(minutes=minutes), token, QUESTIONNAIRE))
        is fresh
    )


def test_page_left_for_longer_than_the_limit_does_not_open() -> None:
    token = seal(runtime(), draft())
    with pytest.raises(SealBroken):
        unseal(runtime(minutes=12 * 60 + 1), token, QUESTIONNAIRE)


def test_words_for_a_question_that_is_gone_are_left_over_not_lost() -> None:
    shorter = replace(
        QUESTIONNAIRE,
        id="0" * 64,
        questions=tuple(q for q in QUESTIONNAIRE.questions if q.id != "went-well"),
    )
    opened = unseal(runtime(), seal(runtime(), draft("Keep me")), shorter)
    assert opened.left_over == ("Keep me",)
    assert set(opened.answers) == {"overall"}


def test_choice_that_is_no_longer_offered_is_skipped() -> None:
    overall = QUESTIONNAIRE.questions[0]
    changed = replace(overall, options=tuple(o for o in overall.options if o.code != "poor"))
    newer = replace(QUESTIONNAIRE, id="1" * 64, questions=(changed, *QUESTIONNAIRE.questions[1:]))
    assert "overall" not in unseal(runtime(), seal(runtime(), draft()), newer).answers
