"""Freeze a quarter into one snapshot, and find the snapshots that were frozen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.reports.build import build_snapshot
from analysis.reports.counts import (
    AGREED,
    BROUGHT_IN,
    CHANNEL,
    FORUM,
    LISTENED,
    WHO,
    WORKERS,
    QuarterCounts,
    ThemeCount,
)
from analysis.reports.snapshot import (
    Change,
    QuarterSnapshot,
    SnapshotAltered,
    content_hash,
    from_json,
    to_json,
)
from analysis.reports.year import counts_to_json
from analysis.stats.release import CannotProtect
from analysis.themes.codebook import Codebook
from feedback.domain.codes import AREA_BY_NUMERAL, FORUM_BY_CODE, SERVICE_BY_CODE, whose
from feedback.domain.enums import AuditAction
from feedback.domain.errors import Conflict, NotFound, SealBroken
from feedback.domain.quarters import Quarter
from feedback.domain.reports import EarlyReason
from feedback.domain.said import NO_TALLY, ThemeTally
from feedback.services.audit import record
from feedback.services.codebook import codebook_in_use
from feedback.services.committee_extras import committee_extras
from feedback.services.count_versions import (
    CORE,
    count_version_tables,
    count_who,
    list_group_voices,
)
from feedback.services.count_workers import ASKED as WORKERS_ASKED
from feedback.services.count_workers import WORKER_LABELS, count_by_workers
from feedback.services.quarter_actions import list_returned, list_told_in, list_tracker
from feedback.services.quarter_context import (
    known_by,
    never_offered,
    past_of,
    populations,
    wordings,
)
from feedback.services.quotes import list_approved
from feedback.services.report_words import commentary_for
from feedback.services.runtime import Runtime
from feedback.services.table_links import table_links
from feedback.services.trusted import trusted_themes
from feedback.services.who_answered import list_who_answered
from feedback.storage.models import QuarterSnapshotRow
from feedback.storage.queries import frozen as frozen_queries
from feedback.storage.queries import quarter as queries
from feedback.storage.queries.quarter_answers import QuarterAnswers
from feedback.storage.queries.quarter_facts import FactsReader, list_analyses

ANSWERS: dict[str, tuple[str, dict[str, str]]] = {
    "overall": ("How it was overall", {"very_good": "Very good", "good": "Good", "neither": "Neither good nor poor", "poor": "Poor", "very_poor": "Very poor", "dont_know": "Don’t know"}),
    "acknowledged": ("Whether somebody let them know their message had arrived", {"yes_quickly": "Yes, quickly", "yes_slowly": "Yes, but it took a while", "no": "No", "not_applicable": "Sent none"}),
    "listened": (LISTENED, {"fully": "Yes, fully", "partly": "Yes, partly", "no": "No", "not_sure": "Not sure"}),
    "explained": ("Whether the reason for a decision was explained", {"fully": "Yes, fully", "partly": "Yes, partly", "no": "No", "no_decision": "No decision yet"}),
    "agreed": (AGREED, {"yes": "Yes", "partly": "Partly", "no": "No", "no_decision": "No decision yet"}),
    "timeliness": ("How the time it took was", {"about_right": "About right", "bit_slow": "A bit slow", "much_too_slow": "Much too slow", "still_waiting": "Still waiting", "not_sure": "Not sure"}),
    "confidence": ("How sure they are that something will change", {"very": "Very sure", "a_bit": "A bit sure", "not": "Not sure it will", "dont_know": "Don’t know"}),
    "who": (WHO, {"parent": "Parent", "carer": "Carer", "kinship_carer": "Kinship carer", "foster_carer": "Foster carer", "child_young_person": "Child or young person", "care_leaver": "Care leaver", "other_family": "Other family", "helper": "Somebody helping the family"}),
    WORKERS_ASKED: (WORKERS, WORKER_LABELS),
}  # fmt: skip
_EVERYBODYS = ("who", WORKERS_ASKED)
"""Answers that are no degrees: they have no scale, and are counted of everybody."""
_CORE_TITLES = [title for asked, (title, _labels) in ANSWERS.items() if asked not in _EVERYBODYS]
_ASKED = {"listened": ("listened", "agreed")} | {
    title: (construct,) for construct, (title, _labels) in ANSWERS.items()
}
SERVICES = "What it was about (several answers possible)"
CHANNELS = {"web": "Web form", "paper": "Paper, letter or e-mail", "phone": "Phone", "in_person": "In person", "advocate": "Advocate", "interpreter": "Interpreter", "forum_meeting": "Forum meeting", "import": BROUGHT_IN}  # fmt: skip


DISAGREED = ("no", "partly")
COUNTED_AGAIN = "the figures were counted again."


@dataclass(frozen=True, slots=True)
class BuiltReport:
    """What would be frozen now, written, with the counts behind it. Privacy: of the counts nothing is hidden yet.

    Args:
        same: the newest frozen version, where nothing differs from it.
    """

    payload: str
    counts: str
    same: "FrozenQuarter | None" = None


@dataclass(frozen=True, slots=True)
class FrozenQuarter:
    """A snapshot as it is stored."""

    quarter: str
    version: int
    frozen_utc: datetime
    content_hash: str
    snapshot: QuarterSnapshot


def freeze_quarter(
    session: Session, runtime: Runtime, quarter: Quarter, *, staff_id: UUID | None = None
) -> FrozenQuarter:
    """Freeze the quarter at once; when nothing changed since the last time, return what was frozen then.

    This is for the demo and for tests: whoever works here drafts a report, and two others check it before it is
    frozen (`draft_report`).

    Raises: Conflict when the quarter is not over yet, or when a new version beside the earlier ones would give a
        small count away.
    """
    built = build_report(session, runtime, quarter)
    if built.same is not None:
        return built.same
    return store_frozen(session, runtime, built.payload, built.counts, staff_id=staff_id)


def build_report(
    session: Session, runtime: Runtime, quarter: Quarter, *, change_note: str = COUNTED_AGAIN
) -> BuiltReport:
    """Return what the quarter's next version would be; nobody else can freeze until the transaction ends.

    Args:
        change_note: what is corrected, where an earlier version was frozen.

    Raises: as freeze_quarter.
    """
    frozen_queries.lock_reports(session)
    if runtime.clock.today() <= quarter.ends_on:
        raise Conflict("This quarter is not over yet, so it cannot be frozen.")
    if _latest(session, str(quarter.year)) is not None:
        raise Conflict(
            "The figures of this quarter's year are frozen, so the quarter stays as it is."
        )
    counted = count_quarter(session, runtime, quarter)
    made, latest = _snapshot(session, runtime, quarter, counted), _latest(session, str(quarter))
    made = replace(made, commentary=commentary_for(session, made))
    if latest is None:
        return BuiltReport(to_json(made), counts_to_json(counted))
    before = as_frozen(latest)
    made = replace(made, version=latest.version, changes=before.snapshot.changes)
    same = content_hash(to_json(made)) == latest.content_hash
    version = latest.version + 1
    made = replace(made, version=version, changes=(*made.changes, Change(version, change_note)))
    return BuiltReport(to_json(made), counts_to_json(counted), before if same else None)


def store_frozen(
    session: Session, runtime: Runtime, payload: str, counts: str, *, staff_id: UUID | None,
    early: EarlyReason | None = None,
) -> FrozenQuarter:  # fmt: skip
    """Store a snapshot as frozen, in its one written form; why it is early, where it is, goes into the audit."""
    made = from_json(payload, content_hash(payload))
    row = QuarterSnapshotRow(
        id=uuid4(), quarter=made.quarter, version=made.version, content_hash=content_hash(payload),
        payload=payload, frozen_utc=runtime.clock.now(), frozen_by=staff_id, counts=counts,
        change_note=made.changes[-1].note if made.changes else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    why = {"early": early.value} if early else {}
    record(session, runtime, AuditAction.QUARTER_FROZEN, subject=("quarter", row.quarter), actor_id=staff_id,
           detail={"version": row.version, "hash": row.content_hash} | why)  # fmt: skip
    return as_frozen(row)


def _snapshot(
    session: Session, runtime: Runtime, quarter: Quarter, counted: QuarterCounts
) -> QuarterSnapshot:
    try:
        return build_snapshot(
            counted,
            threshold=runtime.settings.suppression_threshold,
            rounded=runtime.settings.round_counts,
            past=past_of(session, quarter),
        )
    except CannotProtect as cannot:
        raise Conflict(
            "A new version beside the earlier ones would give small counts away, so the earlier one stands."
        ) from cannot


def find_frozen(session: Session, quarter: Quarter | str) -> FrozenQuarter:
    """Return the newest frozen version of a quarter, or of a year that is written like 2026.

    Raises: NotFound when it was never frozen; SealBroken when its figures were altered since.
    """
    latest = _latest(session, str(quarter))
    if latest is None:
        raise NotFound(f"{quarter} has not been frozen.")
    return as_frozen(latest)


def list_frozen(session: Session) -> list[tuple[str, int, datetime]]:
    """Return (quarter, newest version, frozen when) of every frozen quarter, newest first."""
    rows = session.execute(
        select(
            QuarterSnapshotRow.quarter,
            func.max(QuarterSnapshotRow.version),
            func.max(QuarterSnapshotRow.frozen_utc),
        )
        .group_by(QuarterSnapshotRow.quarter)
        .order_by(QuarterSnapshotRow.quarter.desc())
    )
    return [(quarter, version, frozen) for quarter, version, frozen in rows]


def _latest(session: Session, period: str) -> QuarterSnapshotRow | None:
    return session.scalar(
        select(QuarterSnapshotRow)
        .where(QuarterSnapshotRow.quarter == period)
        .order_by(QuarterSnapshotRow.version.desc())
        .limit(1)
    )


def as_frozen(row: QuarterSnapshotRow) -> FrozenQuarter:
    """Return what was stored.

    Raises: SealBroken when its figures were altered since.
    """
    try:
        snapshot = from_json(row.payload, row.content_hash)
    except SnapshotAltered as altered:
        raise SealBroken(str(altered)) from altered
    return FrozenQuarter(row.quarter, row.version, row.frozen_utc, row.content_hash, snapshot)


def list_report_tags(session: Session, runtime: Runtime, quarter: str) -> list[queries.Tag]:
    """Return what the quarter's comments speak of, as its report counts it."""
    trusted = trusted_themes(session, runtime)
    decided, suggested = queries.list_tags(session, quarter, trusted)
    return decided + suggested


