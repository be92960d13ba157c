"""The computed columns: where they go, and that a second run finds them there."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from book_maker import NAMA

from iku_excel.hosts.cli import main


def _indikator_sheet(path: Path, labels: list[str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "SK5.1"
    sheet.append(["Monitoring Tahun 2024"])
    sheet.append(["Indikator", NAMA["SK5/1"]])
    sheet.append([])
    sheet.append(["Uraian", "TW I", "TW II", "TW III", "TW IV"])
    figures = {"Target": [3.52] * 4, "Realisasi": [3.5, 3.52, 3.6, 3.61]}
    for label in labels:
        sheet.append([label, *figures.get(label, [])])
    book.save(path)


def test_year_of_an_indikator_sheet_goes_to_its_own_capaian_row_once(tmp_path: Path) -> None:
    path = tmp_path / "Monitoring 2024.xlsx"
    _indikator_sheet(path, ["Target", "Realisasi", "Capaian"])
    assert main(["hitung", str(path)]) == 0
    first = path.read_bytes()
    sheet = openpyxl.load_workbook(path)["SK5.1"]
    # 3.5, 3.52, 3.6 and 3.61 against 3.52; the year's is the last one's.
    assert [cell.value for cell in sheet[7]] == ["Capaian", 99.43, 100, 102.27, 102.56, 102.56]
    assert [cell.value for cell in sheet["F"]][3:] == ["Capaian (%)", None, None, 102.56]
    assert main(["hitung", str(path)]) == 0
    assert path.read_bytes() == first


def test_without_a_capaian_row_it_goes_beside_the_realisasi(tmp_path: Path) -> None:
    path = tmp_path / "Monitoring 2024.xlsx"
    _indikator_sheet(path, ["Target", "Realisasi"])
    assert main(["hitung", str(path)]) == 0
    first = path.read_bytes()
    sheet = openpyxl.load_workbook(path)["SK5.1"]
    assert [cell.value for cell in sheet["F"]][3:] == ["Capaian (%)", None, 102.56]
    assert main(["hitung", str(path)]) == 0
    assert path.read_bytes() == first
