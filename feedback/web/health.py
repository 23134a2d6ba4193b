"""Whether the service is up and its database is at the newest migration. Says nothing else."""

from flask import Blueprint, Response, jsonify

from feedback.web.runtime import current_runtime

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> tuple[Response, int]:
    """Answer 200 when a family's words could be stored now, 503 when not."""
    ready = current_runtime().database.is_current()
    return jsonify(status="ok" if ready else "unavailable"), 200 if ready else 503
