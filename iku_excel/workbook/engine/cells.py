"""Set cells in a worksheet part by splicing bytes; every byte outside them stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

from ..port import Format
from .cellxml import Plan, PlainCells, build_cell, same_value, with_style
from .refs import area_ref, cell_ref, column_name, parse_area, parse_ref
from .sheetxml import CellSpan, RowSpan, SheetXml, column_of
from .splices import Splice, spliced
from .styles import Styles, format_kind
from .values import Encoded, Formula, Value, Write, encode
from .xmlscan import Tag, attribute_span, attributes, elements, from_bytes, tag_pattern

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Old:
    """What a cell held before: its value and whether a formula gave it."""

    value: object
    is_formula: bool
    is_uncached: bool = False
    formula: str | None = None


@dataclass(slots=True)
class Outcome:
    """What happened to one sheet."""

    changed: list[tuple[Position, object, Value | Formula]] = field(default_factory=list)
    """Cells whose bytes changed: place, old value, new value."""
    value_changed: set[Position] = field(default_factory=set)
    """Those whose value is another than before: what formulas may see."""
    lost_formulas: set[Position] = field(default_factory=set)
    """Formulas that were there and are no more, also where one of ours took their place."""
    has_new_formulas: bool = False


class SheetEditor:
    """Collects splices on one sheet; offsets are those of the original text throughout."""

    def __init__(
        self,
        xml: SheetXml,
        name: str,
        styles: Callable[[], Styles],
        uses_1904: bool,
        read_old: Callable[[CellSpan], Old],
    ) -> None:
        self.xml = xml
        self.name = name
        self.styles = styles
        self.uses_1904 = uses_1904
        self.read_old = read_old
        self._cell_pattern = tag_pattern(xml.prefix, b"c")
        self.splices: list[Splice] = []
        self.outcome = Outcome()
        self._last_seen: dict[int, int | None] = {}
        self._starts_seen: dict[int, list[tuple[int, int]] | None] = {}
        self._wanted: set[int] = set()
        self._quick: dict[int, RowSpan] = {}
        self._plain = PlainCells(xml, self._is_date, uses_1904)
        self._rows: dict[int, list[RowSpan]] = {}
        self._before: dict[int, int] = {}
        self._every_row: dict[int, list[RowSpan]] | None = None
        self.forgotten: set[tuple[int, int]] = set()
        """Where stored results were taken out, so that overlapping arrays do it once."""

    # Places -----------------------------------------------------------------------------------

    def _is_date(self, style: int) -> bool:
        return format_kind(self.styles().code(style)) is Format.DATE

    def _find_rows(self, wanted: set[int]) -> None:
        """Where the wanted rows stand, as far as they follow one another as in every usual file.

        The others, and whether a row comes twice, are for `_scan`, when it matters.
        """
        self._wanted = wanted
        masked, prefix = self.xml.masked, self.xml.prefix
        pattern, at = tag_pattern(prefix, b"row"), self.xml.data_tag_end
        for row in sorted(wanted):
            start = masked.find(b'<%srow r="%d"' % (prefix, row), at, self.xml.data_end)
            match = pattern.match(masked, start) if start >= 0 else None
            if match is None:
                return
            at = self.xml.element_end(match.end(), b"row")
            self._quick[row] = RowSpan(row, start, match.end(), at, match[2])

    def _scan(self, wanted: set[int]) -> None:
        """Where the wanted rows stand, or would stand, and whether one comes twice."""
        usual = self.xml.usual_rows()
        if usual is not None:
            self._rows.update((row, [span]) for row, span in self._quick.items())
            for row in wanted - self._quick.keys():
                found, before = usual.find(row)
                self._rows[row], self._before[row] = [found] if found else [], before
            return
        waiting = sorted(wanted, reverse=True)
        for row in wanted:
            self._rows[row] = []
            self._before[row] = self.xml.data_end
        for span in self.xml.rows():
            if span.row in wanted:
                self._rows[span.row].append(span)
            while waiting and waiting[-1] < span.row:
                self._before[waiting.pop()] = span.start

    def row_spans(self, row: int) -> list[RowSpan]:
        """The elements of a row: one, none, or (in odd files) several."""
        if row not in self._rows and row in self._wanted:
            self._scan(self._wanted)
        if row not in self._rows:
            if self._every_row is None:
                self._every_row = {}
                for span in self.xml.rows():
                    self._every_row.setdefault(span.row, []).append(span)
            return self._every_row.get(row, [])
        return self._rows[row]

    @cached_property
    def _is_plain(self) -> bool:
        """Whether references are written as Excel does, so that they can be searched as bytes."""
        masked = self.xml.masked
        return b"r='" not in masked and not _ODD_REF.search(masked)

    def find_cell(self, row: int, column: int) -> CellSpan | None:
        """Where a cell stands, None where there is none."""
        for span in self.row_spans(row):
            cell = self._find_in_row(span, column)
            if cell:
                return cell
        return None

    def _find_in_row(self, span: RowSpan, column: int) -> CellSpan | None:
        if span.tag_end == span.end:
            return None
        if self._is_plain:
            ref = b' r="%s%d"' % (column_name(column).encode(), span.row)
            at = self.xml.masked.find(ref, span.tag_end, span.end)
            if at >= 0:
                return self._cell_at(self.xml.masked.rfind(b"<", span.tag_end, at), span, column)
            last = self._last_column(span)
            if last is not None and last < column:
                return None
            starts = self._starts(span)
            if starts is not None and all(column != other for other, _ in starts):
                return None
        for cell in self.xml.cells(span):
            if cell.column == column:
                return cell
        return None

    def _cell_at(self, start: int, span: RowSpan, column: int) -> CellSpan | None:
        match = self._cell_pattern.match(self.xml.masked, start, span.end)
        if match is None:
            return None
        end = self.xml.element_end(match.end(), b"c")
        return CellSpan(column, start, match.end(), end, attributes(match[2]))

    def _starts(self, span: RowSpan) -> list[tuple[int, int]] | None:
        if span.start not in self._starts_seen:
            self._starts_seen[span.start] = self.xml.usual_starts(span)
        return self._starts_seen[span.start]

    def _last_column(self, span: RowSpan) -> int | None:
        """Of the row's last cell; None where that cannot be told at once."""
        if span.start in self._last_seen:
            return self._last_seen[span.start]
        masked, prefix = self.xml.masked, self.xml.prefix
        at = masked.rfind(b"<" + prefix + b"c", span.tag_end, span.end)
        usual = _USUAL_REF.match(masked, at + 2 + len(prefix), span.end) if at >= 0 else None
        match = self._cell_pattern.match(masked, at, span.end) if at >= 0 and not usual else None
        ref = usual[1] if usual else attributes(match[2]).get(b"r") if match else None
        found = column_of(ref, self.xml.part) if ref else None
        self._last_seen[span.start] = found
        return found

    # Writing ----------------------------------------------------------------------------------

    def set_cells(self, writes: Mapping[Position, Value | Formula | Write]) -> None:
        """Plan the writes; a cell that already is what it should be is left as it is."""
        models = [
            parse_ref(write.style_from)[0]
            for write in writes.values()
            if isinstance(write, Write) and write.style_from
        ]
        self._find_rows({row for row, _ in writes}.union(models))
        new_cells: dict[int, dict[int, bytes]] = {}
        for (row, column), write in sorted(writes.items(), key=itemgetter(0)):
            if not isinstance(write, Write) or not (write.style_from or write.number_format):
                value = write.value if isinstance(write, Write) else write
                span = self._quick.get(row)
                plan = self._plain.plan(span, column, value) if span is not None else None
                if plan is not None:
                    self._take(row, column, value, plan)
                    continue
                write = Write(value)
            place = f"{self.name}!{cell_ref(row, column)}"
            encoded = self._plain.encoded(write.value)
            if encoded is None:
                encoded = encode(write.value, self.xml.prefix, self.uses_1904, place)
            cell = self.find_cell(row, column)
            if cell is None:
                if write.value is None and not (write.style_from or write.number_format):
                    continue
                style = self._style(write, self.default_style(row, column), encoded)
                new_cells.setdefault(row, {})[column] = self._new_cell(row, column, style, encoded)
                self._note(row, column, Old(None, False), write.value)
            else:
                self._replace(row, cell, write, encoded)
        self._insert(new_cells)

    def _take(self, row: int, column: int, value: Value | Formula, plan: Plan) -> None:
        """The short way for a plain cell."""
        start, end, new, old = plan
        if new is not None:
            place = row, column
            self.splices.append((start, end, new))
            self.outcome.changed.append((place, old, value))
            self.outcome.value_changed.add(place)

    def _replace(self, row: int, cell: CellSpan, write: Write, encoded: Encoded) -> None:
        old = self.read_old(cell)
        style = self._style(write, cell.style, encoded)
        is_equal = same_value(old.value, write.result)
        new_formula = write.value.text if isinstance(write.value, Formula) else None
        is_same = is_equal and old.formula == new_formula and old.is_formula == bool(new_formula)
        if is_same and style == cell.style:
            return
        opening = self.xml.text[cell.start : cell.tag_end]
        if is_same:
            self.splices.append((cell.start, cell.tag_end, with_style(opening, style)))
            self.outcome.changed.append(((row, cell.column), old.value, write.value))
            return
        kept = self._kept_children(cell)
        if style != cell.style:
            opening = with_style(opening, style)
        new = build_cell(opening, encoded, kept, self.xml.prefix)
        if new == self.xml.text[cell.start : cell.end]:
            return  # A moment finer than its format shows, a digit more than a double holds.
        self.splices.append((cell.start, cell.end, new))
        self._note(row, cell.column, old, write.value, is_equal)

    def _note(
        self, row: int, column: int, old: Old, value: Value | Formula, is_same: bool = False
    ) -> None:
        place = (row, column)
        if isinstance(value, Formula):
            self.outcome.has_new_formulas = True
        self.outcome.changed.append((place, old.value, value))
        if old.is_formula:
            self.outcome.lost_formulas.add(place)
        if old.is_uncached or not is_same:
            self.outcome.value_changed.add(place)

    def _kept_children(self, cell: CellSpan) -> bytes:
        if self.xml.masked.find(b"extLst", cell.tag_end, cell.end) < 0:
            return b""
        for tag in elements(self.xml.masked, b"extLst", start=cell.tag_end, end=cell.end):
            return self.xml.text[tag.start : self.xml.element_end(tag.end, b"extLst")]
        return b""

    def _style(self, write: Write, own: int, encoded: Encoded) -> int:
        style = own
        if not (write.style_from or write.number_format or encoded.date_format):
            return own
        if write.style_from:
            row, column = parse_ref(write.style_from)
            model = self.find_cell(row, column)
            style = model.style if model else self.default_style(row, column)
        code = write.number_format
        if code is None and encoded.date_format:
            if format_kind(self.styles().code(style)) is not Format.DATE:
                code = encoded.date_format
        if code is not None and self.styles().code(style) != code:
            style = self.styles().with_format(style, code)
        return style

    def default_style(self, row: int, column: int) -> int:
        for span in self.row_spans(row):
            if (style := span.own_style) is not None:
                return style
        return self.xml.column_style(column)

    def _new_cell(self, row: int, column: int, style: int, encoded: Encoded) -> bytes:
        prefix = self.xml.prefix
        kind = b' t="%s"' % encoded.kind if encoded.kind is not None else b""
        opening = b'<%sc r="%s%d"' % (prefix, column_name(column).encode(), row)
        opening += (b' s="%d"' % style if style else b"") + kind
        if not encoded.content:
            return opening + b"/>"
        return b"%s>%s</%sc>" % (opening, encoded.content, prefix)

    # New cells and rows -----------------------------------------------------------------------

    def _insert(self, new_cells: dict[int, dict[int, bytes]]) -> None:
        if not new_cells:
            return
        new_rows = b""
        inserts: dict[int, bytes] = {}
        for row, cells in sorted(new_cells.items()):
            spans = self.row_spans(row)
            if spans:
                self._insert_in_row(spans, cells)
                continue
            body = b"".join(cells[column] for column in sorted(cells))
            new = b'<%srow r="%d">%s</%srow>' % (self.xml.prefix, row, body, self.xml.prefix)
            at = self._before[row]
            inserts[at] = inserts.get(at, b"") + new
            new_rows += new
        if self.xml.is_empty:
            start, end = self.xml.data_start, self.xml.data_tag_end
            opening = self.xml.text[start:end].rstrip(b"/> \t\r\n") + b">"
            closing = b"</%ssheetData>" % self.xml.prefix
            self.splices.append((start, end, opening + new_rows + closing))
        else:
            self.splices.extend((at, at, new) for at, new in inserts.items())
        self._widen_dimension(new_cells)

    def _insert_in_row(self, spans: list[RowSpan], cells: dict[int, bytes]) -> None:
        span = next((s for s in spans if s.tag_end != s.end), spans[0])
        opening = self._widened_row(span, cells)
        if span.tag_end == span.end:
            body = b"".join(cells[column] for column in sorted(cells))
            closing = b"</%srow>" % self.xml.prefix
            opening = opening[:-2].rstrip() + b">"
            self.splices.append((span.start, span.end, opening + body + closing))
            return
        if opening != self.xml.text[span.start : span.tag_end]:
            self.splices.append((span.start, span.tag_end, opening))
        end = self.xml.masked.rfind(b"</", span.tag_end, span.end)
        last = self._last_column(span)
        if self._is_plain and last is not None and last < min(cells):
            new = b"".join(cells[column] for column in sorted(cells))
            self.splices.append((end, end, new))
            return
        existing = self._starts(span)
        if existing is None:
            existing = [(cell.column, cell.start) for cell in self.xml.cells(span)]
        for column in sorted(cells):
            at = next((start for other, start in existing if other > column), end)
            self.splices.append((at, at, cells[column]))

    def _widened_row(self, span: RowSpan, cells: dict[int, bytes]) -> bytes:
        opening = self.xml.text[span.start : span.tag_end]
        old = span.spans
        if old is None:
            return opening
        new = min(old[0], *cells), max(old[1], *cells)
        if new == old:
            return opening
        usual = b' spans="%d:%d"' % old
        if usual in opening:
            return opening.replace(usual, b' spans="%d:%d"' % new, 1)
        place = attribute_span(opening, b"spans")
        return opening[: place[0]] + b"%d:%d" % new + opening[place[1] :] if place else opening

    def _widen_dimension(self, new_cells: dict[int, dict[int, bytes]]) -> None:
        for tag in elements(self.xml.masked, b"dimension", end=self.xml.data_start):
            self._widen_one(tag, new_cells)

    def _widen_one(self, tag: Tag, new_cells: dict[int, dict[int, bytes]]) -> None:
        try:
            old = parse_area(tag.get(b"ref"))
        except ValueError:
            return
        columns = {column for cells in new_cells.values() for column in cells}
        new = type(old)(
            min(old.first_row, *new_cells), min(old.first_column, *columns),
            max(old.last_row, *new_cells), max(old.last_column, *columns),
        )  # fmt: skip
        place = attribute_span(self.xml.text[tag.start : tag.end], b"ref")
        if new != old and place:
            start = tag.start + place[0]
            self.splices.append((start, tag.start + place[1], area_ref(new).encode()))

    def render(self) -> Iterator[bytes]:
        """The new part in pieces; inserts at one place keep their order."""
        if self.xml.encoding.startswith("utf-16"):
            yield from_bytes(b"".join(spliced(self.xml.text, self.splices)), self.xml.encoding)
        else:
            yield from spliced(self.xml.text, self.splices)


_USUAL_REF = re.compile(rb' r="([A-Z]{1,3})[0-9]{1,7}"')
_ODD_REF = re.compile(rb' r="[A-Z]*[a-z$ ]')
