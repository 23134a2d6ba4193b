"""Count each version on its own scale, answers given beside staff apart, and what groups said together."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from analysis.reports.counts import VERSION
from analysis.reports.snapshot import GroupVoice
from analysis.stats.suppression import LEAST_GROUP
from feedback.domain.codes import FORUM_BY_CODE
from feedback.domain.questionnaires import Audience, Construct
from feedback.domain.scales import SCALE_OF, SCALES, Scale, comparable
from feedback.storage.queries import quarter as queries
from feedback.storage.queries.quarter_answers import QuarterAnswers, Series

Tables = dict[str, list[tuple[str, int]]]

CORE = Series(tuple(a for a, s in SCALE_OF.items() if s is Scale.CORE and a is not Audience.FORUM))
"""Adults, young people from 13 and care leavers answer on one scale; the headline is theirs (section 2.8)."""

VERSIONS: dict[Audience, str] = {
    Audience.ADULT: "Parents, carers and families",
    Audience.YOUNG_PERSON: "Young people of 13 to 17",
    Audience.CHILD: "Children of 8 to 12",
    Audience.YOUNG_CHILD: "Children under 8",
    Audience.CARE_LEAVER: "Care leavers of 16 to 25",
    Audience.EASY_READ: "Easy Read",
}
WHICH = VERSION
BESIDE = "with a worker or teacher beside them"

WHO_THEY_ARE: dict[str, tuple[Audience, ...]] = {
    "child_young_person": (Audience.YOUNG_PERSON, Audience.CHILD, Audience.YOUNG_CHILD),
    "care_leaver": (Audience.CARE_LEAVER,),
}
"""Versions that do not ask who somebody is, because it is plain from the version."""

TITLES: dict[Construct, str] = {
    Construct.OVERALL: "how it was overall",
    Construct.ACKNOWLEDGED: "whether somebody let them know their message had arrived",
    Construct.LISTENED: "whether they felt listened to",
    Construct.EXPLAINED: "whether things were explained",
    Construct.AGREED: "whether they agreed with the decision",
    Construct.KIND: "whether people were kind",
    Construct.TIMELINESS: "whether help came in time",
    Construct.CONFIDENCE: "whether they think things will get better",
    Construct.HOME: "whether where they live is right for them",
    Construct.MONEY: "whether they have enough money",
    Construct.WORKER: "whether they can get hold of their worker",
    Construct.INDEPENDENCE: "whether they get help to live on their own",
}
_CODES: dict[str, str] = {
    "yes": "Yes", "sometimes": "Sometimes", "a_bit": "A bit", "partly": "Partly", "fully": "Yes, fully",
    "no": "No", "dont_know": "Don’t know", "not_sure": "Not sure", "no_worker": "Has no worker",
    "no_decision": "No decision yet", "good": "Good", "ok": "OK", "not_good": "Not good",
}  # fmt: skip
_ONLY_CARE_LEAVERS = (
    Construct.HOME,
    Construct.MONEY,
    Construct.WORKER,
    Construct.INDEPENDENCE,
)


def count_version_tables(answers: QuarterAnswers) -> Tables:
    """Return the tables of versions: how many answered each, and every scale that is not the core one.

    A breakdown of fewer than ten people is left out whole (R4-30): beside hidden counts its zeros would say
    what everybody in so small a group answered. Which version they answered is always there.
    """
    answered = answers.by_audience()
    tables: Tables = {
        WHICH: [(label, answered.get(audience, 0)) for audience, label in VERSIONS.items()]
    }
    for audience, label in VERSIONS.items():
        if not answered.get(audience):
            continue
        alone, beside = Series((audience,)), Series((audience,), staff_present=True)
        for construct in asked_apart(audience):
            table = _table(answers, audience, construct, alone)
            tables[f"{label}: {TITLES[construct]}"] = table
        table = _table(answers, audience, Construct.LISTENED, beside)
        tables[f"{label}, {BESIDE}: {TITLES[Construct.LISTENED]}"] = table
    return {
        title: rows
        for title, rows in tables.items()
        if title == WHICH or sum(count for _label, count in rows) >= LEAST_GROUP
    }


def count_who(answers: QuarterAnswers) -> dict[str, int]:
    """Return who answered, with those whose version says who they are."""
    answered, found = answers.by_audience(), dict(answers.of("who"))
    for code, audiences in WHO_THEY_ARE.items():
        found[code] = found.get(code, 0) + sum(answered.get(audience, 0) for audience in audiences)
    return found


def list_group_voices(
    session: Session, quarter: str, *, trusted: Iterable[str], labels: Mapping[str, str]
) -> list[GroupVoice]:
    """Return what each forum's groups sent: how many, whom they say they represent, what they spoke of.

    Args:
        labels: theme -> its label; a theme without one is left out.
    """
    voices = []
    earned = list(trusted)
    for code, forum in FORUM_BY_CODE.items():
        said = queries.list_groups(session, quarter, code)
        if not said:
            continue
        decided, suggested = queries.list_tags(session, quarter, earned, of_group=code)
        themes = {theme for _comment, theme, _polarity in decided + suggested}
        voices.append(
            GroupVoice(
                forum=forum.name,
                submissions=len(said),
                represents=sum(number or 0 for number in said),
                unsaid=said.count(None),
                themes=tuple(sorted(labels[theme] for theme in themes if theme in labels)),
            )
        )
    return voices


def asked_apart(audience: Audience) -> tuple[Construct, ...]:
    """Return what makes a table of its own for this version."""
    if audience is Audience.CARE_LEAVER:
        return _ONLY_CARE_LEAVERS
    scale = SCALE_OF[audience]
    return () if scale is Scale.CORE else tuple(SCALES[scale])


def _table(
    answers: QuarterAnswers, audience: Audience, construct: Construct, series: Series
) -> list[tuple[str, int]]:
    scale = SCALE_OF[audience]
    counted = answers.of(construct.value, series)
    return [
        (_label(scale, construct, code), counted.get(code, 0)) for code in SCALES[scale][construct]
    ]


def _label(scale: Scale, construct: Construct, code: str) -> str:
    """Return the answer in words, with what it counts as beside other scales (R3-13)."""
    as_ = comparable(scale, construct, code)
    return _CODES[code] if as_ is None or scale is Scale.CORE else f"{_CODES[code]} ({as_})"
