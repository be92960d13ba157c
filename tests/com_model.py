"""A model of Excel for tests on Linux: fake pywin32 modules over pyOpenVBA's Excel object model.

xlwings' real Windows engine (`xlwings/_xlwindows.py`, BSD) runs unchanged on it; only the COM layer
is another one. It proves our port and xlwings' code against a model of Excel, not against Excel.
"""

from __future__ import annotations

import atexit
import ctypes
import datetime as dt
import re
import sys
import types
import zipfile
from collections.abc import Iterator
from functools import cache
from html import unescape
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, patch

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._model import Application, Workbook
from pyopenvba.exceptions import PyOpenVBAError
from pyopenvba.interpreter import _values as values
from pyopenvba.interpreter._objects import MemberSpec, VBAObject
from pyopenvba.interpreter._values import (
    EMPTY,
    MISSING,
    NULL,
    VBAArray,
    VBADate,
    VBAErrorValue,
    VBAInt,
)

HWND = 1234
REJECTED = -2147418111
_NOTHING = getattr(values, "NOTHING", None)
_START = dt.datetime(1899, 12, 30)


class com_error(Exception):  # noqa: N801 - pywin32's own name
    """pywintypes.com_error."""

    def __init__(
        self,
        hresult: int = -2147352567,
        strerror: str = "Exception occurred.",
        excepinfo: Any = None,
        argerror: Any = None,
    ) -> None:
        super().__init__(hresult, strerror, excepinfo, argerror)
        self.hresult, self.strerror = hresult, strerror
        self.excepinfo, self.argerror = excepinfo, argerror


class CDispatch:
    """win32com's class of proxies: xlwings looks for it."""


class Counter:
    """Calls over the border, and what a test wants to happen to them."""

    calls = 0
    busy = False
    fails_at: int | None = None

    @classmethod
    def reset(cls) -> None:
        cls.calls, cls.busy, cls.fails_at = 0, False, None

    @classmethod
    def cross(cls) -> None:
        cls.calls += 1
        if cls.busy:
            raise com_error(REJECTED, "Call was rejected by callee.")
        if cls.fails_at is not None and cls.calls >= cls.fails_at:
            cls.fails_at = None
            raise com_error(excepinfo=(0, "Microsoft Excel", "failed", None, 0, -2146827284))


def _failure(error: Exception) -> com_error:
    return com_error(excepinfo=(0, "Microsoft Excel", str(error), None, 0, -2146827284))


class _Ole:
    def __init__(self, kind: str) -> None:
        self.kind = kind

    def GetIDsOfNames(self, lcid: int, name: str) -> None:
        raise com_error(-2147352570, "Unknown name.")


class _Call:
    """A member that still waits for its arguments; .run is a real method, as xlwings expects."""

    def __init__(self, thing: VBAObject, name: str) -> None:
        self.thing, self.name = thing, name

    def run(self, *args: Any, **named: Any) -> Any:
        Counter.cross()
        words = {k: to_model(v) for k, v in named.items() if v is not None}
        try:
            found = self.thing.vba_get(self.name, [to_model(a) for a in args], words)
            return from_model(found)
        except PyOpenVBAError as error:
            raise _failure(error) from error


class Com(CDispatch):
    """One object of the model as a COM proxy."""

    def __init__(self, thing: VBAObject) -> None:
        object.__setattr__(self, "_thing", thing)

    def __getattr__(self, name: str) -> Any:
        if name == "_oleobj_":
            return _Ole(self._thing.vba_type_name)
        if name.startswith("__"):
            raise AttributeError(name)
        Counter.cross()
        spec = self._thing.vba_member(name)
        if spec is None and name.startswith("Get"):
            spec = self._thing.vba_member(name[3:])
            if spec is not None:
                return _Call(self._thing, name[3:]).run
        if spec is None:
            raise AttributeError(name)
        if spec.kind == "method":
            return _Call(self._thing, name).run
        try:
            return from_model(self._thing.vba_get(name))
        except PyOpenVBAError as error:
            if spec.parameters:
                return _Call(self._thing, name).run
            raise _failure(error) from error

    def __setattr__(self, name: str, value: Any) -> None:
        Counter.cross()
        try:
            self._thing.vba_set(name, to_model(value))
        except PyOpenVBAError as error:
            raise _failure(error) from error

    def __call__(self, *args: Any) -> Any:
        name = "Item" if self._thing.vba_member("Item") else self._thing.vba_default_member().name
        return _Call(self._thing, name).run(*args)

    def __iter__(self) -> Iterator[Any]:
        for item in self._thing.vba_iterate():
            yield from_model(item)


