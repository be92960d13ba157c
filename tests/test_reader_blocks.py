"""Form 3 as other offices have it: labels in the name's cell, several blocks, unknown names."""

from __future__ import annotations

from pathlib import Path

import pytest
from book_maker import NAMA, figures, indikator_by_row, make_book, read_made, seen

from iku_excel.model import Periode, Role
from iku_excel.pipeline import examine

X = None
TW4 = Periode(triwulan=4)
TW = [X, "TW I", "TW II", "TW III", "TW IV"]


def block(name: str, target: object, realisasi: object, label: str = "Realisasi") -> list[list]:
    return [[name], TW, ["Target", X, X, X, target], [label, X, X, X, realisasi], []]


@pytest.mark.parametrize(
    "label",
    ["Indikator Kinerja: ", "Indikator : ", "IKU: ", "IKU 7 : ", "Nama Indikator = ", "IKU "],
)
def test_a_label_before_the_name_is_no_part_of_it(tmp_path: Path, label: str) -> None:
    rows = [["Tahun 2024"], *block(label + NAMA["SK7/1"], 3.54, 3.6)]
    berkas = read_made(tmp_path, {"Lembar 1": rows})
    assert figures(berkas, Role.REALISASI, TW4) == {"SK7/1": "3.6"}
    assert seen(berkas) == []


def test_a_label_before_a_name_in_a_table(tmp_path: Path) -> None:
    rows = [
        ["MONITORING TAHUN 2024"],
        ["No", "Indikator Kinerja", "Target", "Realisasi"],
        [1, f"IKU 1: {NAMA['SK7/1']}", 3.54, 3.6],
        [2, f"Indikator Kinerja : {NAMA['SK8/1']}", 75, 76],
    ]
    berkas = read_made(tmp_path, {"M": rows})
    assert figures(berkas, Role.REALISASI) == {"SK7/1": "3.6", "SK8/1": "76"}
    assert seen(berkas) == []


def test_every_block_of_a_sheet_is_read(tmp_path: Path) -> None:
    rows = [
        ["REALISASI TAHUN 2024"],
        *block(f"SK7/1 {NAMA['SK7/1']}", 3.54, 3.6),
        *block(NAMA["SK8/1"], 75, 76),
        *block(NAMA["SK8/2"], 90, 91),
    ]
    berkas = read_made(tmp_path, {"IKU": rows})
    assert figures(berkas, Role.TARGET, TW4) == {"SK7/1": "3.54", "SK8/1": "75", "SK8/2": "90"}
    assert figures(berkas, Role.REALISASI, TW4) == {"SK7/1": "3.6", "SK8/1": "76", "SK8/2": "91"}
    assert [tabel.tahun for tabel in berkas.daftar_tabel] == [2024, 2024, 2024]
    assert seen(berkas) == []


def test_blocks_beyond_a_hundred_rows_are_read(tmp_path: Path) -> None:
    rows = block(NAMA["SK7/1"], 3.54, 3.6) + [[X]] * 40 + block(NAMA["SK8/1"], 75, 76)
    rows += [[X]] * 45 + block(NAMA["SK8/2"], 90, 91)
    berkas = read_made(tmp_path, {"IKU 2024": rows})
    assert [kode for _, _, kode in indikator_by_row(berkas)] == ["SK7/1", "SK8/1", "SK8/2"]


def test_a_second_block_of_the_same_indicator_is_not_read_twice(tmp_path: Path) -> None:
    rows = [*block(NAMA["SK7/1"], 3.54, 3.6), *block(NAMA["SK7/1"], 100, 100)]
    for sheet in ("SK7.1", "IKU 2024"):
        berkas = read_made(tmp_path, {sheet: rows})
        assert figures(berkas, Role.REALISASI, TW4) == {"SK7/1": "3.6"}
        assert len(berkas.daftar_tabel) == 1


def test_a_block_of_an_unknown_indicator_is_said(tmp_path: Path) -> None:
    rows = [
        ["REALISASI TAHUN 2024"],
        *block(NAMA["SK7/1"], 3.54, 3.6),
        *block("Indikator Kinerja: Jumlah kunjungan tamu mancanegara", 10, 11),
    ]
    assert seen(read_made(tmp_path, {"IKU": rows})) == [("MO001", "IKU", "A7")]


def test_a_budget_by_triwulan_is_no_indicator(tmp_path: Path) -> None:
    rows = [["Anggaran 2024"], *block("Belanja barang", 10, 11)]
    assert seen(read_made(tmp_path, {"Anggaran": rows})) == [("BK004", None, None)]


def test_no_year_on_a_sheet_of_blocks_is_said_once(tmp_path: Path) -> None:
    rows = [*block(NAMA["SK7/1"], 3.54, 3.6), *block(NAMA["SK8/1"], 75, 76)]
    assert seen(read_made(tmp_path, {"IKU": rows}, "Rekap.xlsx")) == [("PK011", "IKU", "B2")]


def test_a_misspelt_label_of_a_block(tmp_path: Path) -> None:
    rows = block(NAMA["SK7/1"], 3.54, 3.6, "Realiasi")
    berkas = read_made(tmp_path, {"SK7.1": rows})
    assert figures(berkas, Role.REALISASI, TW4) == {"SK7/1": "3.6"}
    assert seen(berkas) == [("BK020", "SK7.1", "A4")]


def test_blocks_are_computed_each_for_itself(tmp_path: Path) -> None:
    rows = [["TAHUN 2024"], *block(NAMA["SK8/1"], 75, 76), *block(NAMA["SK8/2"], 90, 45)]
    report = examine([make_book(tmp_path / "Lap_2024.xlsx", {"IKU": rows})])
    found = {e.indikator: str(e.capaian.nilai)[:6] for b in report.dossier.daftar_berkas
             for e in b.daftar_hasil}  # fmt: skip
    assert found == {"SK8/1": "101.33", "SK8/2": "50"}
