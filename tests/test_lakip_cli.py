"""`iku lakip` on the shipped samples: files, folders, JSON, exit codes, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lakip_docx import Docx

from iku_excel.hosts.cli import main
from iku_excel.hosts.cli_lakip import spread
from iku_excel.lakip import office, pdf
from iku_excel.resources import samples_path

SAH = samples_path() / "sah"
PK = str(SAH / "PK_2024.xlsx")


@pytest.fixture(autouse=True)
def fixed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("IKU_HARI_INI", "2025-01-31")
    monkeypatch.setattr(pdf, "find_office", lambda: None)
    yield


def words(target: Path, *more: str) -> list[str]:
    months = str(SAH / "bulanan")
    history = [str(p) for p in sorted((SAH / "riwayat").glob("Monitoring_*.xlsx"))]
    return [
        "lakip", "--tahun", "2024", "--pk", PK, "--monitoring", months, "--riwayat", *history,
        "--ke", str(target), "--tanggal", "31 Januari 2025", *more,
    ]  # fmt: skip


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The JSON of one run; the report lies beside it."""
    import contextlib
    import io

    target = tmp_path_factory.mktemp("cli") / "LAKIP.docx"
    patch = pytest.MonkeyPatch()
    patch.setenv("IKU_HARI_INI", "2025-01-31")
    patch.setattr(pdf, "find_office", lambda: None)
    stdout = io.StringIO()
    with contextlib.redirect_stdout(stdout):
        code = main(words(target, "--json"))
    patch.undo()
    return {"kode": code, "target": target, **json.loads(stdout.getvalue())}


def test_what_was_counted_is_printed_with_the_decimals_of_the_report(document: Any) -> None:
    rows = {row[0]: row[1:] for row in Docx(document["target"]).rows("Hitungan dari data dukung")}
    assert {kode: row[0] for kode, row in rows.items() if kode in ("SK1/2", "SK3/3", "SK5/1")} == {
        "SK1/2": "1 kegiatan kolaborasi", "SK3/3": "11,20%", "SK5/1": "3,60",
    }  # fmt: skip
    assert rows["SK3/3"][1:3] == ["(3.336 - 3.000) / 3.000 × 100 = 11,2", "B16 SK3.3!A5"]


def test_samples_give_a_report_without_errors(document: Any) -> None:
    assert document["kode"] == 0
    assert document["ringkasan"]["kesalahan"] == 0
    assert document["target"].stat().st_size > 50_000


def test_json_traces_a_figure_to_its_cell(document: Any) -> None:
    entry = next(
        e for e in document["jejak"]
        if (e["indikator"], e["hal"]) == ("SK5/1", "realisasi 2024")
    )  # fmt: skip
    assert (entry["angka"], entry["lembar"], entry["sel"]) == ("3,60", "Desember", "G17")
    assert Path(entry["berkas"]).name == "Monitoring_2024_12.xlsx"
    assert len(entry["sha256"]) == 64


def test_json_keeps_the_document_of_periksa(document: Any) -> None:
    assert {"versi", "keputusan", "kebijakan", "berkas", "ringkasan"} <= set(document)
    assert document["versi"] == 1
    codes = {f["kode"] for f in document["temuan_laporan"]}
    assert {"LK006", "LK015"} <= codes


def test_annual_capaian_is_that_of_december(document: Any) -> None:
    found = {e["indikator"]: e["angka"] for e in document["jejak"] if e["hal"] == "capaian 2024"}
    assert len(found) == 13
    assert (found["SK5/1"], found["SK3/5"], found["SK4/2"]) == ("102,27", "120,00", "99,46")


def test_the_appendix_tells_how_raw_data_were_counted(document: Any) -> None:
    rows = {row[0]: row for row in Docx(document["target"]).rows("Hitungan dari data dukung")}
    assert len(rows) == 14
    assert rows["SK3/5"][1:6] == [
        "96,75%", "1.935.000.000 / 2.000.000.000 × 100 = 96,75", "B16 SK3.5!A5", "15", "0",
    ]  # fmt: skip
    entry = next(
        e for e in document["jejak"] if (e["indikator"], e["hal"]) == ("SK3/1", "realisasi 2024")
    )
    assert entry["rumus"] == "(15 + 18 + 16,5) / 3 = 16,5"


def test_earlier_years_are_history_not_a_mistake(document: Any) -> None:
    codes = [f["kode"] for b in document["berkas"] for f in b["temuan"]]
    assert "PK011" not in codes


