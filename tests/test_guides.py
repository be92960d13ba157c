"""Every line that the guides tell staff to type, typed in their order, on the samples."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from iku_excel.hosts.cli import main

ROOT = Path(__file__).resolve().parent.parent
PANDUAN = ROOT / "docs" / "panduan"
SAH = ROOT / "samples" / "sah"
ORDER = (
    "membuat-pk", "memeriksa", "menghitung", "data-dukung", "rekap", "lakip", "templat",
    "arti-temuan", "kebijakan", "kantor-lain",
)  # fmt: skip
ELSEWHERE = {"README", "memasang", "masalah", "tombol-excel", "libreoffice"}
"""Pages whose lines install something or show help."""


def lines(page: str) -> list[list[str]]:
    text = (PANDUAN / f"{page}.md").read_text("utf-8")
    found = re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [shlex.split(line)[1:] for block in found for line in block.splitlines()]


def desk(folder: Path) -> None:
    """What the person has on the desk when a guide begins."""
    shutil.copytree(SAH / "bulanan", folder / "Monitoring")
    for month in ("06", "07", "12"):
        shutil.copy(SAH / "bulanan" / f"Monitoring_2024_{month}.xlsx", folder)
    for name in ("Data_Dukung_2024.xlsx", "SPAN_2024.xlsx"):
        shutil.copy(SAH / "bentuk" / name, folder)
    for path in (SAH / "riwayat").glob("Monitoring_*.xlsx"):
        shutil.copy(path, folder)
    (folder / "kebijakan.toml").write_text("batas_atas = 115\npembulatan = 1\n", "utf-8")


def rename_years(path: Path) -> None:
    """What the guide asks to be edited before importing: the years above the targets."""
    book = load_workbook(path)
    for row in book["Indikator"].iter_rows(max_row=5):
        for cell in row:
            match = re.fullmatch(r"Target (20\d\d)", str(cell.value))
            if match:
                cell.value = f"Target {int(match[1]) + 4}"
    book.save(path)


def test_every_guide_is_followed() -> None:
    assert {path.stem for path in PANDUAN.glob("*.md")} - ELSEWHERE == set(ORDER)


@pytest.mark.berat
def test_what_the_guides_say_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IKU_HARI_INI", "2025-01-15")
    monkeypatch.setenv("IKU_KEPUTUSAN", str(tmp_path / "edisi"))
    desk(tmp_path)
    typed = 0
    for page in ORDER:
        for words in lines(page):
            if "--pantau" in words:
                continue  # never ends by itself
            if words[:2] == ["keputusan", "impor"]:
                rename_years(tmp_path / words[2])
            code = main(words)
            talk = capsys.readouterr()
            assert code == 0, f"{page}: iku {' '.join(words)}: {talk.out[-500:]}{talk.err[-500:]}"
            typed += 1
    assert typed > 40
    assert (tmp_path / "LAKIP_2024.docx").stat().st_size > 50_000
