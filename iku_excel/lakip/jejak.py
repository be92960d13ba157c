"""Jejak Angka: every figure of the report with its workbook, sheet, cell, formula and decree line.

`Jejak.catat` is the only maker of figures, so a figure that is printed is a figure that is traced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from iku_excel.lakip.figure import Angka, Asal, Figure, Kosong, Sumber, Tanda, base_name


@dataclass(frozen=True, slots=True)
class BerkasSumber:
    """A workbook that gave figures; `nomor` "B1" is how the appendix names it."""

    nomor: str
    berkas: str
    jenis: str
    sha256: str
    path: str


@dataclass(frozen=True, slots=True)
class BarisHitungan:
    """How an indicator's figure was counted from its raw data, in the appendix Jejak Angka."""

    indikator: str
    hasil: str
    rumus: str
    sel: str
    """Where the raw data stand: "B19 SK3.5!A5"."""
    dihitung: int
    ditinggalkan: int
    pengaturan: str
    keterangan: str


@dataclass(frozen=True, slots=True)
class BarisJejak:
    """One line of the appendix Jejak Angka; `sel` names workbook, sheet and cell ("B2 PK!E9")."""

    nomor: int
    angka: str
    satuan: str
    indikator: str
    hal: str
    sel: str
    rumus: str
    kebijakan: str
    rujukan: str


_MARKS = frozenset(("", "–", "-", "N/A"))


class Jejak:
    """Makes the figures of one report and remembers each, in the order they were made."""

    def __init__(self) -> None:
        self._figures: list[Angka] = []

    def __len__(self) -> int:
        return len(self._figures)

    def catat(
        self,
        value: Decimal | int | None,
        asal: Asal,
        *,
        desimal: int = 0,
        satuan: str = "",
        kosong: str = "–",
    ) -> Figure:
        """The figure of `value`, recorded; without one a Kosong that prints `kosong`.

        A mark ("–", "-", "N/A") is a Tanda instead: nothing is missing there.
        """
        if value is None:
            return (Tanda if kosong in _MARKS else Kosong)(kosong, asal)
        figure = Angka(value, desimal, satuan, asal)
        self._figures.append(figure)
        return figure

    @property
    def figures(self) -> tuple[Angka, ...]:
        return tuple(self._figures)

    def keep_printed(self, printed: Set[int]) -> None:
        """Forget the figures that a template did not print; `printed` are their identities."""
        self._figures = [figure for figure in self._figures if id(figure) in printed]

    def to_json(self) -> list[dict[str, Any]]:
        """The entries of contract section 2, `asal` lists every cell where there are several."""
        return [_entry(figure) for figure in self._figures]


def _entry(figure: Angka) -> dict[str, Any]:
    asal = figure.asal
    main = asal.daftar_sumber[-1] if asal.daftar_sumber else None
    return {
        "angka": figure.teks,
        "indikator": asal.indikator,
        "hal": asal.hal,
        "berkas": main.berkas if main else None,
        "sha256": main.sha256 if main else None,
        "lembar": main.lembar if main else None,
        "sel": main.sel if main else None,
        "rujukan": asal.rujukan,
        "satuan": figure.satuan or None,
        "rumus": asal.rumus or None,
        "kebijakan": asal.kebijakan or None,
        "asal": [
            {"berkas": s.berkas, "sha256": s.sha256, "lembar": s.lembar, "sel": s.sel}
            for s in asal.daftar_sumber
        ],
    }


def list_berkas(berkas: Iterable[tuple[str, str, str]]) -> tuple[BerkasSumber, ...]:
    """Number the workbooks given as (path, jenis, sha256): B1, B2, …"""
    return tuple(
        BerkasSumber(f"B{n}", base_name(path), jenis, sha, path)
        for n, (path, jenis, sha) in enumerate(dict.fromkeys(berkas), 1)
    )


def rows(jejak: Jejak, daftar_berkas: Iterable[BerkasSumber]) -> tuple[BarisJejak, ...]:
    """The lines of the appendix, each cell named by the number of its workbook."""
    nomor = {(b.path, b.sha256): b.nomor for b in daftar_berkas}
    lines = {id(figure): n for n, figure in enumerate(jejak.figures, 1)}
    return tuple(
        BarisJejak(
            nomor=n,
            angka=figure.teks,
            satuan=figure.satuan,
            indikator=figure.asal.indikator or "–",
            hal=figure.asal.hal,
            sel=_describe(figure.asal, nomor, lines),
            rumus=figure.asal.rumus,
            kebijakan=figure.asal.kebijakan,
            rujukan=_short(figure.asal.rujukan or ""),
        )
        for n, figure in enumerate(jejak.figures, 1)
    )


_MOST_CELLS = 3


def _describe(asal: Asal, nomor: Mapping[tuple[str, str], str], lines: Mapping[int, int]) -> str:
    """The cells of a figure; of one made of many others, the lines of these."""
    made_of = [lines.get(id(figure), 0) for figure in asal.dari]
    if len(asal.daftar_sumber) > _MOST_CELLS and made_of and all(made_of):
        return f"nomor {spans(made_of)}"
    return describe_cells(asal.daftar_sumber, nomor) or "–"


def spans(numbers: Iterable[int]) -> str:
    """ "12, 14–16, 30"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in runs)


def _short(rujukan: str) -> str:
    """The decree's line without the decree's number, which the appendix names once."""
    return re.sub(r"^Keputusan \S+ (?=Lampiran)", "", rujukan)


def describe_cells(
    cells: tuple[Sumber, ...],
    nomor: Mapping[tuple[str, str], str] = MappingProxyType({}),
    separator: str = " ",
) -> str:
    """ "B1 PK!E9, E10; B3 Monitoring!H9": every cell, those of one sheet together; a workbook
    without a number by its name."""
    by_sheet: dict[tuple[str, str | None], list[str]] = {}
    for s in dict.fromkeys(cells):
        key = (nomor.get((s.berkas, s.sha256), s.nama), s.lembar)
        by_sheet.setdefault(key, []).extend([s.sel] if s.sel else [])
    named = []
    for (berkas, lembar), daftar_sel in by_sheet.items():
        sel = ", ".join(daftar_sel)
        place = "!".join(part for part in (lembar, sel) if part)
        named.append(separator.join(filter(None, (berkas, place))))
    return "; ".join(named)
