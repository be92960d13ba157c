"""Runs in Debian's Python beside LibreOffice: orders as JSON lines on stdin, answers on stdout.

Reads and writes with the extension's own modules, so that tests hold the very code that ships.
"""

import json
import os
import sys
import time

import uno
from com.sun.star.beans import PropertyValue

HOME = sys.argv[2]
sys.path.insert(0, os.path.join(HOME, "pustaka/iku_excel/hosts/calc/extension/python/pythonpath"))

from iku_calc import core, read, write  # noqa: E402


def named(name, value):
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


class Driver:
    def __init__(self, pipe):
        self.context = connect(pipe)
        create = self.context.ServiceManager.createInstanceWithContext
        self.desktop = create("com.sun.star.frame.Desktop", self.context)
        self.dispatcher = create("com.sun.star.frame.DispatchHelper", self.context)
        self.doc = None

    def hello(self):
        return "ready"

    def open(self, path):
        url = uno.systemPathToFileUrl(path)
        self.doc = self.desktop.loadComponentFromURL(url, "_blank", 0, ())
        return list(self.doc.Sheets.ElementNames)

    def close(self):
        self.doc.close(True)

    def describe(self):
        path = uno.fileUrlToSystemPath(self.doc.URL) if self.doc.URL else None
        return read.describe_book(self.doc, path)

    def apply(self, answer):
        try:
            write.apply(self.doc, answer)
        except core.Refused as error:
            return {"refused": str(error)}
        return {}

    def dispatch(self, command):
        frame = self.doc.CurrentController.Frame
        url = "vnd.iku-excel:" + command
        self.dispatcher.executeDispatch(frame, url, "_self", 0, (named("Diam", True),))

    def range(self, sheet, address):
        return self.doc.Sheets.getByName(sheet).getCellRangeByName(address)

    def strings(self, sheet, address):
        area = self.range(sheet, address).RangeAddress
        found = self.doc.Sheets.getByName(sheet)
        columns = range(area.StartColumn, area.EndColumn + 1)
        rows = range(area.StartRow, area.EndRow + 1)
        return [[found.getCellByPosition(c, r).String for c in columns] for r in rows]

    def formula(self, sheet, address):
        return self.range(sheet, address).Formula

    def set(self, sheet, address, value=None, formula=None, note=None, colour=None):
        cell = self.range(sheet, address)
        if formula is not None:
            cell.setFormula(formula)
        elif value is not None and isinstance(value, str):
            cell.setString(value)
        elif value is not None:
            cell.setValue(value)
        if note is not None:
            found = self.doc.Sheets.getByName(sheet)
            found.Annotations.insertNew(cell.CellAddress, note)
        if colour is not None:
            cell.CellBackColor = colour

    def look(self, sheet, address):
        cell = self.range(sheet, address)
        return {"note": cell.Annotation.String, "colour": cell.CellBackColor}

    def unprotect(self, sheet):
        self.doc.Sheets.getByName(sheet).unprotect("")

    def titles(self):
        return list(self.doc.UndoManager.getAllUndoActionTitles())

    def undo(self):
        self.doc.UndoManager.undo()

    def sheets(self):
        return list(self.doc.Sheets.ElementNames)

    def links(self, sheet, address):
        fields = self.range(sheet, address).TextFields
        return [fields.getByIndex(i).URL for i in range(fields.Count)]

    def show(self, sheet, address):
        """Bring a cell to the front and the window to the full screen."""
        controller = self.doc.CurrentController
        controller.setActiveSheet(self.doc.Sheets.getByName(sheet))
        controller.select(self.range(sheet, address))
        window = controller.Frame.ContainerWindow
        window.setPosSize(0, 0, 1280, 780, 15)
        window.toFront()

    def calm(self):
        """No red waves under Indonesian words."""
        frame = self.doc.CurrentController.Frame
        words = (named("SpellOnline", False),)
        self.dispatcher.executeDispatch(frame, ".uno:SpellOnline", "", 0, words)

    def store(self, path):
        name = named("FilterName", "Calc MS Excel 2007 XML")
        self.doc.storeToURL(uno.systemPathToFileUrl(path), (name,))

    def button(self, name):
        """The middle of a toolbar button on the screen, as a pointer needs it."""
        end = time.time() + 30
        while time.time() < end:
            for found, context in walk(self.doc.CurrentController.Frame.ContainerWindow):
                if found == name and context.getSize().Height > 10:
                    place, size = context.getLocationOnScreen(), context.getSize()
                    return [place.X + size.Width // 2, place.Y + size.Height // 2]
            time.sleep(0.3)
        raise RuntimeError("no button " + name)


def walk(thing, depth=0):
    context = thing.getAccessibleContext()
    yield context.getAccessibleName(), context
    count = context.getAccessibleChildCount()
    if count > 60 or depth > 8:
        return
    for index in range(count):
        try:
            child = context.getAccessibleChild(index)
        except Exception:
            continue
        if child is not None:
            for one in walk(child, depth + 1):
                yield one


def connect(pipe):
    local = uno.getComponentContext()
    create = local.ServiceManager.createInstanceWithContext
    resolver = create("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.time() + 90
    while True:
        try:
            return resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        except Exception:
            if time.time() > end:
                raise
            time.sleep(0.3)


def main():
    driver = Driver(sys.argv[1])
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = {"result": getattr(driver, order.pop("do"))(**order)}
        except Exception as error:  # everything goes back to the test
            answer = {"error": "%s: %s" % (type(error).__name__, error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
