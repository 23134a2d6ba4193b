"""Store responses from another system: every row is stored, known already, or rejected with its reason."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback.domain.codes import FORUM_BY_CODE
from feedback.domain.enums import AuditAction
from feedback.domain.errors import ImportRefused
from feedback.domain.questionnaires import Questionnaire
from feedback.domain.submissions import Submission
from feedback.services.audit import record
from feedback.services.import_mappings import ImportMapping, choose_mapping, load_mapping
from feedback.services.import_questionnaire import questionnaire_as_asked
from feedback.services.import_rows import CsvFile, DayOf, RejectedRow, RowReader, read_csv
from feedback.services.late_arrivals import quarter_for
from feedback.services.questionnaires import register_questionnaire
from feedback.services.response_rows import KeptAs, SealedIn, add_response
from feedback.services.runtime import Runtime
from feedback.services.stored_hash import stored_hash
from feedback.services.submit_response import ONCE, Analyses, analyse_submissions
from feedback.storage.models import ImportBatch
from feedback.storage.queries.responses import ResponseRows, find_known, store_many

BATCH_ROWS = 400
"""How many rows are analysed and stored at a time: the database is locked for well under a second."""

Progress = Callable[[int, int], None]
Hashed = tuple[bytes, Submission]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import, and how.

    Args:
        day_of: the day of a row where the file does not say one (`import_days`).
        mapping: the mapping's file; None chooses by the file's columns.
        encoding: overrules the mapping's.
        strict: store everything or nothing.
        dry_run: look at everything, store nothing.
        report: where the rejected rows are listed; None is beside the file.
    """

    path: Path
    forum: str
    questionnaire: str
    day_of: DayOf
    mapping: Path | None = None
    encoding: str | None = None
    strict: bool = False
    dry_run: bool = False
    report: Path | None = None

    @property
    def report_path(self) -> Path:
        """Return where the rejected rows are listed."""
        return self.report or self.path.with_name(f"{self.path.stem}.rejected.csv")


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """How every row was accounted for: `row_count == stored_count + known_count + len(rejected)`.

    Args:
        dated_by_file: whether the file said the days.
        report: the list of rejected rows, or None when there is none.
    """

    mapping: str
    row_count: int
    stored_count: int
    known_count: int
    rejected: tuple[RejectedRow, ...]
    dated_by_file: bool
    report: Path | None


@dataclass(slots=True)
class Tally:
    """The batch that rows belong to, and how many are stored."""

    batch_id: UUID = field(default_factory=uuid4)
    opened: bool = False
    stored: int = 0


def import_file(
    runtime: Runtime, request: ImportRequest, *, on_progress: Progress | None = None
) -> ImportOutcome:
    """Import the file; a second run of the same file adds nothing.

    Rows go in batches, each in a transaction of its own, so that families are not kept waiting; a run
    that was cut off is finished by running it again. With `strict` everything is one transaction.

    Args:
        on_progress: called with rows done and rows in all.

    Raises: ImportRefused when the file, the mapping or (strict) any row is wrong; StorageUnavailable.
    """
    base = _questionnaire(runtime, request)
    mapping = load_mapping(request.mapping) if request.mapping else None
    file = read_csv(
        request.path,
        encoding=request.encoding or (mapping.encoding if mapping else "utf-8"),
        delimiter=mapping.delimiter if mapping else ",",
    )
    mapping = mapping or choose_mapping(file.header, base)
    questionnaire = questionnaire_as_asked(mapping, base)
    reader = RowReader(mapping, questionnaire, request.day_of)
    reader.check(file.header)
    good, rejected = reader.read(file)
    report = _write_report(request.report_path, rejected) if rejected else None
    if request.strict and rejected:
        raise ImportRefused(
            f"{len(rejected)} of {len(file.rows)} rows cannot be imported, so nothing was stored. "
            f"The reasons are in {request.report_path.name}."
        )
    new, known = split_known(runtime, [submission for _row, submission in good])
    tally = Tally(stored=len(new) if request.dry_run else 0)
    if new and not request.dry_run:
        done_before = len(file.rows) - len(new)

        def show(stored: int) -> None:
            if on_progress is not None:
                on_progress(done_before + stored, len(file.rows))

        about = BatchAbout(file, questionnaire, mapping, known, len(rejected))
        size = len(new) if request.strict else BATCH_ROWS
        _store(runtime, new, tally=tally, size=size, about=about, show=show)
    return ImportOutcome(
        mapping=mapping.title,
        row_count=len(file.rows),
        stored_count=tally.stored,
        known_count=known,
        rejected=tuple(rejected),
        dated_by_file=mapping.day_column is not None,
        report=report,
    )