def test_the_plan_and_the_unsigned_statement_are_attached(document: Any) -> None:
    docx = Docx(document["target"])
    plan = docx.rows("Rencana aksi")
    assert plan[2][3:11] == [
        "25", "Menjajaki mitra", "50", "Menandatangani SPK", "75", "Merancang alat", "100",
        "Menyerahkan hasil",
    ]  # fmt: skip
    assert "keyakinan terbatas" in docx.text()
    assert "Isi kolom Rencana Kegiatan" not in docx.text()


def figures(folder: Path, target: Path) -> dict[tuple[str, str], str]:
    """What the report of the PK and the workbooks of a folder prints of the year."""
    import contextlib
    import io

    stdout = io.StringIO()
    with contextlib.redirect_stdout(stdout):
        main(["lakip", "--tahun", "2024", "--pk", PK, "--monitoring", str(folder),
              "--ke", str(target), "--json"])  # fmt: skip
    entries = json.loads(stdout.getvalue())["jejak"]
    return {
        (e["indikator"], e["hal"]): e["angka"]
        for e in entries
        if "realisasi" in e["hal"] or "capaian" in e["hal"]
    }


def of_budget(hal: str) -> bool:
    """A recap holds no realisasi anggaran, so what is compared with it is missing too."""
    return "anggaran" in hal or "serapan" in hal


@pytest.mark.berat
def test_results_and_recap_beside_the_months_count_nothing_twice(tmp_path: Path) -> None:
    months, hasil = SAH / "bulanan", tmp_path / "Hasil"
    assert main(["kumpulan", str(months), "--ke", str(hasil)]) == 0
    wanted = figures(months, tmp_path / "A.docx")
    assert len(wanted) > 100
    assert figures(hasil, tmp_path / "B.docx") == wanted
    only = tmp_path / "rekap"
    only.mkdir()
    (only / "Rekap_2024.xlsx").write_bytes((hasil / "Rekap_2024.xlsx").read_bytes())
    recap = figures(only, tmp_path / "C.docx")
    assert {k: v for k, v in recap.items() if not of_budget(k[1])} == {
        k: v for k, v in wanted.items() if not of_budget(k[1])
    }


def test_a_triwulan_without_its_last_month_says_so(tmp_path: Path) -> None:
    for bulan in (1, 5, 12):
        name = f"Monitoring_2024_{bulan:02d}.xlsx"
        (tmp_path / name).write_bytes((SAH / "bulanan" / name).read_bytes())
    figures(tmp_path, tmp_path / "L.docx")
    text = Docx(tmp_path / "L.docx").text()
    assert "Catatan SK5/1: triwulan I dilaporkan sampai Januari dan triwulan II dilaporkan" in text


def test_several_files_after_one_option() -> None:
    assert spread(["--riwayat", "a", "b", "--ke", "c", "--pk", "d"]) == [
        "--riwayat", "a", "--riwayat", "b", "--ke", "c", "--pk", "d",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        ["--ke", "LAKIP.pdf"],
        ["--ke", "tidak/ada/LAKIP.docx"],
        ["--tanggal", "kapan-kapan"],
        ["--notulen"],
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(
    change: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "L.docx"
    assert main(["lakip", "--tahun", "2024", "--pk", PK, "--ke", str(target), *change]) == 2
    error = capsys.readouterr().err
    assert "Traceback" not in error and error.count("\n") == 1
    assert not target.exists()


def test_year_is_wanted(tmp_path: Path) -> None:
    assert main(["lakip", "--pk", PK, "--ke", str(tmp_path / "L.docx")]) == 2


def test_year_outside_the_decree_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "L.docx"
    assert main(["lakip", "--tahun", "2019", "--pk", PK, "--ke", str(target)]) == 2
    assert "[PG025]" in capsys.readouterr().err
    assert not target.exists()


def test_unreadable_workbook_stops_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, target = tmp_path / "rusak.xlsx", tmp_path / "L.docx"
    bad.write_bytes(b"bukan buku kerja")
    assert main(words(target, "--riwayat", str(bad))) == 3
    assert "[BK001]" in capsys.readouterr().err
    assert not target.exists()


def test_faulty_template_is_exit_3_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import docx

    template, target = tmp_path / "salah.docx", tmp_path / "L.docx"
    document = docx.Document()
    document.add_paragraph("{{ satker.namaa }}")
    document.save(str(template))
    assert main(words(target, "--templat", str(template))) == 3
    assert "TM001" in capsys.readouterr().err
    assert not target.exists()


def test_pdf_without_libreoffice_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(office, "find_office", lambda: None)
    assert main(words(tmp_path / "L.docx", "--pdf")) == 3
    assert "LibreOffice" in capsys.readouterr().err
