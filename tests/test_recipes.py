"""Each recipe of docs/cara is followed to the letter in a copy of the package, and works."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

ROOT = Path(__file__).resolve().parent.parent
CARA = ROOT / "docs" / "cara"
_BLOCK = re.compile(r"^ *```(?:python|toml)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
_HEAD = re.compile(r"# (\S+) \((?:(new)|(at the end)|below: (.+))\)\n")
TODAY = "2025-03-01"


class House:
    """A copy of the package that recipes may change."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "rumah"
        self.work = folder / "kerja"
        self.work.mkdir()
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "iku_excel", self.root / "iku_excel", ignore=ignored)
        shutil.copytree(ROOT / "samples", self.root / "samples")
        (self.root / "templates").symlink_to(ROOT / "templates", target_is_directory=True)

    def follow(self, recipe: str) -> None:
        """Do what the fenced blocks of the recipe say."""
        done = [self._apply(textwrap.dedent(body)) for body in blocks(recipe)]
        assert any(done), f"{recipe} changes nothing"

    def _apply(self, block: str) -> bool:
        head = _HEAD.match(block)
        if head is None:
            return False
        name, is_new, at_end, anchor = head.groups()
        body = block[head.end() :]
        path = (self.root if "/" in name else self.work) / name
        if is_new:
            assert not path.exists(), name
            path.write_text(body, "utf-8")
            return True
        text = path.read_text("utf-8")
        if at_end:
            path.write_text(text + body, "utf-8")
            return True
        assert text.count(f"\n{anchor}\n") == 1, f"{name}: {anchor}"
        path.write_text(text.replace(f"\n{anchor}\n", f"\n{anchor}\n{body}", 1), "utf-8")
        return True

    def iku(self, *words: str, expect: int = 0, **environment: str) -> str:
        """What the changed `iku` prints on stdout."""
        return self.python("-m", "iku_excel", *words, expect=expect, **environment)

    def python(self, *words: str, expect: int = 0, **environment: str) -> str:
        variables: Mapping[str, str] = {
            **os.environ, "PYTHONPATH": str(self.root), "IKU_HARI_INI": TODAY,
            "PYTHONDONTWRITEBYTECODE": "1", **environment,
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, *words], cwd=self.work, env=variables, capture_output=True,
            text=True, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    def findings(self, *words: str, expect: int = 0) -> list[tuple[str, str]]:
        document = json.loads(self.iku("periksa", "--json", *words, expect=expect))
        return [(t["kode"], t["sel"]) for b in document["berkas"] for t in b["temuan"]]


def blocks(recipe: str) -> list[str]:
    return _BLOCK.findall((CARA / recipe).read_text("utf-8"))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_every_recipe_is_followed_here() -> None:
    names = {path.name for path in CARA.glob("*.md")} - {"README.md"}
    text = Path(__file__).read_text("utf-8")
    assert {name for name in names if f'"{name}"' in text} == names


def test_add_a_check(house: House) -> None:
    house.iku("pk", "--tahun", "2024", "--ke", "PK_2024.xlsx")
    assert house.findings("PK_2024.xlsx") == []
    house.follow("check.md")
    found = house.findings("PK_2024.xlsx", "--pilih", "PK090")
    assert found and {kode for kode, _ in found} == {"PK090"}
    good = str(ROOT / "samples" / "sah" / "PK_2024.xlsx")
    assert house.findings(good) == []
    assert judged_sample(house, "pk090-nama-sasaran-contoh") == ["PK090 Perjanjian Kinerja!B16"]


def judged_sample(house: House, name: str) -> list[str]:
    """The findings of a sample of the changed samples.toml, built and read by the changed code."""
    program = f"""
        import sys
        sys.path.insert(0, {str(ROOT / "tools")!r})
        from pathlib import Path
        import sample_changes
        from iku_excel import examine
        sample_changes.SAMPLES = Path({str(house.root / "samples")!r})
        sample = next(s for s in sample_changes.load_samples() if s["id"] == {name!r})
        for finding in examine([sample_changes.build(sample, Path("contoh"))]).findings:
            print(finding.kode, finding.location.lembar + "!" + finding.location.sel)
    """
    return house.python("-c", textwrap.dedent(program)).splitlines()


def test_add_a_header_word(house: House) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Pemantauan kinerja tahun 2024"],
        ["No", "Indikator Kinerja", "Satuan", "Angka yang Dituju", "Hasil Nyata Kegiatan"],
        [1, "Meningkatnya PNBP layanan jasa industri", "Persen", 10, 10.5],
        [2, "Nilai minimal laporan keuangan", "Nilai", 90, 92],
    ):
        sheet.append(row)
    book.save(house.work / "Pantau_2024.xlsx")
    words = ("hitung", "--json", "Pantau_2024.xlsx", "--ke")
    before = json.loads(house.iku(*words, "a.xlsx", expect=1))
    assert capaian(before) == {}
    house.follow("form.md")
    after = json.loads(house.iku(*words, "b.xlsx"))
    assert capaian(after) == {"SK3/2": "105.00", "SK8/2": "102.22"}