@dataclass(frozen=True, slots=True)
class BatchAbout:
    """What is written down of a batch: the file, how it was read, and the rows that are not stored."""

    file: CsvFile
    questionnaire: Questionnaire
    mapping: ImportMapping
    known: int
    rejected: int


def _questionnaire(runtime: Runtime, request: ImportRequest) -> Questionnaire:
    if request.forum not in FORUM_BY_CODE:
        raise ImportRefused(f"The forum must be one of: {', '.join(FORUM_BY_CODE)}.")
    questionnaire = runtime.questionnaires.get(request.questionnaire)
    if questionnaire is None:
        slugs = ", ".join(sorted(runtime.questionnaires))
        raise ImportRefused(f"There is no questionnaire of that name. There are: {slugs}.")
    if questionnaire.forum != request.forum:
        raise ImportRefused(
            f"The questionnaire {questionnaire.slug} is of the forum {questionnaire.forum}, "
            f"not of {request.forum}."
        )
    return questionnaire


def split_known(runtime: Runtime, submissions: Sequence[Submission]) -> tuple[list[Hashed], int]:
    """Return those that are not stored yet, with their once-hashes, and how many are."""
    with runtime.database.reading() as session:
        hashed = [(stored_hash(session, runtime, ONCE, s.once_key), s) for s in submissions]
        known = find_known(session, [once_hash for once_hash, _s in hashed])
    new = [pair for pair in hashed if pair[0] not in known]
    return new, len(hashed) - len(new)


def _store(
    runtime: Runtime,
    new: Sequence[Hashed],
    *,
    tally: Tally,
    size: int,
    about: BatchAbout,
    show: Callable[[int], None],
) -> None:
    for start in range(0, len(new), size):
        part = new[start : start + size]
        analyses = analyse_part(runtime, part)
        with runtime.database.transaction() as session:
            store_part(session, runtime, part, analyses=analyses, tally=tally, about=about)
            if start + size >= len(new):
                record_batch(session, runtime, tally, about)
        show(tally.stored)


def record_batch(
    session: Session,
    runtime: Runtime,
    tally: Tally,
    about: BatchAbout,
    actor_id: UUID | None = None,
) -> None:
    """Write down that a batch is stored."""
    record(
        session,
        runtime,
        AuditAction.IMPORT_STORED,
        subject=("import_batch", tally.batch_id),
        actor_id=actor_id,
        detail={"stored": tally.stored, "known": about.known, "rejected": about.rejected},
    )


def analyse_part(runtime: Runtime, part: Sequence[Hashed]) -> list[Analyses]:
    analyses: list[Analyses] = []
    for start in range(0, len(part), BATCH_ROWS):
        batch = [submission for _hash, submission in part[start : start + BATCH_ROWS]]
        analyses += analyse_submissions(runtime, batch, careful=True)
    return analyses


def store_part(
    session: Session,
    runtime: Runtime,
    part: Sequence[Hashed],
    *,
    analyses: Sequence[Analyses],
    tally: Tally,
    about: BatchAbout,
) -> None:
    """Store these rows in the caller's transaction, with the batch before the first of them."""
    if not tally.opened:
        register_questionnaire(session, runtime, about.questionnaire)
        session.add(_batch_row(runtime, tally.batch_id, about))
        session.flush()
    rows = ResponseRows()
    days = {submission.received_on for _hash, submission in part}
    quarters = {day: quarter_for(session, runtime, day) for day in sorted(days)}
    for (once_hash, submission), found in zip(part, analyses, strict=True):
        add_response(
            rows,
            submission,
            found,
            kept=KeptAs(once_hash, quarters[submission.received_on], tally.batch_id),
            seal=SealedIn.fresh(runtime.keyring),
        )
    store_many(session, rows)
    tally.opened = True
    tally.stored += len(part)
    session.execute(
        update(ImportBatch)
        .where(ImportBatch.id == tally.batch_id)
        .values(stored_count=tally.stored)
    )


def _batch_row(runtime: Runtime, batch_id: UUID, about: BatchAbout) -> ImportBatch:
    return ImportBatch(
        id=batch_id,
        file_sha256=about.file.sha256,
        questionnaire_id=about.questionnaire.id,
        mapping=about.mapping.name,
        row_count=len(about.file.rows),
        stored_count=0,
        known_count=about.known,
        rejected_count=about.rejected,
        imported_utc=runtime.clock.now(),
    )


def _write_report(path: Path, rejected: Sequence[RejectedRow]) -> Path:
    """List the rejected rows: numbers and reasons, never what a cell held."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["row", "reason"])
            writer.writerows((one.row, one.reason) for one in rejected)
    except OSError:
        raise ImportRefused(
            f"{len(rejected)} rows cannot be imported, and the list of them cannot be written to "
            f"{path.name}, so nothing was stored. Say where with --report."
        ) from None
    return path
