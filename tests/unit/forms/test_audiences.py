"""Each version holds to its readers' rules, and one that does not is refused (R3-12, sections 2.8 and 3.6)."""

from dataclasses import replace
from pathlib import Path

import pytest

from feedback.domain.pictures import PICTURES
from feedback.domain.questionnaires import Audience, Construct, Questionnaire
from feedback.domain.scales import codes_of
from forms.audiences import every_word, sentences_of
from forms.questionnaire import (
    DEFINITIONS,
    QuestionnaireError,
    load_questionnaires,
    with_identity,
)
from tests.reading_age import grade

ASKED = load_questionnaires()
CHILDREN = [q for q in ASKED.values() if q.audience in (Audience.CHILD, Audience.YOUNG_CHILD)]


def refusal(tmp_path: Path, slug: str, old: str, new: str) -> str:
    """Return why the definition is refused with one passage changed."""
    text = (DEFINITIONS / f"{slug}.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "wrong.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(QuestionnaireError) as refused:
        load_questionnaires(tmp_path)
    return refused.value.public_message


def test_there_is_a_version_for_everybody() -> None:
    assert {q.audience for q in ASKED.values()} == set(Audience)


@pytest.mark.parametrize("questionnaire", CHILDREN, ids=lambda q: q.slug)
def test_childrens_words_are_easier_than_a_grown_ups(questionnaire: Questionnaire) -> None:
    words = "\n".join(words for _id, words in every_word(questionnaire))
    assert grade(words) <= 2


def test_easy_read_has_one_short_idea_a_sentence_and_a_picture_for_each() -> None:
    """R3-12."""
    easy = ASKED["easy-read"]
    for _question, words in every_word(easy):
        assert all(len(s.split()) <= 15 for s in sentences_of(words))
    assert len(easy.introduction_pictures) == len(easy.introduction)
    assert all(q.picture and all(o.picture for o in q.options) for q in easy.questions)


@pytest.mark.parametrize("questionnaire", ASKED.values(), ids=lambda q: q.slug)
def test_every_scale_has_a_way_to_say_that_one_does_not_know(questionnaire: Questionnaire) -> None:
    unsure = {"dont_know", "not_sure", "not_applicable", "no_decision"}
    for question in questionnaire.questions:
        codes = {option.code for option in question.options}
        if codes and question.construct not in (
            Construct.WHO, Construct.SERVICES, Construct.HELPER,
        ):  # fmt: skip
            assert codes & unsure, question.id
        assert codes <= set(codes_of(questionnaire.audience, question.construct))


@pytest.mark.parametrize(
    ("slug", "old", "new", "reason"),
    [
        ("easy-read", 'words = "Is the help good?"',
         'words = "Is the help that you and your family get from the people at the council any good?"',
         "question overall: a sentence has more than 15 words"),
        ("easy-read", 'hint = "A decision is when someone chooses what will happen."', "",
         "question explained: the sentence after “decision” must say what it means"),
        ("easy-read", 'words = "Is the help good?"', 'words = "Is the SEND help good?"', "SEND is a short form"),
        ("easy-read", 'words = "Is the help good?"', 'words = "Is the help good; is it quick?"',
         "more than one idea"),
        ("easy-read", 'picture = "listened"\n', "", "question listened: the question needs a picture"),
        ("easy-read", '["a_bit", "A bit", "a-bit"]', '["a_bit", "A bit"]', "the answer a_bit needs a picture"),
        ("easy-read", 'introduction_pictures = ["family", ', "introduction_pictures = [",
         "each paragraph of the introduction needs a picture"),
        ("easy-read", '"listened"\nkind', '"represents"\nkind', "represents cannot be asked as choice"),
        ("under-8", '"face-ok"', '"face-odd"', "question overall: there is no picture face-odd"),
        ("under-8", 'construct = "helper"', 'construct = "who"', "is no answer of who for young_child"),
        ("under-8", '["ok", "OK", "face-ok"]', '["sometimes", "OK", "face-ok"]',
         "sometimes is no answer of overall for young_child"),
        ("children", 'construct = "kind"', 'construct = "agreed"', "no answer of agreed for child"),
        ("care-leavers", 'construct = "money"', 'construct = "helper"', "no answer of helper"),
        ("parent-carer-voice-meeting", 'kind = "number"', 'kind = "number"\nmax_chars = 5', "a number has no"),
        ("parent-carer-voice-meeting", 'audience = "forum"', 'audience = "crowd"', "there is no audience crowd"),
        ("parent-carer-voice-meeting", 'audience = "forum"', 'audience = "adult"', "must ask agreed"),
        ("young-people", 'audience = "young_person"', 'audience = "forum"', "must ask represents"),
        ("young-people", '["four_or_more", "4 or more"],\n  ["not_sure", "I’m not sure"],',
         '["four_or_more", "4 or more"],',
         "question worker-count: it needs a way to say that one does not know"),
        ("young-people", '"worker_count"\nkind = "choice"', '"worker_count"\nkind = "choices"',
         "worker_count cannot be asked as choices"),
    ],
)  # fmt: skip
def test_version_that_breaks_its_readers_rules_is_refused(
    tmp_path: Path, slug: str, old: str, new: str, reason: str
) -> None:
    assert reason in refusal(tmp_path, slug, old, new)


@pytest.mark.parametrize(
    ("slug", "giver", "added", "reason"),
    [
        ("young-people", "care-leavers", ("home", "money", "worker"), "more than 9 questions"),
        ("children", "young-people", ("worker-count",), "child does not ask worker_count"),
        ("under-8", "young-people", ("worker-count",), "young_child does not ask worker_count"),
        (
            "parent-carer-voice-meeting",
            "young-people",
            ("worker-count",),
            "forum does not ask worker_count",
        ),
        ("children", "under-8", ("anything-else",), "more than 2 boxes"),
        ("under-8", "children", ("went-well",), "more than 1 boxes"),
        ("parent-carer-voice-meeting", "parent-carer-voice", ("overall",), "more than 0 questions"),
    ],
)
def test_too_many_questions_for_these_readers_are_refused(
    tmp_path: Path, slug: str, giver: str, added: tuple[str, ...], reason: str
) -> None:
    text = (DEFINITIONS / f"{slug}.toml").read_text(encoding="utf-8")
    parts = (DEFINITIONS / f"{giver}.toml").read_text(encoding="utf-8").split("[[question]]")
    for question in added:
        text += "\n[[question]]" + next(part for part in parts if f'id = "{question}"' in part)
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    with pytest.raises(QuestionnaireError, match=reason):
        load_questionnaires(tmp_path)


def test_changed_link_is_no_new_version_but_a_changed_picture_is(tmp_path: Path) -> None:
    """R2-16: a family answers what stands on the pages, pictures included."""
    text = (DEFINITIONS / "under-8.toml").read_text(encoding="utf-8")
    now = ASKED["under-8"].id
    for old, new, same in (
        ('door = "I am under 8"', 'door = "For the youngest"', True),
        ('picture = "kind"', 'picture = "good"', False),
    ):
        (tmp_path / "a.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
        assert (load_questionnaires(tmp_path)["under-8"].id == now) is same


@pytest.mark.parametrize(
    ("slug", "before"),
    [
        ("listening-to-families", "bae26e92a5d1"), ("parent-carer-voice", "842ed18c9618"),
        ("young-people", "3212e8cbbf25"), ("care-leavers", "0dc3629b34fd"), ("easy-read", "4e94afcfc9a5"),
    ],
)  # fmt: skip
def test_asking_how_many_workers_changed_no_word_of_what_was_asked_before(
    slug: str, before: str
) -> None:
    """A10, R2-16: a new version, but every other question goes on as the same series; pictures changed none."""
    asked = ASKED[slug]
    others = tuple(q for q in asked.questions if q.construct is not Construct.WORKER_COUNT)
    assert len(others) == len(asked.questions) - 1
    assert with_identity(replace(asked, questions=others)).id.startswith(before)
    assert not asked.id.startswith(before)


def test_workers_are_counted_in_groups_by_all_but_children_and_groups() -> None:
    """A10: no number of workers can point to a family; who is not sure, or would rather not say, can."""
    asking = {
        q.audience: question
        for q in ASKED.values()
        if (question := q.find_construct(Construct.WORKER_COUNT)) is not None
    }
    assert set(asking) == set(Audience) - {Audience.CHILD, Audience.YOUNG_CHILD, Audience.FORUM}
    for question in asking.values():
        codes = [option.code for option in question.options]
        assert codes == ["none", "one", "two", "three", "four_or_more", "not_sure"]


def test_every_picture_is_drawn_in_one_hand_and_small() -> None:
    folder = DEFINITIONS.parents[1] / "feedback/static/pictures"
    assert {path.stem for path in folder.iterdir()} == set(PICTURES)
    for path in folder.iterdir():
        drawn = path.read_text(encoding="utf-8")
        assert len(drawn) < 1_500
        assert 'viewBox="0 0 64 64"' in drawn
        assert 'stroke-width="3" stroke-linecap="round"' in drawn
        assert "<text" not in drawn
        assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
