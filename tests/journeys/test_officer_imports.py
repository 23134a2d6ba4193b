"""An officer brings in the answers of another survey, without JavaScript, and nothing of the file stays behind."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.domain.asked import Asked
from feedback.domain.enums import Role
from feedback.services.runtime import Runtime
from feedback.services.store_upload import store_queued
from tests.journeys.officer import CSRF, fields_of, rows, sign_in
from tests.workbooks import at, workbook

SLUG = "listening-to-families"
FORMS = ("ID", "Start time", "Completion time", "Email", "Name", "Overall, how was it?",
         "What could be better?", "What was it about?")  # fmt: skip
ANSWERS = (
    (1, at(2026, 5, 4), at(2026, 5, 4), "jo@example.org", "Jo Bloggs", "Good", "They never ring back.",
     "School;Transport;"),
    (2, at(2026, 5, 5), at(2026, 5, 5), "anonymous", "", "So-so", "Niamh Featherstone left.", ""),
)  # fmt: skip
PATH = re.compile(r"/staff/imports/[0-9a-f-]{36}")


def upload(
    client: FlaskClient, content: bytes, name: str = "answers.xlsx", **fields: str
) -> TestResponse:
    """Send a file as the page's form does."""
    token = fields_of(client.get("/staff/imports").text)["csrf_token"]
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in {"csrf_token": token, "slug": SLUG, "encoding": "", **fields}.items()
    ]
    about = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = b"".join([*parts, about.encode(), content, b"\r\n--b--\r\n"])
    return client.post("/staff/imports", data=body, content_type="multipart/form-data; boundary=b")