def _content(value: Any) -> Any:
    """A cell's value as COM hands it over: numbers floats, errors codes, blanks None."""
    if value is EMPTY or value is NULL or value is None:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, VBAErrorValue):
        return -2146828288 + int(getattr(value, "number", getattr(value, "code", 2042)))
    if isinstance(value, VBADate):
        moment = _START + dt.timedelta(days=float(value.serial))
        return moment.replace(tzinfo=dt.timezone.utc)
    if isinstance(value, (int, float)):
        return float(value)
    return value


def from_model(value: Any) -> Any:
    if value is _NOTHING:
        return None
    if isinstance(value, VBAObject):
        return Com(value)
    if isinstance(value, VBAArray):
        if value.dimensions == 2:
            (r0, r1), (c0, c1) = value.bounds
            return tuple(
                tuple(_content(value.get([r, c])) for c in range(c0, c1 + 1))
                for r in range(r0, r1 + 1)
            )
        ((first, last),) = value.bounds
        return tuple(_content(value.get([i])) for i in range(first, last + 1))
    if isinstance(value, VBAInt) or (isinstance(value, int) and not isinstance(value, bool)):
        return int(value)
    return _content(value)


def to_model(value: Any) -> Any:
    while type(value).__name__ == "COMRetryObjectWrapper":
        value = object.__getattribute__(value, "_inner")
    if isinstance(value, Com):
        return value._thing
    if value is None:
        return MISSING
    if isinstance(value, dt.datetime):
        days = (value.replace(tzinfo=None) - _START).total_seconds() / 86400
        return VBADate(days)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return VBAInt(value, "Long")
    if isinstance(value, (list, tuple)):
        return _array(value)
    return value


def _array(value: Any) -> VBAArray:
    is_table = any(isinstance(row, (list, tuple)) for row in value)
    rows = value if is_table else [value]
    array = VBAArray([(1, len(rows)), (1, len(rows[0]))])
    for i, row in enumerate(rows, 1):
        for j, item in enumerate(row, 1):
            item = to_model(item)
            array.items[array.offset([i, j])] = EMPTY if item is MISSING else item
    return array


# The fake modules ---------------------------------------------------------------------------------

alerts: list[tuple[str, str]] = []
"""(text, title) of every dialog that was shown."""


def _message_box(_hwnd: int, text: str, title: str, _style: int) -> int:
    alerts.append((text, title))
    return 1


def _module(name: str, **members: Any) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__.update(members)
    module.__file__, module.__spec__ = __file__, ModuleSpec(name, None)
    sys.modules[name] = module
    return module


def install() -> tuple[Any, Any]:
    """(xlwings, its Windows engine) on the fake modules; once for each process."""
    if "xlwings._xlwindows" in sys.modules:
        return sys.modules["xlwings"], sys.modules["xlwings._xlwindows"]
    _fake_pywin32()
    for name in ("windll", "oledll"):
        if not hasattr(ctypes, name):
            setattr(ctypes, name, MagicMock())
    with patch.object(ctypes, "PyDLL", MagicMock()):
        import xlwings
        from xlwings import _xlwindows as windows
    engine = xlwings.Engine(impl=windows.engine)
    xlwings.engines.add(engine)
    engine.activate()
    # The model is no EXCEL.EXE: what xlwings would end at exit are other people's processes.
    atexit.unregister(windows.cleanup)
    return xlwings, windows


