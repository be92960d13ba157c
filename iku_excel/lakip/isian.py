"""What staff wrote on the sheets Identitas and Narasi, found by label whatever its exact wording.

The labels are data (data/isian.toml). Text is never changed and never made up: a missing entry is
an empty `Uraian`, which the template shows as a yellow place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from iku_excel.finding import Location
from iku_excel.model import Berkas, Teks
from iku_excel.numbers import NAMA_BULAN


@dataclass(frozen=True, slots=True)
class Isian:
    """One entry of data/isian.toml; `label` is how findings and the report call it."""

    kunci: str
    label: str
    sebutan: tuple[str, ...]
    wajib: bool


@dataclass(frozen=True, slots=True)
class Uraian:
    """Paragraphs that staff wrote, with their cell; false when there are none."""

    label: str
    paragraf: tuple[str, ...] = ()
    location: Location | None = None

    def __bool__(self) -> bool:
        return bool(self.paragraf)

    def __str__(self) -> str:
        return "\n".join(self.paragraf)

    def __iter__(self) -> Any:
        return iter(self.paragraf)


@cache
def load_isian(group: str) -> tuple[Isian, ...]:
    """The entries of a group of data/isian.toml: "identitas", "narasi" or "indikator"."""
    return tuple(
        Isian(kunci, entry["label"], tuple(entry["sebutan"]), entry["wajib"])
        for kunci, entry in load_data("isian.toml")[group].items()
    )


@cache
def load_data(name: str) -> dict[str, Any]:
    """A TOML file of this package's data folder."""
    with resources.files("iku_excel.lakip").joinpath("data", name).open("rb") as source:
        return tomllib.load(source)


def fold(label: str) -> str:
    """A label without case, punctuation and spaces, for comparing."""
    return re.sub(r"[^0-9a-z]+", "", label.casefold())


@cache
def _by_label(group: str) -> Mapping[str, str]:
    return {
        fold(name): isian.kunci
        for isian in load_isian(group)
        for name in (*isian.sebutan, isian.label)
    }


_KODE = re.compile(r"^\W*S[\s.]*K[\s.\-_]*(\d+)[\s./\-_]+(\d+)\b", re.IGNORECASE)


def split_kode(key: str) -> tuple[str | None, str]:
    """("SK3/1", "penyebab") of "SK.3.1. – Penyebab"; (None, key) where no code stands in front."""
    found = _KODE.match(key)
    if not found:
        return None, key
    return f"SK{int(found[1])}/{int(found[2])}", key[found.end() :]


def paragraphs(text: str) -> tuple[str, ...]:
    """The non-empty lines of a text, each trimmed."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@dataclass(frozen=True)
class Catatan:
    """Everything staff wrote, over all workbooks; a later workbook rules over an earlier one."""

    identitas: Mapping[str, Teks]
    narasi: Mapping[str, Uraian]
    narasi_indikator: Mapping[tuple[str, str], Uraian]

    def uraian(self, kunci: str) -> Uraian:
        return self.narasi.get(kunci) or Uraian(_label("narasi", kunci))

    def uraian_indikator(self, kode: str, kunci: str) -> Uraian:
        return self.narasi_indikator.get((kode, kunci)) or Uraian(_label("indikator", kunci))


def _label(group: str, kunci: str) -> str:
    return next(isian.label for isian in load_isian(group) if isian.kunci == kunci)


def collect(daftar_berkas: Iterable[Berkas]) -> Catatan:
    """The entries of all workbooks, given from the earliest to the latest."""
    identitas: dict[str, Teks] = {}
    narasi: dict[str, Uraian] = {}
    indikator: dict[tuple[str, str], Uraian] = {}
    for berkas in daftar_berkas:
        for key, teks in berkas.identitas.items():
            kunci = _by_label("identitas").get(fold(key))
            if kunci and teks.teks.strip():
                identitas[kunci] = teks
        for key, teks in berkas.narasi.items():
            _add_narasi(key, teks, narasi, indikator)
    return Catatan(identitas, narasi, indikator)


def _add_narasi(
    key: str,
    teks: Teks,
    narasi: dict[str, Uraian],
    indikator: dict[tuple[str, str], Uraian],
) -> None:
    lines = paragraphs(teks.teks)
    if not lines:
        return
    kode, heading = split_kode(key)
    group = "indikator" if kode else "narasi"
    kunci = _by_label(group).get(fold(heading))
    if kode and kunci:
        indikator[kode, kunci] = Uraian(_label(group, kunci), lines, teks.location)
    elif kunci:
        narasi[kunci] = Uraian(_label(group, kunci), lines, teks.location)


def parse_tanggal(text: str) -> date | None:
    """A date written "31 Januari 2025", "31/01/2025", "31-1-2025" or "2025-01-31"; else None."""
    text = text.strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    words = re.split(r"[\s/.-]+", text)
    months = {name.lower(): n for n, name in enumerate(NAMA_BULAN, 1)}
    try:
        day, month, year = words[:3]
        return date(int(year), months.get(month.lower()) or int(month), int(day))
    except ValueError:
        return None
