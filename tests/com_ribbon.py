"""What the chain from the ribbon needs beside the model of Excel: a shell, a button, an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.interpreter._objects import VBAObject, member, method
from pyopenvba.interpreter._values import VBAInt


class Shell(VBAObject):
    """WScript.Shell: runs the add-in's main() in this process with the words of the command."""

    vba_type_name = "IWshShell3"

    def __init__(self, run: Any) -> None:
        self._run = run

    @method
    def Run(self, Command: Any, WindowStyle: Any = 0, Wait: Any = False) -> Any:
        return VBAInt(int(self._run(str(Command), int(WindowStyle), bool(Wait))), "Long")


class Control(VBAObject):
    """The button that was clicked."""

    vba_type_name = "IRibbonControl"

    def __init__(self, tag: str) -> None:
        self._tag = tag

    @member
    def Tag(self) -> Any:
        return self._tag


@contextmanager
def shell(run: Any) -> Iterator[None]:
    """CreateObject("WScript.Shell") gives our Shell."""

    def create(_bridge: Any, name: str) -> Any:
        assert name.lower() == "wscript.shell", name
        return Shell(run)

    with patch.object(ExcelBridge, "create", create):
        yield


def vba_error(text: str) -> Exception:
    """What a macro sees as a run-time error."""
    from pyopenvba.interpreter._objects import error

    failure: Exception = error(1004, text)
    return failure
