"""The words for what the registers choose from, the same in the officers' forms and in the report."""

from collections.abc import Mapping

from feedback.domain.registers import (
    AimStatus,
    Direction,
    KeptBack,
    OfferAbout,
    Rating,
    RequestStatus,
)

AIM_STATES: Mapping[AimStatus, str] = {
    AimStatus.NOT_BEGUN: "Not begun",
    AimStatus.UNDER_WAY: "Under way",
    AimStatus.MET: "Met",
    AimStatus.NOT_MET: "Not met",
    AimStatus.STOPPED: "Stopped",
}
ABOUT: Mapping[OfferAbout, str] = {
    OfferAbout.CONTENT: "What is in it",
    OfferAbout.GAPS: "What is missing",
    OfferAbout.QUALITY: "How good the help is",
    OfferAbout.ACCESS: "How easy it is to find and read",
    OfferAbout.MAKING: "How it was made",
}
KEPT_BACK: Mapping[KeptBack, str] = {
    KeptBack.ABUSIVE: "It is abusive",
    KeptBack.ONE_PERSON: "It is about the help of one person",
}
REQUEST_STATES: Mapping[RequestStatus, str] = {
    RequestStatus.OPEN: "Open",
    RequestStatus.ANSWERED: "Answered",
    RequestStatus.WITHDRAWN: "Withdrawn",
}
RATINGS: Mapping[Rating, str] = {
    Rating.LOW: "Low",
    Rating.MEDIUM: "Medium",
    Rating.HIGH: "High",
    Rating.VERY_HIGH: "Very high",
}
DIRECTIONS: Mapping[Direction, str] = {
    Direction.UP: "Getting larger",
    Direction.STEADY: "Steady",
    Direction.DOWN: "Getting smaller",
}
