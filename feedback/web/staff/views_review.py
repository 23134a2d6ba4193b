"""What the page of a response gets: text cut into marked pieces, suggestions in words, both sides of a conflict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from werkzeug.datastructures import MultiDict

from analysis.themes.codebook import Codebook
from feedback.services.decide import CommentDecision
from feedback.services.review_response import (
    Decided,
    ReviewComment,
    ReviewResponse,
    ReviewTheme,
    Suggested,
)
from feedback.web.staff.words import LATER, LATER_QUESTIONS, OUTCOMES, say_day, say_language
from forms.staff.review import (
    FEELING_LABELS,
    OPEN,
    THEME_LABELS,
    CommentChoices,
    CommentFields,
)

FLAG_MARK = "flag"


@dataclass(frozen=True, slots=True)
class Pointer:
    """What marked words point to: a sign that is seen, and the words that are read out."""

    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comment. `pointers` are of the marks that end with it, so that each is said once."""

    words: str
    marked: bool
    flagged: bool
    pointers: tuple[Pointer, ...]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """One theme to decide: its field, its number on the page, and what is known of it in words."""

    field: str
    number: int
    label: str
    about: str
    unsure: bool


@dataclass(frozen=True, slots=True)
class FlagView:
    """Why the comment is flagged, and what a safeguarding lead did about it."""

    comment_id: UUID
    urgency: str
    reason: str
    about: str | None


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment on the page. `notes` are said above it: its language, a proposal."""

    id: UUID
    question: str
    language: str
    notes: tuple[str, ...]
    pieces: tuple[Piece, ...]
    themes: tuple[ThemeView, ...]
    flag: FlagView | None
    feeling_field: str
    feeling_about: str
    add_field: str
    how_field: str
    version: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One point on which two people decided differently."""

    field: str
    what: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class LostChoice:
    """What was chosen of a theme that the page asks about no more, in words that can be copied."""

    comment: int
    what: str
    yours: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What others changed after the page was made; `differences` is None where nobody decided."""

    lost: Sequence[LostChoice] = ()
    differences: Sequence[Difference] | None = None


def fields_of(response: ReviewResponse, codebook: Codebook) -> list[CommentFields]:
    """Return what the form asks of each comment, with what stands now."""
    return [_fields(comment, codebook) for comment in response.comments]


def views_of(response: ReviewResponse, codebook: Codebook) -> list[CommentView]:
    """Return the comments as the page shows them."""
    return [_view(n, comment, codebook) for n, comment in enumerate(response.comments)]


def decisions_of(
    response: ReviewResponse, chosen: Sequence[CommentChoices]
) -> tuple[CommentDecision, ...]:
    """Return what was chosen as decisions on the response's comments."""
    return tuple(
        CommentDecision(comment.id, choices.themes, choices.feeling)
        for comment, choices in zip(response.comments, chosen, strict=True)
    )


def find_differences(
    response: ReviewResponse, sent: Mapping[str, str], codebook: Codebook
) -> list[Difference]:
    """Return where what was sent differs from what somebody else decided; what was left open does not."""
    found = []
    for place, comment in enumerate(response.comments):
        for field, what, labels, decided in _points(place, comment, codebook):
            yours = sent.get(field, OPEN)
            if decided is not None and yours not in (OPEN, decided.choice):
                theirs = f"{labels.get(decided.choice, decided.choice)} ({decided.by})"
                found.append(Difference(field, what, theirs, labels.get(yours, "Something else")))
    return found


