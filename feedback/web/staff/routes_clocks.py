"""The clocks, what became of promises, and the days on which the offices are closed."""

from dataclasses import dataclass
from datetime import date

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.clocks import Step
from feedback.domain.errors import Conflict
from feedback.domain.quarters import Quarter
from feedback.services.clocks import StepClock, read_clocks
from feedback.services.closed_days import add_closed_day, list_closed_days, remove_closed_day
from feedback.services.promises import count_promises, list_promises
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import check_form, current_staff
from feedback.web.staff.views_actions import PROMISES, quarters_back
from feedback.web.staff.words import say_day
from forms.staff.actions import ClosedDayForm
from forms.staff.days import read_day
from forms.staff.messages import MESSAGES

STEPS: dict[Step, str] = {
    Step.ACKNOWLEDGED: "Received to answered, where a family can be answered",
    Step.READ: "Received to read",
    Step.THEMED: "Read to themed",
    Step.AGREED: "Themed to an action agreed",
    Step.TOLD: "Action agreed to families told",
}
NONE = "–"


@dataclass(frozen=True, slots=True)
class ClockView:
    """One row of the clocks, in words."""

    step: str
    count: str
    median: str
    slow: str
    waiting: str
    oldest: str
    promise: str


@blueprint.get("/clocks")
def clocks() -> str:
    """Show how long families of a quarter waited, and what became of what was promised to them."""
    return _page(ClosedDayForm(formdata=None), [])


@blueprint.post("/clocks/closed-days")
def closed_day_add() -> tuple[str, int] | Response:
    """Put down a day on which the offices are closed."""
    form, runtime = ClosedDayForm(request.form), current_runtime()
    if not form.validate():
        return _page(form, form.find_problems()), 400
    day = read_day(form.day.data)
    try:
        with runtime.database.transaction() as session:
            if day is not None:
                why = form.why.data
                add_closed_day(session, runtime, day, why, staff_id=current_staff().id)
    except Conflict:
        return _page(form, [("day", MESSAGES["closed_already"])]), 400
    return redirect(url_for("staff.clocks", saved=1), 303)


@blueprint.post("/clocks/closed-days/remove")
def closed_day_remove() -> Response:
    """Take a day off the list again."""
    day, runtime = read_day(request.form.get("day")), current_runtime()
    if day is not None and check_form():
        with runtime.database.transaction() as session:
            remove_closed_day(session, runtime, day, staff_id=current_staff().id)
    return redirect(url_for("staff.clocks", saved=1), 303)


def _page(form: ClosedDayForm, problems: list[tuple[str, str]]) -> str:
    runtime = current_runtime()
    today = runtime.clock.today()
    quarter = _quarter(today)
    with runtime.database.reading() as session:
        found = read_clocks(session, runtime, quarter)
        promises = list_promises(session, runtime)
        closed = list_closed_days(session)
    return render_template(
        "staff/clocks.html",
        quarter=quarter.label,
        quarters=quarters_back(Quarter.containing(today)),
        now=str(quarter),
        clocks=[_view(clock) for clock in found],
        promises=[(p, PROMISES[p.state], say_day(p.days.due_on)) for p in promises],
        counted=[(PROMISES[state], count) for state, count in count_promises(promises).items()],
        closed=[(day.isoformat(), say_day(day), why) for day, why in closed.items()],
        given=sorted(map(say_day, runtime.settings.extra_bank_holidays)),
        form=form,
        problems=problems,
        wrong=dict(problems),
        saved="saved" in request.args,
    )


def _quarter(today: date) -> Quarter:
    try:
        return Quarter.parse(request.args.get("quarter", ""))
    except ValueError:
        return Quarter.containing(today)


def _view(clock: StepClock) -> ClockView:
    pace = clock.pace
    kept = ", ".join(
        f"{count} {PROMISES[state].lower()}" for state, count in clock.promises.items() if count
    )
    promised = f"{clock.promised} working day{'' if clock.promised == 1 else 's'}"
    return ClockView(
        step=STEPS[clock.step],
        count=str(pace.count),
        median=f"{pace.median:g}" if pace.median is not None else NONE,
        slow=str(pace.slow) if pace.slow is not None else NONE,
        waiting=str(pace.waiting),
        oldest=str(pace.oldest) if pace.oldest is not None else NONE,
        promise=f"{promised}: {kept or 'none yet'}" if clock.promised else "Nothing is promised",
    )
