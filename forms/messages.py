"""Every error message of every form, in plain words."""

MESSAGES = {
    "choice": "Choose one of the answers, or skip this question",
    "choices": "Choose from the answers on the page, or skip this question",
    "too_long": "Your answer is too long. Keep it to {limit:,} characters. It has {found:,} now",
    "nothing": "Answer at least one question before you send",
    "page": "The page had to be made again. What you wrote is still here. Press continue once more",
    "receipt": "Enter your code. It has 16 letters and numbers, like 7G2K-9QXA-4M0B-T3WV",
    "email": "Enter your email address",
    "password": "Enter your password",
}
