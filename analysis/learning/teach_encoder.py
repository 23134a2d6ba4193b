"""Teach the encoder the codebook: MiniLM fine-tuned whole on coded comments, then written as 8-bit ONNX.

    python -m analysis.learning.teach_encoder --data DIR --weights DIR --out analysis/data/model/encoder

Needs torch, transformers, onnx and onnxruntime, none of which the product needs to run but the last.
`--weights` holds all-MiniLM-L6-v2 (Apache-2.0, `model.safetensors`, SHA-256 in WEIGHTS_HASH). What is
held back (examples.py) is never seen; a tenth of the rest sets the thresholds and is not learned from.
"""

import argparse
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import BertModel

import analysis.redaction as redaction
from analysis.encoder.wordpieces import BEGIN, BREAK, WordPieces
from analysis.learning.examples import Example, load_disclosures, load_invented, load_real
from analysis.learning.nhs_labels import NhsComment, common_labels, load_nhs
from analysis.records import Sentiment
from analysis.themes.codebook import load_codebook

WEIGHTS_HASH = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
QUESTIONS = {
    "went_well": "what went well?",
    "could_be_better": "what could be better?",
    "anything_else": "tell us about it.",
}
EPOCHS, BATCH, LONGEST = 6, 32, 160
ENCODER_RATE, HEADS_RATE = 1e-4, 2e-3
INVENTED_WEIGHT = 1.5
"""Invented comments speak of children's services, which the real ones (adult health care) never do."""
JOINED = 0.15
"""The share of rows to which, in each epoch, another row's words are added: people say several things at once."""
SIGNS = "-0+"
SENTIMENTS = [str(s) for s in Sentiment]

Places = Sequence[int]


