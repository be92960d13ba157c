"""Export of the decree and import of other offices' sheets."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from edition_maker import IDENTITAS, LAMPIRAN, save

from iku_excel.errors import KeputusanError, UsageError, WorkbookError
from iku_excel.hosts.cli import main
from iku_excel.keputusan import (
    export_json,
    export_sheet,
    import_sheet,
    list_editions,
    load_keputusan,
)
from iku_excel.keputusan.files import to_files, write_edition
from iku_excel.keputusan.impor import read_sheet
from iku_excel.keputusan.loader import build_keputusan, read_edition

pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped decree as a sheet, written once; tests get a copy."""
    path = tmp_path_factory.mktemp("ekspor") / "Keputusan.xlsx"
    export_sheet(load_keputusan("47-2023"), path)
    return path


@pytest.fixture
def exported(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(original, tmp_path))


def edit(path: Path, sheet: str, changes: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(path)
    for ref, value in changes.items():
        book[sheet][ref].value = value
    book.save(path)


# Export ------------------------------------------------------------------------------------------


def test_json_has_the_contracts_shape() -> None:
    document = export_json(load_keputusan())
    assert (document["nomor"], document["tanggal"]) == ("47/2023", "2023-11-01")
    assert len(document["indikator"]) == 17
    assert document["indikator"][5]["kode"] == "SK3/2"
    first = document["indikator"][0]
    assert first["kode"] == "SK1/1"
    assert first["nama"] == "Jumlah tenan inkubator berbasis teknologi yang terbentuk"
    assert first["satuan"] == "Tenan"
    assert first["klasifikasi"] == "Maksimasi"
    assert first["penanggung_jawab"] == "Plt. Kepala Seksi PPAT"
    assert first["target"] == {"2021": "N/A", "2022": "1", "2023": "-", "2024": "-"}
    assert json.loads(json.dumps(document)) == document


def test_the_sheet_has_numbers_for_numbers_and_marks_for_marks(exported: Path) -> None:
    sheet = openpyxl.load_workbook(exported)["Indikator"]
    header = [cell.value for cell in sheet[3]]
    column = header.index("Target 2021") + 1
    by_kode = {row[0].value: row[column - 1] for row in sheet.iter_rows(min_row=4)}
    assert len(by_kode) == 17
    assert (by_kode["SK5/1"].value, by_kode["SK5/1"].number_format) == (3.4, "0.00")
    assert by_kode["SK1/1"].value == "N/A"
    assert by_kode["SK1/3"].value == "-"


def test_no_formula_comes_out_of_a_text(tmp_path: Path) -> None:
    files = to_files(load_keputusan())
    files["indikator.toml"]["indikator"][0]["nama"] = "=1+1"
    export_sheet(build_keputusan("uji", files), tmp_path / "uji.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "uji.xlsx")["Indikator"]["C4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_data_files_of_the_model_are_the_model(tmp_path: Path) -> None:
    shipped = load_keputusan()
    folder = tmp_path / "47-2023"
    folder.mkdir()
    write_edition(folder, to_files(shipped))
    assert read_edition(folder) == shipped


# Import of our own layout ------------------------------------------------------------------------


def test_an_exported_sheet_reads_back_whole(exported: Path) -> None:
    again = read_sheet(exported)
    assert to_files(again) == to_files(load_keputusan())


def test_an_edited_sheet_becomes_an_edition(exported: Path) -> None:
    edit(exported, "Identitas", {"B3": "5/2024", "B4": date(2024, 2, 1)})
    edit(exported, "Indikator", {"I15": 3.6, "C15": "Indeks kepuasan pelanggan"})
    folder = import_sheet(exported)
    assert folder.name == "5-2024"
    found = load_keputusan("5/2024")
    indikator = found.indikator_by_kode("SK5/1")
    assert indikator is not None
    assert [t.teks for t in indikator.target.values()] == ["3,40", "3,45", "3,50", "3,60"]
    assert indikator.nama == "Indeks kepuasan pelanggan"
    assert [e.nomor for e in list_editions()] == ["47/2023", "5/2024"]
    assert load_keputusan(tahun=2024).nomor == "5/2024"


def test_a_new_number_does_not_keep_the_old_title(exported: Path) -> None:
    edition = load_keputusan(import_sheet(exported, nomor="5/2024", tanggal=date(2024, 5, 2)))
    assert edition.judul.endswith("Pekanbaru Nomor 5 Tahun 2024")
    assert "47" not in edition.judul


def test_an_existing_edition_is_replaced_only_when_told(exported: Path) -> None:
    first = import_sheet(exported, nomor="5/2024")
    with pytest.raises(UsageError) as caught:
        import_sheet(exported, nomor="5/2024", tempat="Padang")
    assert caught.value.code == "PG021"
    assert load_keputusan("5/2024").tempat == "Pekanbaru"
    assert import_sheet(exported, nomor="5/2024", tempat="Padang", ganti=True) == first
    assert load_keputusan("5/2024").tempat == "Padang"
    assert [path.name for path in first.parent.iterdir()] == ["5-2024"]


@pytest.mark.parametrize(
    ("ref", "value", "place"),
    [
        ("F4", None, "Indikator!F4"),
        ("G5", "satu", "Indikator!G5"),
        ("C6", None, "Indikator!C6"),
        ("K7", "", "Indikator!K7"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_kept(
    exported: Path, own_folder: Path, ref: str, value: object, place: str
) -> None:
    edit(exported, "Indikator", {ref: value})
    with pytest.raises(KeputusanError) as caught:
        import_sheet(exported, nomor="5/2024")
    assert caught.value.code == "KP009"
    assert place in caught.value.sentence
    assert not own_folder.exists()


@pytest.mark.parametrize(
    ("sheet", "ref", "value", "code", "place"),
    [
        ("Indikator", "A5", "SK1/1", "KP004", "lembar Indikator"),
        ("Ketentuan", "C4", "rerata", "KP003", "lembar Ketentuan"),
        ("Ketentuan", "A4", "SK9/9", "KP007", "lembar Ketentuan"),
        ("Telaah", "H6", "SK9/9", "KP007", "lembar Telaah"),
        ("Identitas", "B13", 2025, "KP006", "lembar Indikator"),
    ],
)
def test_what_the_loader_refuses_is_said_in_the_sheets_words(
    exported: Path, sheet: str, ref: str, value: object, code: str, place: str
) -> None:
    edit(exported, sheet, {ref: value})
    with pytest.raises(KeputusanError) as caught:
        read_sheet(exported)
    assert caught.value.code == code
    assert place in caught.value.sentence
    assert ".toml" not in caught.value.sentence


def test_a_plain_sheet_of_another_office(tmp_path: Path) -> None:
    columns = ["Kode", "Nama IK", "Satuan", "Klasifikasi", "Target 2025", "2026"]
    texts = ["Penanggung Jawab", "Definisi", "Sumber Data", "Cara Menghitung"]
    rows: list[list[object]] = [
        ["Indikator Kinerja Balai Contoh"],
        [*columns, *texts],
        ["TJ1/1", "Nilai NPS", "Nilai", "maksimasi", 70.5, "72,25", "TU", "d", "s", "c"],
        ["SK5/1", "Waktu layanan", "Hari", "Minimasi", "-", 5, "TU", "d", "s", "c"],
    ]
    found = load_keputusan(import_sheet(save(tmp_path / "lain.xlsx", rows), **IDENTITAS))
    assert (found.tahun_awal, found.tahun_akhir) == (2025, 2026)
    assert {i.kode: [t.teks for t in i.target.values()] for i in found.daftar_indikator} == {
        "TJ1/1": ["70,5", "72,25"],
        "SK5/1": ["-", "5"],
    }
    assert [s.kode for s in found.daftar_sasaran] == ["TJ1", "SK5"]
    assert found.daftar_indikator[1].klasifikasi == "Minimasi"
    assert found.judul == "Keputusan Kepala Balai Contoh Nomor 12 Tahun 2025"


# Bad input and the command line ------------------------------------------------------------------


def test_a_sheet_that_is_no_indicator_sheet(tmp_path: Path) -> None:
    with pytest.raises(KeputusanError) as caught:
        import_sheet(save(tmp_path / "x.xlsx", [["Nama", "Umur"], ["A", 3]]), **IDENTITAS)
    assert caught.value.code == "KP009"


@pytest.mark.parametrize("content", [b"", b"halo", b"PK\x03\x04rusak"])
def test_not_a_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(WorkbookError) as caught:
        import_sheet(path, **IDENTITAS)
    assert caught.value.code == "BK001"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["keputusan", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_cli_json_is_the_only_output(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "ekspor", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == export_json(load_keputusan())


def test_cli_export_does_not_overwrite(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "k.xlsx"
    assert run(capsys, "ekspor", "--ke", str(target))[0] == 0
    before = target.read_bytes()
    code, out, err = run(capsys, "ekspor", "--ke", str(target))
    assert (code, out) == (2, "")
    assert "PG001" in err
    assert target.read_bytes() == before
    assert run(capsys, "ekspor", "--ke", str(target), "--timpa")[0] == 0


def test_cli_import_and_choice_by_year(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sheet = save(tmp_path / "lampiran.xlsx", LAMPIRAN)
    words = ["--nomor", "12/2025", "--tanggal", "1 Maret 2025", "--tentang", "t", "--unit", "u"]
    code, out, err = run(capsys, "impor", str(sheet), *words)
    assert (code, out) == (2, "")
    assert "--penetap" in err
    code, out, err = run(capsys, "impor", str(sheet), *words, "--penetap", "p", "--json")
    assert code == 0
    assert json.loads(out)["edisi"] == "12-2025"
    assert "SK3/2" in err, "the indicator without settings is named"
    code, out, _ = run(capsys, "tampil", "--tahun", "2026", "--json")
    assert [i["kode"] for i in json.loads(out)["indikator"]] == ["SK1/1", "SK3/2"]
    code, out, _ = run(capsys, "tampil", "--semua-edisi", "--json")
    assert [e["nomor"] for e in json.loads(out)] == ["47/2023", "12/2025"]


@pytest.mark.parametrize(
    ("words", "code", "finding"),
    [
        (["tampil", "SK9/9"], 2, "PG022"),
        (["tampil", "--tahun", "2030"], 2, "PG002"),
        (["tampil", "--keputusan", "1/1999"], 3, "KP008"),
        (["impor", "tidak-ada.xlsx"], 3, "BK"),
        (["impor", "x.xlsx", "--tanggal", "kemarin"], 2, "PG023"),
    ],
)
def test_cli_refusals(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, finding: str
) -> None:
    found, out, err = run(capsys, *words)
    assert (found, out) == (code, "")
    assert f"[{finding}" in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("kode", ["SK3/1", "sk 3.1", "S.K.3.1.", "SK3-1"])
def test_cli_shows_one_indicator(capsys: pytest.CaptureFixture[str], kode: str) -> None:
    code, out, _ = run(capsys, "tampil", kode, "--json")
    assert code == 0
    assert json.loads(out)["target"]["2024"] == "15"


def test_cli_register_of_inconsistencies(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "telaah", "SK1/3", "--angka", "--json")
    assert code == 0
    assert [record["nomor"] for record in json.loads(out)["telaah"]] == [6]
    assert run(capsys, "telaah")[1].count("[mengubah angka]") == 15


def test_an_indicator_sheet_serves_as_keputusan_for_one_run(
    capsys: pytest.CaptureFixture[str], exported: Path
) -> None:
    edit(exported, "Identitas", {"B3": "5/2024"})
    code, out, _ = run(capsys, "ekspor", "--json", "--keputusan", str(exported))
    assert code == 0
    assert json.loads(out)["nomor"] == "5/2024"
