"""Notes and pale fills on the cells that findings are about, and taking them off again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from iku_excel.workbook.engine import parse_ref
from iku_excel.workbook.live import COLOURS, Mark, compose_note, split_note

Inverse = Callable[[], None]
_WIDTH, _LINE, _LINE_LENGTH = 280, 13, 52
"""Of a note's box: points, points for a line, letters on a line."""


def marks_allowed(sheet: Any) -> bool:
    """Whether a sheet takes notes and fills: not protected, or protected with both allowed."""
    try:
        api = sheet.api
        if not api.ProtectContents and not api.ProtectDrawingObjects:
            return True
        if api.ProtectDrawingObjects:
            return False
        return bool(api.Protection.AllowFormattingCells)
    except AttributeError:  # a Mac
        return True


def put_mark(sheet: Any, mark: Mark, undo: list[Inverse]) -> int:
    """Put one note and fill; 1, or 0 where the cell cannot take a note (a threaded comment)."""
    cell = sheet.range(parse_ref(mark.sel))
    if cell.merge_cells:
        area = cell.merge_area
        cell = sheet.range((area.row, area.column))
    note, colour = cell.note, cell.color
    text = note.text if note is not None else None
    if text is not None and split_note(text) is not None:
        return 0  # two cells of one merged cell: the first mark stays
    if note is None and has_thread(cell):
        return 0

    def put_back() -> None:
        _set_note(cell, text)
        cell.color = colour

    undo.append(put_back)
    _set_note(cell, compose_note(mark.text, text, colour))
    cell.color = COLOURS[mark.severity]
    return 1


def has_thread(cell: Any) -> bool:
    """A threaded comment lies on the cell: Excel allows no note beside it."""
    try:
        return cell.api.CommentThreaded is not None
    except Exception:  # noqa: BLE001 - Excel before 2019, a Mac
        return False


def remove_marks(sheet: Any, undo: list[Inverse]) -> int:
    """Take our notes and fills off a sheet; the user's own note and colour come back."""
    found = []
    for note in _notes(sheet):
        text = str(note.Text())
        parts = split_note(text)
        if parts is not None:
            found.append((sheet.range((note.Parent.Row, note.Parent.Column)), text, parts))
    for cell, text, (own_note, own_colour) in found:
        colour = cell.color
        undo.append(_restorer(cell, text, colour))
        _set_note(cell, own_note)
        if colour in COLOURS.values():
            cell.color = own_colour
    return len(found)


def _restorer(cell: Any, text: str, colour: Any) -> Inverse:
    def put_back() -> None:
        _set_note(cell, text)
        cell.color = colour

    return put_back


def _notes(sheet: Any) -> list[Any]:
    comments = sheet.api.Comments
    return [comments(index) for index in range(1, int(comments.Count) + 1)]


def _set_note(cell: Any, text: str | None) -> None:
    note = cell.note
    if note is not None:
        note.delete()
    if not text:
        return
    cell.add_note(text)
    with suppress(Exception):  # only its size: some hosts have no shape for it
        lines = sum(1 + len(line) // _LINE_LENGTH for line in text.splitlines())
        shape = cell.api.Comment.Shape
        shape.Width, shape.Height = _WIDTH, _LINE * (lines + 1)
