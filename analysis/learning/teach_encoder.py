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
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import BertModel

from analysis.encoder.wordpieces import WordPieces
from analysis.learning.examples import Example, load_disclosures, load_invented, load_real
from analysis.learning.lessons import QUESTIONS, SIGNS, TOLD, Batches, Places, lessons
from analysis.learning.nhs_labels import load_nhs
from analysis.records import Sentiment
from analysis.themes.codebook import load_codebook

WEIGHTS_HASH = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
EPOCHS, BATCH = 6, 32
MORE_EPOCHS, MORE_RATE = 1, 0.5
"""For an encoder that goes on where another stopped: epochs, and the share of the rates below."""
ENCODER_RATE, HEADS_RATE = 1e-4, 2e-3
INVENTED_WEIGHT = 1.5
"""Invented comments speak of children's services, which the real ones (adult health care) never do."""
LAYER_SHARE = 0.9
"""Each layer below the last changes by so much less than the one above it: early layers know English already."""
SMOOTHED = 0.05
"""So much of a feeling's label is spread over all four, as readers of the same comment differ about one in thirty."""
AVERAGED = 0.99
"""What is kept is a running average of the weights over some 100 steps, not the last step's."""
FEELING_WEIGHT, TOLD_WEIGHT, POLARITY_WEIGHT = 0.6, 0.3, 0.7
SENTIMENTS = [str(s) for s in Sentiment]


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
        "praise",
        "blame",
        "proposal",
        "flag",
    ]


def _our_loss(
    scores: torch.Tensor, rows: Batches, places: Places, also: Places, positive: torch.Tensor
) -> torch.Tensor:
    """Return the loss of our labels; rows without a sentiment (disclosures) teach the flag alone."""
    n = len(rows.themes)
    ours = [rows.lessons[i].ours for i in places]
    weight = torch.tensor(
        [0.0 if e is None else 1.0 if e.source == "real" else INVENTED_WEIGHT for e in ours]
    )
    coded = torch.tensor([float(e is not None and e.sentiment is not None) for e in ours]) * weight
    others = [rows.lessons[i].ours if i >= 0 else None for i in also]
    # A joined disclosure was coded for the flag alone: it teaches no theme.
    coded = coded * torch.tensor([float(o is None or o.sentiment is not None) for o in others])
    binary, choose = nn.functional.binary_cross_entropy_with_logits, nn.functional.cross_entropy
    wanted = rows.theme_share(places)
    for row, other in enumerate(also):
        if other >= 0:
            wanted[row] = torch.maximum(wanted[row], rows.theme_share([other])[0])
    theme = binary(scores[:, :n], wanted, pos_weight=positive, reduction="none").mean(1)
    signs = rows.polarity(places, also)
    polarity = choose(
        scores[:, n : 4 * n].reshape(-1, 3), signs.reshape(-1), ignore_index=-1, reduction="none"
    ).view(len(places), n).sum(1) / (signs >= 0).sum(1).clamp(min=1)
    told = rows.told(places, also)
    which = [list(TOLD.values()).index((int(p), int(b))) for p, b in told.tolist()]
    names = list(TOLD)
    feelings = torch.tensor([SENTIMENTS.index(names[w]) for w in which])
    feeling = choose(
        scores[:, 4 * n : 4 * n + 4], feelings, reduction="none", label_smoothing=SMOOTHED
    )
    bits = binary(scores[:, 4 * n + 4 : 4 * n + 6], told, reduction="none").mean(1)
    pairs = list(zip(ours, others, strict=True))
    proposes = torch.tensor([float(any(e.proposes for e in p if e)) for p in pairs])
    proposal = binary(scores[:, -2], proposes, reduction="none")
    flagged = torch.tensor([float(any(e.flagged for e in p if e)) for p in pairs])
    flag = binary(scores[:, -1], flagged, pos_weight=torch.tensor(3.0), reduction="none")
    each = 3 * theme + 0.5 * proposal + POLARITY_WEIGHT * polarity
    each = each + FEELING_WEIGHT * feeling + TOLD_WEIGHT * bits
    return (coded * each + (weight > 0) * 0.5 * flag).mean()


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


def _optimiser(
    net: Taught, steps: int, rate: float
) -> tuple[torch.optim.AdamW, torch.optim.lr_scheduler.LambdaLR]:
    """Return what changes the weights, and its rates: up for a little, then down to nothing."""
    depth = net.encoder.config.num_hidden_layers
    groups: dict[float, list[nn.Parameter]] = {}
    for name, parameter in net.named_parameters():
        groups.setdefault(_rate_of(name, depth), []).append(parameter)
    optimiser = torch.optim.AdamW(
        [{"params": own, "lr": rate * share} for share, own in groups.items()], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / (steps * 0.06)) * max(0.0, (steps - step) / steps)
    )
    return optimiser, schedule