def go_on(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    """Press a step's button with what stands in its page, and these changes."""
    html = client.get(address).text
    sent = steps_fields(html)
    return client.post(address, data={**sent, "go": "next", **fields})


def steps_fields(html: str) -> dict[str, str]:
    """Return the fields of a step's own form; the one that gives the file up comes after it."""
    return fields_of(html.partition("/give-up")[0])


def begin(app: Flask, content: bytes = b"", name: str = "answers.xlsx") -> tuple[FlaskClient, str]:
    """Sign an officer in and send the file; return the file's address."""
    client = sign_in(app)
    sent = upload(client, content or workbook(FORMS, *ANSWERS), name)
    assert sent.status_code == 303, sent.text
    found = PATH.search(sent.location)
    assert found is not None
    return client, found[0]


def without_form(app: Flask) -> None:
    """Ask the form's questions no more."""
    runtime: Runtime = app.extensions["feedback"]
    others = {slug: asked for slug, asked in runtime.questionnaires.items() if slug != SLUG}
    object.__setattr__(runtime, "questionnaires", Asked(others))


def test_workbook_of_microsoft_forms_is_mapped_seen_and_stored(app: Flask) -> None:
    client, path = begin(app)
    columns = client.get(f"{path}/columns").text
    assert "Jo Bloggs" not in columns, "a column's words are not shown"
    assert "2 of 2 rows" in columns
    stands = steps_fields(columns)
    assert (stands["column-0"], stands["column-2"], stands["column-4"]) == ("id", "day", "ignore")
    assert (stands["column-5"], stands["separator"]) == ("overall", ";")
    answered = go_on(client, f"{path}/columns", survey="  Schools   2026 ")
    assert answered.location.endswith("/answers")
    answers = client.get(answered.location).text
    assert steps_fields(answers)["answer-5-0"] == "good", "what says exactly ours is chosen"
    assert steps_fields(answers)["answer-5-1"] == "", "nothing else is guessed"
    answered = go_on(client, answered.location, **{"answer-5-1": "neither"})
    check = client.get(answered.location).text
    for words in ("Row 2", "4 May 2026", "They never ring back.", "School; Transport"):
        assert words in check
    assert "Featherstone" not in check
    assert "Store 2 rows" in check
    left_out = check.partition("Columns left out")[2]
    assert "B, D, E" in left_out[:80], "nobody leaves a question out unseen"
    stored = go_on(client, answered.location, remember="y")
    page = client.get(stored.location).text
    assert "The file was deleted here" in page
    assert rows(app, "SELECT channel, received_on FROM response ORDER BY received_on") == [
        ("import", "2026-05-04"), ("import", "2026-05-05"),
    ]  # fmt: skip
    assert rows(app, "SELECT value FROM answer WHERE construct = 'services' ORDER BY value") == [
        (None,), ("school",), ("transport",),
    ]  # fmt: skip
    assert rows(app, "SELECT state, sealed FROM import_upload") == [("stored", None)]
    assert "Schools 2026" in client.get("/staff/imports").text


def test_kept_reading_is_used_for_the_next_file(app: Flask) -> None:
    client, path = begin(app)
    go_on(client, f"{path}/columns", survey="Schools 2026")
    go_on(client, f"{path}/answers", **{"answer-5-1": "neither"})
    go_on(client, f"{path}/check", remember="y")
    other = ("Overall, how was it?", "Ref no", "When", "What was it about?")
    sent = upload(client, workbook(other, ("So-so", 7, at(2026, 6, 1), "School")))
    path = PATH.search(sent.location)[0]  # type: ignore[index]
    assert "Schools 2026" in client.get(f"{path}/columns").text
    refused = go_on(client, f"{path}/columns", go="apply", use="")
    assert (refused.status_code, "Choose one of the answers" in refused.text) == (400, True)
    applied = go_on(client, f"{path}/columns", go="apply", use="Schools 2026")
    assert applied.status_code == 303
    stands = steps_fields(client.get(f"{path}/columns").text)
    assert (stands["survey"], stands["column-0"]) == ("Schools 2026", "overall")
    go_on(client, f"{path}/columns", **{"column-2": "day"})
    assert steps_fields(client.get(f"{path}/answers").text)["answer-0-0"] == "neither"
    token = fields_of(client.get("/staff/imports").text)["csrf_token"]
    for sent, left in ({"csrf_token": "x"}, 1), ({"csrf_token": token}, 0):
        client.post("/staff/imports/forget", data={"survey": "Schools 2026", **sent})
        assert len(rows(app, "SELECT survey FROM saved_mapping")) == left


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"survey": "x"}, "3 to 80 characters"),
        ({"column-0": "ignore", "column-6": "overall"}, "Another column is read as this already"),
        ({"column-2": "ignore"}, "Choose the column with the day"),
        ({"column-2": "ignore", "day": "soon"}, "Enter the day, like"),
        ({"column-2": "ignore", "day": "2026-08-15"}, "not in the future"),
        ({"column-5": "ignore", "column-6": "ignore", "column-7": "ignore"}, "Choose a question"),
        ({"column-5": "shoes"}, "Choose one of the answers on the page"),
        ({"separator": "x"}, "Choose one of the answers on the page"),
        ({"day_order": "x"}, "Choose one of the answers on the page"),
        ({"same": "x"}, "Choose one of the answers on the page"),
        ({"use": "x"}, "Choose one of the answers on the page"),
        ({"csrf_token": "x"}, "Your session was renewed"),
    ],
)
def test_what_is_wrong_with_the_columns_is_said_and_nothing_typed_is_lost(
    app: Flask, changes: dict[str, str], words: str
) -> None:
    client, path = begin(app)
    refused = go_on(
        client, f"{path}/columns", **{"survey": "My survey", "column-1": "id", **changes}
    )
    assert refused.status_code == 400
    assert words in refused.text
    stands = steps_fields(refused.text)
    assert stands["column-1"] == "id"
    assert stands["survey"] == changes.get("survey", "My survey")


def test_answers_on_lines_of_one_cell_are_told_apart(app: Flask) -> None:
    content = workbook(("What was it about?", "Date"), ("School\nTransport", at(2026, 5, 4)))
    client, path = begin(app, content)
    go_on(client, f"{path}/columns", survey="Schools", separator="line")
    assert steps_fields(client.get(f"{path}/columns").text)["separator"] == "line"
    go_on(client, f"{path}/check")
    assert rows(app, "SELECT value FROM answer ORDER BY value") == [("school",), ("transport",)]


