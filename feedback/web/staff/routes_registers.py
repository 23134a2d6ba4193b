"""The registers: what the committee keeps beside the figures. One list and one form a register."""

from collections.abc import Mapping
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict
from feedback.domain.quarters import Quarter
from feedback.domain.register_rules import find_problems
from feedback.domain.registers import Draft, Register
from feedback.services.codebook import codebook_in_use
from feedback.services.registers import (
    DRAFTS,
    Entry,
    Taken,
    add_entry,
    change_entry,
    get_entry,
    list_entries,
)
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.views_actions import quarters_back
from feedback.web.staff.views_registers import (
    TEXTS,
    FieldDifference,
    columns_of,
    find_differences,
    item_of,
)
from forms.staff.record_messages import MESSAGES
from forms.staff.records import RecordForm, record_form, shown_in
from forms.staff.registers import ASKED, QUARTERS, THEMES

Problems = list[tuple[str, str]]
Lists = Mapping[str, list[tuple[str, str]]]
UNIQUE_FIELD: Mapping[Register, str] = {
    Register.AIMS: "reference",
    Register.REQUESTS: "reference",
    Register.RISKS: "theme",
    Register.PARTNERS: "theme",
    Register.FORUM_COMMENTS: "quarter",
}
"""The field beside which it stands that a record is there already."""


@blueprint.get("/registers")
def registers() -> str:
    """List the registers with how many records each has."""
    with current_runtime().database.reading() as session:
        counts = {register: len(list_entries(session, register)) for register in Register}
    return render_template(
        "staff/registers.html", registers=[(r, TEXTS[r], counts[r]) for r in Register]
    )


@blueprint.get("/registers/<written>")
def register(written: str) -> str:
    """List the records of one register."""
    which, runtime = _which(written), current_runtime()
    with runtime.database.reading() as session:
        entries = list_entries(session, which)
    lists, today = _lists(), runtime.clock.today()
    return render_template(
        "staff/register.html",
        register=which,
        text=TEXTS[which],
        columns=[one.label for one in columns_of(which)],
        items=[item_of(which, entry, lists, today) for entry in entries],
        year=today.year,
        saved="saved" in request.args,
    )


@blueprint.route("/registers/<written>/new", methods=["GET", "POST"])
def register_new(written: str) -> str | tuple[str, int] | Response:
    """Show the form of a new record; store it, or say beside each field what is wrong with it."""
    which, runtime = _which(written), current_runtime()
    if request.method == "GET":
        return _form_page(which, _form(which, None), None)
    form = _form(which, None, sent=True)
    problems = form.find_all_problems(find_problems)
    if not problems:
        try:
            with runtime.database.transaction() as session:
                add_entry(session, runtime, form.draft(), staff_id=current_staff().id)
        except Taken:
            problems = [(UNIQUE_FIELD[which], MESSAGES["taken"])]
        else:
            return redirect(url_for("staff.register", written=which, saved=1), 303)
    return _form_page(which, form, None, problems), 400


@blueprint.route("/registers/<written>/<uuid:entry_id>", methods=["GET", "POST"])
def register_entry(written: str, entry_id: UUID) -> str | tuple[str, int] | Response:
    """Show a record's form as it stands; store what was changed, and overwrite nothing unseen."""
    which = _which(written)
    found = _find(which, entry_id)
    if request.method == "GET":
        return _form_page(which, _form(which, found), found)
    form, runtime = _form(which, found, sent=True), current_runtime()
    if form.version.data != str(found.version):
        return _conflict(which, form, found)
    problems = form.find_all_problems(find_problems)
    if problems:
        return _form_page(which, form, found, problems), 400
    try:
        with runtime.database.transaction() as session:
            change_entry(
                session,
                runtime,
                entry_id,
                form.draft(),
                version=form.seen_version,
                staff_id=current_staff().id,
            )
    except Taken:
        return _form_page(which, form, found, [(UNIQUE_FIELD[which], MESSAGES["taken"])]), 400
    except Conflict:
        return _conflict(which, form, _find(which, entry_id))
    return redirect(url_for("staff.register", written=which, saved=1), 303)


def _which(written: str) -> Register:
    try:
        return Register(written)
    except ValueError:
        abort(404)


def _find(which: Register, entry_id: UUID) -> Entry:
    with current_runtime().database.reading() as session:
        return get_entry(session, which, entry_id)


def _lists(standing: Draft | None = None) -> Lists:
    """Return what a page chooses from; what stands stays choosable when the codebook or the calendar moved on."""
    runtime = current_runtime()
    with runtime.database.reading() as session:
        themes = {theme.id: theme.label for theme in codebook_in_use(session, runtime).themes}
    quarters = dict(quarters_back(Quarter.containing(runtime.clock.today())))
    kept = ((getattr(standing, "theme", None), themes), (getattr(standing, "quarter", None), quarters),
            (getattr(standing, "evidence_quarter", None), quarters))  # fmt: skip
    for value, listed in kept:
        if value is not None:
            listed.setdefault(value, value)
    return {THEMES: list(themes.items()), QUARTERS: list(quarters.items())}


def _form(which: Register, found: Entry | None, *, sent: bool = False) -> RecordForm:
    asked = ASKED[which]
    made = record_form(DRAFTS[which], asked, _lists(found.draft if found else None))
    if sent:
        return made(request.form)
    stands = shown_in(found.draft) | {"version": str(found.version)} if found else {}
    return made(formdata=None, data=stands)


def _conflict(which: Register, form: RecordForm, found: Entry) -> tuple[str, int]:
    differences = find_differences(found.draft, form)
    form.version.data = str(found.version)
    problems = [("form", MESSAGES["changed"])]
    return _form_page(which, form, found, problems, differences=differences), 409


def _form_page(
    which: Register,
    form: RecordForm,
    found: Entry | None,
    problems: Problems | None = None,
    *,
    differences: list[FieldDifference] | None = None,
) -> str:
    return render_template(
        "staff/register_form.html",
        register=which,
        text=TEXTS[which],
        form=form,
        entry_id=found.id if found else None,
        problems=problems or [],
        wrong=dict(problems or []),
        differences=differences,
    )