def count_quarter(session: Session, runtime: Runtime, quarter: Quarter) -> QuarterCounts:
    """Return what is counted of a quarter. Privacy: nothing of it is hidden yet."""
    now = str(quarter)
    reader = FactsReader(session)
    facts, before = reader.of(now), reader.of(str(quarter.shifted(-1)))
    codebook = codebook_in_use(session, runtime)
    trusted = trusted_themes(session, runtime)
    answers, spoken = facts.answers, facts.spoken.themes(trusted)
    agreed_and_heard = answers.pairs("agreed", "listened", CORE)
    workers_and_heard = answers.pairs(WORKERS_ASKED, "listened", CORE)
    labels = {theme.id: theme.label for theme in codebook.by_id.values()}
    constructs = {construct: labels for construct, (_title, labels) in ANSWERS.items()}
    never = never_offered(session, now, constructs)
    tables = _tables(answers) | list_who_answered(session, quarter)
    return QuarterCounts(
        quarter=now,
        label=quarter.label,
        responses=answers.responses,
        responses_before=before.answers.responses,
        comments=facts.spoken.comments,
        comments_before=before.spoken.comments,
        tables=tables,
        disagreed=_listened(agreed_and_heard, DISAGREED),
        agreed=_listened(agreed_and_heard, ("yes",)),
        disagreed_before=_listened(before.answers.pairs("agreed", "listened", CORE), DISAGREED),
        themes=_themes(codebook, spoken, before.spoken.themes(trusted)),
        # Words that two people have read and approved, and no others (R4-41).
        quotes={
            labels[theme]: words
            for theme, words in list_approved(session, now).items()
            if theme in labels
        },
        decided_share=sum(t.decided for t in spoken.values())
        / (sum(t.tags for t in spoken.values()) or 1),
        versions=list_analyses(session, now, facts.spoken),
        bases={SERVICES: answers.answering("services")},
        groups=list_group_voices(
            session,
            now,
            trusted=trusted,
            labels={t.id: t.label for t in codebook.by_id.values()},
        ),
        never={ANSWERS[construct][0]: labels for construct, labels in never.items()},
        links=table_links(tables, _CORE_TITLES, ANSWERS["who"][1]),
        wordings=wordings(session, now, _ASKED),
        populations=populations(),
        known_by=known_by(quarter),
        told=list_told_in(session, runtime, quarter),
        actions=list_tracker(session, runtime, quarter),
        returned=list_returned(session, runtime, reader),
        # Words of officers and safe counts, printed beside the figures (R1-06 to R1-22).
        extras=committee_extras(session, runtime, quarter, spoken=spoken, facts=facts),
        by_workers=count_by_workers(workers_and_heard, never[WORKERS_ASKED]),
    )