def test_days_that_could_be_read_both_ways_are_asked_about(app: Flask) -> None:
    header = '"Overall, how was it?",Received\n'
    client, path = begin(app, (header + "Good,04/05/2026\nPoor,05/06/2026\n").encode(), "a.csv")
    refused = go_on(client, f"{path}/columns", survey="Schools", **{"column-1": "day"})
    assert "could be read both ways" in refused.text
    go_on(client, f"{path}/columns", survey="Schools", day_order="mdy", **{"column-1": "day"})
    go_on(client, f"{path}/answers")
    go_on(client, f"{path}/check")
    assert rows(app, "SELECT received_on FROM response ORDER BY 1") == [
        ("2026-04-05",), ("2026-05-06",),
    ]  # fmt: skip


def test_rows_that_are_not_taken_are_listed_on_the_page_and_as_csv(app: Flask) -> None:
    content = '"Overall, how was it?",Date\n' + "Good,2026-05-04\nZebra,2026-05-05\nPoor,then\n"
    client, path = begin(app, content.encode(), "a.csv")
    go_on(client, f"{path}/columns", survey="Schools")
    go_on(client, f"{path}/answers")
    page = client.get(f"{path}/check").text
    assert "Row 3: Its column A is none of the answers that can be given." in page
    assert "Row 4: Its column B is not a day that can be read." in page
    refused = go_on(client, f"{path}/check", strict="all")
    assert (refused.status_code, "2 of 3 rows" in refused.text) == (400, True)
    assert rows(app, "SELECT id FROM response") == []
    before = client.get(f"{path}/rejected.csv")
    assert go_on(client, f"{path}/check", strict="taken").status_code == 303
    after = client.get(f"{path}/rejected.csv")
    assert before.data == after.data
    assert after.text.splitlines()[1].startswith("3,Its column A")
    assert "Zebra" not in after.text
    assert "attachment" in after.headers["Content-Disposition"]
    assert "Rows that were not taken" in client.get(path).text


def test_way_of_storing_that_is_none_of_the_page_is_refused(app: Flask) -> None:
    client, path = begin(app)
    go_on(client, f"{path}/columns", survey="Schools")
    assert go_on(client, f"{path}/check", strict="some").status_code == 400
    assert go_on(client, f"{path}/answers", **{"answer-5-0": "zebra"}).status_code == 400
    assert rows(app, "SELECT id FROM response") == []


def test_long_file_is_left_to_the_worker_and_its_page_says_how_far_it_is(app: Flask) -> None:
    content = '"Overall, how was it?",Ref,Date\n' + "".join(
        f"Good,{number},2026-05-04\n" for number in range(201)
    )
    client, path = begin(app, content.encode(), "a.csv")
    go_on(client, f"{path}/columns", survey="Schools", **{"column-1": "id"})
    go_on(client, f"{path}/answers")
    assert "take a few minutes" in client.get(f"{path}/check").text
    assert go_on(client, f"{path}/check").status_code == 303
    assert "0 of at most 201 rows" in client.get(path).text
    for step in ("columns", "answers", "check"):
        assert client.get(f"{path}/{step}").location == path, "it cannot be changed any more"
    token = fields_of(client.get("/staff/imports").text)["csrf_token"]
    assert client.post(f"{path}/give-up", data={"csrf_token": token}).status_code == 409
    runtime: Runtime = app.extensions["feedback"]
    assert store_queued(runtime) == 201
    assert "Stored" in client.get(path).text


def test_strict_file_that_the_worker_cannot_store_says_so(app: Flask) -> None:
    client, path = begin(app)
    go_on(client, f"{path}/columns", survey="Schools")
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE import_upload SET state = 'queued'")
    without_form(app)
    assert store_queued(runtime) == 0
    assert "There is no questionnaire of that name." in client.get(path).text


def test_friends_and_family_file_needs_only_a_day(app: Flask) -> None:
    content = b"id,text,question_type,fft_score\n1,Kind staff.,what_good,1\n"
    client, path = begin(app, content, "fft.csv")
    page = client.get(f"{path}/columns").text
    assert "Friends and Family Test" in page
    assert "column-0" not in page
    assert go_on(client, f"{path}/columns").status_code == 400
    answered = go_on(client, f"{path}/columns", day="2026-05-04")
    assert answered.location.endswith("/check")
    check = client.get(answered.location).text
    assert "What was good?" in check
    assert "series of their own" in check
    assert go_on(client, answered.location).status_code == 303
    assert rows(app, "SELECT received_on FROM response") == [("2026-05-04",)]


