"""The closed sets of words that are stored. Open sets (services, forums) are in `codes`."""

from enum import StrEnum


class Channel(StrEnum):
    """How a response came (R1-19)."""

    WEB = "web"
    PAPER = "paper"
    PHONE = "phone"
    IN_PERSON = "in_person"
    ADVOCATE = "advocate"
    INTERPRETER = "interpreter"
    FORUM_MEETING = "forum_meeting"
    IMPORT = "import"


class ResponseState(StrEnum):
    """Where a response is. The words families see are in the templates (Ask, Listen, Act, Feedback)."""

    RECEIVED = "received"
    READ = "read"


class LaterKind(StrEnum):
    """Why words came after the response they belong to."""

    ADDED = "added"
    CORRECTION = "correction"
    REPLY = "reply"


class MessageAuthor(StrEnum):
    """Who wrote a message in the mailbox behind a receipt."""

    FAMILY = "family"
    STAFF = "staff"


class AttemptKind(StrEnum):
    """What is counted, so that nobody can do it too often in a day."""

    WRONG_CODE = "wrong_code"
    WRONG_DRAFT_CODE = "wrong_draft_code"
    SENDING = "sending"
    SAVING = "saving"


class DecisionVerdict(StrEnum):
    """What a person said of one theme on one comment."""

    CONFIRMED = "confirmed"
    ADDED = "added"
    REJECTED = "rejected"


class EmergingChoice(StrEnum):
    """What an officer made of a phrase that no theme explains."""

    NEW_THEME = "new_theme"
    PART_OF_THEME = "part_of_theme"
    SET_ASIDE = "set_aside"


class FlagState(StrEnum):
    """Where a flag is: it stays open until a person has read the comment and said what they did."""

    OPEN = "open"
    SEEN = "seen"


class FlagOutcome(StrEnum):
    """What a person did about a flag (R4-24)."""

    TOLD_LEAD = "told_lead"
    REFERRED = "referred"
    ADVICE_GIVEN = "advice_given"
    ALREADY_KNOWN = "already_known"
    ABOUT_A_WORKER = "about_a_worker"
    CRISIS_HELP = "crisis_help"
    NOT_SAFEGUARDING = "not_safeguarding"


class Role(StrEnum):
    """What a member of staff may do. Complaints staff answer families; committee members read reports only."""

    OFFICER = "officer"
    SAFEGUARDING = "safeguarding"
    COMPLAINTS = "complaints"
    COMMITTEE = "committee"
    ADMIN = "admin"


class AuditAction(StrEnum):
    """Everything that leaves a row in the audit."""

    RESPONSE_STORED = "response_stored"
    RESPONSE_OPENED = "response_opened"
    RESPONSE_READ = "response_read"
    THEME_DECIDED = "theme_decided"
    SENTIMENT_DECIDED = "sentiment_decided"
    FLAG_SEEN = "flag_seen"
    STATUS_OPENED = "status_opened"
    STAFF_CREATED = "staff_created"
    STAFF_CHANGED = "staff_changed"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    QUARTER_FROZEN = "quarter_frozen"
    REPORT_WRITTEN = "report_written"
    IMPORT_UPLOADED = "import_uploaded"
    IMPORT_STORED = "import_stored"
    IMPORT_DISCARDED = "import_discarded"
    COMMENTS_REANALYSED = "comments_reanalysed"
    PURGED = "purged"
    KEYS_ROTATED = "keys_rotated"
    CONTACT_OPENED = "contact_opened"
    HAND_OFF_DONE = "hand_off_done"
    WORDS_ADDED = "words_added"
    MESSAGE_SENT = "message_sent"
    TAKEN_BACK = "taken_back"
    MODEL_COMPARED = "model_compared"
    MODEL_ADOPTED = "model_adopted"
    ACTION_AGREED = "action_agreed"
    ACTION_CHANGED = "action_changed"
    RESPONSE_LINKED = "response_linked"
    RESPONSE_UNLINKED = "response_unlinked"
    OUTCOME_WRITTEN = "outcome_written"
    OUTCOME_SENT_BACK = "outcome_sent_back"
    OUTCOME_PUBLISHED = "outcome_published"
    OUTCOME_TAKEN_DOWN = "outcome_taken_down"
    FAMILY_TOLD = "family_told"
    CLOSED_DAY_CHANGED = "closed_day_changed"
    FLAG_OPENED = "flag_opened"
    FLAG_RAISED = "flag_raised"
    FLAG_ACKNOWLEDGED = "flag_acknowledged"
    FLAG_ESCALATED = "flag_escalated"
    FLAG_RELEASED = "flag_released"
    ORIGINAL_OPENED = "original_opened"
    MASKS_CHANGED = "masks_changed"
    COURT_DECIDED = "court_decided"
    QUOTES_PICKED = "quotes_picked"
    QUOTE_DECIDED = "quote_decided"
    QUOTING_WITHDRAWN = "quoting_withdrawn"
    DECISION_UNDONE = "decision_undone"
    RESPONSE_CLAIMED = "response_claimed"
    RESPONSE_RELEASED = "response_released"
    LEFT_UNSURE = "left_unsure"
    NOTE_WRITTEN = "note_written"
    REGISTER_CHANGED = "register_changed"
    COMPLAINT_CHANGED = "complaint_changed"
    COMPLIMENT_CHANGED = "compliment_changed"
    EMERGING_DECIDED = "emerging_decided"
    BLIND_OPENED = "blind_opened"
    BLIND_CODED = "blind_coded"
    BLIND_AGREED = "blind_agreed"
    AUDIT_FORGOTTEN = "audit_forgotten"
    AUDIT_EXPORTED = "audit_exported"
    PROJECT_EXPORTED = "project_exported"
    DATA_COMPLAINT_STORED = "data_complaint_stored"
    DATA_COMPLAINT_OPENED = "data_complaint_opened"
    DATA_COMPLAINT_CHANGED = "data_complaint_changed"
    QUESTIONNAIRE_CHANGED = "questionnaire_changed"
    REPORT_DRAFTED = "report_drafted"
    REPORT_CHECKED = "report_checked"
    REPORT_PUBLISHED = "report_published"
    REPORT_WORDED = "report_worded"
    LINK_MADE = "link_made"
    LINK_OPENED = "link_opened"
    LINK_REVOKED = "link_revoked"
    DRAFT_ANSWERED = "draft_answered"


class ImportState(StrEnum):
    """How far a file is that an officer sent."""

    WAITING = "waiting"
    QUEUED = "queued"
    STORED = "stored"
    REFUSED = "refused"