def find_lost(
    response: ReviewResponse, sent: Mapping[str, str], codebook: Codebook
) -> list[LostChoice]:
    """Return what was chosen of themes that were merged, split or retired since the page was made."""
    found = []
    for place, comment in enumerate(response.comments):
        fields, prefix = _fields(comment, codebook), f"theme-{place}-"
        gone = {
            name.removeprefix(prefix): choice
            for name, choice in sent.items()
            if name.startswith(prefix) and choice != OPEN
        }
        gone = {theme: choice for theme, choice in gone.items() if theme not in fields.themes}
        if (added := sent.get(f"add-{place}")) and added not in codebook.ids:
            gone[added] = sent.get(f"how-{place}", "")
        found += [
            LostChoice(place + 1, codebook.by_id[theme].label, THEME_LABELS.get(choice, "Chosen"))
            for theme, choice in sorted(gone.items())
            if theme in codebook.by_id
        ]
    return found


def merge_sent(
    response: ReviewResponse, sent: MultiDict[str, str], codebook: Codebook
) -> MultiDict[str, str]:
    """Return what was sent with what others decided filled in where it was left open, and the new stamp."""
    merged = MultiDict(sent)
    for place, comment in enumerate(response.comments):
        for field, _what, _labels, decided in _points(place, comment, codebook):
            if decided is not None and merged.get(field, OPEN) == OPEN:
                merged[field] = decided.choice
        if merged.get(f"add-{place}") in _fields(comment, codebook).themes:
            # Somebody else added the same theme: it is a point of its own now.
            merged[f"theme-{place}-{merged[f'add-{place}']}"] = merged.get(f"how-{place}", OPEN)
            merged[f"add-{place}"] = merged[f"how-{place}"] = ""
        elif merged.get(f"add-{place}") not in {"", None, *codebook.ids}:
            # Retired or merged since: it stands above, among what has to be chosen again.
            merged[f"add-{place}"] = merged[f"how-{place}"] = ""
    merged["stamp"] = response.stamp
    return merged


def marked_pieces(comment: ReviewComment, numbers: Mapping[str, Pointer]) -> tuple[Piece, ...]:
    """Return the masked text in pieces, with the words behind every suggestion and the flag marked.

    Marks may overlap: the text is cut at every border, and a mark's pointer stands where its words end.
    """
    spans = [
        (words.start, words.end, numbers[theme.theme])
        for theme in comment.themes
        if theme.suggested is not None
        for words in theme.suggested.evidence
    ]
    if comment.flag is not None:
        pointer = numbers[FLAG_MARK]
        spans += [(words.start, words.end, pointer) for words in comment.flag.evidence]
    return tuple(_cut(comment.masked, spans))


def _cut(text: str, spans: Sequence[tuple[int, int, Pointer]]) -> Iterable[Piece]:
    inside = [(s, e, p) for s, e, p in spans if 0 <= s < e <= len(text)]
    borders = sorted({0, len(text), *(s for s, _e, _p in inside), *(e for _s, e, _p in inside)})
    for start, end in pairwise(borders):
        over = [p for s, e, p in inside if s <= start and e >= end]
        ending = [p for s, e, p in inside if e == end]
        yield Piece(
            words=text[start:end],
            marked=bool(over),
            flagged=any(pointer.sign == "!" for pointer in over),
            pointers=tuple(dict.fromkeys(ending)),
        )


def _fields(comment: ReviewComment, codebook: Codebook) -> CommentFields:
    themes = {t.theme: t.decided.choice if t.decided else OPEN for t in comment.themes}
    return CommentFields(
        themes=themes,
        others=[(theme.id, theme.label) for theme in codebook.themes if theme.id not in themes],
        feeling=comment.decided_sentiment.choice if comment.decided_sentiment else OPEN,
    )


