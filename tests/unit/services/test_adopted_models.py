"""The folder of adopted models: whole or not at all, the newest by its number."""

from datetime import date
from pathlib import Path

import pytest

from analysis.learning.decisions.origin import KIND, shipped_sha256
from analysis.learning.model_file import DATA_MODEL, StoredModel, load_model
from feedback.domain.errors import Conflict
from feedback.services.adopted_models import adopt, find_newest, model_in_use, put_beside

DAY = date(2026, 8, 2)


@pytest.fixture
def model() -> StoredModel:
    """Return the shipped model as if it had been learned here."""
    shipped = load_model(DATA_MODEL)
    shipped.about[KIND] = {"base_sha256": shipped_sha256(), "decided_comments": 50}
    return shipped


def test_newest_model_is_the_one_with_the_highest_number(
    tmp_path: Path, model: StoredModel
) -> None:
    for day in (DAY, date(2026, 8, 1)):
        with put_beside(tmp_path, model) as path:
            adopt(path, day)
    newest = find_newest(tmp_path)
    assert newest is not None
    assert newest.path.parent.name == "0002-2026-08-01"
    assert model_in_use(tmp_path) == newest
    assert len(list(tmp_path.iterdir())) == 2


def test_model_that_was_not_adopted_is_gone(tmp_path: Path, model: StoredModel) -> None:
    with put_beside(tmp_path / "models", model) as path:
        assert path.with_suffix(".npz").exists()
        assert find_newest(tmp_path / "models") is None
    assert list((tmp_path / "models").iterdir()) == []
    assert find_newest(tmp_path / "nowhere") is None


def test_model_when_its_place_is_taken_meanwhile_is_refused(
    tmp_path: Path, model: StoredModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(_old: Path, _new: Path) -> None:
        raise FileExistsError

    monkeypatch.setattr("os.rename", taken)
    with put_beside(tmp_path, model) as path, pytest.raises(Conflict, match="try again"):
        adopt(path, DAY)
    assert find_newest(tmp_path) is None


def test_folder_that_cannot_be_written_is_named_in_plain_words(
    tmp_path: Path, model: StoredModel
) -> None:
    (tmp_path / "models").write_text("a file")
    with (
        pytest.raises(Conflict, match="cannot be written"),
        put_beside(tmp_path / "models", model),
    ):
        pass
