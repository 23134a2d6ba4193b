"""The tables. One file a family; classes hold columns and relations only."""

from feedback.storage.models.actions import (
    ActionLink,
    ActionRow,
    ActionStep,
    ClosedDay,
    HelpCount,
    OutcomeRow,
    PromiseRow,
)
from feedback.storage.models.analysis import Flag, SentimentSuggestion, ThemeSuggestion
from feedback.storage.models.around import (
    ComplaintRow,
    ComplimentRow,
    ContactDetail,
    EqualityCount,
    HandOff,
)
from feedback.storage.models.audit import AuditEvent, AuditSeal
from feedback.storage.models.base import Base
from feedback.storage.models.blind import BlindCoding, BlindComment, BlindSample
from feedback.storage.models.codebook import CodebookVersion, ThemeSplit, ThemeSuccessor
from feedback.storage.models.data_complaints import DataComplaintRow
from feedback.storage.models.decisions import FlagDecision, SentimentDecision, ThemeDecision
from feedback.storage.models.desk import Deed, DeedChange, DeskNote, DeskRow, SavedFilter
from feedback.storage.models.digest import WeeklyDigest
from feedback.storage.models.emerging import EmergingRow
from feedback.storage.models.entries import Campaign, StaffEntry
from feedback.storage.models.imports import ImportBatch, ImportUpload, SavedMapping
from feedback.storage.models.keys import HashKey
from feedback.storage.models.questionnaires import (
    QuestionnaireChange,
    QuestionnaireDraft,
    QuestionnaireSecondLook,
)
from feedback.storage.models.quotes import (
    CourtMark,
    MaskDecision,
    Quote,
    QuoteApproval,
    RecognitionMark,
)
from feedback.storage.models.receipts import (
    AttemptCount,
    AttemptSalt,
    LaterComment,
    MailboxMessage,
    SavedDraft,
    TakenBack,
    ToDestroy,
)
from feedback.storage.models.registers import (
    ActivityRow,
    AimRow,
    ComparisonRow,
    ConsultationRow,
    ForumCommentRow,
    InformationRequestRow,
    MeasureRow,
    OfferCommentRow,
    PartnerThemeRow,
    PracticeRow,
    RegisterRow,
    RiskRow,
)
from feedback.storage.models.reports import (
    QuarterSnapshotRow,
    ReportCheck,
    ReportDraft,
    ReportFile,
    ReportLink,
    ReportWords,
)
from feedback.storage.models.responses import (
    AnswerRow,
    CommentRow,
    QuestionnaireRow,
    Receipt,
    ResponseRow,
)
from feedback.storage.models.staff import StaffRole, StaffSession, StaffUser
from feedback.storage.models.triage import Alert, StaffService, Triage

__all__ = [
    "ActionLink",
    "ActionRow",
    "ActionStep",
    "ActivityRow",
    "AimRow",
    "Alert",
    "AnswerRow",
    "AttemptCount",
    "AttemptSalt",
    "AuditEvent",
    "AuditSeal",
    "Base",
    "BlindCoding",
    "BlindComment",
    "BlindSample",
    "Campaign",
    "ClosedDay",
    "CodebookVersion",
    "CommentRow",
    "ComparisonRow",
    "ComplaintRow",
    "ComplimentRow",
    "ConsultationRow",
    "ContactDetail",
    "CourtMark",
    "DataComplaintRow",
    "Deed",
    "DeedChange",
    "DeskNote",
    "DeskRow",
    "EmergingRow",
    "EqualityCount",
    "Flag",
    "FlagDecision",
    "ForumCommentRow",
    "HandOff",
    "HashKey",
    "HelpCount",
    "ImportBatch",
    "ImportUpload",
    "InformationRequestRow",
    "LaterComment",
    "MailboxMessage",
    "MaskDecision",
    "MeasureRow",
    "OfferCommentRow",
    "OutcomeRow",
    "PartnerThemeRow",
    "PracticeRow",
    "PromiseRow",
    "QuarterSnapshotRow",
    "QuestionnaireChange",
    "QuestionnaireDraft",
    "QuestionnaireRow",
    "QuestionnaireSecondLook",
    "Quote",
    "QuoteApproval",
    "Receipt",
    "RecognitionMark",
    "RegisterRow",
    "ReportCheck",
    "ReportDraft",
    "ReportFile",
    "ReportLink",
    "ReportWords",
    "ResponseRow",
    "RiskRow",
    "SavedDraft",
    "SavedFilter",
    "SavedMapping",
    "SentimentDecision",
    "SentimentSuggestion",
    "StaffEntry",
    "StaffRole",
    "StaffService",
    "StaffSession",
    "StaffUser",
    "TakenBack",
    "ThemeDecision",
    "ThemeSplit",
    "ThemeSuccessor",
    "ThemeSuggestion",
    "ToDestroy",
    "Triage",
    "WeeklyDigest",
]
