"""The extension's own code without LibreOffice: what it may import, how it asks the core."""

from __future__ import annotations

import ast
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from addin_office import NAME, SAMPLES, office

import iku_excel.hosts.calc
from iku_excel.hosts import bridge

__all__ = ["office"]

SOURCE = Path(iku_excel.hosts.calc.__file__).parent / "extension" / "python"
MODULES = sorted(SOURCE.rglob("*.py"))


@pytest.fixture
def core(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(SOURCE / "pythonpath"))
    from iku_calc import core as module  # type: ignore[import-not-found]

    return module


def question(path: Path | None, perintah: str = "hitung", **sheet: Any) -> dict[str, Any]:
    """A small monitoring table as the extension describes it."""
    entry = {
        "nama": "Juli", "terlihat": True, "dikunci": False, "rumus": [], "galat": [],
        "format": [], "gabungan": [], "baris_tersembunyi": [], "kolom_tersembunyi": [],
        "nilai": [
            ["Monitoring capaian Juli 2024"],
            ["No", "Indikator Kinerja", "Target", "Realisasi", "Capaian (%)"],
            [1, "SK3/2 Meningkatnya PNBP layanan jasa industri", 10, 9.1],
        ],
    }  # fmt: skip
    book = {"nama": "uji.xlsx", "berkas": str(path) if path else None, "mulai_1904": False}
    return {"versi": 1, "perintah": perintah, "buku": {**book, "lembar": [{**entry, **sheet}]}}


def ask(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bridge.answer_bytes(json.dumps(document).encode()))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_the_extension_runs_in_old_pythons_without_anything_installed(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 8))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported - set(sys.stdlib_module_names) <= {"uno", "unohelper", "com", "iku_calc"}


def test_the_core_answers_with_cells(tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLES / "bulanan" / NAME, tmp_path / "uji.xlsx"))
    answer = ask(question(path))
    assert answer["hasil"] == "baik"
    assert [(c["lembar"], c["baris"], c["kolom"], c["isi"]) for c in answer["sel"]] == [
        ("Juli", 3, 5, {"angka": "91.00"})
    ]
    assert answer["judul"] == "IKU: Hitung Capaian"
    assert len(list((tmp_path / ".iku-cadangan").iterdir())) == 1


def test_a_formula_and_a_merged_cell_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "uji.xlsx"
    assert ask(question(path, rumus=[[3, 5]]))["sel"] == []
    assert ask(question(path, gabungan=[[2, 5, 3, 5]]))["sel"] == []


def test_marks_are_not_sent_for_a_locked_sheet(tmp_path: Path) -> None:
    wrong = [["Monitoring capaian Juli 2024"], ["No", "Indikator Kinerja", "Target", "Realisasi"],
             [1, "SK3/2 Meningkatnya PNBP layanan jasa industri", 77, 9.1]]  # fmt: skip
    path = tmp_path / "uji.xlsx"
    assert len(ask(question(path, "periksa", nilai=wrong))["tanda"]) > 0
    locked = ask(question(path, "periksa", nilai=wrong, dikunci=True))
    assert locked["tanda"] == []
    assert locked["lembar"][0]["nama"] == "Temuan"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (question(None), "AD008"),
        (question(Path("x.xlsx"), "tarian"), "PG030"),
        ({"versi": 1, "perintah": "hitung"}, "AD020"),
        ({"versi": 1, "perintah": "hitung", "buku": {"nama": "x"}}, "AD020"),
    ],
)
def test_a_bad_question_is_a_sentence(document: dict[str, Any], code: str) -> None:
    answer = ask(document)
    assert answer["hasil"] == "ditolak"
    assert code in answer["pesan"]


def test_no_python_no_answer_or_nonsense_is_a_sentence(
    core: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IKU_FOLDER", str(tmp_path))
    with pytest.raises(core.Refused, match="iku addin pasang"):
        core.ask({})
    for words in ("exit 3", "echo bukan json", "kill $$"):
        script = tmp_path / "python"
        script.write_text(f"#!/bin/sh\n{words}\n")
        script.chmod(0o755)
        (tmp_path / "python.txt").write_text(str(script))
        with pytest.raises(core.Refused, match="iku addin pasang"):
            core.ask({})


def test_the_extension_starts_the_core_as_a_process(
    core: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IKU_FOLDER", str(tmp_path))
    monkeypatch.setenv("PYTHONHOME", "/tidak/ada")  # LibreOffice's, which must not be handed on
    (tmp_path / "python.txt").write_text(sys.executable)
    path = tmp_path / "PK = baru & 'lama'.xlsx"
    openpyxl.Workbook().save(path)
    answer = core.ask(question(path))
    assert answer["sel"][0]["isi"] == {"angka": "91.00"}