def _tables(answers: QuarterAnswers) -> dict[str, list[tuple[str, int]]]:
    forums, channels = answers.by_forum(), answers.by_channel()
    tables = {
        FORUM: [(forum.name, forums.get(code, 0)) for code, forum in FORUM_BY_CODE.items()],
        CHANNEL: [(label, channels.get(code, 0)) for code, label in CHANNELS.items()],
    }
    for construct, (title, labels) in ANSWERS.items():
        counted = answers.of(construct, None if construct in _EVERYBODYS else CORE)
        if construct == "who":
            counted = Counter(count_who(answers))
        tables[title] = [(label, counted.get(code, 0)) for code, label in labels.items()]
    services = answers.of("services")
    tables[SERVICES] = [
        (service.label, services.get(code, 0)) for code, service in SERVICE_BY_CODE.items()
    ]
    return tables | count_version_tables(answers)


def _listened(pairs: Mapping[tuple[str, str], int], agreed: Sequence[str]) -> tuple[int, int]:
    """Return (felt listened to fully or partly, all) among those who agreed so (R1-04)."""
    all_ = {listened: 0 for listened in ("fully", "partly", "no", "not_sure")}
    for (answer, listened), count in pairs.items():
        if answer in agreed and listened in all_:
            all_[listened] += count
    return all_["fully"] + all_["partly"], sum(all_.values())


def _themes(
    codebook: Codebook, now: Mapping[str, ThemeTally], before: Mapping[str, ThemeTally]
) -> list[ThemeCount]:
    return [
        ThemeCount(
            theme=theme.id,
            label=theme.label,
            area=AREA_BY_NUMERAL[theme.area].name,
            comments=tally.comments,
            positive=tally.positive,
            negative=tally.negative,
            before=before.get(theme.id, NO_TALLY).comments,
            people=tally.people,
            whose=whose(theme.id),
        )
        for theme in codebook.by_id.values()
        for tally in [now.get(theme.id, NO_TALLY)]
        if theme.id in now or theme.id in before
    ]
