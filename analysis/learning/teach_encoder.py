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
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import BertModel

import analysis.redaction as redaction
from analysis.encoder.wordpieces import BEGIN, BREAK, WordPieces
from analysis.learning.examples import Example, load_disclosures, load_invented, load_real
from analysis.records import Sentiment
from analysis.themes.codebook import load_codebook

WEIGHTS_HASH = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
QUESTIONS = {
    "went_well": "what went well?",
    "could_be_better": "what could be better?",
    "anything_else": "tell us about it.",
}
EPOCHS, BATCH, LONGEST = 5, 32, 160
ENCODER_RATE, HEADS_RATE = 1e-4, 2e-3
INVENTED_WEIGHT = 1.5
"""Invented comments speak of children's services, which the real ones (adult health care) never do."""
SIGNS = "-0+"
SENTIMENTS = [str(s) for s in Sentiment]


class Taught(nn.Module):
    """The encoder with one row of head weights a head; a head's score is the mean over pieces."""

    def __init__(self, weights: Path, heads: int) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(weights, add_pooling_layer=False)
        self.drop = nn.Dropout(0.1)
        self.heads = nn.Linear(self.encoder.config.hidden_size, heads)

    def forward(
        self, ids: torch.Tensor, kinds: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return scores (texts x heads), what each piece gave (texts x pieces x heads), and the mean state."""
        states = self.encoder(
            input_ids=ids, token_type_ids=kinds, attention_mask=mask
        ).last_hidden_state
        share = mask.unsqueeze(-1).to(states.dtype) / mask.sum(1, keepdim=True).unsqueeze(-1)
        given = (self.drop(states) * share) @ self.heads.weight.T
        return given.sum(1) + self.heads.bias, given, (states * share).sum(1)


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


class Batches:
    """Rows as padded tensors, and what is wanted of each."""

    def __init__(self, examples: Sequence[Example], pieces: WordPieces) -> None:
        self.examples = examples
        begin, stop = pieces.numbers[BEGIN], pieces.numbers[BREAK]
        asked = {k: pieces.cut(words).ids for k, words in QUESTIONS.items()}
        masked = redaction.mask([e.text for e in examples])
        self.rows: list[tuple[list[int], int]] = []
        for example, text in zip(examples, masked, strict=True):
            head = [begin, *asked[example.question], stop]
            body = [*pieces.cut(text.text).ids[: LONGEST - len(head) - 1], stop]
            self.rows.append((head + body, len(head)))
        self.themes = [theme.id for theme in load_codebook().themes]

    def tensors(self, places: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return ids, kinds and mask of these rows."""
        longest = max(len(self.rows[i][0]) for i in places)
        ids = torch.zeros((len(places), longest), dtype=torch.long)
        kinds, mask = torch.zeros_like(ids), torch.zeros_like(ids)
        for row, place in enumerate(places):
            numbers, head = self.rows[place]
            ids[row, : len(numbers)] = torch.tensor(numbers)
            kinds[row, head : len(numbers)] = 1
            mask[row, : len(numbers)] = 1
        return ids, kinds, mask

    def theme_truth(self, places: Sequence[int]) -> torch.Tensor:
        """Return rows x themes, 1 where a theme was coded."""
        return torch.tensor(
            [[float(t in self.examples[i].themes) for t in self.themes] for i in places]
        )

    def polarity_truth(self, places: Sequence[int]) -> torch.Tensor:
        """Return rows x themes: the place of its sign; where it has two the live problem wins; -1 where none."""
        return torch.tensor(
            [
                [
                    SIGNS.index(min(signs, key=lambda s: "-+0".index(s))) if signs else -1
                    for signs in (self.examples[i].themes.get(t) for t in self.themes)
                ]
                for i in places
            ]
        )

    def in_random_order(self, size: int) -> Iterator[list[int]]:
        """Yield batches of rows of like length."""
        order = list(range(len(self.rows)))
        random.shuffle(order)
        batches = []
        for i in range(0, len(order), size * 16):
            near = sorted(order[i : i + size * 16], key=lambda k: len(self.rows[k][0]))
            batches += [near[j : j + size] for j in range(0, len(near), size)]
        random.shuffle(batches)
        yield from batches


def _loss(
    scores: torch.Tensor, rows: Batches, places: Sequence[int], positive_weight: torch.Tensor
) -> torch.Tensor:
    """Return the loss; rows without a sentiment (disclosures) teach the flag alone."""
    n = len(rows.themes)
    examples = [rows.examples[i] for i in places]
    weight = torch.tensor([1.0 if e.source == "real" else INVENTED_WEIGHT for e in examples])
    coded = torch.tensor([float(e.sentiment is not None) for e in examples]) * weight
    binary = nn.functional.binary_cross_entropy_with_logits
    choose = nn.functional.cross_entropy
    theme = binary(
        scores[:, :n], rows.theme_truth(places), pos_weight=positive_weight, reduction="none"
    ).mean(1)
    signs = rows.polarity_truth(places)
    polarity = choose(
        scores[:, n : 4 * n].reshape(-1, 3), signs.reshape(-1), ignore_index=-1, reduction="none"
    ).view(len(places), n).sum(1) / (signs >= 0).sum(1).clamp(min=1)
    feelings = torch.tensor([SENTIMENTS.index(e.sentiment or "neutral") for e in examples])
    feeling = choose(scores[:, 4 * n : 4 * n + 4], feelings, reduction="none")
    proposes = torch.tensor([float(e.proposes) for e in examples])
    proposal = binary(scores[:, -2], proposes, reduction="none")
    flagged = torch.tensor([float(e.flagged) for e in examples])
    flag = binary(scores[:, -1], flagged, pos_weight=torch.tensor(3.0), reduction="none")
    each = coded * (3 * theme + 0.5 * polarity + 0.5 * feeling + 0.5 * proposal) + 0.5 * flag
    return each.mean()


def teach(train: Batches, weights: Path, heads: int) -> Taught:
    """Return the encoder, fine-tuned whole. About 20 minutes on 2 cores for 10,000 rows."""
    net = Taught(weights, heads)
    everything = range(len(train.rows))
    count = train.theme_truth(everything).sum(0)
    positive_weight = ((len(train.rows) - count) / count.clamp(min=1)).sqrt().clamp(1, 6)
    plain = [p for name, p in net.named_parameters() if name.startswith("encoder")]
    own = [p for name, p in net.named_parameters() if not name.startswith("encoder")]
    optimiser = torch.optim.AdamW(
        [{"params": plain, "lr": ENCODER_RATE}, {"params": own, "lr": HEADS_RATE}],
        weight_decay=0.01,
    )
    steps = EPOCHS * (len(train.rows) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / (steps * 0.06)) * max(0.0, (steps - step) / steps)
    )
    started = time.monotonic()
    for epoch in range(EPOCHS):
        net.train()
        total = []
        for places in train.in_random_order(BATCH):
            scores, _given, _state = net(*train.tensors(places))
            loss = _loss(scores, train, places, positive_weight)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total.append(float(loss.detach()))
        spent = time.monotonic() - started
        sys.stderr.write(f"epoch {epoch}: loss {np.mean(total):.4f}, {spent:.0f} s\n")
    return net.eval()


