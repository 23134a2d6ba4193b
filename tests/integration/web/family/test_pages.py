"""The pages around the questions: plain words, honest statements, nothing kept, nothing compressed that is private."""

import gzip
import re
from datetime import date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.clock import Clock
from feedback.domain.errors import SettingsError
from feedback.web.family.statement import Statement
from tests.databases import NOON
from tests.journeys.walk import hidden, press
from tests.page_checks import Page
from tests.reading_age import grade, sentences

SLUG = "listening-to-families"
NOTICES = {
    "/privacy": 8,
    "/privacy/young-people": 7,
    "/privacy/children": 5,
    "/privacy/under-8": 5,
    "/accessibility": 8,
}
"""The highest school grade of each notice (R4-01, R3-11): the younger the reader, the easier."""
PAGES = (
    "/",
    f"/{SLUG}/",
    "/help",
    "/cookies",
    "/waiting",
    "/status",
    "/what-we-heard",
    "/data-protection/answer",
    *NOTICES,
)
BLOCKS = {"p", "li", "h1", "h2", "h3", "legend", "label", "dt", "dd", "button", "div"}
FORM_GRADE = 5
"""Source: R3-11."""


class Words(HTMLParser):
    """The words inside `main`, one block a line."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self._inside = "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin at main, and begin a line at every block."""
        self._inside = self._inside or tag == "main"
        self.text += "\n" if tag in BLOCKS else ""

    def handle_endtag(self, tag: str) -> None:
        """End at the end of main."""
        self._inside = self._inside and tag != "main"
        self.text += "\n" if tag in BLOCKS else ""

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if self._inside:
            self.text += " ".join(data.split()) + " "


@pytest.mark.parametrize("path", [*PAGES, "/data-protection"])
def test_page_has_no_sentence_longer_than_25_words(client: FlaskClient, path: str) -> None:
    long = [s for s in sentences(Words(client.get(path).text).text) if len(s.split()) > 25]
    assert long == [], "R3-11"


@pytest.mark.parametrize("path", [*PAGES, "/data-protection"])
def test_page_reads_at_the_grade_it_is_for(client: FlaskClient, path: str) -> None:
    limit = NOTICES.get(path, FORM_GRADE)
    assert grade(Words(client.get(path).text).text) <= limit


@pytest.mark.parametrize("path", PAGES)
def test_page_is_sent_compressed_and_says_the_same(app: Flask, path: str) -> None:
    # A client without page checks: those read the text, and this page is packed.
    client = FlaskClient(app, app.response_class)
    plain = client.get(path)
    zipped = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data).decode() == plain.text
    assert zipped.headers["Cache-Control"] == "no-store"
    assert len(zipped.data) < (5_500 if "<style>" in plain.text else 3_000)


def test_first_form_page_is_light_and_asks_for_two_files_only(app: Flask) -> None:
    """R3-04: under 12,000 bytes with all that it needs for its paint, headers included. Never looser.

    It holds its styles (ADR 0021); the sheet of the next pages and one script follow.
    """
    client = FlaskClient(app, app.response_class)
    packed = {"Accept-Encoding": "gzip"}
    for slug in (SLUG, "parent-carer-voice", "young-people"):
        start = client.get(f"/{slug}/", headers=packed)
        html = gzip.decompress(start.data).decode()
        asked = re.findall(r'<(?:link rel="stylesheet" href|script src|img src)="([^"]+)"', html)
        kinds = [address.rpartition(".")[2] for address in asked]
        assert kinds == ["js", "css"], slug
        assert html.index("<style>") < html.index("<body"), "styled before it is painted"
        assert html.index(asked[1]) > html.index("</footer>"), "the sheet stops no paint"
        files = [client.get(address, headers=packed) for address in asked]
        sizes = [len(one.data) + len(str(one.headers)) for one in (start, *files)]
        assert sizes[0] <= 6_500, "before the first paint"
        assert sum(sizes) <= 15_000, "in all"


