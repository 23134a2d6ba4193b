"""Every error message of every form, in plain words."""


class Said(str):
    """A message with numbers in it: English as it is, and the parts from which another language makes its own."""

    __slots__ = ("pattern", "shown")
    pattern: str
    shown: dict[str, int]

    @classmethod
    def of(cls, pattern: str, **shown: int) -> "Said":
        """Return the message; numbers are written as English writes them."""
        made = cls(pattern.format(**{name: f"{value:,}" for name, value in shown.items()}))
        made.pattern, made.shown = pattern, shown
        return made


MESSAGES = {
    "choice": "Choose one of the answers, or skip this question",
    "choices": "Choose from the answers on the page, or skip this question",
    "too_long": "Your answer is too long. Keep it to {limit} characters. It has {found} now",
    "number": "Write one whole number, like 12, or skip this question",
    "number_range": "Write a number from {low} to {high}, or skip this question",
    "nothing": "Answer at least one question before you send",
    "page_late": "You were away for a while. Nothing is lost and nothing was sent. Press the button once more",
    "page_changed": "Our questions have changed since you started. Please check each answer before you send",
    "page_lost": "We could not open your earlier answers: this page was open too long, or it was changed. "
    "What you wrote here is still here. Nothing was sent",
    "look_again": "Please check your answers and press Send again. That was very fast, or a box that nobody "
    "sees was filled in. Nothing is lost and nothing was sent",
    "no_work": "Your phone had not finished checking, so nothing was sent. Nothing is lost. "
    "Wait until this page says that it is ready, then press Send",
    "sent_often": "Very many answers came from where you are today. Yours are still here and were not sent. "
    "Try again tomorrow, or on another connection",
    "too_often": "Too many codes were tried today. Your words are safe. Please try again tomorrow",
    "code_again": "You were away for a while. Type your code again to go on. Nothing is lost",
    "code_gone": "That code opens nothing now. What you wrote here is still here, and was not sent",
    "draft_empty": "Enter the code for your saved answers. It has 20 letters and numbers",
    "words_empty": "Write something first",
    "complaint_empty": "Write what went wrong first",
    "receipt_empty": "Enter your code. It has 16 letters and numbers, like 7G2K-9QXA-4M0B-T3WV",
    "receipt_character": "Your code has only letters and numbers. Take out anything else",
    "receipt_short": "Your code has {wanted} letters and numbers. You typed {found}. See if one is missing",
    "receipt_long": "Your code has {wanted} letters and numbers. You typed {found}. See if one is there twice",
    "receipt_check": "One letter or number is not right. Look again at those that look alike: "
    "5 and S, 8 and B, 2 and Z, G and 6, V and Y, M and N",
    "contact_email": "Enter an email address like name@example.org, or leave this box empty",
    "contact_phone": "Enter a phone number with all its digits, or leave this box empty",
    "contact_way": "Give an email address or a phone number, or leave every box empty",
}
