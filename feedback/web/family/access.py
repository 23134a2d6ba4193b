"""Who may open each page of this surface: anybody, without an account."""

from feedback.web.access import Access

ACCESS: dict[str, Access] = {
    f"family.{page}": Access.FAMILY
    for page in (
        "forums",
        "start",
        "ask",
        "send",
        "to_start",
        "status",
        "find",
        "help_page",
        "privacy",
        "accessibility",
        "cookies",
    )
}
