"""The blueprint that the routes of this surface hang on."""

from flask import Blueprint

blueprint = Blueprint("family", __name__)
