"""What helps to read reports: questions members ask, two periods side by side, and how to read a report."""

from dataclasses import dataclass

from flask import render_template, request
from markupsafe import Markup

from analysis.reports.compare import compare as side_by_side
from analysis.reports.figures import MARKERS
from analysis.reports.question_bank import TOPICS, Question, question_bank
from feedback.rendering.html import draw_blocks
from feedback.web.committee.blueprint import blueprint
from feedback.web.committee.routes_reports import (
    ReportView,
    get_published,
    grids_of,
    list_views,
)
from feedback.web.runtime import current_runtime

CHOOSE_TWO = "Choose two different quarters, or two different years."


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with its answer; table is the place of its table in the report, 0 where there is none."""

    question: str
    answer: str
    table: int
    title: str


@blueprint.get("/reports/<written>/questions")
def questions(written: str) -> str:
    """Show what members ask, with the figure that answers it (R5-17)."""
    frozen = get_published(written)
    titles = [grid.title for grid in grids_of(frozen)]
    found = question_bank(frozen.snapshot)
    return render_template(
        "committee/questions.html",
        frozen=frozen,
        topics=[(topic, [_view(q, titles) for q in found if q.topic == topic]) for topic in TOPICS],
    )


@blueprint.get("/compare")
def compare() -> str | tuple[str, int]:
    """Put two periods side by side; without a choice, ask for one."""
    listed = list_views()
    known = {view.period for view in listed}
    chosen = request.args.get("earlier", ""), request.args.get("later", "")
    if not any(chosen):
        return _compare_page(listed, chosen)
    if chosen[0] == chosen[1] or not set(chosen) <= known or len(chosen[0]) != len(chosen[1]):
        return _compare_page(listed, chosen, problem=CHOOSE_TWO), 400
    before, now = (get_published(period) for period in sorted(chosen))
    drawn = draw_blocks(side_by_side(before.snapshot, now.snapshot))
    return _compare_page(listed, (before.quarter, now.quarter), drawn)


@blueprint.get("/how-to-read")
def how_to_read() -> str:
    """Explain a report on one page, so that no training is needed to read one (R1-21)."""
    least = current_runtime().settings.suppression_threshold
    return render_template("committee/how_to_read.html", markers=MARKERS, least=least)


def _compare_page(
    listed: list[ReportView], chosen: tuple[str, str], drawn: str = "", problem: str = ""
) -> str:
    return render_template(
        "committee/compare.html",
        reports=listed,
        earlier=chosen[0],
        later=chosen[1],
        drawn=Markup(drawn),  # noqa: S704 (draw_blocks escapes every word itself)
        problem=problem,
    )


def _view(question: Question, titles: list[str]) -> QuestionView:
    place = titles.index(question.table) + 1 if question.table in titles else 0
    return QuestionView(question.question, question.answer, place, question.table)
