"""Wiring only: settings become a running application with one or both surfaces."""

import os
from pathlib import Path

from flask import Flask

from feedback.clock import Clock
from feedback.following import Follower
from feedback.security import protect, stand_behind
from feedback.services.asked import load_asked
from feedback.services.runtime import build_runtime
from feedback.settings import Settings
from feedback.web import committee, family, staff
from feedback.web.assets import serve_assets
from feedback.web.errors import register_error_pages
from feedback.web.health import blueprint as health
from feedback.web.runtime import EXTENSION
from feedback.web.service import Service
from feedback.web.way import speak
from forms.questionnaire import load_questionnaires

ROOT = Path(__file__).resolve().parent.parent
FOLLOWER = "feedback.following"
STATIC = Path(__file__).resolve().parent / "static"


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Flask:
    """Return an application that serves the settings' surfaces; without settings, the environment's.

    Raises: SettingsError, and QuestionnaireError when a definition is wrong: it must not start.
    """
    settings = settings or Settings.from_env(os.environ)
    app = Service("feedback", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config["SECRET_KEY"] = settings.secret_key
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    runtime = build_runtime(settings, load_questionnaires(), clock=clock)
    load_asked(runtime)
    app.extensions[EXTENSION] = runtime
    protect(app, https_only=settings.https_only, max_body_bytes=settings.max_body_bytes)
    speak(app, settings)
    stand_behind(app, proxies=settings.trusted_proxies, hosts=settings.hosts)
    serve_assets(app, STATIC, colour=settings.council_colour, logo=settings.council_logo)
    register_error_pages(app)
    app.register_blueprint(health)
    if "family" in settings.surfaces:
        family.register(app)
    if "staff" in settings.surfaces:
        staff.register(app)
        committee.register(app)
    return app


def create_serving_app() -> Flask:
    """Return the application of a process that serves: it follows what officers publish in another one.

    Raises: as `create_app`.
    """
    app = create_app()
    follower = app.extensions[FOLLOWER] = Follower(app.extensions[EXTENSION])
    follower.start()
    return app
