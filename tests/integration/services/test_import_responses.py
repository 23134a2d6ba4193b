"""A file from another system: every row is stored, known already, or rejected with its reason."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from feedback.domain.errors import ImportRefused, StorageUnavailable
from feedback.services import import_responses as module
from feedback.services.import_days import fixed_day, spread_over
from feedback.services.import_responses import ImportOutcome, ImportRequest, import_file
from feedback.services.runtime import Runtime
from feedback.services.submit_response import analyse_submissions
from feedback.storage.models import (
    AnswerRow,
    AuditEvent,
    Base,
    CommentRow,
    ImportBatch,
    QuestionnaireRow,
    ResponseRow,
)
from feedback.storage.queries.astray import list_astray
from tests.made_up import ADULTS

DAY = date(2026, 5, 4)
OWN = "id,received_on,overall,services,could_be_better\n"
ROWS = (
    "1,2026-05-04,good,send|school,They never ring back.\n"
    "2,2026-08-04,poor,,Nine months is too long.\n"
    "3,2026-08-05,,send,\n"
)
FFT = "id,text,question_type,fft_score\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a writer of the file that is imported."""

    def writer(content: str | bytes, name: str = "export.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return writer


def run(runtime: Runtime, path: Path, **changes: Any) -> ImportOutcome:
    """Import the file into the made-up questionnaire."""
    asked: dict[str, Any] = {
        "path": path,
        "forum": "ltf",
        "questionnaire": ADULTS.slug,
        "day_of": fixed_day(DAY),
    }
    return import_file(runtime, ImportRequest(**(asked | changes)))


def count(runtime: Runtime, table: type[Base]) -> int:
    """Return how many rows the table has."""
    with runtime.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def refusal(runtime: Runtime, path: Path, **changes: Any) -> str:
    """Import, and return the words of the refusal; see that nothing was stored."""
    with pytest.raises(ImportRefused) as refused:
        run(runtime, path, **changes)
    assert count(runtime, ResponseRow) == count(runtime, ImportBatch) == 0
    return refused.value.public_message


def test_rows_when_good_are_all_stored(runtime: Runtime, write: Write) -> None:
    outcome = run(runtime, write(OWN + ROWS))
    assert (outcome.row_count, outcome.stored_count, outcome.known_count) == (3, 3, 0)
    assert outcome.rejected == ()
    assert outcome.report is None
    with runtime.database.reading() as session:
        days = set(session.scalars(select(ResponseRow.received_on)))
        quarters = set(session.scalars(select(ResponseRow.quarter)))
        answers = [(a.question_id, a.value) for a in session.scalars(select(AnswerRow))]
        channel, quoted = session.execute(
            select(ResponseRow.channel, ResponseRow.may_quote)
        ).first()  # type: ignore[misc]
    assert days == {date(2026, 5, 4), date(2026, 8, 4), date(2026, 8, 5)}
    assert quarters == {"2026-Q2", "2026-Q3"}
    assert (str(channel), quoted) == ("import", False)
    assert answers.count(("services", "school")) == 1
    assert count(runtime, CommentRow) == 2
    with runtime.database.reading() as session:
        assert None not in {*session.scalars(select(ResponseRow.chosen))}
        assert list_astray(session, limit=9) == [], "reports count what was imported"


def test_question_when_the_file_never_asked_it_is_not_stored_as_skipped(
    runtime: Runtime, write: Write
) -> None:
    run(runtime, write(OWN + ROWS))
    with runtime.database.reading() as session:
        rows = session.execute(select(AnswerRow.question_id, AnswerRow.skipped)).all()
    assert ("overall", True) in rows
    assert {question for question, _skipped in rows} == {"overall", "services", "could_be_better"}


def test_file_when_imported_again_adds_nothing(runtime: Runtime, write: Write) -> None:
    path = write(OWN + ROWS)
    run(runtime, path)
    tables = (ResponseRow, AnswerRow, CommentRow, ImportBatch, AuditEvent, QuestionnaireRow)
    before = [count(runtime, table) for table in tables]
    outcome = run(runtime, path)
    assert (outcome.stored_count, outcome.known_count) == (0, 3)
    assert [count(runtime, table) for table in tables] == before


def test_file_when_longer_next_time_adds_the_new_rows(runtime: Runtime, write: Write) -> None:
    run(runtime, write(OWN + ROWS))
    outcome = run(runtime, write(OWN + ROWS + "4,2026-08-06,good,,\n", "later.csv"))
    assert (outcome.stored_count, outcome.known_count) == (1, 3)


def test_run_when_cut_off_is_finished_by_the_next(
    runtime: Runtime, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 2)
    path = write(OWN + ROWS)
    analyse, calls = analyse_submissions, []

    def break_off(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise StorageUnavailable("away")
        return analyse(*arguments, **named)

    monkeypatch.setattr(module, "analyse_submissions", break_off)
    with pytest.raises(StorageUnavailable):
        run(runtime, path)
    assert count(runtime, ResponseRow) == 2
    monkeypatch.setattr(module, "analyse_submissions", analyse)
    outcome = run(runtime, path)
    assert (outcome.stored_count, outcome.known_count) == (1, 2)


def test_rows_without_a_key_when_the_same_are_each_stored_and_known_later(
    runtime: Runtime, write: Write
) -> None:
    path = write("overall,could_be_better\ngood,Nothing.\ngood,Nothing.\n")
    assert run(runtime, path).stored_count == 2
    assert run(runtime, path).known_count == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("4,2026-08-06,excellent,,x", "overall is none of the answers"),
        ("4,2026-08-06,good,send|bus,x", "services is none of the answers"),
        ("4,06/08/2026,good,,x", "received_on is not a day"),
        ("4,,good,,x", "received_on is not a day"),
        ("4,2026-08-06,good,,x,y", "It has 6 cells, and the header has 5"),
        ("4,2026-08-06", "It has 2 cells, and the header has 5"),
        ("4,2026-08-06,,,", "Nothing is answered"),
        ("1,2026-08-06,good,,x", "same key as row 2"),
        (",2026-08-06,good,,x", "It has no id"),
        ("4,2026-08-06,good,,a\x00b", "null byte"),
        ("4,2026-08-06,good,,#NAME?", "error message"),
        ('4,2026-08-06,good,,"=HYPERLINK(""http://x"",""y"")"', "formula"),
        ("4,2026-08-06,good,,=cmd|'/c calc'!A0", "formula"),
        ("4,2026-08-06,good,,=A1", "formula"),
        ("4,2026-08-06,good,,@SUM(A1:A9)", "formula"),
    ],
)
def test_row_when_wrong_is_rejected_with_its_reason_and_the_rest_stored(
    runtime: Runtime, write: Write, line: str, reason: str
) -> None:
    outcome = run(runtime, write(OWN + ROWS + line + "\n"))
    assert outcome.stored_count == 3
    assert [one.row for one in outcome.rejected] == [5]
    assert reason in outcome.rejected[0].reason
    assert outcome.row_count == outcome.stored_count + len(outcome.rejected)


