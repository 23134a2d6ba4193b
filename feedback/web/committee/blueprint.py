"""The blueprint that the routes of this surface hang on, guarded."""

from flask import Blueprint

from feedback.web.committee.access import ACCESS
from feedback.web.staff.guard import guard

blueprint = Blueprint("committee", __name__, url_prefix="/committee")
guard(blueprint, lambda: ACCESS)
