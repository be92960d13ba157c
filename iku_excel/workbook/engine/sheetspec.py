"""A sheet of our own (Temuan, Rincian): its content as plain data, and as a worksheet part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from ...errors import WorkbookError
from .heights import row_height
from .refs import cell_ref
from .styles import Look, Styles
from .values import Value, encode

FORBIDDEN_IN_NAMES = "[]:*?/\\"
MAX_NAME = 31


class Style(Enum):
    """The few looks of our own sheets."""

    PLAIN = Look()
    TITLE = Look(bold=True, size=14)
    HEADER = Look(bold=True, fill="FFD9E1F2", border=True, wrap=True, center=True)
    TEXT = Look(wrap=True, border=True)
    NUMBER = Look(border=True, code="#,##0.00")
    WHOLE = Look(border=True, code="#,##0")
    PERCENT = Look(border=True, code="0.00%")
    DATE = Look(border=True, code="dd/mm/yyyy")
    LINK = Look(border=True, color="FF0563C1", underline=True)
    ERROR = Look(wrap=True, border=True, fill="FFF8CBAD")
    WARNING = Look(wrap=True, border=True, fill="FFFFE699")
    NOTE = Look(wrap=True, border=True, fill="FFE2EFDA")


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A value with a look; `link` is a place in this workbook ("'PK 2024'!E12", "PK!E12")."""

    value: Value
    style: Style = Style.PLAIN
    link: str | None = None


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A whole sheet of ours, from A1. `widths`: of the columns, in characters.

    `freeze`: how many rows and columns stay in sight. A bare value is a plain cell.
    """

    name: str
    rows: Sequence[Sequence[SheetCell | Value]]
    widths: Sequence[float] = ()
    freeze: tuple[int, int] = (0, 0)
    landscape: bool = True


def check_name(name: str) -> None:
    """Raises WorkbookError BK018 for a name that Excel would not take."""
    if (
        not name.strip()
        or len(name.encode("utf-16-le")) // 2 > MAX_NAME
        or any(letter in FORBIDDEN_IN_NAMES or letter < " " for letter in name)
        or name.startswith("'")
        or name.endswith("'")
    ):
        raise WorkbookError(
            "BK018", f"“{name}” bukan nama lembar yang sah di Excel (paling panjang 31 huruf)."
        )


def worksheet_part(spec: SheetSpec, namespace: str, styles: Styles, uses_1904: bool) -> bytes:
    """The worksheet part; the same spec gives the same bytes."""
    body, links = [], []
    for row, cells in enumerate(spec.rows, 1):
        encoded = []
        for column, cell in enumerate(cells, 1):
            if not isinstance(cell, SheetCell):
                cell = SheetCell(cell)
            ref = cell_ref(row, column)
            encoded.append(_cell(spec, ref, cell, styles, uses_1904))
            if cell.link:
                links.append((ref, cell.link))
        if encoded:
            height = row_height(_wrapped(cells, spec.widths), styles.base_size)
            tall = b' ht="%d" customHeight="1"' % height if height else b""
            body.append(b'<row r="%d"%s>%s</row>' % (row, tall, b"".join(encoded)))
    width = max((len(cells) for cells in spec.rows), default=1) or 1
    last = cell_ref(max(len(spec.rows), 1), width)
    return b"".join(
        [
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="',
            namespace.encode(),
            b'"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:%s"/>'
            % last.encode(),
            _view(spec),
            _columns(spec),
            b"<sheetData>%s</sheetData>" % b"".join(body),
            _links(links),
            b'<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" '
            b'footer="0.3"/><pageSetup paperSize="9" orientation="%s" fitToHeight="0"/>'
            % (b"landscape" if spec.landscape else b"portrait"),
            b"</worksheet>",
        ]
    )


def _wrapped(
    cells: Sequence[SheetCell | Value], widths: Sequence[float]
) -> Iterator[tuple[str, float]]:
    """Each wrapped text of a row with the width of its column."""
    for cell, width in zip(cells, widths, strict=False):
        if isinstance(cell, SheetCell) and cell.style.value.wrap and isinstance(cell.value, str):
            yield cell.value, width


def _cell(
    spec: SheetSpec, ref: str, cell: SheetCell, styles: Styles, uses_1904: bool
) -> bytes:
    encoded = encode(cell.value, b"", uses_1904, f"{spec.name}!{ref}")
    look = cell.style.value
    if encoded.date_format and not look.code:
        look = look.with_code(encoded.date_format)
    style = styles.look(look)
    opening = b'<c r="%s"' % ref.encode() + (b' s="%d"' % style if style else b"")
    if encoded.kind:
        opening += b' t="%s"' % encoded.kind
    return opening + (b">%s</c>" % encoded.content if encoded.content else b"/>")


def _view(spec: SheetSpec) -> bytes:
    rows, columns = spec.freeze
    if not rows and not columns:
        return b'<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    pane = "bottomRight" if rows and columns else "bottomLeft" if rows else "topRight"
    split = (f'xSplit="{columns}" ' if columns else "") + (f'ySplit="{rows}" ' if rows else "")
    top = cell_ref(rows + 1, columns + 1)
    return (
        f'<sheetViews><sheetView workbookViewId="0"><pane {split}topLeftCell="{top}" '
        f'activePane="{pane}" state="frozen"/><selection pane="{pane}"/></sheetView></sheetViews>'
    ).encode()


def _columns(spec: SheetSpec) -> bytes:
    if not spec.widths:
        return b""
    columns = "".join(
        f'<col min="{index}" max="{index}" width="{width}" customWidth="1"/>'
        for index, width in enumerate(spec.widths, 1)
    )
    return f"<cols>{columns}</cols>".encode()


def _links(links: list[tuple[str, str]]) -> bytes:
    if not links:
        return b""
    inner = "".join(f'<hyperlink ref="{ref}" location="{_attribute(to)}"/>' for ref, to in links)
    return b"<hyperlinks>%s</hyperlinks>" % inner.encode("ascii", "xmlcharrefreplace")


def _attribute(text: str) -> str:
    for raw, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(raw, safe)
    return text


def quote_sheet(name: str) -> str:
    """A sheet's name as a reference needs it: "'PK 2024'"."""
    return "'" + name.replace("'", "''") + "'"
