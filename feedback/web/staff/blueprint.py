"""The blueprint that the routes of this surface hang on, guarded."""

from flask import Blueprint

from feedback.web.staff.access import ACCESS
from feedback.web.staff.guard import guard

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
guard(blueprint, lambda: ACCESS)
