"""The blueprint that the routes of this surface hang on, guarded."""

from flask import Blueprint

from feedback.web.committee.guard import guard_committee, link_context

blueprint = Blueprint("committee", __name__, url_prefix="/committee")
guard_committee(blueprint)
blueprint.context_processor(link_context)
