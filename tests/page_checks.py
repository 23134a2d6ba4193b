"""What every page must hold to, checked on every HTML response of every test."""

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"area", "br", "hr", "img", "input", "link", "meta", "rect", "line"}
PARTING = {
    "br", "button", "caption", "dd", "details", "div", "dt", "fieldset", "figcaption", "footer", "form", "h1", "h2",
    "h3", "h4", "header", "label", "legend", "li", "main", "nav", "ol", "option", "p", "section", "summary", "table",
    "td", "th", "tr", "ul",
}  # fmt: skip
"""Elements that part the words before them from those in them, as a reader sees and hears it."""
FORBIDDEN = re.compile(r"\b(?:customer|client|service user|placement)s?\b", re.IGNORECASE)


class Page(HTMLParser):
    """A page read once: its elements with attributes, the words inside each, and the content policy it came with."""

    def __init__(self, html: str, policy: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.policy = policy
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: dict[int, str] = {}
        self._open: list[int] = []
        self.feed(html)

    def updatepos(self, i: int, j: int) -> int:
        """Count no lines: nothing asks where an element stands."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element, and remember that it is open."""
        self._part(tag)
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.words[len(self.elements) - 1] = ""
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of this name."""
        self._part(tag)
        while self._open and self.elements[self._open[-1]][0] != tag:
            self._open.pop()
        if self._open:
            self._open.pop()

    def _part(self, tag: str) -> None:
        """Let no word run into one of another block, where a forbidden one would hide."""
        if tag in PARTING:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        """Give the words to every element that is open."""
        for index in self._open:
            self.words[index] += data

    def all(self, *tags: str) -> list[tuple[int, str, dict[str, str]]]:
        """Return (place, tag, attributes) of the elements with these names."""
        return [(i, tag, attrs) for i, (tag, attrs) in enumerate(self.elements) if tag in tags]

    def text(self, place: int) -> str:
        """Return the words in an element, with single blanks."""
        return " ".join(self.words[place].split())


def language(page: Page) -> None:
    """The page says its language."""
    assert page.all("html")[0][2].get("lang"), "html has no lang"


def one_h1_and_title(page: Page) -> None:
    """There is one h1, and the title begins with it (after "Error: " where something is wrong)."""
    found = page.all("h1")
    assert len(found) == 1, f"{len(found)} h1"
    title, heading = page.text(page.all("title")[0][0]), page.text(found[0][0])
    # What stands before the first colon is "Error" in the page's language.
    assert title.startswith(heading) or title.partition(": ")[2].startswith(heading), (
        f"the title is not the h1: {title}"
    )


def headings_in_order(page: Page) -> None:
    """No heading level is jumped over on the way down."""
    levels = [int(tag[1]) for _i, tag, _a in page.all("h1", "h2", "h3", "h4")]
    for before, after in pairwise(levels):
        assert after <= before + 1, f"h{before} is followed by h{after}"


def fields_have_labels(page: Page) -> None:
    """Every field a person fills in has a label."""
    labelled = {attrs.get("for") for _i, _t, attrs in page.all("label")}
    for _i, tag, attrs in page.all("input", "textarea", "select"):
        if attrs.get("type") != "hidden":
            assert attrs.get("id") in labelled, f"{tag} {attrs.get('name')} has no label"


def references_resolve(page: Page) -> None:
    """Ids are unique; every aria reference and every link inside the page leads somewhere."""
    ids = [attrs["id"] for _t, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids)), "an id is used twice"
    for _tag, attrs in page.elements:
        wanted = (
            attrs.get("aria-describedby", "").split() + attrs.get("aria-labelledby", "").split()
        )
        if attrs.get("href", "").startswith("#"):
            wanted.append(attrs["href"][1:])
        assert set(wanted) <= set(ids), f"{set(wanted) - set(ids)} is not on the page"


def problems_in_page_order(page: Page) -> None:
    """What is wrong is listed in the order in which the page asks for it, so that putting right goes one way."""
    places = {
        attrs["id"]: place for place, (_t, attrs) in enumerate(page.elements) if "id" in attrs
    }
    summary = next(
        (i for i, _t, a in page.all("div") if a.get("class") == "govuk-error-summary"), None
    )
    if summary is None:
        return
    ends = next((i for i, _t, _a in page.all("h1") if i > summary), len(page.elements))
    links = [
        a["href"][1:] for i, _t, a in page.all("a") if summary < i < ends and a["href"][:1] == "#"
    ]
    asked = [places[link] for link in links]
    assert asked == sorted(asked), f"what is wrong is not in the page's order: {links}"


def nothing_inline_or_foreign(page: Page) -> None:
    """Nothing inline but the style that the policy names; no file of anybody else's; no positive tabindex."""
    for place, _tag, _attrs in page.all("style"):
        digest = base64.b64encode(hashlib.sha256(page.words[place].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.policy, "inline style (ADR 0021)"
    assert page.policy.count("'sha256-") == len(page.all("style")), "a policy wider than its page"
    assert "unsafe" not in page.policy
    for place, _tag, attrs in page.all("script"):
        assert attrs.get("src"), "inline script"
        assert not page.text(place), "script with words"
    for tag, attrs in page.elements:
        assert not any(name.startswith("on") or name == "style" for name in attrs), (
            f"inline on {tag}"
        )
        assert int(attrs.get("tabindex", "0")) <= 0, "positive tabindex"
        if tag in ("script", "img", "link"):
            assert "//" not in attrs.get("src", "") + attrs.get("href", ""), f"{tag} from elsewhere"


def buttons_have_words(page: Page) -> None:
    """Every button and link says what it does; every form says where it goes."""
    for place, tag, _attrs in page.all("button", "a"):
        assert page.text(place), f"an empty {tag}"
    for _i, _t, attrs in page.all("form"):
        assert attrs.get("action"), "a form without an address"


def plain_words(page: Page) -> None:
    """Families are "you" and "your family" (R1-23)."""
    body = page.text(page.all("body")[0][0])
    assert not FORBIDDEN.search(body), f"{FORBIDDEN.search(body)} is not a word for families"


CHECKS: tuple[Callable[[Page], None], ...] = (
    language,
    one_h1_and_title,
    headings_in_order,
    fields_have_labels,
    references_resolve,
    problems_in_page_order,
    nothing_inline_or_foreign,
    buttons_have_words,
)


_SEALED = re.compile(r'(?<= value=")[^"<>]{24,}(?=")')
_sound: set[bytes] = set()
"""Digests of what was found sound: three pages of four are drawn again and differ by a sealed value alone."""


def check_page(html: str, *, for_families: bool, policy: str = "") -> None:
    """Assert everything that a page must hold to.

    A page that was found sound is not read again when it comes back with other sealed values: no check looks at one.

    Args:
        policy: the content policy that it came with.
    """
    seen = f"{for_families} {policy} {_SEALED.sub('', html)}"
    digest = hashlib.sha256(seen.encode()).digest()
    if digest in _sound:
        return
    page = Page(html, policy)
    for check in (*CHECKS, plain_words) if for_families else CHECKS:
        check(page)
    _sound.add(digest)
