"""The command line as staff and scripts meet it: exit codes, streams, JSON, files left alone."""

from __future__ import annotations

import importlib
import json
import shutil
from pathlib import Path
from typing import Any

import click
import pytest

from iku_excel.hosts.cli import COMMANDS, main
from iku_excel.resources import samples_path

SAMPLES = samples_path() / "sah"


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IKU_HARI_INI", "2025-01-15")


@pytest.fixture
def juli(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLES / "bulanan" / "Monitoring_2024_07.xlsx", tmp_path))


def run_json(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    code = main([str(word) for word in words])
    return code, json.loads(capsys.readouterr().out)


def all_commands() -> list[tuple[str, click.Command]]:
    found = []
    for name, (place, _) in COMMANDS.items():
        module, _, attribute = place.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {sub}", c) for sub, c in command.commands.items()]
    return found


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    for name, (place, line) in COMMANDS.items():
        module, _, attribute = place.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert command.get_short_help_str(200) == line, name


def test_every_option_has_help_and_every_page_is_indonesian(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, command in all_commands():
        for param in command.params:
            if isinstance(param, click.Option):
                assert param.help, f"iku {name} {param.opts}"
        assert main([*name.split(), "--help"]) == 0
        page = capsys.readouterr().out
        assert page.startswith("Pemakaian: iku"), name
        for english in ("Options:", "Commands:", "Usage:", "Show this message", "[OPTIONS]"):
            assert english not in page, name


@pytest.mark.parametrize(
    "words",
    [
        ["periksa"],
        ["periksa", "--tidak-ada", "a.xlsx"],
        ["tidakada"],
        ["pk", "--tahun", "dua ribu", "--ke", "a.xlsx"],
        ["pk", "--tahun", "2024", "--ke", "a.docx"],
        ["periksa", "--gagal-pada", "nanti", "a.xlsx"],
        ["kumpulan", "."],
        [],
    ],
)
def test_wrong_usage_is_exit_2_in_a_sentence(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert captured.err.strip()


def test_check_never_changes_the_file(juli: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = juli.read_bytes()
    code, document = run_json(capsys, "periksa", juli, "--json")
    assert code == 0
    assert juli.read_bytes() == before
    assert [b["berkas"] for b in document["berkas"]] == [str(juli)]
    assert (document["versi"], document["keputusan"]) == (1, "47/2023")
    assert document["kebijakan"] == {
        "batas_atas": "120", "pembulatan": 2, "realisasi_kosong": "lewati",
    } | {k: v for k, v in document["kebijakan"].items()}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "BK001"),
        (b"bukan buku kerja", "BK001"),
        (b"PK\x03\x04" + b"\0" * 40, "BK001"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "BK003"),
    ],
)
def test_a_bad_file_is_one_line_and_exit_3(
    tmp_path: Path, content: bytes, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rusak.xlsx"
    path.write_bytes(content)
    for command in ("periksa", "hitung"):
        assert main([command, str(path)]) == 3
        captured = capsys.readouterr()
        lines = captured.err.strip().splitlines()
        assert len(lines) == 1
        assert lines[0].startswith(f"iku: {path}: ")
        assert lines[0].endswith(f"[{code}]")
    assert path.read_bytes() == content


def test_a_missing_file_is_exit_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["periksa", str(tmp_path / "tidak ada.xlsx")]) == 3
    assert "Traceback" not in capsys.readouterr().err


def test_compute_in_place_twice_and_back(juli: Path, capsys: pytest.CaptureFixture[str]) -> None:
    original = juli.read_bytes()
    code, first = run_json(capsys, "hitung", juli, "--json")
    assert code == 0
    written = juli.read_bytes()
    assert written != original
    assert first["berkas"][0]["ditulis"]
    code, second = run_json(capsys, "hitung", juli, "--json")
    assert (code, second["berkas"][0]["ditulis"]) == (0, [])
    assert juli.read_bytes() == written
    assert len(list((juli.parent / ".iku-cadangan").iterdir())) == 1
    assert main(["batal", str(juli)]) == 0
    assert juli.read_bytes() == original


def test_compute_elsewhere_leaves_the_source(
    juli: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = juli.read_bytes()
    target = tmp_path / "hasil.xlsx"
    code, document = run_json(capsys, "hitung", juli, "--ke", target, "--json")
    assert code == 0
    assert juli.read_bytes() == original
    assert not (tmp_path / ".iku-cadangan").exists()
    code, again = run_json(capsys, "hitung", target, "--json")
    assert again["berkas"][0]["ditulis"] == []
    entry = document["berkas"][0]["indikator"][0]
    assert entry["capaian"] == "100.00"


def test_compute_several_into_a_folder(juli: Path, tmp_path: Path) -> None:
    pk = Path(shutil.copy(SAMPLES / "PK_2024.xlsx", tmp_path))
    folder = tmp_path / "hasil"
    assert main(["hitung", str(pk), str(juli), "--ke", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "Monitoring_2024_07.xlsx",
        "PK_2024.xlsx",
    ]
    assert (folder / "PK_2024.xlsx").read_bytes() == pk.read_bytes()


def test_nothing_to_restore_is_exit_3(juli: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batal", str(juli)]) == 3
    assert capsys.readouterr().err.startswith(f"iku: {juli}: ")


def test_agreement_from_the_decree_is_without_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for tahun, count in ((2022, 15), (2023, 13), (2024, 13)):
        path = tmp_path / f"PK_{tahun}.xlsx"
        assert main(["pk", "--tahun", str(tahun), "--ke", str(path)]) == 0
        capsys.readouterr()
        code, document = run_json(capsys, "periksa", path, "--json")
        berkas = document["berkas"][0]
        assert (code, berkas["tahun"], berkas["jenis"]) == (0, tahun, "perjanjian-kinerja")
        assert berkas["temuan"] == []
        assert len(berkas["indikator"]) == count


def test_agreement_is_not_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "PK.xlsx"
    path.write_bytes(b"milik orang")
    assert main(["pk", "--tahun", "2024", "--ke", str(path)]) == 2
    assert path.read_bytes() == b"milik orang"
    assert main(["pk", "--tahun", "2031", "--ke", str(tmp_path / "x.xlsx")]) == 2


def test_choosing_and_ignoring_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(shutil.copy(SAMPLES / "bulanan" / "Monitoring_2024_07.xlsx", tmp_path / "M 8.xlsx"))
    path = path.rename(tmp_path / "Monitoring_2024_08.xlsx")
    code, document = run_json(capsys, "periksa", path, "--json")
    assert [t["kode"] for t in document["berkas"][0]["temuan"]] == ["MO011"]
    assert code == 0
    code, _ = run_json(capsys, "periksa", path, "--json", "--gagal-pada", "peringatan")
    assert code == 1
    for choice in (["--abaikan", "MO"], ["--abaikan", "MO011"], ["--pilih", "PK,CP"]):
        code, document = run_json(
            capsys, "periksa", path, "--json", "--gagal-pada", "peringatan", *choice
        )
        assert (code, document["berkas"][0]["temuan"]) == (0, [])


def test_addin_is_written_into_a_folder(tmp_path: Path) -> None:
    python = "C:\\IKU\\pythonw.exe"
    assert main(["addin", "pasang", "--ke", str(tmp_path), "--python", python]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["iku_excel.xlam"]


def test_notes_on_cells_are_written_and_taken_out(juli: Path) -> None:
    from openpyxl import load_workbook

    from iku_excel.workbook.engine import write_cells

    def noted() -> list[str]:
        cells = load_workbook(juli)[sheet]._cells.values()
        return [cell.coordinate for cell in cells if cell.comment]

    sheet, before = "Juli", load_workbook(juli).sheetnames
    write_cells(juli, juli, {(sheet, "F9"): "12,5 / 3 / 4"})
    assert main(["periksa", str(juli), "--catatan-sel"]) == 1
    assert "F9" in noted()
    assert "Temuan" in load_workbook(juli).sheetnames
    main(["periksa", str(juli), "--hapus-tanda"])
    assert noted() == []
    assert load_workbook(juli).sheetnames == before


def test_a_text_export_among_the_files_is_not_marked_and_no_failure(
    juli: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from openpyxl import load_workbook

    export = Path(shutil.copy(SAMPLES / "bentuk" / "GLP039_2024.csv", tmp_path))
    before = export.read_bytes()
    assert main(["periksa", str(export), str(juli), "--tandai", "--gagal-pada", "kesalahan"]) == 0
    assert "GLP039_2024.csv" in capsys.readouterr().err
    assert export.read_bytes() == before
    assert "Temuan" in load_workbook(juli).sheetnames
    assert main(["periksa", str(export), "--hapus-tanda"]) == 0
