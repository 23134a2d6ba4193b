"""Who may open each page of this surface: anybody, without an account."""

from feedback.web.access import Access

ACCESS: dict[str, Access] = {
    f"family.{page}": Access.FAMILY
    for page in (
        "forums",
        "start",
        "go",
        "paper",
        "ask",
        "send",
        "receipt_again",
        "waiting",
        "take_waiting",
        "keep_open",
        "to_start",
        "status",
        "to_status",
        "saved",
        "open_saved",
        "forget_saved",
        "back",
        "find",
        "take_it_back",
        "own_words",
        "add",
        "change",
        "messages",
        "send_reply",
        "help_page",
        "privacy",
        "privacy_for",
        "heard",
        "heard_child",
        "helped",
        "data_complaint",
        "send_data_complaint",
        "data_kept",
        "data_answer",
        "find_data_answer",
        "to_data_complaint",
        "accessibility",
        "cookies",
    )
}
