"""The whole job on small workbooks: examine(), its JSON (contract section 2), exit codes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

import iku_excel
from iku_excel.errors import KeputusanError, UsageError
from iku_excel.finding import Severity
from iku_excel.pipeline import Report, examine
from iku_excel.workbook.engine import open_book

HARI_INI = date(2025, 2, 1)
NAMA = (
    "Produktivitas/efisiensi perusahaan industri yang memanfaatkan teknologi melalui jasa "
    "konsultasi"
)
HEADER = (
    "Kode", "Indikator Kinerja", "Satuan", "Target", "Realisasi bulan ini",
    "Realisasi s.d. bulan ini", "Capaian (%)", "Kendala", "Tindak Lanjut",
)  # fmt: skip


def _save(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def _monitoring(folder: Path, *row: object, name: str = "Monitoring_2024_09.xlsx") -> Path:
    titles = [["Monitoring Perjanjian Kinerja"], ["September 2024"], [], HEADER]
    return _save(folder / name, {"Monitoring": [*titles, ["SK3/1", NAMA, "Persen", *row]]})


def _pk(folder: Path, target: object, name: str = "PK_2024.xlsx") -> Path:
    rows = [
        ["PERJANJIAN KINERJA TAHUN 2024"],
        [],
        ["No", "Sasaran", "Indikator Kinerja", "Satuan", "Target"],
        [1, "Meningkatnya kemampuan industri barang dan jasa dalam negeri", NAMA, "Persen", target],
    ]
    return _save(folder / name, {"PK": rows})


def _examine(*paths: object, **more: object) -> Report:
    return examine(list(paths), hari_ini=HARI_INI, **more)


def _codes(report: Report) -> list[tuple[str, str | None]]:
    return [(f.kode, f.location.sel) for f in report.findings]


def test_the_json_of_the_contract(tmp_path: Path) -> None:
    path = _monitoring(tmp_path, 14, None, 12.5, 50, "Alat rusak", "Diperbaiki")
    document = _examine(path).to_json()
    json.dumps(document)
    (entry,) = document.pop("berkas")
    assert document == {
        "versi": 1,
        "keputusan": "47/2023",
        "kebijakan": {"batas_atas": "120", "pembulatan": 2, "realisasi_kosong": "lewati"},
        "ringkasan": {"kesalahan": 1, "peringatan": 1, "catatan": 0},
    }
    wrong, written = entry.pop("temuan")
    assert [wrong[key] for key in ("kode", "tingkat", "lembar", "sel", "indikator")] == [
        "MO005", "kesalahan", "Monitoring", "D5", "SK3/1",
    ]  # fmt: skip
    assert (wrong["tertulis"], wrong["seharusnya"]) == ("14", "15")
    assert wrong["rujukan"] == "Keputusan 47/2023 Lampiran II SK3/1"
    assert (written["kode"], written["sel"]) == ("CP001", "G5")
    assert (written["tertulis"], written["seharusnya"]) == ("50", "89.29")
    (line,) = entry.pop("indikator")
    assert entry == {
        "berkas": str(path), "jenis": "monitoring", "tahun": 2024, "bulan": 9, "ditulis": [],
    }  # fmt: skip
    del line["sumber"], line["rumus"]
    assert line == {
        "indikator": "SK3/1",
        "satuan": "Persen",
        "target": "14",
        "realisasi": "12.5",
        "capaian": "89.29",
        "capaian_mentah": "89.29",
        "status": "belum tercapai",
        "alasan": None,
        "lembar": "Monitoring",
        "sel": {"target": "D5", "realisasi": "F5", "capaian": "G5"},
        "triwulan": [],
    }


def test_absent_is_null_and_says_why(tmp_path: Path) -> None:
    path = _monitoring(tmp_path, 15, None, None)
    (line,) = _examine(path).to_json()["berkas"][0]["indikator"]
    assert (line["realisasi"], line["capaian"], line["capaian_mentah"]) == (None, None, None)
    assert line["status"] == "belum dilaporkan"
    assert line["alasan"]
    assert line["sel"] == {"target": "D5", "realisasi": None, "capaian": "G5"}


def test_an_empty_target_of_a_pk_is_null_and_not_the_decrees(tmp_path: Path) -> None:
    report = _examine(_pk(tmp_path, None))
    (line,) = report.to_json()["berkas"][0]["indikator"]
    assert (line["target"], line["sel"]["target"]) == (None, "E4")
    assert ("PK008", "E4") in _codes(report)


def test_capaian_strings_have_the_policys_decimals(tmp_path: Path) -> None:
    path = _monitoring(tmp_path, 15, None, 15)

    def capaian(policy: str | None) -> object:
        report = _examine(path, kebijakan=policy)
        return report.to_json()["berkas"][0]["indikator"][0]["capaian"]

    assert capaian(None) == "100.00"
    assert capaian("pembulatan=0") == "100"


def test_triwulan_in_json(tmp_path: Path) -> None:
    header = ["Kode", "Indikator Kinerja", "Target"]
    for number in ("I", "II", "III", "IV"):
        header += [f"Target TW {number}", f"Realisasi TW {number}"]
    rows = [["Tahun 2024"], [], header, ["SK3/1", NAMA, 15, 3, 2.5, 6, None, 10, None, 15, None]]
    path = _save(tmp_path / "tw.xlsx", {"TW": rows})
    (line,) = _examine(path).to_json()["berkas"][0]["indikator"]
    first, second = line["triwulan"][:2]
    assert first == {
        "triwulan": 1,
        "target": "3",
        "realisasi": "2.5",
        "capaian": "83.33",
        "capaian_mentah": "83.33",
        "capaian_terhadap_tahun": "16.67",
    }
    assert (second["target"], second["realisasi"], second["capaian"]) == ("6", None, None)


def test_a_pk_among_the_files_gives_the_target(tmp_path: Path) -> None:
    pk = _pk(tmp_path, 14)
    monitoring = _monitoring(tmp_path, 14, None, 12.5)
    report = _examine(pk, monitoring, pilih=["PK003", "MO005"])
    assert _codes(report) == [("PK003", "E4")]
    assert _codes(_examine(monitoring, pilih=["MO005"])) == [("MO005", "D5")]


def test_exit_codes_and_thresholds(tmp_path: Path) -> None:
    wrong = _monitoring(tmp_path, 14, None, 12.5)
    empty = _monitoring(tmp_path, 15, None, None, name="Monitoring September 2024.xlsx")
    assert _examine(wrong).exit_code() == 1
    report = _examine(empty, pilih=["MO011", "MO002", "MO004"])
    assert report.exit_code() == 0
    broken = tmp_path / "rusak.xlsx"
    broken.write_bytes(b"PK\3\4 bukan zip")
    stopped = _examine(empty, broken)
    assert (stopped.exit_code(), stopped.exit_code(Severity.WARNING)) == (3, 3)


def test_threshold_of_a_warning(tmp_path: Path) -> None:
    path = _monitoring(tmp_path, 15, None, 14.9, 50, "Alat rusak", "Diperbaiki")
    report = _examine(path)
    assert _codes(report) == [("CP001", "G5")]
    assert (report.exit_code("kesalahan"), report.exit_code("peringatan")) == (0, 1)


def test_one_unreadable_file_does_not_stop_the_others(tmp_path: Path) -> None:
    broken = tmp_path / "rusak.xlsx"
    broken.write_text("bukan buku kerja", encoding="utf-8")
    good = _monitoring(tmp_path, 15, None, 15)
    report = _examine(broken, good)
    document = report.to_json()
    assert [b["jenis"] for b in document["berkas"]] == [None, "monitoring"]
    (finding,) = document["berkas"][0]["temuan"]
    assert (finding["kode"], finding["lembar"], finding["sel"]) == ("BK001", None, None)
    assert document["berkas"][0]["indikator"] == document["berkas"][0]["ditulis"] == []
    assert document["ringkasan"] == {"kesalahan": 1, "peringatan": 0, "catatan": 0}


def test_ignoring_a_code_does_not_make_a_file_readable(tmp_path: Path) -> None:
    broken = tmp_path / "rusak.xlsx"
    broken.write_bytes(b"")
    report = _examine(broken, abaikan=["BK"])
    assert (report.findings, report.exit_code()) == ((), 3)


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    report = _examine(tmp_path / "tidak_ada.xlsx")
    assert (_codes(report), report.exit_code()) == ([("BK001", None)], 3)


def test_nothing_recognised(tmp_path: Path) -> None:
    path = _save(tmp_path / "catatan.xlsx", {"Catatan": [["Rapat"], ["Senin"]]})
    report = _examine(path)
    assert (_codes(report), report.exit_code()) == ([("BK004", None)], 1)


def test_the_year_asked_for_fills_in(tmp_path: Path) -> None:
    rows = [["Monitoring"], [], HEADER, ["SK3/1", NAMA, "Persen", None, None, 12]]
    path = _save(tmp_path / "tanpa.xlsx", {"Monitoring": rows})
    silent, asked = _examine(path), _examine(path, tahun=2023)
    assert _codes(silent) == [("PK011", "A3")]
    assert _codes(asked) == []
    berkas = asked.to_json()["berkas"][0]
    assert (berkas["tahun"], berkas["indikator"][0]["target"]) == (2023, "12")


def test_an_open_book_is_examined_like_a_file(tmp_path: Path) -> None:
    path = _monitoring(tmp_path, 14, None, 12.5)
    with open_book(path) as book:
        from_book = _examine(book)
    assert from_book.to_json() == _examine(path).to_json()


def test_a_single_path_will_do(tmp_path: Path) -> None:
    path = _monitoring(tmp_path, 15, None, 15)
    assert examine(str(path), hari_ini=HARI_INI).findings == ()
    assert examine(path, hari_ini=HARI_INI).findings == ()


def test_raw_data_alone_is_data_dukung(tmp_path: Path) -> None:
    rows = [
        ["Realisasi belanja tahun 2024"],
        ["KODE", "NAMA AKUN", "ALOKASI DIPA", "REALISASI SPAN", "SISA", "%"],
        [521211, "Belanja Bahan", 1000, 600, 400, 60],
        [522191, "Belanja Jasa Lainnya", 1000, 300, 700, 30],
    ]
    path = _save(tmp_path / "span_2024.xlsx", {"SPAN": rows})
    document = _examine(path).to_json()
    (berkas,) = document["berkas"]
    (line,) = berkas["indikator"]
    assert berkas["jenis"] == "data-dukung"
    assert (line["indikator"], line["realisasi"], line["target"]) == ("SK3/5", "45", "50")
    assert (line["capaian"], line["lembar"], line["triwulan"]) == ("90.00", "SPAN", [])


def test_wrong_words_are_wrong_usage(tmp_path: Path) -> None:
    path = _monitoring(tmp_path, 15, None, 15)
    with pytest.raises(UsageError):
        _examine(path, pilih=["PK999"])
    with pytest.raises(UsageError):
        _examine(path, kebijakan="batas-90")
    with pytest.raises(KeputusanError):
        _examine(path, keputusan="1/1999")


def test_examine_is_the_packages_own() -> None:
    assert iku_excel.examine is examine


def test_examining_changes_nothing(tmp_path: Path) -> None:
    path = _monitoring(tmp_path, 14, None, 12.5)
    before = path.read_bytes()
    _examine(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_text_export_is_raw_data(tmp_path: Path) -> None:
    path = tmp_path / "span.csv"
    rows = ["KODE;NAMA AKUN;ALOKASI DIPA;REALISASI SPAN", "521211;Belanja Bahan;1.000.000;450.000"]
    path.write_text("\n".join(rows), encoding="utf-8")
    (berkas,) = _examine(path, tahun=2024).to_json()["berkas"]
    (line,) = berkas["indikator"]
    assert (berkas["jenis"], line["indikator"], line["capaian"]) == (
        "data-dukung",
        "SK3/5",
        "90.00",
    )
    assert _codes(_examine(tmp_path / "tidak_ada.csv")) == [("BK001", None)]