@pytest.mark.parametrize("path", ["/", "/go/LIBRARY", f"/{SLUG}/"])
def test_page_of_arrival_holds_its_styles_and_allows_no_other(
    client: FlaskClient, path: str
) -> None:
    """ADR 0021. That its policy names just this style is checked of every page (tests/page_checks.py)."""
    page = client.get(path)
    assert page.text.count("<style>") == 1
    assert "style-src 'self' 'sha256-" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY", "the other headers stay"
    assert len(page.headers.getlist("Content-Security-Policy")) == 1


@pytest.mark.parametrize("path", ["/help", "/status", f"/{SLUG}/?c=LIBRARY"])
def test_other_page_holds_no_style_and_asks_for_the_sheet_first(
    client: FlaskClient, path: str
) -> None:
    page = client.get(path)
    assert "<style>" not in page.text
    assert "sha256-" not in page.headers["Content-Security-Policy"]
    assert page.text.index('rel="stylesheet"') < page.text.index("<body")


def test_posters_page_is_sent_compressed(app: Flask) -> None:
    """R3-04: a poster's code leads here first."""
    client = FlaskClient(app, app.response_class)
    zipped = client.get("/go/LIBRARY", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data).decode() == client.get("/go/LIBRARY").text
    assert len(zipped.data) <= 6_500


def test_page_with_somebodys_answers_is_never_compressed_here(client: FlaskClient) -> None:
    answered = client.post(
        f"/{SLUG}/questions", data={"go": "next"}, headers={"Accept-Encoding": "gzip"}
    )
    assert "Content-Encoding" not in answered.headers, "BREACH"


def test_kept_page_holds_nothing_of_whoever_saw_it_first(app: Flask) -> None:
    first, second = app.test_client(), app.test_client()
    one = first.post(f"/{SLUG}/questions", data={"go": "next"}).text
    one = press(first, SLUG, one, go="next", answer="very_poor").text
    two = second.post(f"/{SLUG}/questions", data={"go": "next"}).text
    two = press(second, SLUG, two, go="skip").text
    token = hidden(two)["page"]
    assert hidden(one)["page"] != token
    assert one.replace(hidden(one)["page"], "") == two.replace(token, "")
    assert "\ue000" not in two


def test_titles_and_addresses_do_not_say_what_it_is_about(client: FlaskClient) -> None:
    for path in PAGES:
        page = Page(client.get(path).text)
        title = page.text(page.all("title")[0][0])
        assert title.endswith("Have your say"), "R3-09"
        assert not re.search(
            r"social|abuse|safeguard|child protection", title + path, re.IGNORECASE
        )


def test_accessibility_statement_has_every_part_and_claims_no_more_than_is_known(
    client: FlaskClient,
) -> None:
    html = client.get("/accessibility").text
    for part in (
        "Public Sector Bodies",
        "Compliance status",
        "not accessible yet",
        "Other ways to take part",
        "Tell us about a problem",
        "Equality Advisory and Support Service",
        "It was prepared on",
    ):
        assert part in html, f"R3-05: {part}"
    assert "partially compliant" in html, "R3-06"
    assert "have not yet been audited" in html
    assert "fully compliant" not in html


def test_accessibility_statement_was_reviewed_within_a_year(client: FlaskClient) -> None:
    written = re.search(r"last reviewed on (\d+ \w+ \d{4})", client.get("/accessibility").text)
    assert written is not None
    reviewed = datetime.strptime(written[1], "%d %B %Y").date()  # noqa: DTZ007 (a day, no time)
    assert Clock().today() - reviewed < timedelta(days=366), "R3-05: review the statement"


@pytest.mark.parametrize("path", [path for path in NOTICES if path.startswith("/privacy")])
def test_privacy_notice_names_what_the_law_asks_for(client: FlaskClient, path: str) -> None:
    """R4-01 and R4-11, in the words of each age."""
    html = client.get(path).text
    for part in (
        "Herefordshire Council",  # who
        "ublic task",  # basis
        "Who sees it",
        "24 months",  # how long
        "rights",
        "ata protection officer",
        "ICO",
        "complain",
        "30 days",
        'href="tel:03031231113"',
        'href="tel:1800101432260000"',
    ):
        assert part in html, f"R4-01: {part}"
    for other in ("/privacy", "/privacy/young-people", "/privacy/children", "/privacy/under-8"):
        assert f'href="{other}"' in html, "layered"


