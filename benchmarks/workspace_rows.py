"""A hundred thousand invented responses, written to a database in bulk: what `workspace` is measured on.

The words are made here from a few lists, by a fixed seed: no real family's, and the same on every run.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from feedback.domain.chosen import layout_for
from feedback.domain.codes import SERVICES
from feedback.domain.quarters import Quarter
from feedback.domain.questionnaires import Questionnaire
from feedback.domain.said import Said, kept, pack_said
from feedback.services.runtime import Runtime
from feedback.storage import models
from feedback.storage.models.base import table_of

AT_ONCE = 5_000
DAYS = 2 * 365
UNREAD_SHARE, FLAGGED_SHARE, UNSURE_SHARE = 0.06, 0.01, 0.2
OVERALL = ("very_good", "good", "neither", "poor", "very_poor")
LISTENED = ("fully", "partly", "no", "not_sure")
SCALES = {
    "acknowledged": ("yes_quickly", "yes_slowly", "no"),
    "explained": ("fully", "partly", "no"),
    "agreed": ("yes", "partly", "no", "no_decision"),
    "confidence": ("very", "a_bit", "not", "dont_know"),
}
PEOPLE = ("parent", "carer", "kinship_carer", "foster_carer", "child_young_person", "other_family")
WHO = ("The worker", "Our social worker", "The school", "The team", "The clinic", "The office")
DID = (
    "listened to us", "never rang back", "explained the plan", "kept changing the date", "was kind and patient",
    "did not turn up", "lost the form twice", "asked what we thought", "answered within a day", "left us waiting",
)  # fmt: skip
WHEN = (
    "last month",
    "since the spring",
    "for half a year",
    "every week",
    "after the review",
    "at the meeting",
)
THEN = (
    "which helped a lot", "and nobody said why", "so we gave up", "and things are better now", "but we still wait",
    "and my son is calmer", "and the transport was cancelled again", "so the short break was lost",
)  # fmt: skip
POLARITIES = ("negative", "positive", "negative", "neutral")

Row = dict[str, Any]


def fill(
    runtime: Runtime, officer: UUID, count: int, *, days: int = DAYS, every_scale: bool = False
) -> None:
    """Store `count` responses with answers, comments, suggestions, decisions, flags and audit.

    Args:
        days: over how many days they came.
        every_scale: also the answers that reports count and no page of officers shows.
    """
    maker = _Maker(runtime, officer, days=days, every_scale=every_scale)
    for start in range(0, count, AT_ONCE):
        rows: dict[Table, list[Row]] = {}
        for _number in range(min(AT_ONCE, count - start)):
            maker.add_response(rows)
        with runtime.database.transaction() as session:
            for table, made in rows.items():
                _write(session, table, made)
    with runtime.database.outside_transactions() as connection:
        # PostgreSQL clears up by itself a minute after such a load; here nobody waits for it.
        vacuum = "VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE"
        connection.execute(text(vacuum))


class _Maker:
    """Makes rows; holds the lot and what every response shares."""

    def __init__(self, runtime: Runtime, officer: UUID, *, days: int, every_scale: bool) -> None:
        self.runtime, self.officer = runtime, officer
        self.days, self.every_scale = days, every_scale
        self.lot = random.Random(20261125)
        self.today = runtime.clock.today()
        self.themes = sorted(runtime.engine.codebook.ids)
        slugs = ("listening-to-families", "parent-carer-voice")
        self.asked = [runtime.questionnaires[slug] for slug in slugs]
        self.layouts = {asked.id: layout_for(asked) for asked in self.asked}

    def add_response(self, rows: dict[Table, list[Row]]) -> None:
        lot, asked = self.lot, self.lot.choice(self.asked)
        # The unread are the newest, as they would be.
        unread = lot.random() < UNREAD_SHARE
        back = lot.randrange(30) if unread else lot.randrange(14, self.days)
        came_on = self.today - timedelta(days=back)
        key, key_id, wrapped = self.runtime.keyring.new_data_key()
        response = {
            "id": self._id(), "questionnaire_id": asked.id, "forum": asked.forum, "channel": "web",
            "campaign": None, "language": "en", "received_on": came_on,
            "quarter": str(Quarter.containing(came_on)), "state": "received" if unread else "read",
            "may_quote": lot.random() < 0.4, "once_hash": lot.randbytes(32), "key_id": key_id,
            "wrapped_key": wrapped, "import_batch_id": None, "collective": False, "represents": None,
            "staff_present": False, "unsure": lot.random() < UNSURE_SHARE,
        }  # fmt: skip
        _add(rows, models.ResponseRow, response)
        response["chosen"] = self._answers(rows, response["id"], asked)
        self._deed(rows, "response_stored", "response", response["id"], came_on, None)
        read_on = None if unread else min(came_on + timedelta(days=lot.randrange(10)), self.today)
        if read_on is not None:
            for action in ("response_opened", "response_read"):
                self._deed(rows, action, "response", response["id"], read_on, self.officer)
        said = [
            self._comment(rows, response["id"], question, key, read_on)
            for question in ("went-well", "could-be-better")
            if lot.random() < 0.75
        ]
        response |= {"read_on": read_on, "said": kept(pack_said(said))}

    def _answers(
        self, rows: dict[Table, list[Row]], response_id: UUID, asked: Questionnaire
    ) -> str | None:
        """Add the answers; return them as they are counted."""
        lot = self.lot
        services = lot.sample([service.code for service in SERVICES], lot.choice((1, 1, 2)))
        chosen = {
            "overall": [lot.choice(OVERALL)], "listened": [lot.choice(LISTENED)],
            "timeliness": ["still_waiting"], "services": services, "who": [lot.choice(PEOPLE)],
        }  # fmt: skip
        if self.every_scale:
            chosen |= {construct: [lot.choice(codes)] for construct, codes in SCALES.items()}
        for question_id, values in chosen.items():
            for position, value in enumerate(values):
                _add(rows, models.AnswerRow, {
                    "response_id": response_id, "question_id": question_id, "position": position,
                    "construct": question_id, "value": value, "skipped": False,
                })  # fmt: skip
        return self.layouts[asked.id].pack(chosen)

    def _comment(
        self, rows: dict[Table, list[Row]], response_id: UUID, question: str, key: Any, read_on: date | None
    ) -> Said:  # fmt: skip
        """Add a comment; return what it speaks of."""
        lot, comment_id = self.lot, self._id()
        words = " ".join(self._sentence() for _ in range(lot.choice((1, 2, 2, 3, 5))))
        _add(rows, models.CommentRow, {
            "id": comment_id, "response_id": response_id, "question_id": question,
            "construct": question.replace("-", "_"),
            "sealed_original": key.seal(words.encode(), bound_to=comment_id), "masked": words,
            "mask_spans": [], "language": "en", "language_measured": True, "proposes": False,
            "analysis_version": "bench",
        })  # fmt: skip
        tags = []
        for theme in lot.sample(self.themes, lot.choice((0, 1, 1, 2, 3))):
            polarity = lot.choice(POLARITIES)
            tags.append((theme, polarity))
            _add(rows, models.ThemeSuggestion, {
                "comment_id": comment_id, "theme": theme, "polarity": polarity, "confidence": 0.8,
                "sure": True, "version": "bench",
                "evidence": [{"start": 0, "end": 9, "words": words[:9], "weight": 1.0}],
            })  # fmt: skip
            if read_on is not None:
                _add(rows, models.ThemeDecision, self._decided(comment_id, read_on) | {
                    "id": self._id(), "theme": theme, "polarity": polarity, "verdict": "confirmed",
                    "suggested": True, "codebook_version": "bench",
                })  # fmt: skip
        feeling = lot.choice(("negative", "mixed", "neutral", "positive"))
        _add(rows, models.SentimentSuggestion, {
            "comment_id": comment_id, "sentiment": feeling, "score": 0.2, "confidence": 0.8,
            "evidence": [], "version": "bench",
        })  # fmt: skip
        if read_on is not None:
            decided = self._decided(comment_id, read_on) | {"sentiment": feeling}
            _add(rows, models.SentimentDecision, decided)
            self._deed(rows, "theme_decided", "comment", comment_id, read_on, self.officer)
        if lot.random() < FLAGGED_SHARE:
            self._flag(rows, comment_id, read_on)
        return Said(
            "bench", stands=True, decided=bool(tags) and read_on is not None, tags=tuple(tags)
        )

    def _flag(self, rows: dict[Table, list[Row]], comment_id: UUID, read_on: date | None) -> None:
        seen = read_on is not None
        urgency = self.lot.choice(("immediate", "concern"))
        _add(rows, models.Flag, {
            "comment_id": comment_id, "urgency": urgency, "reason": "somebody may be hurt",
            "confidence": 0.9, "evidence": [], "version": "bench",
            "state": "seen" if seen else "open", "held": not seen and urgency == "immediate",
        })  # fmt: skip
        if read_on is not None:
            decided = self._decided(comment_id, read_on) | {"outcome": "advice_given"}
            _add(rows, models.FlagDecision, decided)

    def _decided(self, comment_id: UUID, on: date) -> Row:
        at = datetime.combine(on, time(10), UTC)
        return {"comment_id": comment_id, "decided_by": self.officer, "decided_utc": at}

    def _deed(
        self, rows: dict[Table, list[Row]], action: str, kind: str, subject: UUID, on: date, by: UUID | None
    ) -> None:  # fmt: skip
        _add(rows, models.AuditEvent, {
            "id": self._id(), "on_day": on, "at_utc": datetime.combine(on, time(10), UTC) if by else None,
            "actor_id": by, "action": action, "subject_type": kind, "subject_id": str(subject), "detail": {},
        })  # fmt: skip

    def _sentence(self) -> str:
        lot = self.lot
        return f"{lot.choice(WHO)} {lot.choice(DID)} {lot.choice(WHEN)} {lot.choice(THEN)}."

    def _id(self) -> UUID:
        return UUID(bytes=self.lot.randbytes(16), version=4)


def _add(rows: dict[Table, list[Row]], model: type[Any], row: Row) -> None:
    rows.setdefault(table_of(model), []).append(row)


def _write(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Write rows past the statements of SQLAlchemy, which would take minutes."""
    names = list(rows[0])
    columns = ", ".join(names)
    raw: Any = session.connection().connection.driver_connection
    if session.get_bind().dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        raw.executemany(
            f"INSERT INTO {table.name} ({columns}) VALUES ({marks})",  # noqa: S608 (our own names)
            _values(rows, names, _for_sqlite),
        )
        return
    copy = f"COPY {table.name} ({columns}) FROM STDIN"
    with raw.cursor() as cursor, cursor.copy(copy) as stream:
        for values in _values(rows, names, _for_postgres):
            stream.write_row(values)


def _values(
    rows: Sequence[Row], names: Sequence[str], adapt: Callable[[Any], Any]
) -> Iterator[tuple[Any, ...]]:
    return (tuple(adapt(row[name]) for name in names) for row in rows)


def _for_postgres(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return json.dumps(value) if isinstance(value, dict | list) else value


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else _for_postgres(value)
