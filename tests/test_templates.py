"""The shipped templates: complete, printable, protected with open input cells, made the same
each time; and the Perjanjian Kinerja made from one of them."""

from __future__ import annotations

import filecmp
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from iku_excel import examine
from iku_excel.errors import WorkbookError
from iku_excel.keputusan import load_keputusan
from iku_excel.model import Keputusan
from iku_excel.workbook.perjanjian import make_perjanjian_kinerja

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import make_samples  # noqa: E402
import make_templates  # noqa: E402
from packing import settle  # noqa: E402

TEMPLATES = ROOT / "templates"
PK = TEMPLATES / "PK_template.xlsx"
MONITORING = TEMPLATES / "Monitoring_template.xlsx"
MONTHS = [
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
]  # fmt: skip
RAW = [
    "SK1.1", "SK1.2", "SK1.3", "SK2.1", "SK3.1", "SK3.2", "SK3.3", "SK3.4", "SK3.5", "SK4.1",
    "SK4.2", "SK5.1", "SK6.1", "SK6.2", "SK7.1", "SK8.1", "SK8.2",
]  # fmt: skip


def books() -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in (PK, MONITORING)]


def test_templates_are_made_the_same_each_time(tmp_path: Path) -> None:
    make_templates.main(tmp_path)
    names = ["PK_template.xlsx", "Monitoring_template.xlsx"]
    assert filecmp.cmpfiles(TEMPLATES, tmp_path, names, shallow=False) == (names, [], [])


def test_good_samples_are_made_the_same_each_time(tmp_path: Path) -> None:
    make_samples.main(tmp_path)
    sah = ROOT / "samples" / "sah"
    names = sorted(str(path.relative_to(sah)) for path in sah.rglob("*.*"))
    made = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*"))
    assert made == names
    assert filecmp.cmpfiles(sah, tmp_path, names, shallow=False) == (names, [], [])


def test_pk_template_has_its_sheets() -> None:
    book = openpyxl.load_workbook(PK)
    assert book.sheetnames == [
        "Petunjuk", "Identitas", "Pernyataan", "Perjanjian Kinerja", "Rencana Aksi", "Indikator",
    ]  # fmt: skip
    lampiran = [cell.value for cell in book["Perjanjian Kinerja"][7]]
    assert lampiran == ["No", "Sasaran", "Indikator Kinerja", "Satuan", "Target"]
    assert len([c.value for c in book["Rencana Aksi"][8] if c.value]) == 20
    assert [row[0].value for row in book["Indikator"].iter_rows(5, 21)] == [
        kode.replace(".", "/") for kode in RAW
    ]


def test_monitoring_template_has_twelve_months_and_seventeen_raw_sheets() -> None:
    book = openpyxl.load_workbook(MONITORING)
    assert book.sheetnames == [
        "Petunjuk", "Identitas", *MONTHS, "Narasi", "Narasi Umum", "Anggaran", "Indikator", *RAW,
    ]  # fmt: skip
    for name in MONTHS:
        heads = [cell.value for cell in book[name][7]]
        assert heads[4:12] == [
            "Target", "Realisasi Bulan Ini", "Realisasi s.d. Bulan Ini", "Capaian (%)", "Status",
            "Kendala", "Tindak Lanjut", "Bukti Dukung",
        ]  # fmt: skip


@pytest.mark.parametrize("path", books())
def test_every_sheet_prints_on_a4_one_page_wide(path: Path) -> None:
    for sheet in openpyxl.load_workbook(path):
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.right.text, sheet.title


@pytest.mark.parametrize("path", books())
def test_formulas_are_locked_and_every_sheet_is_protected_without_password(path: Path) -> None:
    for sheet in openpyxl.load_workbook(path):
        assert sheet.protection.sheet and sheet.protection.password is None, sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert cell.protection.locked, f"{sheet.title}!{cell.coordinate}"


def test_input_and_computed_cells_of_a_month_are_open() -> None:
    sheet = openpyxl.load_workbook(MONITORING)["Maret"]
    assert [cell.protection.locked for cell in sheet[9]] == [True] * 5 + [False] * 7


