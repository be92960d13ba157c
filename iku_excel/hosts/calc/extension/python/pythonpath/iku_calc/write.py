"""Makes the changes of an answer in the open workbook: one undo step, whole or not at all."""

import re

from iku_calc.core import Refused

NOTE_START = "IKU: "
NOTE_DIVIDER = "\n---\n"
NOTE_END = re.compile(
    r"\n\(catatan otomatis IKU(?:, warna semula (?:#([0-9A-F]{6})|tidak ada))?\)"
)  # as in iku_excel/workbook/live.py: the same workbook may meet either program
OUR_COLOURS = (0xF8CBAD, 0xFFE699, 0xE2EFDA)
OWN_MARK = "_iku_lembar"
CONTENT = 1 | 2 | 4 | 16
LOOK = (
    "CellStyle CharFontName CharHeight CharWeight CharPosture CharColor CellBackColor HoriJustify "
    "VertJustify IsTextWrapped TopBorder BottomBorder LeftBorder RightBorder NumberFormat"
).split()


def apply(doc, answer):
    """Make every change, or none. Raises Refused."""
    refuse_locked(doc, answer)
    manager = doc.UndoManager
    doc.lockControllers()
    doc.addActionLock()
    before = len(manager.getAllUndoActionTitles())
    manager.enterUndoContext(answer["judul"])
    failed = None
    try:
        if answer["hapus_tanda"]:
            for index in range(doc.Sheets.Count):
                remove_marks(doc.Sheets.getByIndex(index))
        for cell in answer["sel"]:
            put_cell(doc, cell)
        for mark in answer["tanda"]:
            put_mark(doc, mark)
        for name in answer["hapus_lembar"]:
            remove_own(doc, name)
        for spec in answer["lembar"]:
            put_sheet(doc, spec)
    except Exception as error:  # UNO's exceptions have no common base that we could name
        failed = error
    manager.leaveUndoContext()
    doc.removeActionLock()
    doc.unlockControllers()
    if failed is not None:
        if len(manager.getAllUndoActionTitles()) > before:
            manager.undo()
            manager.clearRedo()
        raise Refused("Calc menolak perubahan ini; buku kerja dikembalikan seperti semula.")


def refuse_locked(doc, answer):
    for cell in answer["sel"]:
        sheet = doc.Sheets.getByName(cell["lembar"])
        if sheet.isProtected() and at(sheet, cell).CellProtection.IsLocked:
            raise Refused(
                "Lembar “%s” dikunci; tidak ada yang ditulis. Buka kuncinya lewat menu Alat > "
                "Lindungi Lembar, lalu ulangi." % sheet.Name
            )
    if (answer["lembar"] or answer["hapus_lembar"]) and doc.isProtected():
        raise Refused(
            "Susunan lembar buku kerja ini dikunci, sehingga lembar tidak dapat ditambah. Buka "
            "kuncinya lewat menu Alat > Lindungi Struktur, lalu ulangi."
        )


def at(sheet, place):
    return sheet.getCellByPosition(place["kolom"] - 1, place["baris"] - 1)


def put_cell(doc, place):
    sheet = doc.Sheets.getByName(place["lembar"])
    cell = at(sheet, place)
    if place["gaya_dari"]:
        row, column = place["gaya_dari"]
        source = sheet.getCellByPosition(column - 1, row - 1)
        for name in LOOK:
            cell.setPropertyValue(name, source.getPropertyValue(name))
    put_value(cell, place["isi"])
    if place["format"]:
        cell.NumberFormat = format_key(doc, place["format"])


def put_value(cell, value):
    if value is None:
        cell.clearContents(CONTENT)
    elif isinstance(value, dict):
        cell.setValue(float(value["angka"]))
    elif isinstance(value, bool):
        cell.setValue(1.0 if value else 0.0)
    else:
        cell.setString(value)  # never a formula


def format_key(doc, code):
    import uno

    locale = uno.createUnoStruct("com.sun.star.lang.Locale")
    locale.Language, locale.Country = "en", "US"
    formats = doc.NumberFormats
    key = formats.queryKey(code, locale, False)
    return formats.addNew(code, locale) if key == -1 else key


# Notes and fills


def put_mark(doc, mark):
    sheet = doc.Sheets.getByName(mark["lembar"])
    cell = at(sheet, mark)
    cursor = sheet.createCursorByRange(cell)
    cursor.collapseToMergedArea()
    area = cursor.RangeAddress
    cell = sheet.getCellByPosition(area.StartColumn, area.StartRow)
    old = cell.Annotation.String
    if split_note(old) is not None:
        return
    colour = cell.CellBackColor
    own = "tidak ada" if colour == -1 else "#%06X" % (colour & 0xFFFFFF)
    note = "%s%s\n(catatan otomatis IKU, warna semula %s)" % (NOTE_START, mark["pesan"], own)
    if old:
        note += NOTE_DIVIDER + old
    set_note(sheet, cell, note)
    red, green, blue = mark["warna"]
    cell.CellBackColor = red << 16 | green << 8 | blue


