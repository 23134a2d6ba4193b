"""Count how many workers people had, and who of them felt listened to (A10)."""

from collections.abc import Collection, Mapping

from analysis.reports.counts import WorkerCount
from feedback.domain.questionnaires import Construct

WORKER_LABELS: dict[str, str] = {
    "none": "None", "one": "1", "two": "2", "three": "3", "four_or_more": "4 or more", "not_sure": "Not sure",
}  # fmt: skip
ASKED = Construct.WORKER_COUNT.value
FELT = {"fully": True, "partly": True, "no": False, "not_sure": False}
"""The core scale's answers on listening: whether they felt listened to, fully or partly (R1-04)."""


def count_by_workers(
    pairs: Mapping[tuple[str, str], int], never: Collection[str]
) -> list[WorkerCount]:
    """Return (label, who felt listened to, all) for each number of workers that could be chosen.

    Args:
        pairs: (workers, listened) -> responses, of those who answered both on one scale.
        never: labels that no questionnaire offered.

    Returns: nothing where nobody answered both.
    """
    if not any(count for (_workers, said), count in pairs.items() if said in FELT):
        return []
    return [
        (
            label,
            _sum(pairs, code, felt=True),
            _sum(pairs, code, felt=True) + _sum(pairs, code, felt=False),
        )
        for code, label in WORKER_LABELS.items()
        if label not in never
    ]


def _sum(pairs: Mapping[tuple[str, str], int], code: str, *, felt: bool) -> int:
    return sum(pairs.get((code, said), 0) for said, is_so in FELT.items() if is_so is felt)
