"""The blueprint that the routes of this surface hang on."""

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
