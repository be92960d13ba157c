"""What is wrong with a Word template, and where: part, paragraph or table cell, heading, tag.

Every fault names its place the way a person finds it in Word; nothing here knows Jinja or XML.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from iku_excel.errors import TemplateError
from iku_excel.finding import Finding, Location, Severity

RULES: dict[str, tuple[Severity, str]] = {
    "TM001": (Severity.ERROR, "Setiap isian pada templat harus ada dalam data laporan."),
    "TM002": (Severity.ERROR, "Tag harus ditulis dengan benar, ditutup, dan tidak bersilangan."),
    "TM003": (Severity.ERROR, "Templat hanya boleh membaca isian, tidak menjalankan program."),
    "TM004": (Severity.NOTE, "Isian yang tersedia sebaiknya dipakai dalam templat."),
    "TM005": (Severity.ERROR, "Penapis dan pengulangan harus cocok dengan jenis isiannya."),
    "TM006": (Severity.WARNING, "Perubahan terlacak pada tag harus diterima atau ditolak dahulu."),
    "TM007": (Severity.ERROR, "Templat harus berupa dokumen Word (.docx) yang dapat dibaca."),
    "TM008": (Severity.ERROR, "Dokumen hasil harus dapat ditulis."),
    "TM009": (Severity.WARNING, "Templat tidak boleh mengambil isi dari luar dokumennya."),
}
"""Severity and rule of each code; docs/temuan.md prints them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the template; numbers count from 1, paragraphs without those inside tables."""

    bagian: str
    paragraf: int | None = None
    tabel: int | None = None
    baris: int | None = None
    kolom: int | None = None
    judul: str = ""
    is_alt_text: bool = False

    def __str__(self) -> str:
        text = self.bagian
        if self.tabel is not None:
            text += f", tabel {self.tabel} baris {self.baris} kolom {self.kolom}"
        elif self.paragraf is not None:
            text += f", paragraf {self.paragraf}"
        if self.is_alt_text:
            text += ", teks alternatif gambar"
        return text + (f" (di bawah judul “{self.judul}”)" if self.judul else "")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a template. `key` finds its paragraph again: (part name, index)."""

    kode: str
    pesan: str
    place: Place
    tag: str = ""
    saran: str = ""
    key: tuple[str, int] | None = field(default=None, compare=False)

    @property
    def severity(self) -> Severity:
        return RULES[self.kode][0]

    def __str__(self) -> str:
        text = f"{self.place}: {self.pesan}"
        if self.tag:
            text += f" — pada tag {self.tag}"
        return text + (f" {self.saran}" if self.saran else "")

    def to_finding(self, berkas: str) -> Finding:
        """The fault as a finding; part and place stand where a workbook has sheet and cell."""
        return Finding(
            self.kode,
            self.severity,
            self.pesan,
            Location(berkas, str(self.place)),
            tertulis=self.tag or None,
            saran=self.saran or None,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "kode": self.kode,
            "tingkat": self.severity.label,
            "pesan": self.pesan,
            "bagian": self.place.bagian,
            "paragraf": self.place.paragraf,
            "tabel": self.place.tabel,
            "baris": self.place.baris,
            "kolom": self.place.kolom,
            "judul": self.place.judul or None,
            "tag": self.tag or None,
            "saran": self.saran or None,
        }


class TemplateFaultError(TemplateError):
    """A template cannot be rendered; `faults` has all that was found, in the template's order."""

    def __init__(self, faults: Iterable[Fault], berkas: str = "") -> None:
        self.faults, self.berkas = tuple(faults), berkas
        codes = {fault.kode for fault in self.faults}
        code = next((c for c in ("TM002", "TM003", "TM001") if c in codes), min(codes))
        first = next(fault for fault in self.faults if fault.kode == code)
        rest = len(self.faults) - 1
        more = f" (dan {rest} lagi; lihat semuanya dengan “iku templat periksa”)" if rest else ""
        file = f"{berkas}: " if berkas else ""
        super().__init__(code, f"{file}{first}{more}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.faults, self.berkas)


def suggest(name: str, choices: Iterable[str]) -> str:
    """ "maksudnya “tahun”?" for the choice nearest to `name`, else ""."""
    folded = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(name.lower(), list(folded), 1, 0.6)
    return f"Maksudnya “{folded[near[0]]}”?" if near else ""