def split_note(note):
    """(the user's note, the cell's own colour or -1) below a note of ours; None for others."""
    found = NOTE_END.search(note or "")
    if found is None or not note.startswith(NOTE_START):
        return None
    own = note[found.end() :]
    if own.startswith(NOTE_DIVIDER):
        own = own[len(NOTE_DIVIDER) :]
    return own.strip("\n"), int(found.group(1), 16) if found.group(1) else -1


def set_note(sheet, cell, text):
    notes = sheet.Annotations
    address = cell.CellAddress
    for index in range(notes.Count):
        place = notes.getByIndex(index).Position
        if (place.Row, place.Column) == (address.Row, address.Column):
            notes.removeByIndex(index)
            break
    if text:
        notes.insertNew(address, text)


def remove_marks(sheet):
    if sheet.isProtected():
        return
    notes = sheet.Annotations
    found = []
    for index in range(notes.Count):
        note = notes.getByIndex(index)
        parts = split_note(note.String)
        if parts is not None:
            found.append((note.Position.Column, note.Position.Row, parts))
    for column, row, (own, colour) in found:
        cell = sheet.getCellByPosition(column, row)
        set_note(sheet, cell, own)
        if cell.CellBackColor in OUR_COLOURS:
            cell.CellBackColor = colour


# Sheets of our own, marked as iku_excel/workbook/engine/sheets.py marks them


def find_own(doc, asked):
    for index in range(doc.Sheets.Count):
        sheet = doc.Sheets.getByIndex(index)
        names = sheet.NamedRanges
        if names.hasByName(OWN_MARK):
            content = names.getByName(OWN_MARK).Content.strip('="')
            if content.replace('""', '"').lower() == asked.lower():
                return sheet
    return None


def remove_own(doc, asked):
    sheet = find_own(doc, asked)
    if sheet is not None:
        doc.Sheets.removeByName(sheet.Name)


def put_sheet(doc, spec):
    old = find_own(doc, spec["nama"])
    name = spec["nama"]
    if old is not None:
        name = old.Name
        doc.Sheets.removeByName(name)
    number = 2
    while doc.Sheets.hasByName(name):
        ending = " (%d)" % number
        name, number = spec["nama"][: 31 - len(ending)] + ending, number + 1
    doc.Sheets.insertNewByName(name, doc.Sheets.Count)
    sheet = doc.Sheets.getByName(name)
    origin = sheet.getCellByPosition(0, 0).CellAddress
    quoted = '"%s"' % spec["nama"].replace('"', '""')
    sheet.NamedRanges.addNewByName(OWN_MARK, quoted, origin, 0)
    for row, line in enumerate(spec["baris"]):
        for column, entry in enumerate(line):
            cell = sheet.getCellByPosition(column, row)
            put_look(doc, cell, spec["gaya"][entry["gaya"]])
            if entry["tautan"]:
                put_link(doc, cell, entry)
            else:
                put_value(cell, entry["isi"])
    for column, width in enumerate(spec["lebar"]):
        sheet.Columns.getByIndex(column).Width = int(width * 200 + 100)
    sheet.Rows.OptimalHeight = True


def put_link(doc, cell, entry):
    sheet, ref = entry["tautan"]
    field = doc.createInstance("com.sun.star.text.TextField.URL")
    field.URL = "#'%s'.%s" % (sheet.replace("'", "''"), ref)
    field.Representation = entry["isi"] or ref
    cell.insertTextContent(cell.createTextCursor(), field, False)


def put_look(doc, cell, look):
    if look["bold"]:
        cell.CharWeight = 150.0
    if look["size"]:
        cell.CharHeight = float(look["size"])
    if look["color"]:
        cell.CharColor = int(look["color"][2:], 16)
    if look["underline"]:
        cell.CharUnderline = 1
    if look["fill"]:
        cell.CellBackColor = int(look["fill"][2:], 16)
    if look["wrap"]:
        cell.IsTextWrapped = True
        cell.VertJustify = 1  # com.sun.star.table.CellVertJustify2.TOP
    if look["code"]:
        cell.NumberFormat = format_key(doc, look["code"])
    if look["border"]:
        put_border(cell)


def put_border(cell):
    import uno

    line = uno.createUnoStruct("com.sun.star.table.BorderLine2")
    line.OuterLineWidth, line.LineWidth, line.Color = 18, 18, 0xBFBFBF
    for side in ("TopBorder", "BottomBorder", "LeftBorder", "RightBorder"):
        cell.setPropertyValue(side, line)