@pytest.mark.parametrize("words", ["- good staff", "+1 from us", "=) lovely", "@ the centre", "-"])
def test_words_when_they_only_look_a_little_like_a_formula_are_stored(
    runtime: Runtime, write: Write, words: str
) -> None:
    assert run(runtime, write(f"could_be_better\n{words}\n")).stored_count == 1


def test_report_when_rows_are_rejected_lists_numbers_and_reasons_only(
    runtime: Runtime, write: Write
) -> None:
    path = write(OWN + ROWS + "4,2026-08-06,Niamh Featherstone,,Secret words\n\n5,x,good,,\n")
    outcome = run(runtime, path)
    assert outcome.report == path.with_name("export.rejected.csv")
    listed = list(csv.DictReader(outcome.report.read_text(encoding="utf-8").splitlines()))
    # Row 6 is blank, which a spreadsheet counts and nobody means.
    assert [row["row"] for row in listed] == ["5", "7"]
    assert "Niamh" not in outcome.report.read_text()
    assert "Secret" not in outcome.report.read_text()


def test_report_when_it_cannot_be_written_stops_before_anything_is_stored(
    runtime: Runtime, write: Write, tmp_path: Path
) -> None:
    words = refusal(runtime, write(OWN + "1,x,good,,\n"), report=tmp_path / "none" / "report.csv")
    assert "--report" in words


def test_strict_when_one_row_is_wrong_stores_nothing(runtime: Runtime, write: Write) -> None:
    words = refusal(runtime, write(OWN + ROWS + "4,x,good,,\n"), strict=True)
    assert words.startswith("1 of 4 rows cannot be imported, so nothing was stored.")


def test_strict_when_the_database_fails_half_way_stores_nothing(
    runtime: Runtime, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 1)

    def away(*_arguments: Any) -> None:
        raise StorageUnavailable("away")

    monkeypatch.setattr(module, "record_batch", away)
    with pytest.raises(StorageUnavailable):
        run(runtime, write(OWN + ROWS), strict=True)
    assert count(runtime, ResponseRow) == count(runtime, ImportBatch) == 0