def test_file_whose_question_is_not_asked_any_more_says_so_before_anything_is_stored(
    app: Flask,
) -> None:
    client, path = begin(app, b"id,text,question_type,fft_score\n1,Kind.,what_good,1\n", "a.csv")
    go_on(client, f"{path}/columns", day="2026-05-04")
    runtime: Runtime = app.extensions["feedback"]
    asked = runtime.questionnaires[SLUG]
    fewer = Asked({SLUG: replace(asked, questions=asked.questions[1:])})
    object.__setattr__(runtime, "questionnaires", fewer)
    page = client.get(f"{path}/check").text
    assert "does not ask about overall" in page
    assert f'action="{path}/check"' not in page
    assert go_on(client, f"{path}/check", csrf_token=CSRF.findall(page)[0]).status_code == 400


def test_file_whose_form_is_not_asked_any_more_says_so(app: Flask) -> None:
    client, path = begin(app)
    without_form(app)
    refused = client.get(f"{path}/columns")
    assert (refused.status_code, "no questionnaire" in refused.text) == (400, True)


def test_steps_that_are_pressed_out_of_turn_lead_back_to_the_columns(app: Flask) -> None:
    client, path = begin(app)
    token = steps_fields(client.get(f"{path}/columns").text)["csrf_token"]
    for step in ("answers", "check"):
        assert client.get(f"{path}/{step}").location == f"{path}/columns"
        assert client.post(f"{path}/{step}", data={"csrf_token": token}).status_code == 303
    assert client.get(path).location == f"{path}/columns"
    assert rows(app, "SELECT id FROM response") == []


def test_file_of_which_every_row_is_stored_has_nothing_to_store(app: Flask) -> None:
    client, path = begin(app)
    for again in (False, True):
        if again:
            path = PATH.findall(upload(client, workbook(FORMS, *ANSWERS)).location)[0]
        go_on(client, f"{path}/columns", survey="Schools 2026")
        go_on(client, f"{path}/answers", **{"answer-5-1": "neither"})
        check = client.get(f"{path}/check").text
        assert ("There is nothing to store" in check) is again
        pressed = go_on(client, f"{path}/check").location
        assert pressed == (f"{path}/check" if again else path)
    assert len(rows(app, "SELECT id FROM response")) == 2


def test_very_file_that_was_imported_says_so(app: Flask) -> None:
    content = workbook(FORMS, *ANSWERS)
    client, path = begin(app, content)
    go_on(client, f"{path}/columns", survey="Schools 2026")
    go_on(client, f"{path}/check")
    path = PATH.findall(upload(client, content).location)[0]
    page = client.get(f"{path}/columns").text
    assert "This very file was imported on 14 August 2026" in page
    assert steps_fields(page)["survey"] == "Schools 2026"


def test_file_that_is_given_up_is_gone(app: Flask) -> None:
    client, path = begin(app)
    token = steps_fields(client.get(f"{path}/columns").text)["csrf_token"]
    assert client.post(f"{path}/give-up", data={"csrf_token": "x"}).status_code == 400
    gone = client.post(f"{path}/give-up", data={"csrf_token": token})
    assert "Nothing was stored" in client.get(gone.location).text
    assert rows(app, "SELECT id FROM import_upload") == []
    for page in ("", "/columns", "/answers", "/check", "/rejected.csv"):
        assert client.get(path + page).status_code == 404


def test_file_of_somebody_else_is_not_here(app: Flask) -> None:
    _client, path = begin(app)
    lead = sign_in(app, Role.SAFEGUARDING)
    for page in ("", "/columns", "/answers", "/check", "/rejected.csv"):
        assert lead.get(path + page).status_code == 404


@pytest.mark.parametrize("role", [Role.COMPLAINTS, Role.COMMITTEE, Role.ADMIN])
def test_pages_are_closed_to_other_roles(app: Flask, role: Role) -> None:
    client = sign_in(app, role)
    assert client.get("/staff/imports").status_code == 403
    assert client.post("/staff/imports").status_code == 403
    if role is not Role.COMMITTEE:
        assert "/staff/imports" not in client.get("/staff/enter").text
