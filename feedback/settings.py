"""Everything an operator can set, read once from the environment and checked at start.

Every name and its meaning: docs/settings.md. No other module reads the environment.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from feedback.alert_settings import AlertSettings, read_alerts
from feedback.contact_points import DEFAULT_CONTACT_POINTS, ContactPoint, read_contact_points
from feedback.domain.errors import SettingsError
from feedback.languages import ENGLISH, known_languages
from feedback.working_hours import OfficeHours

Surface = Literal["family", "staff"]

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
MASTER_KEY_BYTES = 32
LEAST_SUPPRESSION_THRESHOLD = 5
HELP_WARN_AFTER_DAYS = 90
HELP_REFUSE_AFTER_DAYS = 180


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One number that a family might act on, who looks after it and when it was last checked (R4-20)."""

    code: str
    name: str
    number: str
    when: str
    owner: str
    last_checked: date


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A master key with the short id that is stored beside what it wrapped."""

    id: str
    key: bytes = field(repr=False)


# Source: R4-20 and section 4.3 of the requirements. An operator replaces these with what they have
# checked themselves (FEEDBACK_HELP_LINES); the service warns and then refuses when they grow stale.
DEFAULT_HELP_LINES: tuple[HelpLine, ...] = (
    HelpLine("emergency", "Police, ambulance or fire", "999", "in an emergency, at any time",
             "Participation team", date(2026, 11, 1)),
    HelpLine("mash", "Worried about a child (MASH)", "01432 260800", "on weekdays, in office hours",
             "MASH business support", date(2026, 11, 1)),
    HelpLine("out_of_hours", "Worried about a child, out of hours", "01905 768020",
             "in the evening, at weekends and on bank holidays", "MASH business support", date(2026, 11, 1)),
    HelpLine("childline", "Childline", "0800 1111", "free, at any time, for children and young people",
             "Participation team", date(2026, 11, 1)),
    HelpLine("samaritans", "Samaritans", "116 123", "free, at any time", "Participation team", date(2026, 11, 1)),
)  # fmt: skip

DEFAULT_TOWNS = (
    "Hereford", "Leominster", "Ross-on-Wye", "Ledbury", "Bromyard", "Kington", "Golden Valley",
    "Somewhere else",
)  # fmt: skip
"""Named towns in place of a postcode (section 2.9)."""
EQUALITY_EXTRA = frozenset({"sex", "gender", "religion", "orientation"})


@dataclass(frozen=True)
class Settings:
    """The service's settings.

    Args:
        master_keys: newest first; the first seals, all of them open.
        secret_key: signs the staff session; at least 32 characters.
        surfaces: which sides this process serves; production runs one a process.
        trusted_proxies: how many proxies of ours stand in front and name the address they saw.
        least_seconds: who sends sooner after the first question is asked to look again, once; 0 asks nobody.
        proof_of_work: whether a phone must reckon a while before sending, for days of attack.
        hosts: the names that this service answers to; empty answers to any.
        page_minutes: how long a family's sealed page is fresh.
        page_hours_limit: how long it can still be opened after that, with a kind word.
        suppression_threshold: counts below it are never published; at least 5 (R4-30).
        round_counts: print counts rounded to the nearest 5 (R4-32).
        free_text_months, contact_days: retention (R4-07).
        languages: codes of the languages besides English that families can choose.
        contact_points: whom to ring or write to about what is not urgent.
        towns: what the nearest town is chosen from.
        equality_extra: questions about oneself that are off unless named here.
        return_address: where paper forms are sent, a line each; a freepost address.
        public_address: of the family side, as printed on posters; empty means that of the request.
        extra_bank_holidays: days that were given once and are not in the calendar yet.
        office_hours: when the clocks of flags run (R4-23). alerts: who is told of flags, and how.
    """

    database_url: str
    master_keys: tuple[MasterKey, ...]
    secret_key: str = field(repr=False)
    surfaces: frozenset[Surface] = frozenset({"family", "staff"})
    council_name: str = "Herefordshire Council"
    council_colour: str = "#0f5257"
    council_logo: Path | None = None
    exit_url: str = "https://www.bbc.co.uk/weather"
    help_lines: tuple[HelpLine, ...] = DEFAULT_HELP_LINES
    languages: tuple[str, ...] = ()
    contact_points: tuple[ContactPoint, ...] = DEFAULT_CONTACT_POINTS
    towns: tuple[str, ...] = DEFAULT_TOWNS
    equality_extra: frozenset[str] = frozenset()
    return_address: str = (
        "Freepost HAVE YOUR SAY\nHerefordshire Council\nPlough Lane, Hereford HR4 0LE"
    )
    public_address: str = ""
    page_minutes: int = 30
    page_hours_limit: int = 12
    staff_idle_minutes: int = 30
    staff_session_hours: int = 12
    https_only: bool = True
    suppression_threshold: int = 5
    round_counts: bool = False
    free_text_months: int = 24
    contact_days: int = 90
    extra_bank_holidays: frozenset[date] = frozenset()
    office_hours: OfficeHours = field(default_factory=OfficeHours)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    audit_years: int = 6
    max_body_bytes: int = 512 * 1024
    least_seconds: int = 2
    proof_of_work: bool = False
    trusted_proxies: int = 0
    hosts: tuple[str, ...] = ()
    model_path: Path | None = None
    model_folder: Path = Path("instance/models")

    def phone_of(self, code: str) -> str:
        """Return the number of a contact point."""
        return next(point.phone for point in self.contact_points if point.code == code)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Return the settings written in the environment.

        Raises: SettingsError naming every problem at once, one a line, without any secret's value.
        """
        reader = Reader(environ)
        settings = cls(
            database_url=reader.text(
                "FEEDBACK_DATABASE_URL", "sqlite:///instance/feedback.sqlite3"
            ),
            master_keys=reader.master_keys("FEEDBACK_MASTER_KEYS"),
            secret_key=reader.secret("FEEDBACK_SECRET_KEY"),
            surfaces=reader.surfaces("FEEDBACK_SURFACES"),
            council_name=reader.text("FEEDBACK_COUNCIL_NAME", cls.council_name),
            council_colour=reader.colour("FEEDBACK_COUNCIL_COLOUR", cls.council_colour),
            council_logo=reader.path("FEEDBACK_COUNCIL_LOGO"),
            exit_url=reader.text("FEEDBACK_EXIT_URL", cls.exit_url),
            help_lines=reader.help_lines("FEEDBACK_HELP_LINES"),
            languages=reader.languages("FEEDBACK_LANGUAGES"),
            contact_points=reader.contact_points("FEEDBACK_CONTACT_POINTS"),
            towns=reader.names("FEEDBACK_TOWNS", cls.towns),
            equality_extra=reader.equality_extra("FEEDBACK_EQUALITY_EXTRA"),
            return_address=reader.text("FEEDBACK_RETURN_ADDRESS", cls.return_address).replace(
                "|", "\n"
            ),
            public_address=reader.text("FEEDBACK_PUBLIC_ADDRESS", "").rstrip("/"),
            page_minutes=reader.number("FEEDBACK_PAGE_MINUTES", cls.page_minutes, least=5),
            page_hours_limit=reader.number(
                "FEEDBACK_PAGE_HOURS_LIMIT", cls.page_hours_limit, least=1
            ),
            staff_idle_minutes=reader.number(
                "FEEDBACK_STAFF_IDLE_MINUTES", cls.staff_idle_minutes, least=5
            ),
            staff_session_hours=reader.number(
                "FEEDBACK_STAFF_SESSION_HOURS", cls.staff_session_hours, least=1
            ),
            https_only=reader.yes_or_no("FEEDBACK_HTTPS_ONLY", default=True),
            suppression_threshold=reader.number(
                "FEEDBACK_SUPPRESSION_THRESHOLD",
                LEAST_SUPPRESSION_THRESHOLD,
                least=LEAST_SUPPRESSION_THRESHOLD,
            ),
            round_counts=reader.yes_or_no("FEEDBACK_ROUND_COUNTS", default=False),
            free_text_months=reader.number(
                "FEEDBACK_FREE_TEXT_MONTHS", cls.free_text_months, least=1
            ),
            contact_days=reader.number("FEEDBACK_CONTACT_DAYS", cls.contact_days, least=1),
            extra_bank_holidays=reader.days("FEEDBACK_EXTRA_BANK_HOLIDAYS"),
            office_hours=reader.hours("FEEDBACK_OFFICE_HOURS"),
            alerts=read_alerts(reader),
            audit_years=reader.number("FEEDBACK_AUDIT_YEARS", cls.audit_years, least=1),
            max_body_bytes=reader.number(
                "FEEDBACK_MAX_BODY_BYTES", cls.max_body_bytes, least=65536
            ),
            least_seconds=reader.number("FEEDBACK_LEAST_SECONDS", cls.least_seconds, least=0),
            proof_of_work=reader.yes_or_no("FEEDBACK_PROOF_OF_WORK", default=False),
            trusted_proxies=reader.number("FEEDBACK_TRUSTED_PROXIES", cls.trusted_proxies, least=0),
            hosts=reader.names("FEEDBACK_HOSTS", cls.hosts),
            model_path=reader.path("FEEDBACK_MODEL_PATH"),
            model_folder=reader.path("FEEDBACK_MODEL_FOLDER") or cls.model_folder,
        )
        if reader.problems:
            raise SettingsError("The service cannot start:\n" + "\n".join(reader.problems))
        return settings


