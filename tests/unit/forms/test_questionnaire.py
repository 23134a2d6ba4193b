"""A wrong definition is refused with file, question and reason; a right one keeps its identity."""

from pathlib import Path

import pytest

from feedback.domain.questionnaires import Audience
from forms.questionnaire import DEFINITIONS, QuestionnaireError, load_questionnaires

GOOD = (DEFINITIONS / "parent-carer-voice.toml").read_text(encoding="utf-8")


def load(tmp_path: Path, text: str) -> None:
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    load_questionnaires(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('forum = "pcv"', 'forum = "xyz"', "there is no forum xyz"),
        ('construct = "agreed"', 'construct = "happy"', "construct and kind must be known"),
        ('id = "agreed"', 'id = "listened"', "the id is used twice"),
        (
            '["partly", "Partly"]',
            '["partly", "Partly"], ["perhaps", "Perhaps"]',
            "perhaps is no answer of agreed",
        ),
        ('kind = "text"', 'kind = "choice"', "cannot be asked as choice"),
        ("max_chars = 5000", "max_chars = 50000", "max_chars from 1 to 20000"),
        (
            'words = "What went well?"',
            'words = "What did our customers like?"',
            "do not read the word",
        ),
        ('title = "Parent Carer Voice"', 'titel = "Parent Carer Voice"', "titel is not a key"),
        ('words = "What was it about?"', "", "words is missing"),
        ("options = [", "options = 3 #", "not readable TOML"),
        ('kind = "choice"', 'kind = "slider"', "construct and kind must be known"),
        ('construct = "could_be_better"', 'construct = "went_well"', "the construct is used twice"),
        ('id = "agreed"', 'id = "Agreed!"', "small letters, digits and hyphens"),
        ('id = "agreed"', 'id = "agreed"\nscale = 5', "scale is not a key"),
        ('["yes", "Yes"]', '["yes", "Yes"], ["yes", "Yes!"]', "no code twice"),
        ('["yes", "Yes"]', '["yes"]', "each option a pair"),
        ('slug = "parent-carer-voice"', 'slug = "Parent Voice"', "the slug must be"),
        ('language = "en"', "", "language is missing"),
        ('["no", "No"]', '["no", "No, my placement ended"]', "do not read the word"),
        (
            'words = "What went well?"',
            'words = "What went well? ' + "word " * 26 + '"',
            "more than 25 words",
        ),
    ],
)
def test_wrong_definition_is_refused_with_its_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    assert old in GOOD
    with pytest.raises(QuestionnaireError, match=r"wrong\.toml") as refused:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert reason in refused.value.public_message


def test_agreement_before_listening_is_refused(tmp_path: Path) -> None:
    parts = GOOD.split("[[question]]")
    listened = next(i for i, p in enumerate(parts) if 'id = "listened"' in p)
    agreed = next(i for i, p in enumerate(parts) if 'id = "agreed"' in p)
    parts[listened], parts[agreed] = parts[agreed], parts[listened]
    with pytest.raises(QuestionnaireError, match="R2-17"):
        load(tmp_path, "[[question]]".join(parts))


def test_one_changed_word_is_another_questionnaire(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        GOOD.replace("What went well?", "What was good?"), encoding="utf-8"
    )
    changed = load_questionnaires(tmp_path)["parent-carer-voice"]
    assert changed.id != load_questionnaires()["parent-carer-voice"].id, "R2-16"
    assert (
        load_questionnaires()["parent-carer-voice"].id
        == load_questionnaires()["parent-carer-voice"].id
    )


def test_both_forums_ask_the_core_questions_in_order() -> None:
    for questionnaire in load_questionnaires().values():
        if questionnaire.audience is not Audience.ADULT:
            continue
        assert [str(q.construct) for q in questionnaire.questions] == [
            "overall", "acknowledged", "listened", "explained", "agreed", "timeliness", "confidence",
            "went_well", "could_be_better", "services", "worker_count", "who",
        ]  # fmt: skip


def test_a_question_without_options_is_refused(tmp_path: Path) -> None:
    before, after = GOOD.split('id = "listened"', 1)
    options = after[after.index("options = [") : after.index("]\n\n") + 1]
    with pytest.raises(QuestionnaireError, match="question listened: it needs at least two"):
        load(tmp_path, before + 'id = "listened"' + after.replace(options, "", 1))


def test_two_files_with_one_slug_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(QuestionnaireError, match="parent-carer-voice"):
        load(tmp_path, GOOD)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireError, match="no questionnaire"):
        load_questionnaires(tmp_path)


def test_identity_does_not_depend_on_how_the_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text("# A remark.\n\n" + GOOD, encoding="utf-8")
    assert (
        load_questionnaires(tmp_path)["parent-carer-voice"].id
        == load_questionnaires()["parent-carer-voice"].id
    )


def test_no_answer_is_chosen_for_anybody_and_every_choice_can_be_dodged() -> None:
    for questionnaire in load_questionnaires().values():
        for question in questionnaire.questions:
            assert question.max_chars in (0, 5000)
            if question.id == "services":
                assert len(question.options) <= 20, "section 2.8: at most 20 are shown"
