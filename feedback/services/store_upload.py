"""Look at a file as it would be stored, then store it: in one transaction, or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from feedback.domain.enums import ImportState
from feedback.domain.errors import Conflict, FeedbackError, ImportRefused, NotFound
from feedback.domain.questionnaires import Questionnaire
from feedback.domain.submissions import Submission
from feedback.services.import_days import fixed_day
from feedback.services.import_mappings import ImportMapping
from feedback.services.import_plan import letters_of, mapping_of
from feedback.services.import_questionnaire import questionnaire_as_asked
from feedback.services.import_responses import (
    BATCH_ROWS,
    BatchAbout,
    Hashed,
    Tally,
    record_batch,
    split_known,
    store_part,
)
from feedback.services.import_rows import CsvFile, RejectedRow, RowReader
from feedback.services.import_uploads import Upload, open_upload, record_discarded
from feedback.services.response_rows import words_of
from feedback.services.runtime import Runtime
from feedback.services.submit_response import Analyses, analyse_submissions
from feedback.storage.queries import imports as queries
from feedback.storage.queries.responses import find_known

SHOWN_ROWS = 5
AT_ONCE_ROWS = 200
"""So many rows are stored while the officer waits; more are left to the worker."""
HELD = "Held for safeguarding when it is stored"


@dataclass(frozen=True, slots=True)
class Checked:
    """How every row would be accounted for: `row_count == len(new) + known_count + len(rejected)`."""

    questionnaire: Questionnaire
    mapping: ImportMapping
    row_count: int
    good: tuple[tuple[int, Submission], ...]
    new: tuple[Hashed, ...]
    known_count: int
    rejected: tuple[RejectedRow, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as it would be stored: question and answer, words masked."""

    row: int
    received_on: date
    answers: tuple[tuple[str, str], ...]


def check_upload(runtime: Runtime, upload: Upload) -> Checked:
    """Return how every row of the file would be accounted for.

    Raises: ImportRefused when the questionnaire does not ask what the file answers.
    """
    mapping = mapping_of(
        upload.plan, upload.grid, upload.questionnaire, latest=runtime.clock.today()
    )
    questionnaire = questionnaire_as_asked(mapping, upload.questionnaire)
    day = upload.plan.day or runtime.clock.today()
    file = CsvFile(letters_of(upload.grid), upload.grid.rows, upload.grid.sha256)
    good, rejected = RowReader(mapping, questionnaire, fixed_day(day)).read(file)
    new, known = split_known(runtime, [submission for _row, submission in good])
    return Checked(
        questionnaire=questionnaire,
        mapping=mapping,
        row_count=upload.grid.row_count,
        good=tuple(good),
        new=tuple(new),
        known_count=known,
        rejected=tuple(sorted((*rejected, *upload.grid.spoiled), key=lambda one: one.row)),
    )


def show_rows(runtime: Runtime, checked: Checked, *, sees_held: bool) -> list[ShownRow]:
    """Return the first rows as they would be stored, masked.

    Args:
        sees_held: whether words that would be held for safeguarding may be shown (R4-25).
    """
    first = checked.good[:SHOWN_ROWS]
    analyses = analyse_submissions(runtime, [submission for _row, submission in first])
    return [
        _shown(row, submission, found, sees_held=sees_held)
        for (row, submission), found in zip(first, analyses, strict=True)
    ]


def _shown(row: int, submission: Submission, found: Analyses, *, sees_held: bool) -> ShownRow:
    held = not sees_held and any(one.flag is not None for one in found.values())
    said = []
    for answer in submission.answers:
        question = submission.questionnaire.question(answer.question_id)
        if question is None or answer.skipped:
            continue
        if answer.choices:
            labels = (question.option(code) for code in answer.choices)
            words = "; ".join(option.label for option in labels if option)
        elif held:
            words = HELD
        elif question.id in found:
            words = found[question.id].masked.text
        else:
            words = words_of(answer)[:10]  # a number of people: text is always masked or set aside
        said.append((question.words, words))
    return ShownRow(row, submission.received_on, tuple(said))


