"""The masking desk: an original is opened for a reason, and what is hidden in it is changed."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from feedback.domain.errors import Conflict
from feedback.domain.masking import OpeningReason
from feedback.services import masking as services
from feedback.services.masking import MaskRow, MaskWish, OpenedOriginal
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.views_masks import hidden_in, pieces_of
from forms.staff.masks import REASONS, YES, MaskForm, OriginalForm

Problems = list[tuple[str, str]]


@blueprint.get("/comments/<uuid:comment_id>/masks")
def masks(comment_id: UUID) -> str:
    """Show what everybody reads, and ask why the original is needed."""
    return _closed(comment_id, OriginalForm(formdata=None))


@blueprint.post("/comments/<uuid:comment_id>/masks")
def masks_open(comment_id: UUID) -> str | tuple[str, int]:
    """Open the original; who did, and why, is written down."""
    form = OriginalForm()
    if not form.validate():
        return _closed(comment_id, form, form.find_problems()), 400
    try:
        opened = _open(comment_id, form.reason.data)
    except Conflict as gone:
        return _closed(comment_id, form, [("reason", gone.public_message)]), 409
    return _page(opened, _form(opened, form.reason.data))


@blueprint.post("/comments/<uuid:comment_id>/masks/change")
def masks_change(comment_id: UUID) -> tuple[str, int] | Response:
    """Store what is hidden and shown; what was typed stays where it could not be stored."""
    sent = MaskForm()
    if sent.reason.data not in REASONS:
        # Without the reason that it was opened for nothing of the original is shown again.
        return redirect(url_for("staff.masks", comment_id=comment_id), 303)
    opened = _open(comment_id, sent.reason.data)
    sent.words, sent.spans = opened.words, [(span.start, span.end) for span in opened.spans]
    if not sent.validate():
        return _page(opened, sent, sent.find_problems()), 400
    wish = MaskWish(
        stamp=sent.stamp.data or "",
        hide=[MaskRow(start, end, sent.kind.data) for start, end in sent.find_stretches()],
        show=[MaskRow(start, end, None) for start, end in sent.find_shown()],
        recognisable=sent.known.data == YES,
    )
    runtime = current_runtime()
    try:
        with runtime.database.transaction() as session:
            services.change_masks(session, runtime, comment_id, wish, staff_id=current_staff().id)
    except Conflict as meanwhile:
        sent.stamp.data = opened.stamp
        return _page(opened, sent, [("hide", meanwhile.public_message)]), 409
    return redirect(url_for("staff.masks", comment_id=comment_id, saved=1), 303)


def _open(comment_id: UUID, reason: str) -> OpenedOriginal:
    runtime = current_runtime()
    with runtime.database.transaction() as session:
        return services.open_original(
            session, runtime, comment_id, OpeningReason(reason), staff_id=current_staff().id
        )


def _form(opened: OpenedOriginal, reason: str) -> MaskForm:
    return MaskForm(formdata=None, data={"reason": reason, "stamp": opened.stamp})


def _closed(comment_id: UUID, form: OriginalForm, problems: Problems | None = None) -> str:
    runtime = current_runtime()
    with runtime.database.reading() as session:
        found = services.find_masked(session, runtime, comment_id, staff_id=current_staff().id)
    return _render(
        comment_id=comment_id, response_id=found.response_id, language=found.language,
        masked=found.masked, form=form, problems=problems, opened=None,
    )  # fmt: skip


def _page(opened: OpenedOriginal, form: MaskForm, problems: Problems | None = None) -> str:
    return _render(
        comment_id=opened.comment_id, response_id=opened.response_id, language=opened.language,
        masked=opened.masked, form=form, problems=problems, opened=opened,
    )  # fmt: skip


def _render(
    *,
    opened: OpenedOriginal | None,
    form: MaskForm | OriginalForm,
    problems: Problems | None,
    **about: object,
) -> str:
    return render_template(
        "staff/masks.html",
        form=form,
        problems=problems or [],
        wrong=dict(problems or ()),
        saved="saved" in request.args,
        opened=opened is not None,
        pieces=pieces_of(opened) if opened else (),
        hidden=hidden_in(opened) if opened else (),
        ticked=set(form.show.data or ()) if isinstance(form, MaskForm) else set(),
        **about,
    )