def _rate_of(name: str, depth: int) -> float:
    """Return how fast a weight changes: heads fast, the encoder's layers slower the further down they are."""
    if not name.startswith("encoder"):
        return HEADS_RATE
    parts = name.split(".")
    layer = int(parts[parts.index("layer") + 1]) + 1 if "layer" in parts else 0
    return float(ENCODER_RATE * LAYER_SHARE ** (depth - layer))


def go_on_from(net: Taught, path: Path) -> None:
    """Take the weights of an encoder that was taught before; heads for others' labels begin anew if those differ.

    Its pieces keep their places: half of all weights, which a short lesson hardly moves.
    """
    net.load_state_dict(net.state_dict() | _fitting(net, torch.load(path)))
    net.encoder.embeddings.requires_grad_(False)


def _fitting(net: Taught, known: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return those of the known weights that the encoder has room for."""
    own = net.state_dict()
    return {n: w for n, w in known.items() if n in own and own[n].shape == w.shape}


def average_of(paths: Sequence[Path]) -> dict[str, torch.Tensor]:
    """Return the mean of the weights of encoders that went on from the same one; of heads that differ, the first's.

    Source: Wortsman and others 2022, model soups: as good as asking them all, at the cost of one.
    """
    every = [torch.load(path) for path in paths]
    return {
        name: torch.stack([one[name].float() for one in every]).mean(0).to(first.dtype)
        if all(one[name].shape == first.shape for one in every)
        else first
        for name, first in every[0].items()
    }


def teach(net: Taught, train: Batches, epochs: int, rate: float = 1.0) -> None:
    """Fine-tune the encoder whole. About 20 minutes on 2 idle cores for 12,000 rows and 6 epochs."""
    everything = range(len(train))
    count = train.theme_share(everything).sum(0)
    positive = ((len(train) - count) / count.clamp(min=1)).sqrt().clamp(1, 6)
    optimiser, schedule = _optimiser(net, epochs * (len(train) // BATCH + 1), rate)
    averaged = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(AVERAGED))
    started = time.monotonic()
    for epoch in range(epochs):
        net.train()
        total = []
        for places in train.in_random_order(BATCH):
            also = train.partners(places)
            with torch.autocast("cpu", torch.bfloat16):
                given = train.tensors(places, also, train.questions(places))
                scores, _given, states = net(*given)
            loss = _our_loss(scores.float(), train, places, also, positive)
            loss = loss + _their_loss(
                net.theirs(net.drop(states.float().sum(1))), train, places, also
            )
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            averaged.update_parameters(net)
            total.append(float(loss.detach()))
        spent = time.monotonic() - started
        sys.stderr.write(f"epoch {epoch}: loss {np.mean(total):.4f}, {spent:.0f} s\n")
    net.load_state_dict(averaged.module.state_dict())
    net.fold()
    net.eval()


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


def describe(train: Sequence[Example], weights: Path, taught: str, out: Path) -> None:
    """Write `out`.json (heads, questions, where it comes from) and `out`.vocabulary.txt."""
    about = {
        "heads": head_names(),
        "questions": QUESTIONS,
        "made_from": "all-MiniLM-L6-v2 (Apache-2.0), fine-tuned whole",
        "weights_sha256": WEIGHTS_HASH,
        "learned_from": dict(sorted(Counter(e.source for e in train).items())),
        "taught": taught,
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
    parser.add_argument("--go-on", type=Path, help="the .pt of an encoder that was taught before")
    parser.add_argument("--average", type=Path, nargs="+", help="teach nothing: average these .pt")
    parser.add_argument("--seed", type=int, default=0, help="of the order of lessons")
    parser.add_argument(
        "--taught", default=f"{EPOCHS} epochs", help="how, in words, for the description"
    )
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
    batches = Batches(lessons(learned, load_nhs(asked.data)), pieces)
    net = Taught(asked.weights, len(head_names()), extra_heads(batches))
    torch.manual_seed(asked.seed)
    random.seed(asked.seed)
    if asked.average:
        net.load_state_dict(net.state_dict() | _fitting(net, average_of(asked.average)))
    elif asked.go_on is None:
        teach(net, batches, EPOCHS)
    else:
        go_on_from(net, asked.go_on)
        teach(net, batches, MORE_EPOCHS, MORE_RATE)
    torch.save(net.state_dict(), asked.out.with_suffix(".pt"))
    write_onnx(net, asked.out)
    describe(learned, asked.weights, asked.taught, asked.out)


if __name__ == "__main__":
    main()