def test_dry_run_when_asked_counts_and_stores_nothing(runtime: Runtime, write: Write) -> None:
    outcome = run(runtime, write(OWN + ROWS + "4,x,good,,\n"), dry_run=True)
    assert (outcome.row_count, outcome.stored_count, len(outcome.rejected)) == (4, 3, 1)
    assert count(runtime, ResponseRow) == count(runtime, ImportBatch) == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "spreadsheet workbook"),
        (
            OWN.encode() + b"1,2026-05-04,good,,caf\xe9 staff\n",
            "line 2 has a byte that is no letter",
        ),
        (OWN.encode() + b'1,2026-05-04,good,,"They never\n', "not well-formed CSV"),
        (OWN.encode() + b'1,2026-05-04,good,,"They" never\n', "not well-formed CSV near line 2"),
        (b"id,overall,overall\n1,good,good\n", "two columns of one name: overall"),
        (b"name,remarks\nx,y\n", "None of the file's columns is one that we know"),
        (b"\xff\xfeo\x00d", "is not in utf-16"),
    ],
    ids=["empty", "workbook", "encoding", "unclosed", "quote", "twice", "unknown", "cut utf-16"],
)
def test_file_when_unreadable_is_refused_in_plain_words(
    runtime: Runtime, write: Write, content: bytes, words: str
) -> None:
    assert words in refusal(runtime, write(content))


def test_file_when_not_there_is_refused(runtime: Runtime, tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(runtime, tmp_path / "none.csv")
    assert "cannot be opened" in refusal(runtime, tmp_path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"forum": "xyz"}, "The forum must be one of: ltf, pcv"),
        ({"questionnaire": "none"}, "There are: made-up-adults"),
        ({"forum": "pcv"}, "is of the forum ltf, not of pcv"),
    ],
)
def test_request_when_wrong_is_refused_with_what_there_is(
    runtime: Runtime, write: Write, changes: dict[str, str], words: str
) -> None:
    assert words in refusal(runtime, write(OWN + ROWS), **changes)


@pytest.mark.parametrize(
    "content",
    [
        ("\ufeff" + OWN + ROWS).encode(),
        (OWN + ROWS).replace("\n", "\r\n").encode(),
        (OWN + ROWS).encode("utf-16"),
        (OWN + "\n" + ROWS.replace("\n", "\n\n")).encode(),
    ],
    ids=["invisible mark", "windows lines", "utf-16", "blank lines"],
)
def test_file_when_written_by_a_spreadsheet_is_read(
    runtime: Runtime, write: Write, content: bytes
) -> None:
    assert run(runtime, write(content)).stored_count == 3


def test_file_when_its_encoding_is_said_is_read(runtime: Runtime, write: Write) -> None:
    content = "could_be_better\nThe café was cold.\n".encode("cp1252")
    run(runtime, write(content), encoding="cp1252")
    with runtime.database.reading() as session:
        assert "café" in session.scalars(select(CommentRow.masked)).one()


def test_friends_and_family_when_imported_is_recognised_and_is_its_own_series(
    runtime: Runtime, write: Write
) -> None:
    path = write(
        FFT
        + "a,They were kind.,what_good,1\n"
        + "b,Ring back sooner.,could_improve,4\n"
        + "c,Because they listened.,nonspecific,2\n"
        + "d,Hello.,what_good,7\n"
        + "e,Hello.,rating,1\n"
        + "f,Did not answer,what_good,3\n"
    )
    outcome = run(runtime, path)
    assert (outcome.stored_count, [r.row for r in outcome.rejected]) == (5, [6])
    assert not outcome.dated_by_file
    with runtime.database.reading() as session:
        asked = session.get(
            QuestionnaireRow, session.scalars(select(ResponseRow.questionnaire_id)).first()
        )
        constructs = sorted(session.scalars(select(CommentRow.construct)))
        overall = sorted(
            str(value) for value in session.scalars(
                select(AnswerRow.value).filter_by(question_id="overall")
            )
        )  # fmt: skip
        days = set(session.scalars(select(ResponseRow.received_on)))
    assert asked is not None
    assert (asked.slug, asked.title) == (ADULTS.slug, "Friends and Family Test")
    assert asked.id != ADULTS.id
    assert constructs == ["anything_else", "could_be_better", "went_well", "went_well"]
    assert overall == ["None", "good", "neither", "poor", "very_good"]
    assert days == {DAY}


def test_progress_when_many_rows_ends_at_all(
    runtime: Runtime, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 2)
    seen: list[tuple[int, int]] = []
    request = ImportRequest(write(OWN + ROWS), "ltf", ADULTS.slug, fixed_day(DAY))
    import_file(runtime, request, on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 3), (3, 3)]


def test_days_when_spread_stay_in_the_quarters_and_stay_the_same() -> None:
    rule = spread_over("2026-Q1..2026-Q2")
    days = [rule(f"row {number}") for number in range(2_000)]
    assert days == [spread_over("2026-Q1..2026-Q2")(f"row {number}") for number in range(2_000)]
    assert (min(days), max(days)) == (date(2026, 1, 1), date(2026, 6, 30))
    assert len(set(days)) == 181


@pytest.mark.parametrize("written", ["", "2026", "2026-Q5", "2026-Q2..2026-Q1", "2026-Q1..x"])
def test_spread_when_not_written_so_is_refused(written: str) -> None:
    with pytest.raises(ImportRefused):
        spread_over(written)
