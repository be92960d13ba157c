"""What stops the program: one base class, a code and one Indonesian sentence each.

What a user typed into a workbook never raises; it becomes a Finding. These exceptions are for
what cannot be worked around: a damaged file, a locked file, a missing template.
"""

from __future__ import annotations


class IkuExcelError(Exception):
    """Something stops us; `code` is a finding code, `sentence` says it in Indonesian."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{sentence} [{code}]")
        self.code = code
        self.sentence = sentence

    def __reduce__(self) -> tuple[type[IkuExcelError], tuple[str, str]]:
        # Workers send these between processes; the default would call __init__ with one argument.
        return type(self), (self.code, self.sentence)


class WorkbookError(IkuExcelError):
    """A workbook cannot be read or written (family BK)."""


class TemplateError(IkuExcelError):
    """A Word template cannot be used (family TM)."""


class KeputusanError(IkuExcelError):
    """The data of a decree is wrong or missing (family KP)."""


class UsageError(IkuExcelError):
    """The command was given words it cannot take; exit code 2 (family PG)."""
