"""Findings: a code, a severity, a place and the data of one message.

Code and severity are apart (a code is never a severity, and is never reused), message and data are
apart (tests compare codes and cells, never wording).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from iku_excel.records import dataclass, field


class Severity(IntEnum):
    """How much a finding weighs; `label` is what users see."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return {1: "catatan", 2: "peringatan", 3: "kesalahan"}[self.value]

    @classmethod
    def from_label(cls, label: str) -> Severity:
        """The severity of an Indonesian label; raises ValueError for an unknown one."""
        for severity in cls:
            if severity.label == label:
                return severity
        raise ValueError(label)


@dataclass(frozen=True, slots=True)
class Location:
    """Where a value was read: file (as the user named it), sheet, cell in A1 notation."""

    berkas: str
    lembar: str | None = None
    sel: str | None = None

    def __str__(self) -> str:
        place = "!".join(part for part in (self.lembar, self.sel) if part)
        return f"{self.berkas} › {place}" if place else self.berkas


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a person should look at."""

    kode: str
    severity: Severity
    pesan: str
    location: Location
    indikator: str | None = None
    tertulis: str | None = None
    seharusnya: str | None = None
    rujukan: str | None = None
    saran: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def to_json(self) -> dict[str, Any]:
        """The finding as in section 2 of the contract."""
        return {
            "kode": self.kode,
            "tingkat": self.severity.label,
            "pesan": self.pesan,
            "lembar": self.location.lembar,
            "sel": self.location.sel,
            "indikator": self.indikator,
            "tertulis": self.tertulis,
            "seharusnya": self.seharusnya,
            "rujukan": self.rujukan,
            "saran": self.saran,
        }


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact met while reading, to be turned into a Finding by the check of the same code.

    The reader and the counters of raw data know nothing of severities and wording; they record the
    code, the place and the facts, and checks/ does the rest.
    """

    kode: str
    location: Location
    data: Mapping[str, Any] = field(default_factory=dict)


def count_by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """{"kesalahan": n, "peringatan": n, "catatan": n}."""
    counts = {severity.label: 0 for severity in sorted(Severity, reverse=True)}
    for finding in findings:
        counts[finding.severity.label] += 1
    return counts
