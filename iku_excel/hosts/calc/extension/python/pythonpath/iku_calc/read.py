"""Describes an open workbook: one large read for each sheet, queries for everything else."""

FORMULA = 16  # com.sun.star.sheet.CellFlags
ERROR = 4  # com.sun.star.sheet.FormulaResult
DATE, TIME, PERCENT, TEXT, LOGICAL = 2, 4, 128, 256, 1024  # com.sun.star.util.NumberFormat
ERRORS = {
    502: "#VALUE!",
    503: "#NUM!",
    504: "#REF!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}


def describe_book(doc, path):
    """The workbook as iku_excel/workbook/snapshot_port.py reads it; `path` None when unsaved."""
    null = doc.NullDate
    sheets = [doc.Sheets.getByIndex(i) for i in range(doc.Sheets.Count)]
    return {
        "nama": doc.Title if path is None else path.replace("\\", "/").rsplit("/", 1)[-1],
        "berkas": path,
        "tersimpan": not doc.isModified(),
        "mulai_1904": null.Year == 1904,
        "lembar": [describe_sheet(doc, sheet) for sheet in sheets],
    }


def describe_sheet(doc, sheet):
    used = used_range(sheet)
    return {
        "nama": sheet.Name,
        "terlihat": sheet.IsVisible,
        "dikunci": sheet.isProtected(),
        "nilai": values(used),
        "rumus": [list(place) for place in places(used.queryContentCells(FORMULA))],
        "galat": [
            [row, column, error_text(sheet, row, column)]
            for row, column in places(used.queryFormulaCells(ERROR))
        ],
        "format": formats(doc, used),
        "gabungan": merged(sheet, used.RangeAddress),
        "baris_tersembunyi": hidden(used, True),
        "kolom_tersembunyi": hidden(used, False),
    }


def used_range(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)


def values(used):
    """Rows without the empty cells at their ends, and without empty rows at the end."""
    rows = []
    for line in used.getDataArray():
        row = [plain(value) for value in line]
        while row and row[-1] is None:
            row.pop()
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def plain(value):
    if isinstance(value, (str, bool, int, float)):
        return None if value == "" else value
    return None  # an error value


def places(ranges):
    """(row, column) of every cell of a query's result, from 1."""
    found = []
    for area in ranges.RangeAddresses:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                found.append((row + 1, column + 1))
    return found


def error_text(sheet, row, column):
    code = sheet.getCellByPosition(column - 1, row - 1).getError()
    return ERRORS.get(code, "#VALUE!")


def formats(doc, used):
    """[first row, first column, last row, last column, kind] of what is no plain number."""
    known = {}
    found = []
    ranges = used.getCellFormatRanges()
    for i in range(ranges.Count):
        part = ranges.getByIndex(i)
        key = part.NumberFormat
        if key not in known:
            known[key] = kind_of(doc.NumberFormats.getByKey(key).Type)
        if known[key] is not None:
            area = part.RangeAddress
            found.append(corners(area) + [known[key]])
    return found


def kind_of(flags):
    if flags & TIME and flags & DATE:
        return "waktu"
    if flags & (DATE | TIME):
        return "tanggal"
    if flags & PERCENT:
        return "persen"
    if flags & LOGICAL:
        return "logika"
    return "teks" if flags & TEXT else None


def corners(area):
    return [area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1]


def merged(sheet, area):
    """Corners of the merged cells; a range says at once that it holds none."""
    part = sheet.getCellRangeByPosition(
        area.StartColumn, area.StartRow, area.EndColumn, area.EndRow
    )
    if not part.getIsMerged():
        return []
    if area.StartRow == area.EndRow and area.StartColumn == area.EndColumn:
        cursor = sheet.createCursorByRange(part)
        cursor.collapseToMergedArea()
        return [corners(cursor.RangeAddress)]
    found = []
    for half in halves(area):
        for one in merged(sheet, half):
            if one not in found:
                found.append(one)
    return found


class Box(object):
    """A range address of our own."""

    def __init__(self, start_row, start_column, end_row, end_column):
        self.StartRow, self.StartColumn = start_row, start_column
        self.EndRow, self.EndColumn = end_row, end_column


def halves(area):
    top, left, bottom, right = area.StartRow, area.StartColumn, area.EndRow, area.EndColumn
    if bottom - top >= right - left:
        middle = (top + bottom) // 2
        return Box(top, left, middle, right), Box(middle + 1, left, bottom, right)
    middle = (left + right) // 2
    return Box(top, left, bottom, middle), Box(top, middle + 1, bottom, right)


def hidden(used, rows):
    """Numbers of the hidden rows (or columns), from 1."""
    end = used.RangeAddress
    count = (end.EndRow if rows else end.EndColumn) + 1
    seen = set()
    for area in used.queryVisibleCells().RangeAddresses:
        if rows:
            seen.update(range(area.StartRow, area.EndRow + 1))
        else:
            seen.update(range(area.StartColumn, area.EndColumn + 1))
    if not seen:
        return []
    return [number + 1 for number in range(count) if number not in seen]


def selection(doc):
    """[sheet, row, column] of the first selected cell; None where something else is selected."""
    chosen = doc.CurrentSelection
    try:
        area = chosen.RangeAddress
    except AttributeError:
        return None
    sheet = doc.Sheets.getByIndex(area.Sheet)
    return [sheet.Name, area.StartRow + 1, area.StartColumn + 1]