def _view(place: int, comment: ReviewComment, codebook: Codebook) -> CommentView:
    themes = tuple(
        ThemeView(
            field=f"theme-{place}-{theme.theme}",
            number=number,
            label=_label(theme.theme, codebook),
            about=_about_theme(theme),
            unsure=theme.suggested is not None and theme.suggested.sure is False,
        )
        for number, theme in enumerate(comment.themes, start=1)
    )
    pointers = {
        theme.theme: Pointer(str(view.number), f"points to {view.number}, {view.label}")
        for theme, view in zip(comment.themes, themes, strict=True)
    } | {FLAG_MARK: Pointer("!", "why it is flagged")}
    return CommentView(
        id=comment.id,
        question=LATER_QUESTIONS.get(comment.question, comment.question),
        language=comment.language,
        notes=_notes(comment),
        pieces=marked_pieces(comment, pointers),
        themes=themes,
        flag=_flag(comment),
        feeling_field=f"feeling-{place}",
        feeling_about=_about(comment.sentiment, comment.decided_sentiment, FEELING_LABELS),
        add_field=f"add-{place}",
        how_field=f"how-{place}",
        version=comment.version,
    )


def _notes(comment: ReviewComment) -> tuple[str, ...]:
    notes = _later_notes(comment)
    if not comment.measured:
        language = say_language(comment.language)
        notes.append(f"In {language}: nothing is suggested, you decide.")
    if comment.proposes:
        notes.append("It seems to propose something to change.")
    return tuple(notes)


def _later_notes(comment: ReviewComment) -> list[str]:
    notes = []
    if comment.later is not None and comment.later_on is not None:
        notes.append(f"{LATER[comment.later]}, on {say_day(comment.later_on)}.")
    if comment.corrected:
        notes.append(
            "The family has put other words in the place of these. Figures leave them out."
        )
    return notes


def _flag(comment: ReviewComment) -> FlagView | None:
    flag = comment.flag
    if flag is None:
        return None
    about = _said(flag.decided, OUTCOMES) if flag.decided else None
    reason = flag.reason[:1].upper() + flag.reason[1:]
    return FlagView(comment.id, flag.urgency, reason, about)


def _about_theme(theme: ReviewTheme) -> str:
    if theme.suggested is None:
        return "Added by a person. " + (_said(theme.decided, THEME_LABELS) or "")
    return _about(theme.suggested, theme.decided, THEME_LABELS)


def _about(suggested: Suggested | None, decided: Decided | None, labels: Mapping[str, str]) -> str:
    said = [_said(decided, labels)]
    if suggested is not None:
        sure = {True: "sure, ", False: "not sure, ", None: ""}[suggested.sure]
        score = f"score {round(100 * suggested.confidence)} of 100"
        said.insert(0, f"Suggested: {_inside(labels[suggested.choice])} ({sure}{score}).")
    return " ".join(filter(None, said)) or "Nothing is suggested."


def _said(decided: Decided | None, labels: Mapping[str, str]) -> str | None:
    if decided is None:
        return None
    label = labels.get(decided.choice, decided.choice)
    return f"Decided by {decided.by} on {say_day(decided.on)}: {_inside(label)}."


def _inside(label: str) -> str:
    """Return the label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]


def _points(
    place: int, comment: ReviewComment, codebook: Codebook
) -> Iterable[tuple[str, str, Mapping[str, str], Decided | None]]:
    """Yield (field, what it is about, its labels, what stands) of everything that can be decided."""
    for theme in comment.themes:
        yield (
            f"theme-{place}-{theme.theme}",
            _label(theme.theme, codebook),
            THEME_LABELS,
            theme.decided,
        )
    yield f"feeling-{place}", "Feeling", FEELING_LABELS, comment.decided_sentiment


def _label(theme: str, codebook: Codebook) -> str:
    """Return the theme's label; its id where the codebook of today has it no more."""
    found = codebook.by_id.get(theme)
    return found.label if found else theme


def may_agree(response: ReviewResponse) -> bool:
    """Tell whether anything sure is still open, so that the button to agree has something to do."""
    return any(
        (comment.sentiment is not None and comment.decided_sentiment is None)
        or any(t.suggested and t.suggested.sure and t.decided is None for t in comment.themes)
        for comment in response.comments
    )


def read_response_id(written: str) -> UUID | None:
    """Return the id that is written, or None."""
    try:
        return UUID(written)
    except ValueError:
        return None
