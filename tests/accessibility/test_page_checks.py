"""What is checked of every page is seen where it is wrong, also of a page that was drawn before."""

import pytest

from tests.page_checks import check_page

SEALED = ("gAAAAAB-one-sealed-page-of-a-journey", "gAAAAAB-the-same-page-sealed-once-more")


def drawn(sealed: str, *, label: str = "answer", words: str = "Your words") -> str:
    """Return a page with one field and a sealed value."""
    return (
        f'<html lang="en"><head><title>{words}</title></head><body><h1>{words}</h1>\n'
        f'<form action="/x"><input type="hidden" name="page" value="{sealed}">'
        f'<label for="{label}">Say</label><input id="answer" name="answer"></form></body></html>'
    )


def test_page_drawn_again_with_another_sealed_value_is_sound_too() -> None:
    for sealed in SEALED:
        check_page(drawn(sealed), for_families=True)


def test_page_that_is_wrong_is_found_each_time_though_one_like_it_was_sound() -> None:
    check_page(drawn(SEALED[0]), for_families=True)
    for sealed in (*SEALED, *SEALED):
        with pytest.raises(AssertionError, match="has no label"):
            check_page(drawn(sealed, label="nothing"), for_families=True)


def test_page_for_officers_is_read_again_when_families_are_shown_it() -> None:
    check_page(drawn(SEALED[0], words="Customers"), for_families=False)
    with pytest.raises(AssertionError, match="not a word for families"):
        check_page(drawn(SEALED[0], words="Customers"), for_families=True)


def test_forbidden_word_is_found_though_the_next_block_follows_without_a_blank() -> None:
    page = drawn(SEALED[0]).replace("<form", "<ul><li>Customer</li><li>care</li></ul><form")
    with pytest.raises(AssertionError, match="not a word for families"):
        check_page(page, for_families=True)


def test_page_with_another_policy_is_read_again() -> None:
    check_page(drawn(SEALED[0]), for_families=True, policy="default-src 'self'")
    with pytest.raises(AssertionError, match="wider than its page"):
        check_page(drawn(SEALED[0]), for_families=True, policy="style-src 'sha256-abc'")