def test_month_sheets_check_what_is_typed() -> None:
    book = openpyxl.load_workbook(MONITORING)
    kinds = {v.type for v in book["Maret"].data_validations.dataValidation}
    assert kinds == {"decimal"}
    lists = [v.formula1 for v in book["Identitas"].data_validations.dataValidation]
    assert lists == ['"2021,2022,2023,2024"', '"1,2,3,4,5,6,7,8,9,10,11,12"']
    assert any(
        v.type == "list" and "Sesuai" in v.formula1
        for v in book["SK4.2"].data_validations.dataValidation
    )


def test_raw_sheets_give_the_realisasi_of_the_decree() -> None:
    path = ROOT / "samples" / "sah" / "bentuk" / "Data_Dukung_2024.xlsx"
    (berkas,) = examine([path], hari_ini=date(2025, 3, 1)).to_json()["berkas"]
    assert {entry["indikator"]: entry["realisasi"] for entry in berkas["indikator"]} == {
        "SK1/2": "1", "SK1/3": "13.25", "SK2/1": "2", "SK3/1": "16.5", "SK3/2": "10.5",
        "SK3/3": "11.2", "SK3/5": "96.75", "SK4/2": "92.5", "SK5/1": "3.6", "SK6/1": "74.25",
        "SK7/1": "3.62", "SK8/1": "78.4", "SK8/2": "92.15",
    }  # fmt: skip


def test_a_whole_year_in_the_template_reads_month_by_month(tmp_path: Path) -> None:
    path = tmp_path / "Monitoring_2024.xlsx"
    make_samples.make_year(path, 12)
    settle(path)
    (berkas,) = examine([path], hari_ini=date(2025, 3, 1)).to_json()["berkas"]
    assert berkas["temuan"] == []
    ends = {
        e["indikator"]: e["realisasi"] for e in berkas["indikator"] if e["lembar"] == "Desember"
    }
    assert (len(ends), ends["SK3/2"], ends["SK6/1"]) == (13, "10.5", "74.25")


@pytest.mark.parametrize("name", ["SPAN_2024.xlsx", "GLP039_2024.xlsx", "GLP039_2024.csv"])
def test_exports_of_spending_give_the_same_realisasi(name: str) -> None:
    path = ROOT / "samples" / "sah" / "bentuk" / name
    (berkas,) = examine([path], hari_ini=date(2025, 3, 1)).to_json()["berkas"]
    assert [(e["indikator"], e["realisasi"]) for e in berkas["indikator"]] == [("SK3/5", "96.75")]


# `iku pk` -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tahun", "count"), [(2021, 12), (2022, 15), (2023, 13), (2024, 13)])
def test_pk_from_the_decree_reads_back_without_finding(
    tahun: int, count: int, tmp_path: Path
) -> None:
    path = tmp_path / f"PK_{tahun}.xlsx"
    make_perjanjian_kinerja(tahun, path, load_keputusan())
    report = examine([path], hari_ini=date(2025, 3, 1))
    (berkas,) = report.to_json()["berkas"]
    assert berkas["temuan"] == []
    assert (berkas["jenis"], berkas["tahun"]) == ("perjanjian-kinerja", tahun)
    assert len(berkas["indikator"]) == count


def test_pk_targets_are_numbers_with_the_decimals_of_the_decree(tmp_path: Path) -> None:
    path = tmp_path / "PK_2024.xlsx"
    make_perjanjian_kinerja(2024, path, load_keputusan())
    sheet = openpyxl.load_workbook(path)["Perjanjian Kinerja"]
    assert sheet["A2"].value == "PERJANJIAN KINERJA TAHUN 2024"
    assert (sheet["E16"].value, sheet["E16"].number_format) == (93, "0.0")
    assert (Decimal(str(sheet["E17"].value)), sheet["E17"].number_format) == (
        Decimal("3.52"),
        "0.00",
    )
    assert sheet["B16"].value == "[Nama sasaran SK4]"
    merged = [str(a) for a in sheet.merged_cells.ranges if a.min_col == 2 == a.max_col]
    assert sorted(merged) == ["B12:B15", "B20:B21", "B9:B10"]


def test_pk_formulas_keep_stored_values(tmp_path: Path) -> None:
    path = tmp_path / "PK_2024.xlsx"
    make_perjanjian_kinerja(
        2024,
        path,
        load_keputusan(),
        {"Nama Kepala Balai": "Budi & Ani <Uji>", "Tanggal Penandatanganan": "2 Januari 2024"},
        anggaran=[("Pelayanan", 1_000_000), ("Perkantoran", 250_000)],
    )
    stored = openpyxl.load_workbook(path, data_only=True)
    assert stored["Pernyataan"]["A5"].value == "PERJANJIAN KINERJA TAHUN 2024"
    assert stored["Pernyataan"]["D9"].value == "Budi & Ani <Uji>"
    assert stored["Pernyataan"]["E22"].value == "Pekanbaru, 2 Januari 2024"
    assert stored["Perjanjian Kinerja"]["D81"].value == 1_250_000


