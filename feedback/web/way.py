"""How a page is being read: in which language, and whether on a kiosk. It travels in the address, never in a cookie.

An address without it means English on somebody's own phone, so every page that exists works unchanged.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for

from feedback.domain.questionnaires import Questionnaire
from feedback.languages import (
    ENGLISH,
    Language,
    catalogue,
    known_languages,
    say_day,
    say_plain,
    say_questionnaire,
    say_words,
)
from feedback.settings import Settings
from forms.messages import Said

LANGUAGE = "lang"
KIOSK = "kiosk"
FAMILIES = "family."


@dataclass(frozen=True, slots=True)
class Way:
    """The way a page is read. Part of the key of every page that is kept drawn."""

    language: Language = ENGLISH
    kiosk: bool = False


@dataclass(frozen=True, slots=True)
class Switch:
    """One language to change to: its code, its own name, and whether it is the one being read."""

    language: Language
    address: str | None


PLAIN = Way()
_way: ContextVar[Way] = ContextVar("way", default=PLAIN)


def current_way() -> Way:
    """Return how the page that is being drawn is read."""
    return _way.get()


def speak(app: Flask, settings: Settings) -> None:
    """Let the pages of families be read in the settings' languages; everything else stays English."""
    known = known_languages()
    spoken = {"": ENGLISH, **{code: known[code] for code in settings.languages}}
    ways = {(code, kiosk): Way(of, kiosk) for code, of in spoken.items() for kiosk in (False, True)}
    tongues = (
        tuple(known[code] for code in ("en", *settings.languages)) if settings.languages else ()
    )

    @app.before_request
    def _find_way() -> None:
        if not request.query_string:
            _way.set(PLAIN)
            return
        kiosk, asked = request.args.get(KIOSK) == "1", request.args.get(LANGUAGE, "")
        _way.set(ways.get((asked, kiosk)) or ways["", kiosk])

    @app.teardown_request
    def _forget_way(_error: BaseException | None) -> None:
        _way.set(PLAIN)

    @app.url_defaults
    def _carry_way(endpoint: str, values: dict[str, Any]) -> None:
        way = _way.get()
        if way is PLAIN or not endpoint.startswith(FAMILIES):
            return
        if way.language is not ENGLISH:
            values.setdefault(LANGUAGE, way.language.code)
        if way.kiosk:
            values.setdefault(KIOSK, "1")

    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda english: catalogue(_way.get().language).gettext(english),
        lambda one, many, n: catalogue(_way.get().language).ngettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals.update(
        language=lambda: _way.get().language,
        kiosk=lambda: _way.get().kiosk,
        languages=tongues,
        switches=lambda elsewhere=None: _switches(tongues, elsewhere),
        plain=lambda english: say_plain(_way.get().language, english),
        in_language=_in_language,
    )
    app.jinja_env.filters.update(
        words=say_in_words, day=lambda day: say_day(_way.get().language, day)
    )


def in_words(asked: Questionnaire) -> Questionnaire:
    """Return the questionnaire in the language of the page."""
    return say_questionnaire(_way.get().language, asked)


def say_in_words(english: str | None) -> str:
    """Return a message of ours, or words from the settings, in the language of the page."""
    if not english:
        return ""
    if isinstance(english, Said):
        return say_words(_way.get().language, english.pattern, **english.shown)
    return say_words(_way.get().language, english)


def _switches(tongues: tuple[Language, ...], elsewhere: str | None) -> tuple[Switch, ...]:
    """Return the same page in each language, for a page that was opened by its address alone.

    Args:
        elsewhere: the page that they lead to from one that no address opens and that carries nothing.
    """
    if tongues and elsewhere:
        return tuple(Switch(tongue, url_for(elsewhere, lang=_code(tongue))) for tongue in tongues)
    if not tongues or request.method != "GET" or not (request.endpoint or "").startswith(FAMILIES):
        return ()
    return tuple(
        Switch(
            tongue, url_for(request.endpoint or "", **(request.view_args or {}), lang=_code(tongue))
        )
        for tongue in tongues
    )


def _in_language(address: str, code: str) -> str:
    """Return an address of a family's page, in another language."""
    path, _, asked = address.partition("?")
    others = [part for part in asked.split("&") if part and not part.startswith(f"{LANGUAGE}=")]
    carried = [] if code == ENGLISH.code else [f"{LANGUAGE}={code}"]
    written = "&".join([*others, *carried])
    return f"{path}?{written}" if written else path


def _code(language: Language) -> str | None:
    return None if language is ENGLISH else language.code
