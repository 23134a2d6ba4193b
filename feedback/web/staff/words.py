"""The words that officers read for codes that are stored."""

from collections.abc import Iterable
from datetime import date

from feedback.domain.codes import FORUM_BY_CODE
from feedback.domain.enums import Channel, FlagOutcome, LaterKind
from feedback.domain.questionnaires import Audience, Questionnaire
from feedback.domain.triage import Downgrade

CHANNELS: dict[Channel, str] = {
    Channel.WEB: "web form",
    Channel.PAPER: "paper, letter or e-mail",
    Channel.PHONE: "phone",
    Channel.IN_PERSON: "in person",
    Channel.ADVOCATE: "with an advocate",
    Channel.INTERPRETER: "with an interpreter",
    Channel.FORUM_MEETING: "forum meeting",
    Channel.IMPORT: "from another system",
}
AUDIENCES: dict[str, str] = {
    Audience.YOUNG_PERSON: "Young person of 13 to 17",
    Audience.CHILD: "Child of 8 to 12",
    Audience.YOUNG_CHILD: "Child under 8",
    Audience.CARE_LEAVER: "Care leaver of 16 to 25",
    Audience.EASY_READ: "Easy Read",
    Audience.FORUM: "A group, together",
}
"""Whose version it was; the adults' says nothing, for they are asked who they are."""
LATER: dict[LaterKind, str] = {
    LaterKind.ADDED: "Added by the family with its code",
    LaterKind.CORRECTION: "The family put these words in the place of others",
    LaterKind.REPLY: "A reply to a message",
}
LATER_QUESTIONS: dict[str, str] = {"added": "Added later", "reply": "Reply to a message"}
"""Headings of words that no question asked for."""
URGENCIES: dict[str, str] = {"immediate": "Immediate", "concern": "Concern"}
OUTCOMES: dict[str, str] = {
    FlagOutcome.TOLD_LEAD: "Passed to the safeguarding lead",
    FlagOutcome.REFERRED: "Referred to MASH",
    FlagOutcome.ADVICE_GIVEN: "Advice was given",
    FlagOutcome.ALREADY_KNOWN: "Already known: the worker was told",
    FlagOutcome.ABOUT_A_WORKER: "About somebody who works with children: for the LADO",
    FlagOutcome.CRISIS_HELP: "Self-harm or suicide: crisis help was called",
    FlagOutcome.NOT_SAFEGUARDING: "Not a safeguarding matter",
    Downgrade.CONCERN: "Not immediate: a concern",
}
"""What was done about a flag, or is proposed. Source: R4-24."""
LANGUAGES: dict[str, str] = {
    "ar": "Arabic", "bg": "Bulgarian", "cy": "Welsh", "de": "German", "en": "English", "es": "Spanish",
    "fr": "French", "hu": "Hungarian", "it": "Italian", "lt": "Lithuanian", "lv": "Latvian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "tr": "Turkish", "uk": "Ukrainian", "und": "a language that we could not tell",
}  # fmt: skip


def say_beside(audience: str, *, represents: int | None, staff_present: bool) -> str:
    """Return what to know before reading: whose version, for how many, and who was beside them; may be empty."""
    said = [AUDIENCES.get(audience, "")]
    if represents is not None:
        said.append(f"says it speaks for {represents:,} people")
    if staff_present:
        said.append("answered with a worker or teacher beside them")
    line = ", ".join(filter(None, said))
    return f"{line[:1].upper()}{line[1:]}." if line else ""


def say_entry(entry: tuple[bool, bool] | None) -> str:
    """Return who wrote the words, where it was not the family: (read back, second-hand); may be empty."""
    if entry is None:
        return ""
    read_back, second_hand = entry
    if second_hand:
        return "Second-hand: noted by staff in a meeting."
    return "Typed in by staff" + (
        ", read back and agreed." if read_back else " from paper, a letter or an e-mail."
    )


def say_day(day: date) -> str:
    """Return the day as people write it: 4 August 2026."""
    return f"{day.day} {day:%B %Y}"


def say_forum(code: str) -> str:
    """Return the forum's name; the code itself where another system brought it."""
    forum = FORUM_BY_CODE.get(code)
    return forum.name if forum else code


def say_language(code: str) -> str:
    """Return the language's English name, or its code where we have none."""
    return LANGUAGES.get(code, code)


def count_of(number: int, one: str, many: str) -> str:
    """Return the number with its noun: `1 theme`, `3 themes`, `no themes`."""
    return f"{number or 'no'} {one if number == 1 else many}"


def in_order(asked: Iterable[Questionnaire]) -> list[Questionnaire]:
    """Return the questionnaires as people look for them: adults' first, groups' last."""
    return sorted(asked, key=lambda one: list(Audience).index(one.audience))