def test_pk_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        make_perjanjian_kinerja(2023, tmp_path / name, load_keputusan())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def many_indikator(count: int) -> Keputusan:
    """A decree with `count` indicators active in 2024."""
    keputusan = load_keputusan()
    first = keputusan.active(2024)[0]
    daftar = tuple(
        replace(first, kode=f"SK9/{n}", nama=f"Indikator uji nomor {n}")
        for n in range(1, count + 1)
    )
    return replace(keputusan, daftar_indikator=daftar)


def test_pk_shows_spare_rows_for_a_longer_decree(tmp_path: Path) -> None:
    path = tmp_path / "PK.xlsx"
    make_perjanjian_kinerja(2024, path, many_indikator(35))
    sheet = openpyxl.load_workbook(path)["Perjanjian Kinerja"]
    assert sheet["C43"].value == "Indikator uji nomor 35"
    assert [row for row in range(9, 69) if not sheet.row_dimensions[row].hidden] == list(
        range(9, 44)
    )


def test_pk_of_too_many_indicators_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        make_perjanjian_kinerja(2024, tmp_path / "PK.xlsx", many_indikator(61))
    assert caught.value.code == "BK004"
    assert list(tmp_path.iterdir()) == []


def test_pk_of_a_year_without_targets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        make_perjanjian_kinerja(2026, tmp_path / "PK.xlsx", load_keputusan())
    assert caught.value.code == "PK011"
    assert list(tmp_path.iterdir()) == []


# LibreOffice as a second opinion ----------------------------------------------------------------


def recalculated(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it after computing every formula anew."""
    profile = (folder / "profil").resolve().as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "ods",
         "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(folder / f"{path.stem}.ods")],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return folder / f"{path.stem}.xlsx"


@pytest.mark.berat
@pytest.mark.parametrize(
    "name", ["PK_2024.xlsx", "bentuk/Monitoring_2024_03.xlsx", "bulanan/Monitoring_2024_12.xlsx"]
)
def test_stored_values_are_what_a_spreadsheet_program_computes(name: str, tmp_path: Path) -> None:
    source = tmp_path / "asal" / Path(name).name
    source.parent.mkdir()
    shutil.copyfile(ROOT / "samples" / "sah" / name, source)
    computed = openpyxl.load_workbook(recalculated(source, tmp_path), data_only=True)
    stored = openpyxl.load_workbook(source, data_only=True)
    formulas = openpyxl.load_workbook(source)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    ours = stored[sheet.title][cell.coordinate].value
                    theirs = computed[sheet.title][cell.coordinate].value
                    place = f"{sheet.title}!{cell.coordinate}"
                    if isinstance(ours, (int, float)):
                        assert theirs == pytest.approx(ours, abs=1e-8), place
                    else:
                        assert (theirs or "") == (ours or ""), place
                    compared += 1
    assert compared > 20


@pytest.mark.berat
def test_choosing_year_and_month_brings_up_the_indicators(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(MONITORING)
    book["Identitas"]["B17"], book["Identitas"]["B18"] = 2022, 2
    source = tmp_path / "asal" / "Monitoring_2022_02.xlsx"
    source.parent.mkdir()
    book.save(source)
    made = openpyxl.load_workbook(recalculated(source, tmp_path), data_only=True)
    kode = [row[1].value for row in made["Februari"].iter_rows(9, 25)]
    assert kode[:15] == [
        "SK1/1", "SK1/2", "SK2/1", "SK3/1", "SK3/2", "SK3/4", "SK3/5", "SK4/1", "SK4/2", "SK5/1",
        "SK6/1", "SK6/2", "SK7/1", "SK8/1", "SK8/2",
    ]  # fmt: skip
    assert [value or "" for value in kode[15:]] == ["", ""]
    assert made["Februari"]["E13"].value == 2
    assert made["Februari"]["A2"].value == "BULAN FEBRUARI TAHUN 2022"
    assert not made["Maret"]["B9"].value
