"""Priya codes a blind sample in another program; a quarter's comments leave masked, with people as numbers."""

import io
import json
import zipfile

from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.enums import Role
from tests.conftest import add_staff
from tests.integration.services.test_exchange_project import root_of
from tests.journeys.officer import fields_of, links, rows, sign_in, tell
from tests.journeys.test_officers_code_blind import NUMBERS, another, code, draw, fill

SECRET = "Darren"
PROJECT = "/staff/codebook/project"


def take_project(client: FlaskClient, sample: str) -> bytes:
    """Get the sample's project by its button."""
    form = {"csrf_token": fields_of(client.get(sample).text)["csrf_token"]}
    answered = client.post(f"{sample}/project.qdpx", data=form)
    assert answered.status_code == 200
    assert answered.headers["Content-Disposition"].endswith('.qdpx"')
    return answered.data


def bring_back(client: FlaskClient, sample: str, written: bytes) -> tuple[int, str]:
    """Send a file; return what was answered."""
    form = {"csrf_token": fields_of(client.get(f"{sample}/take-back").text)["csrf_token"]}
    answered = client.post(
        f"{sample}/take-back", data=form | {"file": (io.BytesIO(written), "mine.qdpx")}
    )
    return answered.status_code, answered.text


def coded(made: bytes, which: int) -> bytes:
    """Return the project with codes for the first comments, as a program writes it that keeps names alone."""
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        qde = opened.read("project.qde").decode()
        texts = {name: opened.read(name) for name in opened.namelist() if "sources/" in name}
    criticised = next(
        element.get("guid")
        for element in root_of(made).iter()
        if element.get("name") == "Waiting and timeliness: criticised"
    )
    coding = (
        '<PlainTextSelection guid="1" startPosition="0" endPosition="2"><Coding guid="2">'
        f'<CodeRef targetGUID="{criticised}"/></Coding></PlainTextSelection></TextSource>'
    )
    qde = qde.replace("</TextSource>", coding, which)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        written.writestr("project.qde", qde)
        for name, words in texts.items():
            written.writestr(name, words)
    return out.getvalue()


def test_sample_when_coded_elsewhere_comes_back_as_ones_own_codes(app: Flask) -> None:
    """Seen before it is stored; what has no code says nothing, or is left, as its coder says (R5-14)."""
    fill(app)
    priya = sign_in(app)
    sample = draw(priya)
    made = take_project(priya, sample)
    assert len(list(root_of(made).iter())) > len(NUMBERS)
    assert b"CodeRef" not in zipfile.ZipFile(io.BytesIO(made)).read("project.qde"), "nobody's codes"
    status, page = bring_back(priya, sample, coded(made, 4))
    assert status == 200
    assert "4 comments have codes, 7 have none. Nothing is stored yet" in page
    assert rows(app, "SELECT count(*) FROM blind_coding") == [(0,)]
    form = fields_of(page)
    refused = priya.post(f"{sample}/take-back/store", data=form)
    assert refused.status_code == 400
    assert "Say what a comment without a code means" in refused.text
    assert fields_of(refused.text)["codes"] == form["codes"], "nothing is lost"
    left = priya.post(f"{sample}/take-back/store", data=form | {"blank": "leave"})
    assert left.status_code == 303
    assert rows(app, "SELECT count(*) FROM blind_coding") == [(4,)]
    status, page = bring_back(priya, sample, coded(made, 4))
    assert "4 were coded here before and stay as they are" in page
    stored = priya.post(f"{sample}/take-back/store", data=fields_of(page) | {"blank": "none"})
    assert stored.status_code == 303
    assert "You have finished" in priya.get(sample).text
    said = [json.loads(str(codes)) for (codes,) in rows(app, "SELECT codes FROM blind_coding")]
    assert sorted(map(len, said)) == [0] * 7 + [1] * 4
    assert {"timeliness": "negative"} in said
    status, page = bring_back(priya, sample, coded(made, 4))
    assert status == 400
    assert "you have coded all its comments here" in page