class Reader:
    """Reads one variable at a time and remembers everything that is wrong."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str, default: str) -> str:
        return self.environ.get(name, "").strip() or default

    def secret(self, name: str) -> str:
        value = self.environ.get(name, "")
        if len(value) < 32:
            self.problems.append(f"{name} must be set to at least 32 random characters.")
        return value

    def number(self, name: str, default: int, *, least: int) -> int:
        written = self.text(name, str(default))
        value = int(written) if written.isascii() and written.isdigit() else -1
        if value < least:
            self.problems.append(f"{name} must be a whole number of at least {least}.")
            return default
        return value

    def yes_or_no(self, name: str, *, default: bool) -> bool:
        written = self.text(name, "yes" if default else "no").lower()
        if written not in {"yes", "no"}:
            self.problems.append(f"{name} must be yes or no.")
        return written != "no"

    def colour(self, name: str, default: str) -> str:
        written = self.text(name, default)
        digits = written.removeprefix("#").lower()
        if len(digits) != 6 or not set(digits) <= set("0123456789abcdef"):
            self.problems.append(f"{name} must be a colour like #0f5257.")
            return default
        return written

    def path(self, name: str) -> Path | None:
        written = self.text(name, "")
        return Path(written) if written else None

    def contact_points(self, name: str) -> tuple[ContactPoint, ...]:
        try:
            return read_contact_points(self.environ.get(name, "").strip())
        except ValueError as error:
            self.problems.append(f"{name}: {error}")
            return DEFAULT_CONTACT_POINTS

    def names(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        written = [part.strip() for part in self.text(name, "").split(",") if part.strip()]
        return tuple(dict.fromkeys(written)) or default

    def equality_extra(self, name: str) -> frozenset[str]:
        chosen = frozenset(self.names(name, ()))
        if not chosen <= EQUALITY_EXTRA:
            self.problems.append(f"{name} may only hold {', '.join(sorted(EQUALITY_EXTRA))}.")
        return chosen & EQUALITY_EXTRA

    def days(self, name: str) -> frozenset[date]:
        """Read days written YYYY-MM-DD, separated by commas."""
        written = [part.strip() for part in self.text(name, "").split(",") if part.strip()]
        try:
            return frozenset(date.fromisoformat(part) for part in written)
        except ValueError:
            self.problems.append(f"{name}: each day must be YYYY-MM-DD, separated by commas.")
            return frozenset()

    def hours(self, name: str) -> OfficeHours:
        """Read hours written 09:00-17:00."""
        try:
            return OfficeHours.parse(self.text(name, "09:00-17:00"))
        except ValueError:
            self.problems.append(f"{name} must be written like 09:00-17:00.")
            return OfficeHours()

    def addresses(self, name: str) -> tuple[str, ...]:
        """Read e-mail addresses separated by commas."""
        written = [part.strip() for part in self.text(name, "").split(",") if part.strip()]
        if not all(_ADDRESS.fullmatch(part) for part in written):
            self.problems.append(f"{name} must be e-mail addresses separated by commas.")
        return tuple(written)

    def languages(self, name: str) -> tuple[str, ...]:
        """Read codes separated by commas; English is always there."""
        known = [code for code in known_languages() if code != ENGLISH.code]
        written = [part.strip() for part in self.text(name, "").split(",") if part.strip()]
        unknown = [code for code in written if code not in known]
        if unknown:
            self.problems.append(
                f"{name}: there are no words in {', '.join(unknown)}. Choose from {', '.join(known)}."
            )
        return tuple(dict.fromkeys(code for code in written if code in known))

    def surfaces(self, name: str) -> frozenset[Surface]:
        chosen: dict[str, frozenset[Surface]] = {
            "both": frozenset({"family", "staff"}),
            "family": frozenset({"family"}),
            "staff": frozenset({"staff"}),
        }
        written = self.text(name, "both")
        if written not in chosen:
            self.problems.append(f"{name} must be family, staff or both.")
        return chosen.get(written, chosen["both"])

    def master_keys(self, name: str) -> tuple[MasterKey, ...]:
        written = [part.strip() for part in self.environ.get(name, "").split(",") if part.strip()]
        if not written:
            self.problems.append(
                f"{name} is missing: it must hold at least one id:key pair. `feedback keys new` makes one."
            )
        keys = [self._master_key(name, part) for part in written]
        return tuple(key for key in keys if key is not None)

    def _master_key(self, name: str, written: str) -> MasterKey | None:
        key_id, _, encoded = written.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not key_id or len(key_id) > 40 or len(key) != MASTER_KEY_BYTES:
            self.problems.append(f"{name}: each part must be id:key with a base64 key of 32 bytes.")
            return None
        return MasterKey(key_id, key)

    def help_lines(self, name: str) -> tuple[HelpLine, ...]:
        """Read `code|name|number|when|owner|YYYY-MM-DD` lines separated by semicolons."""
        written = self.environ.get(name, "").strip()
        if not written:
            return DEFAULT_HELP_LINES
        lines = []
        for part in written.split(";"):
            fields = [value.strip() for value in part.split("|")]
            try:
                code, title, number, when, owner, checked = fields
                lines.append(
                    HelpLine(code, title, number, when, owner, date.fromisoformat(checked))
                )
            except ValueError:
                self.problems.append(
                    f"{name}: each line must be code|name|number|when|owner|YYYY-MM-DD, separated by semicolons."
                )
        return tuple(lines)