def capaian(document: Mapping[str, Any]) -> dict[str, str]:
    return {i["indikator"]: i["capaian"] for b in document["berkas"] for i in b["indikator"]}


def test_add_a_calculator(house: House) -> None:
    house.follow("calculator.md")
    edition = house.work / "edisi"
    shutil.copytree(ROOT / "iku_excel" / "keputusan" / "data" / "47-2023", edition)
    ketentuan = edition / "ketentuan.toml"
    text = ketentuan.read_text("utf-8")
    assert text.count('cara = "kolaborasi"') == 1
    ketentuan.write_text(text.replace('cara = "kolaborasi"', 'cara = "kunjungan"'), "utf-8")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "SK1.2"
    for row in (
        ["No", "Perusahaan yang Dikunjungi", "Tanggal Kunjungan"],
        [1, "PT Sawit Jaya", "12/03/2024"],
        [2, "CV Karet Riau", "5 Mei 2024"],
        [3, "Sawit Jaya, PT", "01/09/2024"],
        [4, "PT Lama", "01/09/2023"],
    ):
        sheet.append(row)
    book.save(house.work / "Kunjungan_2024.xlsx")
    printed = house.iku("hitung", "Kunjungan_2024.xlsx", "--rinci", "SK1/2", "--keputusan", "edisi")
    assert "banyaknya perusahaan yang dikunjungi = 2" in printed
    assert "ulang_dihitung = tidak" in printed
    document = json.loads(
        house.iku("hitung", "Kunjungan_2024.xlsx", "--json", "--keputusan", "edisi")
    )
    assert [(i["indikator"], i["realisasi"]) for i in document["berkas"][0]["indikator"]] == [
        ("SK1/2", "2")
    ]


def test_add_a_decree(house: House) -> None:
    lines = re.findall(r"^```console\n(.*?)^```$", (CARA / "decree.md").read_text("utf-8"),
                       re.DOTALL | re.MULTILINE)[0].splitlines()  # fmt: skip
    own = {"IKU_KEPUTUSAN": str(house.work / "punya-sendiri")}
    export, *rest = [shlex.split(line)[1:] for line in lines]
    house.iku(*export, **own)
    book = load_workbook(house.work / "Indikator.xlsx")
    sheet = book["Indikator"]
    row = next(r for r in sheet.iter_rows() if r[0].value == "SK3/2")
    title = {c.value: c.column - 1 for r in sheet.iter_rows(max_row=5) for c in r}
    row[title["Target 2024"]].value = "11"
    book.save(house.work / "Indikator.xlsx")
    for words in rest:
        house.iku(*words, **own)
    document = json.loads(
        house.iku("periksa", "--json", "PK_2024.xlsx", "--keputusan", "12/2025", **own)
    )
    assert document["keputusan"] == "12/2025"
    targets = {i["indikator"]: i["target"] for i in document["berkas"][0]["indikator"]}
    assert targets["SK3/2"] == "11"


def test_add_a_report_field(house: House) -> None:
    """Known to lint, listed, and filled in; the text of staff and the computed one."""
    house.follow("report-field.md")
    template = house.work / "kecil.docx"
    program = """
        import docx
        page = docx.Document()
        page.add_paragraph("Telaah: {{ banyak_telaah }}. Inovasi: {{ narasi.inovasi }}.")
        page.save("kecil.docx")
    """
    house.python("-c", textwrap.dedent(program))
    listed = house.iku("templat", "isian")
    assert "{{ banyak_telaah }}" in listed and "narasi.inovasi" in listed
    house.iku("templat", "periksa", str(template), "--abaikan", "TM004")
    sah = ROOT / "samples" / "sah"
    shutil.copy(sah / "bulanan" / "Monitoring_2024_12.xlsx", house.work / "Monitoring_2024_12.xlsx")
    book = load_workbook(house.work / "Monitoring_2024_12.xlsx")
    sheet = book["Narasi Umum"]
    sheet.append(["Inovasi", "Antrean daring"])
    book.save(house.work / "Monitoring_2024_12.xlsx")
    house.iku(
        "lakip", "--tahun", "2024", "--pk", str(sah / "PK_2024.xlsx"), "--monitoring",
        "Monitoring_2024_12.xlsx", "--templat", "kecil.docx", "--ke", "hasil.docx",
        PATH="",  # page numbers, and LibreOffice for them, are not the matter here
    )  # fmt: skip
    words = house.python(
        "-c", "import docx; print(*[p.text for p in docx.Document('hasil.docx').paragraphs])"
    )
    assert re.search(r"Telaah: [1-9]\d*\. Inovasi: Antrean daring\.", words)
