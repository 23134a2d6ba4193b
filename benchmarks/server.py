"""The family side as it is served, with the benchmark's own three questions."""

import os
from pathlib import Path

from flask import Flask

import feedback.app
import forms.rules
from feedback.services.prepare_database import prepare_database
from forms.questionnaire import load_questionnaires


def create_app() -> Flask:
    """Return the application over the definitions in BENCH_DEFINITIONS."""
    folder = Path(os.environ["BENCH_DEFINITIONS"])
    # Three questions are fewer than any audience is asked; only here is that allowed.
    forms.rules.problems_of = lambda _questionnaire: iter(())
    feedback.app.load_questionnaires = lambda: load_questionnaires(folder)
    app = feedback.app.create_serving_app()
    prepare_database(app.extensions["feedback"])
    return app
