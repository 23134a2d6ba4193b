"""The receipt: hard to guess, easy to read out, and the only way back to a response."""

import re
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from feedback.domain.enums import DecisionVerdict, ResponseState
from feedback.domain.errors import ReceiptUnknown
from feedback.domain.receipt_codes import ALPHABET, new_receipt_code, read_receipt_code
from feedback.services.receipts import find_status
from feedback.services.runtime import Runtime
from feedback.services.submit_response import submit_response
from feedback.storage.models import CommentRow, Receipt, ResponseRow, StaffUser, ThemeDecision
from tests.made_up import made_up_submission

WRITTEN = re.compile(r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$")


def test_code_when_made_is_four_groups_and_never_the_same() -> None:
    codes = {new_receipt_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(WRITTEN.match(code) for code in codes)


def test_code_when_made_spreads_over_every_character_of_its_70_bits() -> None:
    codes = [new_receipt_code().replace("-", "") for _ in range(2_000)]
    for place in range(14):
        assert len({code[place] for code in codes}) == 32


@pytest.mark.parametrize(
    "retype",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code}\n",
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("-", "\u2013"),
    ],
    ids=["small", "joined", "spaced", "padded", "o and l", "O and I", "dashes"],
)
def test_code_when_typed_another_way_is_read(retype: object) -> None:
    for _ in range(50):
        code = new_receipt_code()
        assert read_receipt_code(retype(code)) == code  # type: ignore[operator]


@given(st.integers(0, 15), st.sampled_from(ALPHABET))
def test_code_when_one_character_is_wrong_is_found_out(place: int, wrong: str) -> None:
    plain = new_receipt_code().replace("-", "")
    if plain[place] != wrong:
        assert read_receipt_code(plain[:place] + wrong + plain[place + 1 :]) is None


@given(st.integers(0, 14))
def test_code_when_two_neighbours_are_swapped_is_found_out(place: int) -> None:
    plain = new_receipt_code().replace("-", "")
    if plain[place] != plain[place + 1]:
        swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
        assert read_receipt_code(swapped) is None


@given(st.text(max_size=40))
def test_code_when_it_is_anything_else_is_none(typed: str) -> None:
    found = read_receipt_code(typed)
    assert found is None or WRITTEN.match(found)


def sent(runtime: Runtime, code: str) -> None:
    """Store a made-up submission under the code."""
    with runtime.database.transaction() as session:
        submit_response(session, runtime, made_up_submission(receipt_code=code))


def test_status_when_the_code_is_right_is_found(runtime: Runtime) -> None:
    sent(runtime, code := new_receipt_code())
    with runtime.database.reading() as session:
        status = find_status(session, runtime, code.lower().replace("-", " "))
    assert (status.received_on.isoformat(), status.state) == ("2026-08-14", ResponseState.RECEIVED)
    assert (status.comment_count, status.themes, status.theme_labels) == (2, (), ())


def test_status_when_people_decided_names_their_themes_only(runtime: Runtime) -> None:
    sent(runtime, code := new_receipt_code())
    with runtime.database.transaction() as session:
        officer = StaffUser(
            id=uuid4(), email="o@example.org", display_name="O", password_hash="x",
            active=True, failed_count=0, created_utc=runtime.clock.now(),
        )  # fmt: skip
        session.add(officer)
        session.flush()
        comment = session.scalars(select(CommentRow).order_by(CommentRow.question_id)).first()
        assert comment is not None
        session.add_all(
            ThemeDecision(
                id=uuid4(), comment_id=comment.id, theme=theme, polarity=polarity, verdict=verdict,
                suggested=True, codebook_version="1", decided_by=officer.id,
                decided_utc=runtime.clock.now(),
            )
            for theme, polarity, verdict in (
                ("timeliness", "negative", DecisionVerdict.CONFIRMED),
                ("communication", None, DecisionVerdict.REJECTED),
            )
        )  # fmt: skip
    with runtime.database.reading() as session:
        status = find_status(session, runtime, code)
    assert status.themes == ("timeliness",)
    assert status.theme_labels == ("Waiting and timeliness",)


@pytest.mark.parametrize("typed", ["", "nothing like it", "0000-0000-0000-0000"])
def test_status_when_the_code_is_unknown_says_so_without_it(runtime: Runtime, typed: str) -> None:
    with runtime.database.reading() as session, pytest.raises(ReceiptUnknown) as unknown:
        find_status(session, runtime, typed)
    assert not typed or typed not in str(unknown.value)


def test_code_when_stored_is_a_hash_only(runtime: Runtime) -> None:
    sent(runtime, code := new_receipt_code())
    with runtime.database.reading() as session:
        stored = session.scalars(select(Receipt.code_hash)).one()
        once = session.scalars(select(ResponseRow.once_hash)).one()
    plain = code.replace("-", "").encode()
    assert len(stored) == 32
    assert plain not in stored
    assert stored != once
