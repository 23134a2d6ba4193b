"""Lessons for the encoder: labelled comments as padded tensors, and what is wanted of each."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch

import analysis.redaction as redaction
from analysis.encoder.wordpieces import BEGIN, BREAK, WordPieces
from analysis.learning.asked import also_asked
from analysis.learning.examples import Example
from analysis.learning.nhs_labels import NhsComment, common_labels
from analysis.themes.codebook import load_codebook

QUESTIONS = {
    "went_well": "what went well?",
    "could_be_better": "what could be better?",
    "anything_else": "tell us about it.",
}
LONGEST = 160
JOINED = 0.3
"""The share of rows to which, in each epoch, another row's words are added: people say several things at once."""
LONGEST_JOINED = 70
"""Only shorter ones are joined, in pieces, so that both are read whole."""
ASKED_OTHERWISE = 0.15
"""The share of rows that speak for themselves which, in each epoch, stand under another question."""
SIGNS = "-0+"
TOLD = {"negative": (0, 1), "mixed": (1, 1), "neutral": (0, 0), "positive": (1, 0)}
"""Whether a comment praises, and whether it blames: two comments joined do what either does."""

Places = Sequence[int]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A comment with our labels, its owners', or both."""

    text: str
    question: str
    ours: Example | None = None
    theirs: NhsComment | None = None


def lessons(examples: Sequence[Example], nhs: Sequence[NhsComment]) -> list[Lesson]:
    """Return every text once, with whatever labels it has."""
    theirs = {c.text: c for c in nhs}
    ours = [Lesson(e.text, e.question, e, theirs.pop(e.text, None)) for e in examples]
    return ours + [Lesson(c.text, c.question, None, c) for c in theirs.values()]


class Batches:
    """Lessons as padded tensors, and what is wanted of each."""

    def __init__(self, taught: Sequence[Lesson], pieces: WordPieces) -> None:
        self.lessons = taught
        self.stop = pieces.numbers[BREAK]
        asked = {k: pieces.cut(words).ids for k, words in QUESTIONS.items()}
        self.head = {
            k: [pieces.numbers[BEGIN], *ids, pieces.numbers[BREAK]] for k, ids in asked.items()
        }
        masked = redaction.mask([lesson.text for lesson in taught])
        self.body = [pieces.cut(m.text).ids for m in masked]
        self.also_asked = [also_asked(x.ours) if x.ours is not None else () for x in taught]
        self.themes = [theme.id for theme in load_codebook().themes]
        self.labels, self.codes = common_labels([x.theirs for x in taught if x.theirs])

    def __len__(self) -> int:
        """Return how many lessons there are."""
        return len(self.lessons)

    def tensors(
        self, places: Places, also: Places | None = None, questions: Sequence[str] | None = None
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return ids, kinds and mask of these rows; `also` are rows whose words follow theirs (-1: none)."""
        rows, heads = [], []
        asked = questions or [self.lessons[place].question for place in places]
        joined = also or [-1] * len(places)
        for place, other, question in zip(places, joined, asked, strict=True):
            head = self.head[question]
            words = self.body[place] + (self.body[other] if other >= 0 else [])
            rows.append([*head, *words[: LONGEST - len(head) - 1], self.stop])
            heads.append(len(head))
        ids = torch.zeros((len(rows), max(map(len, rows))), dtype=torch.long)
        kinds, mask = torch.zeros_like(ids), torch.zeros_like(ids)
        for row, (numbers, head_length) in enumerate(zip(rows, heads, strict=True)):
            ids[row, : len(numbers)] = torch.tensor(numbers)
            kinds[row, head_length : len(numbers)] = 1
            mask[row, : len(numbers)] = 1
        return ids, kinds, mask

    def theme_share(self, places: Places) -> torch.Tensor:
        """Return rows x themes: the share of the readers who took each."""
        ours = [self.lessons[i].ours for i in places]
        return torch.tensor([[e.share(t) if e else 0.0 for t in self.themes] for e in ours])

    def polarity(self, places: Places, also: Places) -> torch.Tensor:
        """Return rows x themes: the place of its sign; where it has two the live problem wins; -1 where none."""
        found = []
        for pair in zip(places, also, strict=True):
            ours = [self.lessons[place].ours for place in pair if place >= 0]
            read = [reading for e in ours if e for reading in e.readings]
            signs = ["".join(e.themes.get(t, "") for e in read) for t in self.themes]
            found.append([SIGNS.index(min(s, key="-+0".index)) if s else -1 for s in signs])
        return torch.tensor(found)

    def told(self, places: Places, also: Places) -> torch.Tensor:
        """Return rows x (praises, blames): what its readers, and those of what was joined to it, said; else 0."""
        found = torch.zeros((len(places), 2))
        for row, pair in enumerate(zip(places, also, strict=True)):
            for ours in (self.lessons[place].ours for place in pair if place >= 0):
                if ours is not None and ours.sentiment is not None:
                    found[row] = torch.maximum(found[row], torch.tensor(TOLD[ours.sentiment]))
        return found

    def in_random_order(self, size: int) -> Iterator[list[int]]:
        """Yield batches of rows of like length."""
        order = list(range(len(self.lessons)))
        random.shuffle(order)
        batches = []
        for i in range(0, len(order), size * 16):
            near = sorted(order[i : i + size * 16], key=lambda k: len(self.body[k]))
            batches += [near[j : j + size] for j in range(0, len(near), size)]
        random.shuffle(batches)
        yield from batches

    def partners(self, places: Places) -> list[int]:
        """Return for some rows another one that is said in the same breath, else -1."""
        coded = [i for i in places if self.lessons[i].ours is not None]
        return [
            random.choice(coded) if coded and self._joinable(i) and random.random() < JOINED else -1
            for i in places
        ]

    def questions(self, places: Places) -> list[str]:
        """Return what each row answers: now and then, where its labels would be the same, another question."""
        return [
            random.choice(self.also_asked[place])
            if self.also_asked[place] and random.random() < ASKED_OTHERWISE
            else self.lessons[place].question
            for place in places
        ]

    def _joinable(self, place: int) -> bool:
        ours, length = self.lessons[place].ours, len(self.body[place])
        return ours is not None and ours.sentiment is not None and length < LONGEST_JOINED