def predict(net: Taught, rows: Batches) -> NDArray[np.float32]:
    """Return rows x heads, in log-odds."""
    found = np.zeros((len(rows.rows), net.heads.out_features), dtype=np.float32)
    order = sorted(range(len(rows.rows)), key=lambda k: len(rows.rows[k][0]))
    with torch.no_grad():
        for i in range(0, len(order), 64):
            places = order[i : i + 64]
            found[places] = net(*rows.tensors(places))[0].numpy()
    return found


def write_onnx(net: Taught, out: Path) -> None:
    """Write `out`.onnx with 8-bit weights; inputs ids, kinds, mask; outputs scores, given, state."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    whole, fused = out.with_suffix(".whole.onnx"), out.with_suffix(".fused.onnx")
    ids = torch.randint(1000, 20000, (2, 40))
    inputs = (ids, torch.zeros_like(ids), torch.ones_like(ids))
    names, results = ["ids", "kinds", "mask"], ["scores", "given", "state"]
    axes = {name: {0: "texts", 1: "pieces"} for name in [*names, "given"]} | {
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
    net = teach(Batches(learned, pieces), asked.weights, len(head_names()))
    torch.save(net.state_dict(), asked.out.with_suffix(".pt"))
    write_onnx(net, asked.out)
    describe(learned, asked.weights, asked.out)


if __name__ == "__main__":
    main()
