"""A mapping says which column is which question, or is refused with what is wrong in it."""

from pathlib import Path

import pytest

from feedback.domain.errors import ImportRefused
from feedback.services.import_mappings import choose_mapping, load_mapping, load_shipped_mappings
from feedback.services.import_questionnaire import questionnaire_as_asked
from tests.made_up import ADULTS

GOOD = """
name = "surveys"
key = ["ref"]
[received]
column = "when"
format = "%d/%m/%Y"
[[answer]]
construct = "overall"
column = "score"
values = { a = "good", b = "poor" }
[[text]]
construct = "could_be_better"
column = "remarks"
"""


def written(folder: Path, content: str) -> Path:
    """Write a mapping file."""
    path = folder / "map.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_mapping_when_good_names_its_columns_in_order(tmp_path: Path) -> None:
    mapping = load_mapping(written(tmp_path, GOOD))
    assert mapping.columns == ("ref", "when", "score", "remarks")
    assert (mapping.day_format, mapping.title) == ("%d/%m/%Y", "surveys")
    assert mapping.answers[0].values == {"a": "good", "b": "poor"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("name = ", "nome = "), "nome"),
        (('name = "surveys"', ""), "'name'"),
        (('"overall"', '"overal"'), "overal"),
        (('column = "score"', ""), "'column'"),
        (("key = [", "key = "), "not a TOML file"),
        (('name = "surveys"', 'name = "surveys"\nencoding = "latin-99"'), "encoding"),
        (('name = "surveys"', 'name = "surveys"\ndelimiter = "::"'), "delimiter"),
        (("values = { a", "values = 3 # { a"), "wrong"),
    ],
)
def test_mapping_when_wrong_is_refused_with_file_and_reason(
    tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    with pytest.raises(ImportRefused, match=r"map\.toml") as refused:
        load_mapping(written(tmp_path, GOOD.replace(*change)))
    assert words in refused.value.public_message


def test_mapping_when_it_reads_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="no answer and no text"):
        load_mapping(written(tmp_path, 'name = "x"'))


def test_mapping_when_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot be opened"):
        load_mapping(tmp_path / "none.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ImportRefused, match="not a TOML file"):
        load_mapping(tmp_path / "odd.toml")


def test_shipped_mappings_when_loaded_are_good_and_differ() -> None:
    shipped = load_shipped_mappings()
    assert "friends-and-family-test" in {mapping.name for mapping in shipped}
    assert len({mapping.name for mapping in shipped}) == len(shipped)


def test_mapping_when_chosen_by_columns_prefers_the_shipped() -> None:
    header = ("id", "text", "question_type", "fft_score", "more")
    assert choose_mapping(header, ADULTS).name == "friends-and-family-test"
    assert choose_mapping(("id", "overall"), ADULTS).name == "own-columns"


def test_questionnaire_when_the_words_are_ours_is_ours(tmp_path: Path) -> None:
    mapping = load_mapping(written(tmp_path, GOOD))
    assert questionnaire_as_asked(mapping, ADULTS) is ADULTS


def test_questionnaire_when_the_words_are_theirs_is_one_of_its_own() -> None:
    (mapping,) = (m for m in load_shipped_mappings() if m.name == "friends-and-family-test")
    made = questionnaire_as_asked(mapping, ADULTS)
    assert made.id != ADULTS.id
    assert len(made.id) == 64
    assert made == questionnaire_as_asked(mapping, ADULTS)
    assert (made.slug, made.forum) == (ADULTS.slug, ADULTS.forum)
    assert [q.construct.value for q in made.questions] == [
        "overall", "went_well", "could_be_better", "anything_else"
    ]  # fmt: skip


def test_questionnaire_when_it_does_not_ask_is_refused_with_every_name(tmp_path: Path) -> None:
    content = GOOD.replace('"overall"', '"confidence"')
    mapping = load_mapping(written(tmp_path, content))
    with pytest.raises(ImportRefused, match="does not ask about confidence"):
        questionnaire_as_asked(mapping, ADULTS)
