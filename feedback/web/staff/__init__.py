"""The pages of officers and safeguarding leads; denied by default."""

from typing import Any

from flask import Flask, request

from feedback.web.runtime import current_runtime
from feedback.web.staff import (
    routes_action_links,
    routes_actions,
    routes_audit,
    routes_campaigns,
    routes_clocks,
    routes_codebook,
    routes_complaints,
    routes_data_complaints,
    routes_desk,
    routes_emerging,
    routes_entry,
    routes_exchange,
    routes_extracts,
    routes_find,
    routes_hand_offs,
    routes_import_columns,
    routes_imports,
    routes_mailbox,
    routes_many,
    routes_masks,
    routes_measure,
    routes_outcomes,
    routes_overview,
    routes_project,
    routes_questionnaire_drafts,
    routes_questionnaire_preview,
    routes_questionnaires,
    routes_queue,
    routes_quotes,
    routes_registers,
    routes_report_links,
    routes_report_words,
    routes_reports,
    routes_review,
    routes_sign_in,
    routes_split,
    routes_table,
    routes_triage,
    routes_week,
)
from feedback.web.staff.blueprint import blueprint
from feedback.web.staff.guard import csrf, staff_context

JOURNEYS = (
    routes_sign_in,
    routes_queue,
    routes_quotes,
    routes_reports,
    routes_report_links,
    routes_report_words,
    routes_many,
    routes_masks,
    routes_project,
    routes_review,
    routes_desk,
    routes_hand_offs,
    routes_mailbox,
    routes_entry,
    routes_campaigns,
    routes_imports,
    routes_import_columns,
    routes_triage,
    routes_actions,
    routes_action_links,
    routes_outcomes,
    routes_clocks,
    routes_find,
    routes_codebook,
    routes_split,
    routes_table,
    routes_exchange,
    routes_emerging,
    routes_complaints,
    routes_data_complaints,
    routes_registers,
    routes_extracts,
    routes_measure,
    routes_audit,
    routes_week,
    routes_questionnaires,
    routes_questionnaire_drafts,
    routes_questionnaire_preview,
    routes_overview,
)
THIS_SIDE = ("/staff", "/committee")


def register(app: Flask) -> None:
    """Add the officers' pages, and Flask-WTF's protection of their forms."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = (
        False  # families' pages prove themselves; see forms.sealed
    )
    app.config["WTF_CSRF_TIME_LIMIT"] = (
        None  # as long as the session: nobody loses a decision to a clock
    )
    csrf.init_app(app)
    app.register_blueprint(blueprint)
    # Of the application, not of the blueprint: an address that nobody knows gets this side's page too.
    app.context_processor(_everywhere)


def _everywhere() -> dict[str, Any]:
    alone = "family" not in current_runtime().settings.surfaces
    return staff_context() if alone or request.path.startswith(THIS_SIDE) else {}
