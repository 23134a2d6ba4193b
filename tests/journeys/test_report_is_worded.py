"""Priya writes under the report's headings; its figures are locked, and two who wrote nothing check it (R5-11)."""

from html import unescape

from flask import Flask

from feedback.domain.enums import Role
from feedback.domain.quarters import Quarter
from tests.journeys.officer import fields_of, rows, sign_in
from tests.journeys.test_report_is_published import PAGE, press, priya, publish

WORDS = f"{PAGE}/words"
PURPOSE = f"{WORDS}/1"
SAID = "In {period} families wrote {responses} times, with {comments} comments. We thank them."


def test_words_with_locked_figures_are_printed_after_two_others_checked_them(app: Flask) -> None:
    """R5-11, R5-16: names become the snapshot's figures; who wrote does not check; unmade words hold the freezing."""
    one, two, three, four = (priya(app, number) for number in range(1, 5))
    press(one, PAGE, f"{PAGE}/draft")
    assert "Nobody has written here" in one.get(WORDS).text
    begin = unescape(two.get(PURPOSE).text)
    assert "{responses} responses came in" in begin, "it begins with sentences from the figures"
    status, page = press(two, PURPOSE, PURPOSE, words=SAID)
    assert (status, "In April to June 2026 families wrote 0 times" in page) == (303, True)
    assert "Words were changed since this draft was made" in one.get(PAGE).text
    seen = fields_of(three.get(PAGE).text).get("seen", "")
    seen = seen or str(rows(app, "SELECT content_hash FROM report_draft")[0][0])
    status, page = press(three, PAGE, PAGE, go="check", read="yes", seen=seen)
    assert (status, "Make the draft again" in page) == (409, True)
    assert press(one, PAGE, f"{PAGE}/draft")[0] == 303
    assert (
        "families wrote 0 times, with 0 comments. We thank them." in one.get(f"{PAGE}/draft").text
    )
    seen = str(rows(app, "SELECT content_hash FROM report_draft")[0][0])
    assert "wrote words of it" in two.get(PAGE).text
    status, page = press(two, PAGE, PAGE, go="check", read="yes", seen=seen)
    assert (status, "You wrote words of this report" in page) == (409, True)
    for checker in (three, four):
        assert press(checker, PAGE, PAGE, go="check", read="yes", seen=seen)[0] == 303
    press(two, PURPOSE, PURPOSE, words=SAID + " More.")
    status, page = press(one, PAGE, PAGE, go="freeze", seen=seen)
    assert (status, "Make the draft again" in page) == (409, True)
    press(two, PURPOSE, PURPOSE, words=SAID)
    assert press(one, PAGE, PAGE, go="freeze", seen=seen)[0] == 303
    ((payload,),) = rows(app, "SELECT payload FROM quarter_snapshot")
    assert "families wrote 0 times, with 0 comments" in str(payload)
    deeds = rows(app, "SELECT detail FROM audit_event WHERE action = 'report_worded'")
    assert deeds
    assert "thank" not in str(deeds), "no words are in the audit"


def test_words_that_touch_a_figure_are_refused_and_stay_on_the_page(app: Flask) -> None:
    """R5-16: dropped, altered or invented figures, and claims of change; nothing typed is lost, nothing is stored."""
    one = priya(app)
    press(one, PAGE, f"{PAGE}/draft")
    for typed, why in (
        ("Families wrote in {period}.", "Missing: {responses}, {comments}"),
        (SAID + " That is 412 more.", "typed by hand"),
        (SAID + " {lots} of them.", "not one of the figures"),
        (SAID + " Trust rose.", "only where a test finds"),
    ):
        status, page = press(one, PURPOSE, PURPOSE, words=typed)
        page = unescape(page)
        assert (status, why in page, typed in page) == (409, True, True)
        assert 'href="#words"' in page
    status, page = press(one, PURPOSE, PURPOSE, words="x" * 1_501)
    assert (status, "x" * 1_501 in page) == (400, True)
    assert rows(app, "SELECT count(*) FROM report_words") == [(0,)]


def test_two_who_write_at_once_see_each_others_words(app: Flask) -> None:
    one, two = priya(app, 1), priya(app, 2)
    press(one, PAGE, f"{PAGE}/draft")
    before = fields_of(two.get(PURPOSE).text)["version"]
    press(one, PURPOSE, PURPOSE, words=SAID)
    theirs = SAID + " So do I."
    status, page = press(two, PURPOSE, PURPOSE, words=theirs, version=before)
    page = unescape(page)
    assert (status, theirs in page, "What stands now" in page) == (409, True, True)
    for false in ("x", "-1"):
        assert press(two, PURPOSE, PURPOSE, words=theirs, version=false)[0] == 409
    assert press(two, PURPOSE, PURPOSE, words=theirs)[0] == 303
    assert press(two, PURPOSE, PURPOSE, words="")[0] == 303
    assert "Nobody has written here" in two.get(WORDS).text
    assert rows(app, "SELECT count(*) FROM report_words") == [(0,)]


def test_sentence_that_is_hard_to_read_aloud_is_said(app: Flask) -> None:
    one = priya(app)
    press(one, PAGE, f"{PAGE}/draft")
    long = SAID + " We" + " and we" * 13 + "."
    assert "One sentence is longer than 25 words" in press(one, PURPOSE, PURPOSE, words=long)[1]
    longer = long + " We" + " and we" * 13 + "."
    assert "2 sentences are longer" in press(one, PURPOSE, PURPOSE, words=longer)[1]


def test_words_of_a_published_report_can_be_corrected_where_no_figure_differs(app: Flask) -> None:
    """R5-03: words needed a draft, and a draft needed something that differs: nobody could begin."""
    publish(app, Quarter(2026, 2))
    one = priya(app)
    assert f'href="{WORDS}"' in one.get(PAGE).text
    note = "A sentence under Purpose was wrong."
    status, page = press(one, PAGE, f"{PAGE}/draft", change_note=note)
    assert (status, "nothing to correct" in page, note in page) == (409, True, True)
    assert press(one, PURPOSE, PURPOSE, words=SAID)[0] == 303
    assert press(one, PAGE, f"{PAGE}/draft", change_note=note)[0] == 303
    draft = one.get(f"{PAGE}/draft").text
    assert "families wrote 0 times, with 0 comments. We thank them." in draft
    assert note in draft
    assert "Say whether it is right" in draft, "its end leads to where it is checked"


def test_words_are_closed_to_others_and_need_a_draft_and_a_heading(app: Flask) -> None:
    one, committee = priya(app), sign_in(app, Role.COMMITTEE)
    assert one.get(WORDS).status_code == 404, "there is no draft yet"
    press(one, PAGE, f"{PAGE}/draft")
    for path in (WORDS, PURPOSE):
        assert committee.get(path).status_code == 403
    for path in (f"{WORDS}/0", f"{WORDS}/99", "/staff/reports/2026-Q9/words"):
        assert one.get(path).status_code == 404
    refused = one.post(PURPOSE, data={"words": SAID})
    assert (refused.status_code, SAID in unescape(refused.text)) == (400, True)
