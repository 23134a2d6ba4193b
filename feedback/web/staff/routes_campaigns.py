"""Campaigns and their posters (R3-19, R3-20)."""

from datetime import date

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from feedback.contact_points import FORMATS
from feedback.domain.campaign_codes import read_campaign_code
from feedback.domain.errors import Conflict
from feedback.languages import known_languages
from feedback.rendering.qr import draw_qr
from feedback.services.campaigns import (
    NewCampaign,
    create_campaign,
    get_campaign,
    list_campaigns,
)
from feedback.web.access import Access, may_open
from feedback.web.runtime import current_runtime
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import current_staff
from feedback.web.staff.words import in_order, say_day
from forms.staff.campaigns import CampaignForm
from forms.staff.messages import MESSAGES

SIZES = ("a4", "a5")


@blueprint.get("/campaigns")
def campaigns() -> str:
    """List the campaigns, and ask for a new one."""
    return _page(CampaignForm(formdata=None))


@blueprint.post("/campaigns")
def campaign_new() -> str | tuple[str, int] | AnyResponse:
    """Store a campaign; its posters are ready at once."""
    form = CampaignForm()
    if not form.validate():
        return _page(form, form.find_problems()), 400
    made = NewCampaign(
        code=form.code.data.strip().upper(),
        title=form.title.data.strip(),
        venue=form.venue.data.strip(),
        starts_on=date.fromisoformat(form.starts_on.data),
        ends_on=date.fromisoformat(form.ends_on.data),
    )
    try:
        with current_runtime().database.transaction() as session:
            create_campaign(session, made, staff_id=current_staff().id)
    except Conflict:
        return _page(form, [("code", MESSAGES["code_taken"])]), 409
    return redirect(url_for("staff.campaigns", made=1), 303)


@blueprint.get("/campaigns/<code>/poster/<size>")
def poster(code: str, size: str) -> str:
    """Show a poster to print."""
    if size not in SIZES:
        abort(404)
    campaign, settings = _campaign(code), current_runtime().settings
    known = known_languages()
    return render_template(
        "staff/poster.html",
        campaign=campaign,
        size=size,
        address=_address(campaign.code),
        phone=settings.phone_of(FORMATS),
        tongues=[known[code] for code in ("en", *settings.languages)],
    )


@blueprint.get("/campaigns/<code>/qr.svg")
def poster_code(code: str) -> Response:
    """Return the poster's square."""
    return Response(draw_qr(_address(_campaign(code).code)), mimetype="image/svg+xml")


def _campaign(code: str) -> NewCampaign:
    with current_runtime().database.reading() as session:
        return get_campaign(session, read_campaign_code(code) or "")


def _address(code: str) -> str:
    """Return what the poster leads to: the family side, the code, and nothing else."""
    base = current_runtime().settings.public_address or request.url_root.rstrip("/")
    return f"{base}/go/{code}"


def _page(form: CampaignForm, problems: list[tuple[str, str]] | None = None) -> str:
    exact = may_open(Access.ADMIN, current_staff().roles)
    with current_runtime().database.reading() as session:
        found = list_campaigns(session, current_runtime(), exact=exact)
    return render_template(
        "staff/campaigns.html",
        form=form,
        problems=problems or [],
        wrong=dict(problems or ()),
        rows=[
            (
                item.campaign,
                f"{say_day(item.campaign.starts_on)} to {say_day(item.campaign.ends_on)}",
                item.responses,
            )
            for item in found
        ],
        least=current_runtime().settings.suppression_threshold,
        kiosks=in_order(current_runtime().questionnaires.values()),
        made="made" in request.args,
    )
