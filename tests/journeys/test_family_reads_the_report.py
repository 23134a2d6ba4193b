"""Dana reads on her phone what families told the council, without a sign-in, a cookie or a script (R5-19)."""

import re
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from feedback.domain.quarters import Quarter
from feedback.rendering.files import make_files
from feedback.services.freeze_quarter import freeze_quarter
from feedback.services.publish_report import publish_report
from feedback.services.runtime import Runtime
from feedback.storage.queries.report_words import store_words
from tests.conftest import add_staff
from tests.journeys.officer import rows
from tests.journeys.test_report_is_published import publish

PAGE = "/what-we-heard/2026-Q2"


def test_family_reads_what_was_heard_once_it_is_published(app: Flask) -> None:
    """R5-19: a draft or a frozen report is nobody's to read; a published one is linked, light, and sets no cookie."""
    runtime: Runtime = app.extensions["feedback"]
    client = app.test_client()
    with runtime.database.transaction() as session:
        frozen = freeze_quarter(session, runtime, Quarter(2026, 2))
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/what-we-heard").text
    council = runtime.settings.council_name
    files = make_files(frozen.snapshot, council=council, frozen=frozen.frozen_utc, formats=["csv"])
    with runtime.database.transaction() as session:
        publish_report(session, runtime, frozen, files)
    assert f'href="{PAGE}"' in client.get("/what-we-heard").text
    page = client.get(PAGE)
    assert "What families told us, April to June 2026" in page.text
    assert "Nobody answered in April to June 2026" in page.text
    assert "Set-Cookie" not in page.headers
    links = re.findall(rf'href="({PAGE}/[^"]+)"', page.text)
    assert links == [f"{PAGE}/easy-read", f"{PAGE}/for-children", f"{PAGE}/file/tables.csv"]
    assert "Nobody told us anything this time" in client.get(links[0]).text
    for_children = client.get(links[1]).text
    assert "You can tell us too" in for_children
    assert 'href="/">Tell us what it is like for you' in for_children
    assert "data-listen hidden" in for_children, "it can be listened to, as their questions can"
    assert re.search(r'src="[^"]*/speak\.[^"]*js', for_children)
    given = client.get(links[2])
    assert given.data == files["tables.csv"]
    assert "2026-Q2-tables.csv" in given.headers["Content-Disposition"]
    # Past the checks of pages, which read no compressed ones.
    zipped = FlaskClient.open(client, PAGE, headers={"Accept-Encoding": "gzip"})
    assert len(zipped.data) < 6_000, "a page for a slow phone"


def test_page_shows_the_newest_published_version(app: Flask) -> None:
    """R5-03: a correction takes its place, also on a page that was kept."""
    publish(app, Quarter(2026, 2))
    client = app.test_client()
    assert "takes the place" not in client.get(PAGE).text
    add_staff(app)
    (officer,) = rows(app, "SELECT id FROM staff_user")
    runtime: Runtime = app.extensions["feedback"]
    with runtime.database.transaction() as session:
        store_words(
            session,
            "2026-Q2",
            "Purpose",
            "To look again.",
            by=UUID(str(officer[0])),
            at=runtime.clock.now(),
        )
    publish(app, Quarter(2026, 2))
    assert "It takes the place of the ones before" in client.get(PAGE).text
    assert "We put something right" in client.get(f"{PAGE}/easy-read").text


def test_addresses_of_nothing_are_not_found(app: Flask) -> None:
    publish(app, Quarter(2026, 2))
    client = app.test_client()
    for path in ("2026-Q1", "2026-Q9", "2026", "nonsense", "2026-Q2/secret", "2026-Q2/file/report.pdf",
                 "2026-Q2/file/snapshot.json", "2026-Q1/easy-read", "2026-Q1/file/tables.csv"):  # fmt: skip
        assert client.get(f"/what-we-heard/{path}").status_code == 404, path