def _fake_pywin32() -> None:
    _module("pywintypes", com_error=com_error, error=com_error, TimeType=dt.datetime, IID=str)
    _module("win32api", MessageBox=_message_box)
    _module(
        "win32con",
        MB_OK=0, MB_OKCANCEL=1, MB_YESNO=4, MB_YESNOCANCEL=3,
        MB_ICONINFORMATION=64, MB_ICONWARNING=48, IDOK=1, IDCANCEL=2, IDYES=6, IDNO=7,
    )  # fmt: skip
    _module(
        "pythoncom", CoInitialize=lambda: None, ole_error=com_error, com_error=com_error
    )
    client = _module(
        "win32com.client",
        CDispatch=CDispatch,
        DispatchBaseClass=type("DispatchBaseClass", (), {}),
        Dispatch=lambda thing: thing,
        DispatchEx=lambda name: None,
    )
    _module("win32com", client=client)
    _module("win32gui", FindWindowEx=lambda *words: HWND)
    _module("win32process", GetWindowThreadProcessId=lambda hwnd: (1, 4000 + hwnd))
    utc = type("TimeZoneInfo", (), {"utc": staticmethod(lambda: dt.timezone.utc)})
    _module("win32timezone", TimeZoneInfo=utc)


class Excel:
    """One running Excel of the model, or several: each has its own window handle."""

    def __init__(self, *paths: Path | str) -> None:
        self.xlwings, self.windows = install()
        Counter.reset()
        alerts.clear()
        self.apps: dict[int, ExcelApplication] = {}
        undone.clear()
        _complete_the_model()
        if paths:
            self.start(*paths)
        self.windows.get_excel_hwnds = lambda: iter(list(self.apps))
        self.windows.get_xl_app_from_hwnd = self._wrapped

    def start(self, *paths: Path | str) -> ExcelApplication:
        """Another Excel process with these workbooks open."""
        app = ExcelApplication.open(str(paths[0]), with_vba=str(paths[0]).endswith(".xlam"))
        for path in paths[1:]:
            app.open_workbook(str(path))
        for book in app.application.workbooks_.books:
            _hide_sheets(book)
        hwnd = HWND + len(self.apps)
        app.application.hwnd_ = hwnd
        self.apps[hwnd] = app
        return app

    def _wrapped(self, hwnd: int) -> Any:
        return self.windows.COMRetryObjectWrapper(Com(self.apps[hwnd].application))

    @property
    def app(self) -> ExcelApplication:
        return next(iter(self.apps.values()))

    def book(self, name: str) -> Any:
        """xlwings' own book, for looking at what is there."""
        return next(b for app in self.xlwings.apps for b in app.books if b.name == name)

    def save(self, path: Path) -> None:
        """What the model would save, for another program to read."""
        self.app.save(str(path))


undone: list[tuple[str, str]] = []
"""What Application.OnUndo was given."""


def _hide_sheets(book: Any) -> None:
    """The model reads every sheet as visible."""
    path = Path(book.path) / book.name
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as package:
            text = package.read("xl/workbook.xml").decode("utf-8")
        for tag in re.findall(r"<(?:\w+:)?sheet [^>]*>", text):
            if 'state="' in tag and 'state="visible"' not in tag:
                name = unescape(re.findall(r'name="([^"]*)"', tag)[0])
                next(s for s in book.sheets_ if s.name == name).visible = 0


def _full_name(book: Any) -> str:
    """Excel joins an address with "/"; the model takes every path for one of this system."""
    if "://" in book.path:
        return f"{book.path}/{book.name}"
    return str(Path(book.path) / book.name) if book.path else str(book.name)


@cache
def _complete_the_model() -> None:
    """Members that pyOpenVBA 6.5 does not have and the add-in uses; once for each process."""
    add = Application.vba_add_member
    add(MemberSpec(
        name="Hwnd", kind="property",
        getter=lambda self: VBAInt(getattr(self, "hwnd_", HWND), "Long"),
    ))  # fmt: skip
    add(MemberSpec(
        name="OnUndo", kind="method", parameters=("Text", "Procedure"),
        getter=lambda self, Text, Procedure: undone.append((str(Text), str(Procedure))),
    ))  # fmt: skip
    book = Workbook.vba_add_member
    book(MemberSpec(name="Date1904", kind="property", getter=lambda self: False))
    spec = MemberSpec(name="FullName", kind="property", getter=_full_name)
    Workbook._vba_members["fullname"] = spec  # the model has one; ours knows addresses
