"""After a write: forget the stored results that are no longer true, keep Excel's own list true."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..port import Area
from .cells import SheetEditor
from .formulas import FormulaCell, Resolver
from .mentions import reachable
from .opc import SheetEntry, WorkbookPackage
from .references import shift_formula
from .refs import area_ref
from .sheetxml import CellSpan, SheetXml
from .stale import Cell, Graph
from .styles import remove_attribute
from .values import escape_formula
from .xmlscan import tag_pattern

Open = Callable[[SheetEntry], SheetEditor]


def forget_stale_results(
    workbook: WorkbookPackage,
    editors: dict[int, SheetEditor],
    open_sheet: Open,
    renewed: set[Cell],
) -> dict[int, int]:
    """Drop the stored value of every formula that depends on a changed cell.

    `editors`: by sheet position, those that were written; `open_sheet` gives the editor of another;
    `renewed`: cells of our own sheets that were made anew.
    Returns how many results were forgotten on each sheet, by position.
    """
    touched = {index for index, editor in editors.items() if editor.outcome.value_changed}
    touched |= {index for index, _, _ in renewed}
    if not touched:
        return {}
    resolver = Resolver(workbook)
    graph = Graph(resolver)
    in_hand = dict(editors)
    for index in reachable(workbook, resolver.tables, touched, set(editors) | touched):
        in_hand[index] = open_sheet(workbook.sheets[index])
    for index in sorted(in_hand):
        editor = in_hand[index]
        graph.add_sheet(index, editor.xml, editor.outcome.lost_formulas)
    if not graph.formulas:
        return {}
    changed = {
        (index, row, column)
        for index, editor in editors.items()
        for row, column in editor.outcome.value_changed
    } | renewed
    counts: dict[int, int] = {}
    for index, formula in graph.dependents(changed):
        forgotten = _forget(in_hand[index], formula)
        if forgotten:
            counts[index] = counts.get(index, 0) + forgotten
    return counts


def _forget(editor: SheetEditor, formula: FormulaCell) -> int:
    area = formula.results
    own = (formula.row, formula.cell.column)
    if area[:2] == area[2:]:
        return _drop_value(editor, formula.cell)
    count = 0
    written = {place for place, _, _ in editor.outcome.changed}
    for cell in _cells_in(editor, area):
        if (cell[0], cell[1].column) not in written or (cell[0], cell[1].column) == own:
            count += _drop_value(editor, cell[1])
    return count


def _cells_in(editor: SheetEditor, area: Area) -> Iterable[tuple[int, CellSpan]]:
    for row in range(area.first_row, area.last_row + 1):
        for span in editor.row_spans(row):
            for cell in editor.xml.cells(span):
                if area.first_column <= cell.column <= area.last_column:
                    yield row, cell


def _drop_value(editor: SheetEditor, cell: CellSpan) -> int:
    """Plan to take `<v>` and the type that described it out of a cell; 1 if there was one."""
    xml = editor.xml
    place = _value_span(xml, cell)
    if place is None or place in editor.forgotten:
        return 0
    editor.forgotten.add(place)
    opening = xml.text[cell.start : cell.tag_end]
    shorter = remove_attribute(opening, b"t")
    if shorter != opening:
        editor.splices.append((cell.start, cell.tag_end, shorter))
    editor.splices.append((*place, b""))
    return 1


def _value_span(xml: SheetXml, cell: CellSpan) -> tuple[int, int] | None:
    if xml.masked[cell.tag_end - 2] == 0x2F:
        return None
    end = xml.element_end(cell.tag_end, b"c")
    # Some writers store a formula's text as an inline string.
    match = tag_pattern(xml.prefix, b"v|is").search(xml.masked, cell.tag_end, end)
    if match is None:
        return None
    return match.start(), xml.element_end(match.end(), match[1])


def promote_shared(editor: SheetEditor, formulas: Iterable[FormulaCell]) -> None:
    """Give orphaned children of overwritten shared formulas a new master, their first one."""
    lost = editor.outcome.lost_formulas
    masters: dict[bytes, FormulaCell] = {}
    orphans: dict[bytes, list[FormulaCell]] = {}
    for formula in formulas:
        if formula.kind != b"shared":
            continue
        group = formula.attributes.get(b"si", b"")
        is_lost = (formula.row, formula.cell.column) in lost
        if formula.text:
            masters.pop(group, None)
            if is_lost:
                masters[group] = formula
        elif group in masters and not is_lost:
            orphans.setdefault(group, []).append(formula)
    for group, children in orphans.items():
        _promote(editor, masters[group], children)


def _promote(editor: SheetEditor, master: FormulaCell, children: list[FormulaCell]) -> None:
    heir = children[0]
    shift = heir.row - master.row, heir.cell.column - master.cell.column
    text = escape_formula(shift_formula(master.text, *shift))
    area = Area(
        min(child.row for child in children), min(child.cell.column for child in children),
        max(child.row for child in children), max(child.cell.column for child in children),
    )  # fmt: skip
    prefix, group = editor.xml.prefix, heir.attributes[b"si"]
    new = b'<%sf t="shared" ref="%s" si="%s">%s</%sf>' % (
        prefix, area_ref(area).encode(), group, text, prefix,
    )  # fmt: skip
    editor.splices.append((heir.start, heir.end, new))
