"""The demo writes a report whose numbers agree in every format (R5-16, promise 5)."""

import csv
import io
import json
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from feedback.commands.demo import demo
from tests.page_checks import Page

VOICES = Path("feedback/demo/responses.csv")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("made")
    folder, home = made / "report", made / "demo"
    asked = ["--once", str(folder), "--folder", str(home)]
    done = CliRunner().invoke(demo, asked, catch_exceptions=False)
    assert done.exit_code == 0
    return folder


@pytest.mark.slow
def test_command_of_the_readme_writes_a_report(tmp_path: Path) -> None:
    assert "./run demo --once DIR" in Path("README.md").read_text(encoding="utf-8")
    asked = ["--once", str(tmp_path / "report"), "--folder", str(tmp_path / "demo")]
    subprocess.run(["./run", "demo", *asked], check=True, timeout=300)
    written = {path.name for path in (tmp_path / "report").iterdir()}
    assert {"report.html", "report.pdf", "report.docx", "tables.csv", "snapshot.json"} <= written


def cells(report: Path) -> list[tuple[str, str, str, str]]:
    """Return (table, row, column, value) of the CSV, without its heading."""
    written = (report / "tables.csv").read_text(encoding="utf-8-sig")
    return [(r[1], r[2], r[3], r[4]) for r in list(csv.reader(io.StringIO(written)))[1:]]


def test_word_and_page_hold_every_cell_of_the_csv(report: Path) -> None:
    wanted: dict[str, list[list[str]]] = {}
    for table, row, _column, value in cells(report):
        rows = wanted.setdefault(table, [])
        if not rows or rows[-1][0] != row:
            rows.append([row])
        rows[-1].append(value)
    word = docx.Document(str(report / "report.docx"))
    in_word = [[[c.text for c in row.cells] for row in table.rows[1:]] for table in word.tables]
    assert in_word == list(wanted.values())
    page = Page((report / "report.html").read_text(encoding="utf-8"))
    in_page = [page.text(place) for place, tag, _a in page.all("td")]
    assert in_page == [value for rows in wanted.values() for row in rows for value in row[1:]]


def test_pdf_is_tagged_and_holds_the_same_sentences(report: Path) -> None:
    reader = PdfReader(report / "report.pdf")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert (
        "July" in str(reader.metadata.title)
        or "Q" in str(reader.metadata.title)
        or reader.metadata.title
    )
    # A sentence may go on over a page: the number at the foot is no part of it.
    pages = [
        re.sub(rf"\s*{number}\s*$", "", page.extract_text())
        for number, page in enumerate(reader.pages, 1)
    ]
    words = re.sub(r"\s+", "", "".join(pages))
    page = Page((report / "report.html").read_text(encoding="utf-8"))
    for place, _tag, _attrs in page.all("p", "li")[1:]:
        assert re.sub(r"\s+", "", page.text(place)) in words


def test_main_body_of_a_full_quarter_has_six_pages_at_most(report: Path) -> None:
    """R5-05: with aims, measures, complaints, risks and a forum's words in it."""
    pages = [page.extract_text() for page in PdfReader(report / "report.pdf").pages]
    first = next(n for n, words in enumerate(pages) if "Appendix 1: Tables" in words)
    assert first <= 6


def test_no_small_count_is_in_the_snapshot(report: Path) -> None:
    snapshot = json.loads((report / "snapshot.json").read_text(encoding="utf-8"))
    counts = [row["count"] for table in snapshot["tables"] for row in table["rows"]]
    counts += [t[k] for t in snapshot["themes"] for k in ("comments", "positive", "negative")]
    assert not [n for n in counts if n is not None and 0 < n < 5], "R4-30"


def test_no_blank_cell_and_no_mean(report: Path) -> None:
    values = [value for _t, _r, _c, value in cells(report)]
    assert all(values), "R4-34"
    numbers = [v for v in values if re.fullmatch(r"[\d,]+\.\d+%?", v)]
    assert numbers == [], "R2-18: no mean of an ordinal scale"


