"""Take in the codebook's table as it was changed elsewhere: see what it would change, then all or nothing."""

import csv
import io

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict, ImportRefused
from feedback.services.change_codebook import Change, add_themes
from feedback.services.codebook import ThemeWords
from feedback.services.codebook_table import MOST_BYTES, TablePlan, TableRow, read_table
from feedback.services.import_grid import read_upload
from feedback.services.import_rows import RejectedRow
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.routes_codebook import stored_codebook
from feedback.web.staff.words import count_of
from forms.staff.codebook import TableForm, find_row_problems
from forms.staff.messages import MESSAGES

Problems = list[tuple[str, str]]
READ = "table.csv"
COLUMNS_IN_WORDS: dict[str, str] = {
    "name": "Name", "for_families": "What families read", "take_when": "Take it when",
    "not_when": "Not when", "examples": "Examples", "area": "Area", "whose": "Whose it is", "services": "Services",
}  # fmt: skip


@blueprint.route("/codebook/take-in-table", methods=["GET", "POST"])
def codebook_table() -> str | tuple[str, int] | Response:
    """Show what a table would change, and change it when that was seen."""
    stored = stored_codebook()
    form = TableForm()
    if not form.is_submitted():
        return _page(TableForm(formdata=None, data={"base": stored.number}), [])
    valid, seen = form.validate(), bool(form.table.data)
    problems = form.find_problems()
    try:
        plan = _plan(form)
    except ImportRefused as refused:
        form.table.data = ""
        return _page(form, [("file", refused.public_message), *problems]), 400
    if plan.problems or (form.table.data and not (plan.new or plan.changed)):
        form.table.data = ""
        told = [] if plan.problems else [("file", MESSAGES["table_same"])]
        return _page(form, [*told, *problems], plan), 400
    if not valid:
        return _page(form, problems, plan), 400
    return _store(form, plan) if seen else _page(form, [], plan)


def _plan(form: TableForm) -> TablePlan:
    """Return what the table would do, with what is wrong in each row; keep what was read for the next page."""
    filename, content = READ, (form.table.data or "").encode()
    if form.file.data:
        filename = form.file.data.filename or ""
        content = form.file.data.stream.read(MOST_BYTES + 1)
    if not content and not form.file.data:
        return TablePlan((), (), 0, ())
    plan = read_table(filename, content, stored_codebook())
    wrong = [
        RejectedRow(row.number, problem)
        for row in (*plan.new, *plan.changed)
        for problem in find_row_problems(_fields(row.words))
    ]
    form.table.data = _write(filename, content)
    problems = sorted((*plan.problems, *wrong), key=lambda one: one.row)
    return TablePlan(plan.new, plan.changed, plan.same, tuple(problems))


def _store(form: TableForm, plan: TablePlan) -> tuple[str, int] | Response:
    runtime = current_runtime()
    change = Change(form.read_base(), form.why.data.strip(), current_staff().id)
    changed = {row.theme.id: row.words for row in plan.changed if row.theme}
    try:
        with runtime.database.transaction() as session:
            new = [row.words for row in plan.new]
            add_themes(session, runtime, new, change, changed=changed)
    except Conflict:
        form.base.data = str(stored_codebook().number)
        return _page(form, [("why", MESSAGES["codebook_meanwhile"])], plan), 409
    return redirect(url_for("staff.codebook"), 303)


def _fields(words: ThemeWords) -> dict[str, str | tuple[str, ...]]:
    return {
        "label": words.label, "plain": words.plain, "include": words.include,
        "exclude": words.exclude, "examples": "\n".join(words.examples), "area": words.area,
        "controller": words.controller, "services": words.services,
    }  # fmt: skip


def _write(filename: str, content: bytes) -> str:
    """Return the table as CSV, whatever it came as, to be sent again with the next page."""
    grid = read_upload(filename, content)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([grid.header, *(cells for _number, cells in grid.rows)])
    return out.getvalue()


def _page(form: TableForm, problems: Problems, plan: TablePlan | None = None) -> str:
    bad = plan.problems if plan else ()
    rows = [("file", f"Row {one.row}: {one.reason}") for one in bad]
    told = [*problems, *rows[:1]]
    return render_template(
        "staff/codebook_table.html",
        form=form,
        problems=told,
        wrong=dict(reversed(told)),
        bad=bad,
        plan=plan if plan and form.table.data else None,
        new=[row.words for row in plan.new] if plan else [],
        changed=[_view(row) for row in plan.changed] if plan else [],
        says=_say(plan) if plan else "",
    )


def _view(row: TableRow) -> tuple[str, list[tuple[str, str, str]]]:
    """Return a theme's name now, and (column, before, after) of what changes."""
    label = row.theme.words.label if row.theme else ""
    return label, [(COLUMNS_IN_WORDS[name], now, then) for name, now, then in row.differs]


def _say(plan: TablePlan) -> str:
    new, changed = len(plan.new), len(plan.changed)
    return (
        f"{count_of(new, 'new theme', 'new themes')}, {count_of(changed, 'changed', 'changed')}, "
        f"{plan.same} as they are"
    )
