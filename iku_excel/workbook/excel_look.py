"""Looks in an open workbook: a new column takes its neighbour's, a sheet of ours has its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from iku_excel.workbook.engine import SheetCell, SheetSpec, Style, parse_ref
from iku_excel.workbook.excel_own import claim, find_own, free_name
from iku_excel.workbook.live import blocks

if TYPE_CHECKING:
    from iku_excel.workbook.excel_port import LiveBook
    from iku_excel.workbook.excel_sheet import LiveSheet
    from iku_excel.workbook.writer import PlannedCell

Inverse = Callable[[], None]
_SIMPLE = ("HorizontalAlignment", "VerticalAlignment", "WrapText")
_FONT = ("Name", "Size", "Bold", "Italic", "Color")


def copy_look(sheet: LiveSheet, cells: Sequence[tuple[int, int, PlannedCell]]) -> None:
    """Give new cells the look of the cells they name, a column's run at a time."""
    alone: list[tuple[int, int, tuple[int, int]]] = []
    together: list[tuple[int, int, tuple[int, int]]] = []
    for row, column, cell in cells:
        source = parse_ref(cell.style_from or cell.sel)
        merged = any(area.contains(*source) for area in sheet.merged)
        (alone if merged or source[0] != row else together).append((row, column, source))
    for block in blocks([(row, column, source[1]) for row, column, source in together]):
        first = 0
        for last in range(len(block.items)):
            if last + 1 == len(block.items) or block.items[last + 1] != block.items[first]:
                _paste(sheet, block.row + first, block.row + last, block.items[first], block.column)
                first = last + 1
    for row, column, source in alone:
        _copy_by_hand(sheet.sheet.range(source), sheet.sheet.range((row, column)))


def _paste(sheet: LiveSheet, first: int, last: int, source: int, target: int) -> None:
    sheet.sheet.range((first, source), (last, source)).copy()
    sheet.sheet.range((first, target), (last, target)).paste(paste="formats")


def _copy_by_hand(source: Any, target: Any) -> None:
    """A merged neighbour: its look without its merging."""
    for name in _SIMPLE:
        with suppress(Exception):
            setattr(target.api, name, getattr(source.api, name))
    for name in _FONT:
        with suppress(Exception):
            setattr(target.api.Font, name, getattr(source.api.Font, name))
    with suppress(Exception):
        target.color = source.color
    with suppress(Exception):
        if source.api.Borders(7).LineStyle != -4142:
            target.api.Borders.LineStyle = 1


class _Renewal:
    """The old sheet, out of the way until all is well."""

    def __init__(self, book: LiveBook, old: Any | None) -> None:
        self.book, self.old = book, old
        self.name = old.name if old is not None else None
        self.there = {sheet.name for sheet in book.book.sheets}

    def __call__(self) -> None:
        kept = self.old.name if self.old is not None else None
        for sheet in list(self.book.book.sheets):
            if sheet.name not in self.there and sheet.name != kept or (
                kept != self.name and sheet.name == self.name
            ):
                sheet.delete()
        if self.old is not None:
            self.old.name = self.name

    def commit(self) -> None:
        if self.old is not None:
            self.old.delete()


def put_sheet(book: LiveBook, spec: SheetSpec, undo: list[Inverse]) -> str:
    """Add or renew a sheet of ours at the end of the workbook; the name it has."""
    book.progress(f"menulis lembar “{spec.name}”")
    old = find_own(book, spec.name)
    undo.append(_Renewal(book, old))
    name = old.name if old is not None else free_name(book, spec.name)
    if old is not None:
        old.name = free_name(book, "IKU lama")
    sheets = book.book.sheets
    sheet = sheets.add(name=name, after=sheets[len(sheets) - 1])
    _fill(sheet, spec)
    claim(sheet, spec.name)
    _freeze(book, spec)
    return name


def _fill(sheet: Any, spec: SheetSpec) -> None:
    from iku_excel.workbook.excel_write import typed

    rows = [[c if isinstance(c, SheetCell) else SheetCell(c) for c in row] for row in spec.rows]
    width = max((len(row) for row in rows), default=0)
    if width:
        table = [[typed(c.value) for c in row] + [None] * (width - len(row)) for row in rows]
        sheet.range((1, 1), (len(rows), width)).options(ndim=2).value = table
    for column, wide in enumerate(spec.widths, 1):
        sheet.range((1, column)).column_width = wide
    for first_row, first_column, last_row, last_column, style in _looks(rows):
        target = sheet.range((first_row, first_column), (last_row, last_column))
        _put_look(target, style)
    for row, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells, 1):
            if cell.link:
                target = sheet.range((row, column))
                sheet.api.Hyperlinks.Add(Anchor=target.api, Address="", SubAddress=cell.link)


def _looks(rows: list[list[SheetCell]]) -> Iterator[tuple[int, int, int, int, Style]]:
    """Rectangles of one style; neighbouring columns whose runs are the same become one."""
    found: dict[tuple[int, int, Style], list[int]] = {}
    for style in Style:
        if style is Style.PLAIN:
            continue
        cells = [
            (r, c, None)
            for r, row in enumerate(rows, 1)
            for c, cell in enumerate(row, 1)
            if cell.style is style
        ]
        for block in blocks(cells):
            found.setdefault((block.row, block.last_row, style), []).append(block.column)
    for (first, last, style), columns in found.items():
        start = columns[0]
        for column, following in zip(columns, [*columns[1:], 0], strict=True):
            if following != column + 1:
                yield first, start, last, column, style
                start = following


def _put_look(target: Any, style: Style) -> None:
    look = style.value
    api = target.api
    if look.bold:
        api.Font.Bold = True
    if look.size:
        api.Font.Size = look.size
    if look.underline:
        api.Font.Underline = 2
    if look.color:
        api.Font.Color = _bgr(look.color)
    if look.fill:
        api.Interior.Color = _bgr(look.fill)
    if look.border:
        api.Borders.LineStyle = 1
        api.VerticalAlignment = -4160
    if look.wrap:
        api.WrapText = True
    if look.center:
        api.HorizontalAlignment = -4108
    if look.code:
        target.number_format = look.code


def _bgr(argb: str) -> int:
    """"FFF8CBAD" as Excel counts colours: red lowest."""
    red, green, blue = (int(argb[i : i + 2], 16) for i in (2, 4, 6))
    return red | green << 8 | blue << 16


def _freeze(book: LiveBook, spec: SheetSpec) -> None:
    rows, columns = spec.freeze
    if not rows and not columns:
        return
    with suppress(Exception):  # only a convenience
        window = book.app.api.ActiveWindow
        window.SplitRow, window.SplitColumn = rows, columns
        window.FreezePanes = True
