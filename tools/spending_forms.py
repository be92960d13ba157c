"""The two exports that offices keep for SK3/5: the SPAN-type table and SAKTI's GLP039."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from packing import settle
from sample_changes import write_xml_book
from sample_raw import AKUN

# Accounts that the decree does not list stand between the others, as in a real export.
OTHER = (
    ("522111", "Belanja Langganan Listrik", 310_000_000, 305_120_000),
    ("523111", "Belanja Pemeliharaan Gedung dan Bangunan", 145_000_000, 143_900_000),
    ("524111", "Belanja Perjalanan Dinas Biasa", 420_000_000, 411_300_000),
)


def make_span(target: Path) -> None:
    """KODE | NAMA AKUN | ALOKASI DIPA | REALISASI SPAN | SISA | %, numbers below, TOTAL."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Belanja Barang"
    sheet["A1"] = "LAPORAN PELAKSANAAN ANGGARAN BELANJA"
    sheet["A2"] = "SATKER 417912 BSPJI PEKANBARU"
    sheet["A3"] = "s.d. 31 Desember 2024"
    sheet.append([])
    sheet.append(["KODE", "NAMA AKUN", "ALOKASI DIPA", "REALISASI SPAN", "SISA", "%"])
    sheet.append([1, 2, 3, 4, 5, 6])
    rows = sorted((*AKUN, *OTHER))
    for kode, name, pagu, spent in rows:
        share = Decimal(spent) * 100 / pagu if pagu else Decimal(0)
        sheet.append([kode, name, pagu, spent, pagu - spent, round(share, 2)])
    pagu, spent = (sum(row[i] for row in rows) for i in (2, 3))
    sheet.append(["TOTAL", None, pagu, spent, pagu - spent, round(Decimal(spent) * 100 / pagu, 2)])
    sheet.column_dimensions["B"].width = 60
    book.save(target)
    settle(target)


def _line(width: int = 31, **cells: Any) -> list[Any]:
    """A row given by column letters."""
    from openpyxl.utils import column_index_from_string

    row: list[Any] = [""] * width
    for letters, value in cells.items():
        row[column_index_from_string(letters) - 1] = value
    return row


def _money(amount: int) -> Any:
    """As SAKTI writes: scientific notation."""
    return Exponent(f"{amount:.8E}")


class Exponent(str):
    """A number already in its written form."""


def make_glp039(target: Path) -> None:
    """Laporan Fa Detail (16 Segmen) as SAKTI writes it, the sheet's name with a trailing space."""
    write_xml_book([{"name": "GLP039_LAPORAN REALISASI SUPER ", "rows": _glp039()}], target)


def make_glp039_csv(target: Path) -> None:
    """The same with semicolons and Indonesian numbers."""
    lines = [";".join(_indonesian(value) for value in row) for row in _glp039()]
    target.write_bytes(("\r\n".join(lines) + "\r\n").encode("utf-8"))


def _indonesian(value: Any) -> str:
    if not isinstance(value, Exponent):
        return str(value)
    number = Decimal(value)
    whole, _, fraction = f"{number:,.2f}".partition(".")
    return whole.replace(",", ".") + ("," + fraction if number % 1 else "")


def _glp039() -> list[list[Any]]:
    """Codes in many columns, one account under two outputs."""
    rows: list[list[Any]] = [
        ["LAPORAN REALISASI ANGGARAN"],
        ["TAHUN ANGGARAN 2024"],
        ["Periode Januari s.d. Desember 2024"],
        ["Kementerian : 019 KEMENTERIAN PERINDUSTRIAN"],
        ["Satker : 417912 BSPJI PEKANBARU"],
        [],
        _line(
            A="Kode",
            I="Uraian",
            Q="Pagu Revisi",
            S="Lock Pagu",
            W="Realisasi TA 2024",
            AC="%",
            AD="Sisa Anggaran",
        ),
        _line(W="Periode Lalu", X="Periode Ini", Z="s.d. Periode"),
    ]
    everything = (*AKUN, *OTHER)
    total = [sum(row[i] for row in everything) for i in (2, 3)]
    rows.append(_amounts("JUMLAH SELURUHNYA", "A", total[0], total[1], is_total=True))
    split = {"521211": (150_000_000, 146_450_000)}
    for number in (1, 2):
        own = [
            (kode, name, *_part(number, split.get(kode), pagu, spent))
            for kode, name, pagu, spent in everything
        ]
        own = [line for line in own if line[2] or (number == 1 and line[0] not in split)]
        pagu, spent = (sum(line[i] for line in own) for i in (2, 3))
        rows.append(
            _amounts("Program Nilai Tambah dan Daya Saing Industri", "D", pagu, spent, B="019.EC")
        )
        rows.append(_amounts(f"Keluaran {number}", "K", pagu, spent, C=f"6043.BAH.00{number}"))
        for kode, name, own_pagu, own_spent in own:
            rows.append(_amounts(name, "M", own_pagu, own_spent, H=kode))
    rows.append(["*Lock Pagu adalah jumlah pagu yang sedang dalam proses usulan revisi."])
    return rows


def _part(number: int, first: tuple[int, int] | None, pagu: int, spent: int) -> tuple[int, int]:
    """An account's share under output 1 or 2: all under the first unless split."""
    if first is None:
        return (pagu, spent) if number == 1 else (0, 0)
    return first if number == 1 else (pagu - first[0], spent - first[1])


def _amounts(
    name: str, column: str, pagu: int, spent: int, *, is_total: bool = False, **codes: str
) -> list[Any]:
    before = spent * 9 // 10
    share = Decimal(spent) / pagu if pagu else Decimal(0)
    cells: dict[str, Any] = {
        column: name,
        "Q": _money(pagu),
        "S": _money(0),
        "W": _money(before),
        "X": _money(spent - before),
        "Y" if is_total else "Z": _money(spent),
        "AC": Exponent(f"{share * 100:.2f}"),
        "AD": _money(pagu - spent),
        **codes,
    }
    return _line(**cells)