def test_second_run_writes_the_same_bytes(report: Path, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from analysis.reports.snapshot import content_hash, from_json
    from feedback.rendering.files import write_report

    written = (report / "snapshot.json").read_text(encoding="utf-8").strip()
    snapshot, frozen = from_json(written, content_hash(written)), datetime(2026, 10, 5, tzinfo=UTC)
    first = [
        p.read_bytes() for p in write_report(snapshot, tmp_path / "a", council="A", frozen=frozen)
    ]
    second = [
        p.read_bytes() for p in write_report(snapshot, tmp_path / "b", council="A", frozen=frozen)
    ]
    assert first == second


def test_story_is_in_the_figures(report: Path) -> None:
    changes = {
        row: value
        for table, row, column, value in cells(report)
        if table == "Themes" and column == "Since last quarter"
    }
    assert changes["Waiting and timeliness"] == "rose"


def ask(report: Path, query: str) -> list[tuple[object, ...]]:
    """Return the rows of the demo's database."""
    with closing(sqlite3.connect(report.parent / "demo" / "demo.sqlite3")) as connection:
        return connection.execute(query).fetchall()


def test_story_closes_the_loop(report: Path) -> None:
    """R1-14, R1-24, R2-05: outcomes of several kinds, promises, a child's version, whether it helped."""
    snapshot = json.loads((report / "snapshot.json").read_text(encoding="utf-8"))
    kinds = [told["kind"] for told in snapshot["told"]]
    assert len(kinds) >= 3
    assert {"We did it", "We cannot, and why", "We passed it on"} <= set(kinds)
    assert snapshot["returned"] == ["Waiting and timeliness"]
    assert len(snapshot["actions"]) == 8
    tables = {(table, row) for table, row, _column, _value in cells(report)}
    lobby = "Ask the NHS for more help with feelings near to home"
    assert ("Actions that are ours to lobby for", lobby) in tables, "R1-01"
    assert ("Actions", lobby) not in tables
    assert ("Themes that are ours to lobby for", "Health and dentistry") in tables
    assert ("Themes", "Health and dentistry") not in tables
    published = "FROM outcome WHERE state = 'published'"
    assert ask(report, f"SELECT count(*) {published}")[0][0] >= 7
    assert ask(report, f"SELECT count(child_words) {published}")[0][0] >= 3
    assert ask(report, "SELECT count(kept_on), count(broken_on) FROM promise") == [(1, 1)]
    assert ask(report, "SELECT count(*) FROM help_count") == [(5,)]


def test_story_keeps_something_in_every_register(report: Path) -> None:
    """R1-08: an aim without evidence is there. R1-17: the minutes' three. R2-14, R2-15, R5-18."""
    extras = json.loads((report / "snapshot.json").read_text(encoding="utf-8"))["extras"]
    assert extras.pop("rewordings") == [], "no register: the story asked the same all along"
    assert all(extras.values()), [name for name, lines in extras.items() if not lines]
    assert "No evidence this quarter" in [aim["evidence"] for aim in extras["aims"]]
    assert {"R1", "R2", "R3"} <= {request["reference"] for request in extras["requests"]}
    assert [line["sent_on"] for line in extras["forums"]].count("Not sent") == 1
    assert ask(report, "SELECT count(*) FROM complaint")[0][0] > 10
    assert ask(report, "SELECT count(*) FROM compliment WHERE passed_on IS NOT NULL")[0][0] > 10
    small = [line["words"] for line in (*extras["complaints"], *extras["compliments"])]
    assert not [words for words in small if words.isdigit() and 0 < int(words) < 5], "R4-30"


def test_voices_are_many_different_and_invented() -> None:
    rows = list(csv.DictReader(VOICES.read_text(encoding="utf-8").splitlines()))
    comments = [
        r[c].strip().lower() for r in rows for c in ("went_well", "could_be_better") if r[c].strip()
    ]
    assert len(comments) >= 400
    assert len(comments) == len(set(comments))
    assert {r["quarter_offset"] for r in rows} == {"-5", "-4", "-3", "-2", "-1"}
    phones = re.findall(r"\b0\d{4} ?\d{6}\b", " ".join(comments))
    assert all(p.startswith(("07700 900", "07700900", "01632 960", "01632960")) for p in phones)


def test_who_had_more_workers_felt_listened_to_less_in_the_story() -> None:
    """A10: the demo shows something; how its voices answer is invented, and said to be."""
    rows = list(csv.DictReader(VOICES.read_text(encoding="utf-8").splitlines()))
    felt = {
        workers: [
            r["listened"] in ("fully", "partly") for r in rows if r["worker_count"] == workers
        ]
        for workers in ("one", "four_or_more")
    }
    shares = {workers: sum(heard) / len(heard) for workers, heard in felt.items()}
    assert shares["one"] - shares["four_or_more"] > 0.2
    assert "worker_count" in VOICES.with_name("SOURCE.md").read_text(encoding="utf-8")
