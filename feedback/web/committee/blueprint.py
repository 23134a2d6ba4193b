"""The blueprint that the routes of this surface hang on."""

from flask import Blueprint

blueprint = Blueprint("committee", __name__, url_prefix="/committee")
