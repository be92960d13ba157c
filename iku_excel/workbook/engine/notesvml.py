"""The boxes in which Excel shows notes: VML shapes appended and taken out, other bytes kept.

VML is often not well-formed XML (a `<br>` in a button's text), so nothing but the shapes of notes
is looked at here, and those as bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from .bookxml import insert_before_end
from .refs import MAX_COLUMN, MAX_ROW
from .sheetxml import SheetXml, is_true
from .xmlscan import elements, mask, root_tag

Position = tuple[int, int]

VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NAMESPACES = {
    b"v": b"urn:schemas-microsoft-com:vml",
    b"o": b"urn:schemas-microsoft-com:office:office",
    b"x": b"urn:schemas-microsoft-com:office:excel",
}
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"%s><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = re.compile(rb"<((?:[\w.-]+:)?)shape(?=[\s>])")
_DRAWN = re.compile(
    rb"<(?:[\w.-]+:)?(?:shape|rect|roundrect|line|oval|group|polyline|image|arc|curve)(?=[\s/>])"
)
_NOTE = re.compile(rb"""ObjectType\s*=\s*["']Note["']""")
_ROW = re.compile(rb"<(?:[\w.-]+:)?Row>\s*(\d{1,7})\s*<")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?Column>\s*(\d{1,5})\s*<")
_ID = re.compile(rb"""_x0000_s(\d{1,9})\b""")
_BLOCKS = re.compile(rb"""idmap\b[^>]*\bdata\s*=\s*["']([\d,\s]*)["']""")
_BLOCK = 1024
_WIDTH, _LINE, _LETTERS, _TALLEST = 320, 15, 44, 480
"""Of a box: pixels wide, pixels for a line, letters on a line, pixels at most."""


def blocks_used(text: bytes) -> set[int]:
    """The blocks of 1,024 shape numbers that a VML part claims."""
    return {
        int(piece)
        for match in _BLOCKS.finditer(text)
        for piece in match[1].split(b",")
        if piece.strip().isdigit()
    }


def blocks_for(count: int) -> int:
    """How many blocks so many shapes take; a block's first number stays free."""
    return count // (_BLOCK - 1) + 1


def empty_drawing(block: int, count: int) -> bytes:
    """A VML part without shapes, with room for `count` of them from a block on."""
    blocks = ",".join(str(block + i) for i in range(blocks_for(count)))
    spaces = b"".join(b' xmlns:%s="%s"' % item for item in _NAMESPACES.items())
    return (
        b'<xml%s><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%s"/>'
        b"</o:shapelayout></xml>" % (spaces, blocks.encode())
    )


def is_empty(text: bytes) -> bool:
    """Whether a VML part draws nothing."""
    return _DRAWN.search(mask(text)) is None


def _shapes(text: bytes) -> Iterator[tuple[int, int]]:
    masked = mask(text)
    starts = list(_SHAPE.finditer(masked))
    for match, following in zip(starts, [*starts[1:], None], strict=True):
        closing = b"</" + match[1] + b"shape>"
        end = masked.find(closing, match.end(), following.start() if following else len(text))
        if end >= 0:
            yield match.start(), end + len(closing)


def without_boxes(text: bytes, gone: Collection[Position]) -> bytes:
    """The boxes of the notes on these cells taken out; those of other notes and controls stay."""
    for start, end in reversed(list(_shapes(text))):
        shape = text[start:end]
        row, column = _ROW.search(shape), _COLUMN.search(shape)
        if _NOTE.search(shape) and row and column:
            if (int(row[1]) + 1, int(column[1]) + 1) in gone:
                text = text[:start] + text[end:]
    ours = _SHAPE_TYPE % _declarations(text)
    if ours in text and b"#_x0000_t202" not in text:
        text = text.replace(ours, b"", 1)
    return text


def _declarations(text: bytes) -> bytes:
    """The namespaces that our elements need and the root does not declare."""
    head = text[: root_tag(mask(text))[2]]
    missing = [item for item in _NAMESPACES.items() if b"xmlns:%s=" % item[0] not in head]
    return b"".join(b' xmlns:%s="%s"' % item for item in missing)


def with_boxes(text: bytes, notes: Mapping[Position, str], xml: SheetXml) -> bytes:
    """A hidden box for each note, right of its cell and as tall as its text wants."""
    if not notes:
        return text
    spaces = _declarations(text)
    new = b"" if b"_x0000_t202" in text else _SHAPE_TYPE % spaces
    used = [int(number) for number in _ID.findall(text)]
    first = max(used) + 1 if used else min(blocks_used(text) or {1}) * _BLOCK + 1
    grid = Grid(xml, notes)
    for number, (place, body) in enumerate(sorted(notes.items())):
        new += _box(first + number, number + 1, place, body, grid, spaces)
    return insert_before_end(text, new)


def _box(
    shape: int, order: int, place: Position, text: str, grid: Grid, spaces: bytes
) -> bytes:
    row, column = place
    lines = sum(1 + len(line) // _LETTERS for line in text.split("\n")) + 2
    height = min(lines * _LINE, _TALLEST)
    anchor = grid.anchor(row, column, height)
    return (
        f'<v:shape id="_x0000_s{shape}" type="#_x0000_t202" style="position:absolute;'
        f"margin-left:59.25pt;margin-top:1.5pt;width:{_WIDTH * 3 // 4}pt;"
        f'height:{height * 3 // 4}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" '
        f'o:insetmode="auto"{spaces.decode()}><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{', '.join(map(str, anchor))}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    ).encode()


class Grid:
    """How many pixels the columns of a sheet, and the rows near some cells, take."""

    def __init__(self, xml: SheetXml, notes: Mapping[Position, str]) -> None:
        self.column, self.row = 64, 20
        for tag in elements(xml.masked, b"sheetFormatPr", end=xml.data_start):
            width = _figure(tag.attributes.get(b"defaultColWidth"))
            height = _figure(tag.attributes.get(b"defaultRowHeight"))
            self.column = round(width * 7) or self.column
            self.row = round(height * 4 / 3) or self.row
        self.columns = xml.columns
        wanted = {row + step for row, _ in notes for step in range(_TALLEST // 10)}
        self.rows: dict[int, int] = {}
        for span in xml.rows():
            if span.row in wanted:
                found = span.attributes
                height = _figure(found.get(b"ht"))
                is_hidden = is_true(found.get(b"hidden"))
                self.rows[span.row] = 0 if is_hidden else round(height * 4 / 3) or self.row

    def width(self, column: int) -> int:
        for low, high, found in self.columns:
            if low <= column <= high:
                if is_true(found.get(b"hidden")):
                    return 0
                return round(_figure(found.get(b"width")) * 7) or self.column
        return self.column

    def height(self, row: int) -> int:
        return self.rows.get(row, self.row)

    def anchor(self, row: int, column: int, height: int) -> tuple[int, ...]:
        """Left column and pixels into it, top row and pixels, right column, bottom row alike."""
        left = min(column + 1, MAX_COLUMN - 8)
        right, right_rest, at = left, 15 + _WIDTH, 0
        while right < MAX_COLUMN and right_rest >= (at := self.width(right)):
            right, right_rest = right + 1, right_rest - at
        bottom, bottom_rest = row, 2 + height
        while bottom < MAX_ROW and bottom_rest >= (at := self.height(bottom)):
            bottom, bottom_rest = bottom + 1, bottom_rest - at
        # Counted from 0.
        return left - 1, 15, row - 1, 2, right - 1, right_rest, bottom - 1, bottom_rest


def _figure(raw: bytes | None) -> float:
    """A width or height of the sheet's layout; 0 where there is none."""
    try:
        return float(raw or b"0")
    except ValueError:
        return 0.0