class Taught(nn.Module):
    """The encoder with one row of head weights a head; a head's score is the mean over pieces.

    `shared` is how praise, blame and wishes sound whatever the theme; it is folded into the heads when they are
    written. `theirs` are heads for others' labels, which only teach.
    """

    def __init__(self, weights: Path, heads: int, extra: int) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(weights, add_pooling_layer=False)
        self.drop = nn.Dropout(0.1)
        self.heads = nn.Linear(self.encoder.config.hidden_size, heads)
        self.shared = nn.Linear(self.encoder.config.hidden_size, len(SIGNS))
        self.theirs = nn.Linear(self.encoder.config.hidden_size, extra)
        nn.init.zeros_(self.shared.weight)
        nn.init.zeros_(self.shared.bias)

    def forward(
        self, ids: torch.Tensor, kinds: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return scores (texts x heads), and of each piece what it gave to them and to the mean state."""
        states = self.encoder(
            input_ids=ids, token_type_ids=kinds, attention_mask=mask
        ).last_hidden_state.float()
        share = mask.unsqueeze(-1).to(states.dtype) / mask.sum(1, keepdim=True).unsqueeze(-1)
        weight, bias = self.whole_heads()
        given = (self.drop(states) * share) @ weight.T
        return given.sum(1) + bias, given, states * share

    def whole_heads(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the heads' weights and bias with the shared polarity in them."""
        n = len(load_codebook().themes)
        rows, columns = self.heads.weight.shape
        signs = torch.arange(3 * n) % 3
        weight = torch.cat(
            [torch.zeros(n, columns), self.shared.weight[signs], torch.zeros(rows - 4 * n, columns)]
        )
        bias = torch.cat([torch.zeros(n), self.shared.bias[signs], torch.zeros(rows - 4 * n)])
        return self.heads.weight + weight, self.heads.bias + bias

    def fold(self) -> None:
        """Put the shared polarity into the heads for good."""
        with torch.no_grad():
            weight, bias = self.whole_heads()
            self.heads.weight.copy_(weight)
            self.heads.bias.copy_(bias)
            self.shared.weight.zero_()
            self.shared.bias.zero_()


def head_names() -> list[str]:
    """Return the heads in the order in which they are learned and stored."""
    themes = [theme.id for theme in load_codebook().themes]
    return [
        *(f"theme:{t}" for t in themes),
        *(f"polarity:{t}:{sign}" for t in themes for sign in SIGNS),
        *(f"sentiment:{s}" for s in SENTIMENTS),
        "proposal",
        "flag",
    ]


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
        self.themes = [theme.id for theme in load_codebook().themes]
        self.labels, self.codes = common_labels([x.theirs for x in taught if x.theirs])

    def __len__(self) -> int:
        """Return how many lessons there are."""
        return len(self.lessons)

    def tensors(
        self, places: Places, also: Places | None = None
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return ids, kinds and mask of these rows; `also` are rows whose words follow theirs (-1: none)."""
        rows, heads = [], []
        for place, other in zip(places, also or [-1] * len(places), strict=True):
            head = self.head[self.lessons[place].question]
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

    def polarity(self, places: Places) -> torch.Tensor:
        """Return rows x themes: the place of its sign; where it has two the live problem wins; -1 where none."""
        found = []
        for place in places:
            ours = self.lessons[place].ours
            both = ours.readings if ours else ()
            signs = ["".join(e.themes.get(t, "") for e in both) for t in self.themes]
            found.append([SIGNS.index(min(s, key="-+0".index)) if s else -1 for s in signs])
        return torch.tensor(found)

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

    def _joinable(self, place: int) -> bool:
        ours = self.lessons[place].ours
        return ours is not None and ours.sentiment is not None and len(self.body[place]) < 60


def _our_loss(
    scores: torch.Tensor, rows: Batches, places: Places, also: Places, positive: torch.Tensor
) -> torch.Tensor:
    """Return the loss of our labels; rows without a sentiment (disclosures) teach the flag alone.

    Where two comments are joined, only themes, suggestion and flag are plain; feeling and polarity are not.
    """
    n = len(rows.themes)
    ours = [rows.lessons[i].ours for i in places]
    weight = torch.tensor(
        [0.0 if e is None else 1.0 if e.source == "real" else INVENTED_WEIGHT for e in ours]
    )
    coded = torch.tensor([float(e is not None and e.sentiment is not None) for e in ours]) * weight
    alone = coded * torch.tensor([float(other < 0) for other in also])
    others = [rows.lessons[i].ours if i >= 0 else None for i in also]
    # A joined disclosure was coded for the flag alone: it teaches no theme.
    coded = coded * torch.tensor([float(o is None or o.sentiment is not None) for o in others])
    binary, choose = nn.functional.binary_cross_entropy_with_logits, nn.functional.cross_entropy
    wanted = rows.theme_share(places)
    for row, other in enumerate(also):
        if other >= 0:
            wanted[row] = torch.maximum(wanted[row], rows.theme_share([other])[0])
    theme = binary(scores[:, :n], wanted, pos_weight=positive, reduction="none").mean(1)
    signs = rows.polarity(places)
    polarity = choose(
        scores[:, n : 4 * n].reshape(-1, 3), signs.reshape(-1), ignore_index=-1, reduction="none"
    ).view(len(places), n).sum(1) / (signs >= 0).sum(1).clamp(min=1)
    feelings = torch.tensor([SENTIMENTS.index(e.sentiment or "neutral") if e else 0 for e in ours])
    feeling = choose(scores[:, 4 * n : 4 * n + 4], feelings, reduction="none")
    pairs = list(zip(ours, others, strict=True))
    proposes = torch.tensor([float(any(e.proposes for e in p if e)) for p in pairs])
    proposal = binary(scores[:, -2], proposes, reduction="none")
    flagged = torch.tensor([float(any(e.flagged for e in p if e)) for p in pairs])
    flag = binary(scores[:, -1], flagged, pos_weight=torch.tensor(3.0), reduction="none")
    each = coded * (3 * theme + 0.5 * proposal) + alone * 0.5 * (polarity + feeling)
    return (each + (weight > 0) * 0.5 * flag).mean()


def _their_loss(extra: torch.Tensor, rows: Batches, places: Places, also: Places) -> torch.Tensor:
    """Return the loss of the owners' labels, of rows that stand alone."""
    n, m = len(rows.labels), len(rows.codes)
    parts = []
    for scores, place, other in zip(extra, places, also, strict=True):
        theirs = rows.lessons[place].theirs
        if theirs is None or other >= 0:
            continue
        if theirs.themes is not None:
            wanted = torch.tensor([float(t in theirs.themes) for t in rows.labels])
            parts.append(1.5 * nn.functional.binary_cross_entropy_with_logits(scores[:n], wanted))
        if theirs.felt is not None:
            parts.append(
                0.3 * nn.functional.cross_entropy(scores[n : n + 5], torch.tensor(theirs.felt))
            )
        if theirs.code in rows.codes:
            place_of = torch.tensor(rows.codes.index(theirs.code))
            parts.append(0.3 * nn.functional.cross_entropy(scores[n + 5 : n + 5 + m], place_of))
        if theirs.critical is not None:
            parts.append((scores[-1] - theirs.critical) ** 2)
    return torch.stack(parts).sum() / len(places) if parts else extra.sum() * 0


def extra_heads(rows: Batches) -> int:
    """Return how many heads the owners' labels need: themes, five feelings, codes, criticality."""
    return len(rows.labels) + 5 + len(rows.codes) + 1


def teach(train: Batches, weights: Path, heads: int) -> Taught:
    """Return the encoder, fine-tuned whole. About 20 minutes on 2 cores for 12,000 rows."""
    net = Taught(weights, heads, extra_heads(train))
    everything = range(len(train))
    count = train.theme_share(everything).sum(0)
    positive = ((len(train) - count) / count.clamp(min=1)).sqrt().clamp(1, 6)
    plain = [p for name, p in net.named_parameters() if name.startswith("encoder")]
    own = [p for name, p in net.named_parameters() if not name.startswith("encoder")]
    optimiser = torch.optim.AdamW(
        [{"params": plain, "lr": ENCODER_RATE}, {"params": own, "lr": HEADS_RATE}],
        weight_decay=0.01,
    )
    steps = EPOCHS * (len(train) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / (steps * 0.06)) * max(0.0, (steps - step) / steps)
    )
    started = time.monotonic()
    for epoch in range(EPOCHS):
        net.train()
        total = []
        for places in train.in_random_order(BATCH):
            also = train.partners(places)
            with torch.autocast("cpu", torch.bfloat16):
                scores, _given, states = net(*train.tensors(places, also))
            loss = _our_loss(scores.float(), train, places, also, positive)
            loss = loss + _their_loss(
                net.theirs(net.drop(states.float().sum(1))), train, places, also
            )
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total.append(float(loss.detach()))
        spent = time.monotonic() - started
        sys.stderr.write(f"epoch {epoch}: loss {np.mean(total):.4f}, {spent:.0f} s\n")
    net.fold()
    return net.eval()


def write_onnx(net: Taught, out: Path) -> None:
    """Write `out`.onnx with 8-bit weights; inputs ids, kinds, mask; outputs scores, given, states."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    whole, fused = out.with_suffix(".whole.onnx"), out.with_suffix(".fused.onnx")
    ids = torch.randint(1000, 20000, (2, 40))
    inputs = (ids, torch.zeros_like(ids), torch.ones_like(ids))
    names, results = ["ids", "kinds", "mask"], ["scores", "given", "states"]
    axes = {name: {0: "texts", 1: "pieces"} for name in [*names, "given", "states"]} | {
        "scores": {0: "texts"}
    }
    torch.onnx.export(
        net.eval(), inputs, str(whole), input_names=names, output_names=results, dynamic_axes=axes,
        dynamo=False, opset_version=17,
    )  # fmt: skip
    graph = optimizer.optimize_model(
        str(whole), model_type="bert", num_heads=12, hidden_size=384, opt_level=1
    )
    graph.save_model_to_file(str(fused))
    quantize_dynamic(
        fused, out.with_suffix(".onnx"), weight_type=QuantType.QInt8, per_channel=True,
        extra_options={"DefaultTensorType": 1},
    )  # fmt: skip
    whole.unlink()
    fused.unlink()


def describe(train: Sequence[Example], weights: Path, out: Path) -> None:
    """Write `out`.json (heads, questions, where it comes from) and `out`.vocabulary.txt."""
    about = {
        "heads": head_names(),
        "questions": QUESTIONS,
        "made_from": "all-MiniLM-L6-v2 (Apache-2.0), fine-tuned whole",
        "weights_sha256": WEIGHTS_HASH,
        "learned_from": dict(sorted(Counter(e.source for e in train).items())),
        "epochs": EPOCHS,
        "codebook": load_codebook().version,
    }
    out.with_suffix(".json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    vocabulary = (weights / "vocab.txt").read_text(encoding="utf-8")
    out.with_suffix(".vocabulary.txt").write_text(vocabulary, encoding="utf-8")


def main() -> None:
    """Teach, and write the encoder with its vocabulary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    found = hashlib.sha256((asked.weights / "model.safetensors").read_bytes()).hexdigest()
    if found != WEIGHTS_HASH:
        raise SystemExit("These are not the weights that this was written for.")
    torch.manual_seed(0)
    random.seed(0)
    pieces = WordPieces.load(asked.weights / "vocab.txt")
    everything = [*load_real(asked.data), *load_invented(), *load_disclosures()]
    learned = [e for e in everything if e.part == "learn"]
    taught = lessons(learned, load_nhs(asked.data))
    net = teach(Batches(taught, pieces), asked.weights, len(head_names()))
    torch.save(net.state_dict(), asked.out.with_suffix(".pt"))
    write_onnx(net, asked.out)
    describe(learned, asked.weights, asked.out)


if __name__ == "__main__":
    main()
