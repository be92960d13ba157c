"""The data against the decree's own text, parsed here and not by the package.

The text is a copy of the decree as printed: tables with tabs, page breaks that repeat the header
row and cut sentences in two. It is found at `<root>/../shared/keputusan/keputusan-47-2023.txt` or
by env IKU_KEPUTUSAN_TEKS.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from iku_excel.keputusan import load_keputusan
from iku_excel.keputusan.edisi import SHIPPED
from iku_excel.model import Keputusan

pytestmark = pytest.mark.berat

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = ROOT.parent / "shared" / "keputusan" / "keputusan-47-2023.txt"
HEADER = "Kode Tujuan/ Sasaran/ Angka\tNama IK\tBaseline (2021)\t2022\t2023\t2024"


def squeeze(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def teks() -> str:
    path = Path(os.environ.get("IKU_KEPUTUSAN_TEKS", DEFAULT))
    if not path.is_file():
        pytest.fail(f"the decree's text is missing: {path}; set IKU_KEPUTUSAN_TEKS")
    return path.read_text("utf-8")


@pytest.fixture(scope="module")
def keputusan() -> Keputusan:
    return load_keputusan(SHIPPED / "47-2023")


@pytest.fixture(scope="module")
def lampiran_ii(teks: str) -> str:
    """The tables of Lampiran II with the page breaks taken out, one stream of words."""
    tables = teks[teks.index(HEADER) : teks.rindex("Ditetapkan di Pekanbaru")]
    tables = tables.replace("\nSumber\tData penambahan", "\nSumber Data:\tData penambahan")
    tables = tables.replace("\nData:\tberhasil", "\n\tberhasil")
    # LaTeX of the one formula, in the notation of the data.
    tables = re.sub(r"\$(\w+) = \\frac\{(\w+)\}\{(\w+)\}\$", r"\1 = \2 / \3", tables)
    return squeeze(tables.replace(HEADER, " "))


BLOCK = re.compile(
    r"(?P<kode>SK\d/\d) (?P<nama>.+?)"
    r" (?P<y2021>N/A|-|[\d,]+) (?P<y2022>-|[\d,]+) (?P<y2023>-|[\d,]+) (?P<y2024>-|[\d,]+)"
    r" Definisi: (?P<definisi>.+?) Sumber Data: (?P<sumber_data>.+?)"
    r" Cara menghitung: (?P<cara_menghitung>.+?)"
    r" Satuan: (?P<satuan>.+?) Klasifikasi: (?P<klasifikasi>\w+)"
    r" Penanggungjawab: (?P<penanggung_jawab>.+?)(?= SK\d/\d |$)"
)


def test_twenty_five_header_rows(teks: str) -> None:
    assert teks.count(HEADER) == 25


def test_every_field_of_every_indicator(lampiran_ii: str, keputusan: Keputusan) -> None:
    blocks = [match.groupdict() for match in BLOCK.finditer(lampiran_ii)]
    assert len(blocks) == 17
    assert "".join(match[0] for match in BLOCK.finditer(lampiran_ii)).replace(" ", "") == (
        lampiran_ii.replace(" ", "")
    ), "no word of Lampiran II is left over"
    assert [block["kode"] for block in blocks] == [i.kode for i in keputusan.daftar_indikator]
    fields = ("kode", "nama", "satuan", "klasifikasi", "penanggung_jawab", "definisi")
    for block, indikator in zip(blocks, keputusan.daftar_indikator, strict=True):
        for field in (*fields, "sumber_data", "cara_menghitung"):
            assert getattr(indikator, field) == block[field], (indikator.kode, field)
        printed = {tahun: block[f"y{tahun}"] for tahun in (2021, 2022, 2023, 2024)}
        assert {tahun: t.teks for tahun, t in indikator.target.items()} == printed
        assert indikator.rujukan == f"Keputusan 47/2023 Lampiran II {block['kode']}"
        assert indikator.sasaran == block["kode"].split("/")[0]


def test_fifteen_accounts(lampiran_ii: str, keputusan: Keputusan) -> None:
    printed = re.findall(r"\b5\d{5}\b", lampiran_ii)
    assert len(printed) == 15
    indikator = keputusan.indikator_by_kode("SK3/5")
    assert indikator is not None
    assert indikator.pengaturan["akun"] == printed


def test_lampiran_i(teks: str, keputusan: Keputusan) -> None:
    rows = re.findall(r"^([a-g])\.\t(.+)\t(.+)$", teks, re.MULTILINE)
    assert rows == [(u.huruf, u.uraian, u.sumber_data) for u in keputusan.daftar_indikator_utama]
    named = re.findall(r"<i>(.+)</i>", teks)
    assert named == [s.nama for s in keputusan.daftar_sasaran if s.nama]


def test_identity_dasar_hukum_tugas_fungsi(teks: str, keputusan: Keputusan) -> None:
    words = squeeze(teks)
    assert "NOMOR 47 TAHUN 2023" in words
    assert "pada tanggal 1 November 2023" in words
    assert keputusan.unit.upper() in words
    assert keputusan.tentang.upper() in words
    mengingat = squeeze(teks[teks.index("Mengingat") : teks.index("MEMUTUSKAN")])
    found = re.findall(r"(?<= )\d\. (.+?);(?= \d\. |$)", mengingat)
    assert found == list(keputusan.dasar_hukum)
    assert squeeze(teks[teks.index("2. Tugas :") : teks.index("3. Fungsi")]) == (
        f"2. Tugas : {keputusan.tugas}"
    )
    fungsi = squeeze(teks[teks.index("3. Fungsi :") : teks.index("4. Indikator Kinerja")])
    letters = "abcdefghi"
    rebuilt = "3. Fungsi : " + " ".join(
        f"- {letter}. {uraian}{'; dan' if letter == 'h' else '.' if letter == 'i' else ';'}"
        for letter, uraian in zip(letters, keputusan.fungsi, strict=True)
    )
    assert fungsi == rebuilt


def test_every_quotation_of_the_register(
    teks: str, lampiran_ii: str, keputusan: Keputusan
) -> None:
    words = squeeze(teks) + " " + lampiran_ii
    for telaah in keputusan.daftar_telaah:
        for bunyi in (telaah.bunyi_1, telaah.bunyi_2):
            quotations = re.findall("“(.+?)”", bunyi)
            assert quotations or bunyi.startswith("Di luar keputusan: "), telaah.nomor
            for quotation in quotations:
                assert quotation in words, (telaah.nomor, quotation)


def test_the_counts_that_the_register_states(teks: str) -> None:
    assert teks.count("Kepala Sub Bagian TU") == 6
    assert teks.count("Kepala Suba Bagian TU") == 3
    assert re.findall(r"\bInspektoran\b", teks) == ["Inspektoran"]