def store_now(runtime: Runtime, upload_id: UUID, staff_id: UUID) -> None:
    """Store a small file while the officer waits, read as quickly as a family's own sending.

    Raises: ImportRefused when everything or nothing was chosen and a row cannot be taken; Conflict when the
        file is on its way already; NotFound; StorageUnavailable. Nothing is stored then.
    """
    with runtime.database.reading() as session:
        upload = open_upload(session, runtime, upload_id, staff_id)
    if upload.state is not ImportState.WAITING:
        raise Conflict("This file is being stored already.")
    _store(runtime, upload, lambda _done: None, careful=False)


def store_queued(runtime: Runtime, *, on_progress: Callable[[int, int], None] | None = None) -> int:
    """Store the files that wait for the worker; return how many rows.

    Args:
        on_progress: called after each batch with the rows that are read and those in the file.

    A file that was cut off has stored nothing and is begun again; one that cannot be stored is given up with
    its rows listed.
    """
    with runtime.database.reading() as session:
        waiting = queries.list_queued(session)
    return sum(_store_one(runtime, upload_id, on_progress) for upload_id in waiting)


def _store_one(
    runtime: Runtime, upload_id: UUID, on_progress: Callable[[int, int], None] | None
) -> int:
    def show(done: int) -> None:
        if on_progress is not None:
            on_progress(done, upload.grid.row_count)
        with runtime.database.transaction() as session:
            queries.change_open(session, upload_id, {"done_count": done}, state=ImportState.QUEUED)

    try:
        with runtime.database.reading() as session:
            upload = open_upload(session, runtime, upload_id, None)
        return _store(runtime, upload, show, careful=True)
    except (NotFound, Conflict):
        return 0  # another worker was quicker
    except ImportRefused as refused:
        _give_up(runtime, upload_id, refused)
        return 0


def _give_up(runtime: Runtime, upload_id: UUID, refused: FeedbackError) -> None:
    with runtime.database.transaction() as session:
        values = {"state": ImportState.REFUSED, "rejected": [[0, refused.public_message]]}
        if queries.close(session, upload_id, values, state=ImportState.QUEUED):
            record_discarded(session, runtime, [upload_id], None)


def _store(runtime: Runtime, upload: Upload, show: Callable[[int], None], *, careful: bool) -> int:
    checked = check_upload(runtime, upload)
    see_strict(upload, checked)
    analyses = _analyse(runtime, checked.new, show, careful=careful)
    with runtime.database.transaction() as session:
        # Another import may have brought the same rows while these were read.
        known = find_known(session, [once_hash for once_hash, _s in checked.new])
        pairs = [
            (pair, found)
            for pair, found in zip(checked.new, analyses, strict=True)
            if pair[0] not in known
        ]
        known_count = checked.known_count + len(checked.new) - len(pairs)
        rejected = [[one.row, one.reason] for one in checked.rejected]
        closed = queries.close(
            session,
            upload.id,
            {
                "state": ImportState.STORED,
                "done_count": upload.grid.row_count,
                "stored_count": len(pairs),
                "known_count": known_count,
                "rejected": rejected,
            },
            state=upload.state,
        )
        if not closed:
            raise Conflict("This file is being stored already.")
        file = CsvFile(upload.grid.header, upload.grid.rows, upload.grid.sha256)
        about = BatchAbout(file, checked.questionnaire, checked.mapping, known_count, len(rejected))
        tally = Tally()
        store_part(
            session,
            runtime,
            [pair for pair, _found in pairs],
            analyses=[found for _pair, found in pairs],
            tally=tally,
            about=about,
        )
        record_batch(session, runtime, tally, about, upload.staff_id)
    return len(pairs)


def see_strict(upload: Upload, checked: Checked) -> None:
    """See that no row is left out where everything or nothing was chosen.

    Raises: ImportRefused.
    """
    if upload.plan.strict and checked.rejected:
        raise ImportRefused(
            f"{len(checked.rejected)} of {checked.row_count} rows cannot be taken, so nothing was stored. "
            "Mend them in the file and send it again, or store the others alone."
        )


def _analyse(
    runtime: Runtime, new: Sequence[Hashed], show: Callable[[int], None], *, careful: bool
) -> list[Analyses]:
    found: list[Analyses] = []
    for start in range(0, len(new), BATCH_ROWS):
        part = [submission for _hash, submission in new[start : start + BATCH_ROWS]]
        found += analyse_submissions(runtime, part, careful=careful)
        show(len(found))
    return found
