"""What is warned of beside a consultation (R2-03): it is short, or it falls into school holidays."""

from feedback.domain.register_rules import is_short
from feedback.domain.registers import Consultation
from feedback.school_holidays import holidays_between
from feedback.services.register_words import say_day


def consultation_signs(made: Consultation) -> list[str]:
    """Return the warnings in words; nothing in law forbids either, so neither stops anybody."""
    signs = ["open for less than six weeks"] if is_short(made) else []
    return [
        *signs,
        *(
            f"school holidays, usually {say_day(first)} to {say_day(last)}"
            for first, last in holidays_between(made.opens_on, made.closes_on)
        ),
    ]