def test_privacy_notice_for_nobody_is_not_found(client: FlaskClient) -> None:
    assert client.get("/privacy/toddlers").status_code == 404


def test_every_page_says_where_another_format_or_language_is_to_be_had(client: FlaskClient) -> None:
    """R3-22."""
    for path in (*PAGES, "/nowhere"):
        foot = client.get(path).text.split("<footer", 1)[1]
        assert "Another format or language?" in foot
        assert 'href="tel:01432260000"' in foot


def test_page_of_what_was_done_is_honest_while_nothing_is_published(client: FlaskClient) -> None:
    html = client.get("/what-we-heard").text
    assert "There is nothing here yet" in html
    assert "at least 5 people" in html


def test_statement_cannot_claim_more_than_an_audit_found() -> None:
    """R3-06."""
    day = date(2026, 11, 25)
    with pytest.raises(SettingsError):
        Statement(day, day, status="fully")
    assert Statement(day, day, status="fully", audit="A. Auditor, 2027").audit


def test_page_is_sealed_anew_before_it_grows_old(app: Flask, client: FlaskClient) -> None:
    """R3-10, WCAG 2.2.1: extended by one press, again and again; a late page is not made young."""
    html = client.post(f"/{SLUG}/questions", data={"go": "next"}).text
    assert f'data-keep-open="/{SLUG}/keep" data-minutes="30"' in html
    html = press(client, SLUG, html, go="next", answer="poor").text
    token = hidden(html)["page"]
    runtime = app.extensions["feedback"]
    for minutes in (26, 52, 78):
        object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(minutes=minutes)))
        renewed = client.post(f"/{SLUG}/keep", data={"page": token})
        assert renewed.status_code == 200
        assert renewed.mimetype == "text/plain"
        assert renewed.headers["Cache-Control"] == "no-store"
        token = renewed.text
    sent = {**hidden(html), "page": token, "go": "back"}
    back = client.post(f"/{SLUG}/questions", data=sent).text
    assert 'value="poor" checked' in back, "the answers go along"
    object.__setattr__(runtime, "clock", Clock.fixed(NOON + timedelta(minutes=120)))
    assert client.post(f"/{SLUG}/keep", data={"page": token}).status_code == 409
    assert client.post(f"/{SLUG}/keep", data={"page": "altered"}).status_code == 409


def test_start_page_says_who_sees_it_and_what_may_be_told_before_anything_is_asked(
    client: FlaskClient,
) -> None:
    before = client.get(f"/{SLUG}/").text.split("<button", 1)[0]
    for words in (
        "We do not ask your name",
        "Who can see what you say",
        "we may have to tell people who can help",
        "This is not read straight away",
        "0800 1111",
        "01432 260800",
    ):
        assert words in before


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere/", 404),
        ("POST", "/nowhere/send", 404),
        ("DELETE", f"/{SLUG}/", 405),
        ("GET", "/static/family.css", 404),
    ],
)
def test_every_error_page_keeps_the_way_out_and_the_number(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    answered = client.open(path, method=method)
    assert answered.status_code == status
    assert "Exit this page" in answered.text
    assert "tel:999" in answered.text


def test_errors_on_the_staff_side_look_like_the_staff_side(client: FlaskClient) -> None:
    answered = client.get("/staff/nowhere")
    assert answered.status_code == 404
    assert "Exit this page" not in answered.text


def test_status_page_keeps_a_wrong_code_out_of_the_address(client: FlaskClient) -> None:
    answered = client.post("/status", data={"code": "7G2K-9QXA-4M0B-T3WV"})
    assert answered.status_code == 400, "its check says at once that it was typed wrongly"
    assert "7G2K" not in answered.request.url
    assert 'value="7G2K-9QXA-4M0B-T3WV"' in answered.text, "nothing typed is lost"
    page = client.get("/status")
    assert "7G2K" not in page.text, "a code stayed in a kept page"
