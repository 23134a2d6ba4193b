"""A council's own codebook: learned from comments that its people coded, measured, and used to tag others."""

from analysis.learning.council.labelled_file import read_labelled, read_uncoded
from analysis.learning.council.measure import (
    Evaluation,
    cross_validate,
    learning_curve,
    measure_model,
)
from analysis.learning.council.model import (
    CouncilModel,
    codes_of,
    is_council_model,
    learn,
    load_council,
    save_council,
)
from analysis.learning.council.next_to_code import choose_next
from analysis.learning.council.predict import analyse_with_council
from analysis.learning.council.records import Columns, CouncilRefused, CouncilTags, LabelledFile

__all__ = [
    "Columns", "CouncilModel", "CouncilRefused", "CouncilTags", "Evaluation", "LabelledFile",
    "analyse_with_council", "choose_next", "codes_of", "cross_validate", "is_council_model", "learn",
    "learning_curve", "load_council", "measure_model", "read_labelled", "read_uncoded", "save_council",
]  # fmt: skip
