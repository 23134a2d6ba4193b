"""The codebook as a table that was changed elsewhere: see what it would change, then all of it or nothing.

The columns are those of the table that goes out. A row with an id, or else a name, of a theme in use changes that
theme; any other row is a new one. A column that is missing leaves what it stands for as it is. No row retires a
theme: what that touches is shown on the theme's own page.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from feedback.domain.codes import Controller
from feedback.domain.errors import ImportRefused
from feedback.services.codebook import StoredCodebook, StoredTheme, ThemeWords
from feedback.services.exchange_codebook import AREA_OF_NEW, COLUMNS, FORMULA, in_order
from feedback.services.import_grid import Grid, read_upload
from feedback.services.import_rows import RejectedRow

MOST_BYTES, MOST_THEMES = 200_000, 200
TOO_LARGE = "The file is larger than 200 kB. A codebook is smaller; see that it is the right file."
NO_NAMES = "The table has no column “name”. Start from the table that the codebook gives out."
TWICE_NAMED = "The table has two columns with the same name, or more. Leave one of each."
TOO_MANY = f"The table has more than {MOST_THEMES} rows."
TWICE = "Another row is about the same theme"
NAME_TAKEN = "Another theme has this name"
HERE_RETIRED = "This theme is retired here. Take the id out of the row to add it as a new theme"
WOULD_RETIRE = "The table retires this theme. Retire or merge it on its own page, where you see what that touches"
_WORDS = {
    "label": "name", "plain": "for_families", "include": "take_when", "exclude": "not_when",
    "examples": "examples", "area": "area", "controller": "whose", "services": "services",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableRow:
    """What a row says of a theme; `theme` is the one in use that it is about, None for a new one."""

    number: int
    theme: StoredTheme | None
    words: ThemeWords

    @property
    def differs(self) -> tuple[tuple[str, str, str], ...]:
        """Return (column, what stands there now, what the row says) wherever they are not the same."""
        if self.theme is None:
            return ()
        now, then = _cells(self.theme.words), _cells(self.words)
        return tuple(
            (column, now[column], then[column]) for column in now if now[column] != then[column]
        )


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What a table would do. Rows with problems do not stand among the others."""

    new: tuple[TableRow, ...]
    changed: tuple[TableRow, ...]
    same: int
    problems: tuple[RejectedRow, ...]


def read_table(filename: str, content: bytes, known: StoredCodebook) -> TablePlan:
    """Return what the table would do to the codebook.

    Raises: ImportRefused when it is no such table, in words that hold nothing of the file.
    """
    if len(content) > MOST_BYTES:
        raise ImportRefused(TOO_LARGE)
    grid = read_upload(filename, content)
    columns = _columns(grid)
    if grid.row_count > MOST_THEMES:
        raise ImportRefused(TOO_MANY)
    rows: list[TableRow] = []
    problems = list(grid.spoiled)
    left = 0
    for number, cells in grid.rows:
        given = {name: _cell(cells, place) for name, place in columns.items()}
        theme = _find(given, known)
        retires = given.get("retired", "").casefold() == "yes"
        if theme is None or not (theme.retired or retires):
            rows.append(TableRow(number, theme, _words(given, theme)))
        elif theme.retired and retires:
            left += 1
        else:
            problems.append(RejectedRow(number, HERE_RETIRED if theme.retired else WOULD_RETIRE))
    problems += _clashes(rows, known)
    wrong = {one.row for one in problems}
    sound = [row for row in rows if row.number not in wrong]
    changed = tuple(row for row in sound if row.differs)
    new = tuple(row for row in sound if row.theme is None)
    same = left + len(sound) - len(changed) - len(new)
    return TablePlan(new, changed, same, tuple(sorted(problems, key=lambda one: one.row)))


def _columns(grid: Grid) -> Mapping[str, int]:
    """Return column -> its place; columns that nobody knows are left out."""
    names = [name.strip().casefold() for name in grid.header]
    known = [name for name in names if name in COLUMNS]
    if "name" not in known:
        raise ImportRefused(NO_NAMES)
    if len(set(known)) < len(known):
        raise ImportRefused(TWICE_NAMED)
    return {name: names.index(name) for name in known}


def _cell(cells: Sequence[str], place: int) -> str:
    """Return a cell, without the sign that keeps a spreadsheet from taking it for a formula."""
    written = cells[place].strip() if place < len(cells) else ""
    return written[1:] if written.startswith("'") and written[1:].startswith(FORMULA) else written


def _find(given: Mapping[str, str], known: StoredCodebook) -> StoredTheme | None:
    """Return the theme that a row is about: by its id, or by its name among those in use."""
    by_id = {theme.id: theme for theme in known.themes}
    if (id_ := given.get("id", "")) in by_id:
        return by_id[id_]
    names = {theme.words.label.casefold(): theme for theme in known.active}
    return names.get(given["name"].casefold())


def _words(given: Mapping[str, str], theme: StoredTheme | None) -> ThemeWords:
    """Return the row's words; what no column says stays, or is what a new theme begins with."""
    name = given["name"]
    before = theme.words if theme else ThemeWords(name, name, "", "", AREA_OF_NEW)
    said = {column: given[column] for column in _WORDS.values() if column in given}
    found = _cells(before) | {column: cell for column, cell in said.items() if cell or theme}
    examples, services = (_listed(found[column]) for column in ("examples", "services"))
    return ThemeWords(
        found["name"], found["for_families"], found["take_when"], found["not_when"],
        found["area"].casefold() or AREA_OF_NEW, examples,
        found["whose"].casefold() or Controller.COUNCIL.value, in_order(services),
    )  # fmt: skip


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in cell.split("|") if one.strip())


def _cells(words: ThemeWords) -> dict[str, str]:
    """Return column -> what stands there, with every break of a line as a space."""
    written = asdict(words) | {
        "examples": " | ".join(words.examples),
        "services": " | ".join(words.services),
    }
    return {column: " ".join(written[name].split()) for name, column in _WORDS.items()}


def _clashes(rows: Sequence[TableRow], known: StoredCodebook) -> list[RejectedRow]:
    """Return the rows that are about the same theme, or would give two themes one name."""
    about = Counter(row.theme.id for row in rows if row.theme)
    named = {theme.id: theme.words.label.casefold() for theme in known.active}
    named |= {row.theme.id: row.words.label.casefold() for row in rows if row.theme}
    taken = Counter(named.values())
    taken.update(row.words.label.casefold() for row in rows if row.theme is None)
    problems = []
    for row in rows:
        if row.theme and about[row.theme.id] > 1:
            problems.append(RejectedRow(row.number, TWICE))
        elif taken[row.words.label.casefold()] > 1:
            problems.append(RejectedRow(row.number, NAME_TAKEN))
    return problems