def test_what_cannot_be_taken_is_said_beside_the_file(app: Flask) -> None:
    fill(app)
    priya = sign_in(app)
    sample = draw(priya)
    status, page = bring_back(priya, sample, b"a letter")
    assert status == 400
    assert "not a REFI-QDA project" in page
    empty = priya.post(f"{sample}/take-back", data={"csrf_token": fields_of(page)["csrf_token"]})
    assert "Choose a file" in empty.text
    lost = priya.post(f"{sample}/take-back", data={"csrf_token": "x"})
    assert lost.status_code == 400
    made = take_project(priya, sample)
    _status, page = bring_back(priya, sample, coded(made, 2))
    form = fields_of(page) | {"blank": "leave"}
    torn = priya.post(f"{sample}/take-back/store", data=form | {"codes": '{"not": "an id"}'})
    assert torn.status_code == 400
    assert "did not come back whole" in torn.text
    other = json.dumps({"00000000-0000-4000-8000-000000000000": {"timeliness": "negative"}})
    foreign = priya.post(f"{sample}/take-back/store", data=form | {"codes": other})
    assert foreign.status_code == 409
    assert priya.post(f"{sample}/take-back/store", data=form).status_code == 303
    twice = priya.post(f"{sample}/take-back/store", data=form)
    assert twice.status_code == 409
    assert "Something changed meanwhile" in twice.text
    assert rows(app, "SELECT count(*) FROM blind_coding") == [(2,)]
    assert priya.post(f"{sample}/project.qdpx", data={}).status_code == 303, "only by its button"


def test_sample_that_two_others_code_neither_leaves_nor_comes_back(app: Flask) -> None:
    fill(app)
    priya, sam = sign_in(app), another(app, "sam")
    sample = draw(priya)
    made = take_project(priya, sample)
    for client in (priya, sam):
        code(client, sample, theme_timeliness="negative")
    lena = another(app, "lena")
    token = {"csrf_token": fields_of(lena.get(sample).text)["csrf_token"]}
    assert lena.post(f"{sample}/project.qdpx", data=token).status_code == 403
    assert bring_back(lena, sample, made)[0] == 403


def test_quarter_when_it_leaves_holds_masked_words_and_numbers_for_people(app: Flask) -> None:
    """Never a word that was masked, never an officer's name; written down each time (R4)."""
    tell(app, f"{SECRET} Okonkwo came late and we waited eight months.")
    tell(app, "My uncle hits me every night")
    add_staff(app, Role.SAFEGUARDING)
    priya = sign_in(app)
    (link,) = links(priya)  # the other one is held back
    sent = fields_of(priya.get(link).text) | {"theme-0-timeliness": "both"}
    assert priya.post(link, data=sent).status_code == 303
    form = fields_of(priya.get(PROJECT).text)
    assert priya.post(PROJECT, data=form | {"quarter": "1999-Q1"}).status_code == 400
    answered = priya.post(PROJECT, data=form | {"quarter": "2026-Q3"})
    assert answered.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answered.data)) as opened:
        everything = " ".join(opened.read(name).decode() for name in opened.namelist())
    assert SECRET not in everything
    assert "Okonkwo" not in everything
    assert "hits me" not in everything, "safeguarding holds it back"
    assert "eight months" in everything
    assert "What went well" in everything, "what was asked stands beside each"
    assert "Test" not in everything, "no officer's name"
    assert 'name="Officer 1"' in everything
    assert everything.count("CodeRef") == 2
    audit = rows(app, "SELECT detail FROM audit_event WHERE action = 'project_exported'")
    assert [json.loads(str(detail)) for (detail,) in audit] == [{"comments": 1}]


def test_quarter_with_nothing_that_may_leave_says_so(app: Flask) -> None:
    tell(app, "My uncle hits me every night")
    priya = sign_in(app)
    form = fields_of(priya.get(PROJECT).text)
    answered = priya.post(PROJECT, data=form | {"quarter": "2026-Q3"})
    assert answered.status_code == 409
    assert "no comment that may leave" in answered.text
