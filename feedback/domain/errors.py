"""What can go wrong, each with words that may be shown to the person it happened to.

No message holds free text, a name or a receipt code: messages reach logs and pages.
"""


class FeedbackError(Exception):
    """The base of everything the service raises on purpose.

    Args:
        public_message: plain words for the person in front of the page.
        code: a short stable name for logs and tests.
    """

    code = "error"

    def __init__(self, public_message: str) -> None:
        super().__init__(public_message)
        self.public_message = public_message


class NotFound(FeedbackError):
    """What was asked for is not here, or not for this person."""

    code = "not_found"


class NotAllowed(FeedbackError):
    """The person is signed in, and this is not theirs to see or do."""

    code = "not_allowed"


class Conflict(FeedbackError):
    """Somebody else changed it in the meantime, or it exists already."""

    code = "conflict"


class ReasonWanted(Conflict):
    """It can be done, once a reason is given that is written down."""

    code = "reason_wanted"


class TooOften(FeedbackError):
    """The same was tried too often today from one place. Nothing was stored."""

    code = "too_often"


class IllegalTransition(FeedbackError):
    """A state cannot follow the state it is in."""

    code = "illegal_transition"


class ReceiptUnknown(FeedbackError):
    """No response is held under this receipt code."""

    code = "receipt_unknown"


class SealBroken(FeedbackError):
    """Sealed data was altered, belongs elsewhere, or its key is missing."""

    code = "seal_broken"


class SealKeyGone(SealBroken):
    """Sealed data is whole as far as anybody can tell, and the key that opens it is not set here."""

    code = "seal_key_gone"


class PageTooOld(SealBroken):
    """A page of ours that was left for longer than it can be gone on with."""

    code = "page_too_old"


class StorageUnavailable(FeedbackError):
    """The database is locked, full, read-only or away. Nothing was stored."""

    code = "storage_unavailable"


class SettingsError(FeedbackError):
    """The service cannot start as it is configured. Lists every problem at once."""

    code = "settings"


class ImportRefused(FeedbackError):
    """A file cannot be imported as it is."""

    code = "import_refused"
