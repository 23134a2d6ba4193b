"""A file in, a file out: every row accounted for, the same bytes each time, bad files in plain words."""

import csv
import json
from pathlib import Path

import pytest

from analysis.batch import COLUMNS, FileRefused, analyse_file

TEXT = 'id,text,question,extra\n9,"worker lovely, but waited 8 months",,x\n9,,,\n1,Nothing,What could be better?,\n'


def test_every_row_comes_back_in_order_with_the_promised_columns(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(TEXT, encoding="utf-8")
    assert analyse_file(tmp_path / "in.csv", tmp_path / "out.csv") == 3
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["id"] for row in rows] == ["9", "9", "1"]
    assert {"staff-attitude:+", "timeliness:-"} <= set(rows[0]["themes"].split(";"))
    assert rows[1]["sentiment"] == ""
    assert "no words" in json.loads(rows[1]["evidence"])["rejected"]
    assert rows[2]["sentiment"] == "positive"


def test_two_workers_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    lines = "".join(f"{i},the plan was late by {i} weeks\n" for i in range(600))
    (tmp_path / "in.csv").write_text("id,text\n" + lines, encoding="utf-8")
    for name, workers in (("a.csv", 1), ("b.csv", 2)):
        analyse_file(tmp_path / "in.csv", tmp_path / name, workers=workers)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id,comment\n1,x\n", "no column called text"),
        (b"id,text\n1,\xff\xfe\n", "not in UTF-8"),
        (b'id,text\n1,"a"b\n', "not well-formed"),
    ],
)
def test_bad_file_is_refused_and_nothing_is_left(
    tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    with pytest.raises(FileRefused, match=words):
        analyse_file(tmp_path / "in.csv", tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
