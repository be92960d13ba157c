"""What a printed page must not look like: lone rows, lone signatures, axes without a title, and
sources that were never read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lakip_docx import Docx, style_of, text_of
from lakip_dossier import make_dossier

from iku_excel.keputusan import load_keputusan
from iku_excel.lakip.figure import Sumber
from iku_excel.lakip.jejak import describe_cells
from iku_excel.lakip.report import HasilLaporan, make_lakip
from iku_excel.model import Dossier, Jenis

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
pytestmark = pytest.mark.usefixtures("without_office")


def build(dossier: Dossier, folder: Path, name: str = "LAKIP", **options: Any) -> HasilLaporan:
    template = TEMPLATES / f"{name}.docx.j2"
    options.setdefault("tanggal", date(2025, 1, 31))
    return make_lakip(dossier, 2024, folder / f"{name}.docx", template=template, **options)


@pytest.fixture(scope="module")
def hasil(tmp_path_factory: pytest.TempPathFactory, without_office: None) -> HasilLaporan:
    return build(make_dossier(), tmp_path_factory.mktemp("halaman"))


@pytest.fixture(scope="module")
def docx(hasil: HasilLaporan) -> Docx:
    return Docx(hasil.path)


def is_held(row: Any) -> bool:
    """Whether every paragraph of a row keeps with the next."""
    paragraphs = list(row.iter("{*}p"))
    return all(p.find("{*}pPr/{*}keepNext") is not None for p in paragraphs)


def test_a_long_table_has_two_rows_under_its_head_and_three_at_its_end(docx: Docx) -> None:
    for caption in ("Perjanjian Kinerja", "Daftar periksa reviu", "Jejak Angka"):
        rows = docx.tables(caption)[0].findall("{*}tr")
        assert len(rows) > 9
        # The last row keeps with the line under the table that names its source, if there is one.
        assert [is_held(row) for row in rows[:3]] == [True, True, False]
        assert [is_held(row) for row in rows[-4:-1]] == [False, True, True]


@pytest.mark.parametrize(
    ("name", "before"),
    [("LAKIP", "Jadwal pengadaan dimajukan."), ("Notulen", "Sumber: ")],
)
def test_a_signature_stands_under_the_text_it_signs(name: str, before: str, tmp_path: Path) -> None:
    body = Docx(build(make_dossier(), tmp_path, name, triwulan=4).path).body
    signed = [t for t in body.iter("{*}tbl") if "NIP 197001011995031001" in text_of(t)][-1]
    above = signed.getprevious()
    while above.tag.endswith("}sdt"):
        above = above.findall("{*}sdtContent/*")[-1]
    assert text_of(above).startswith(before)
    assert above.find("{*}pPr/{*}keepNext") is not None


def test_both_axes_of_every_chart_have_a_title(docx: Docx) -> None:
    found = {
        tuple("".join(axis.itertext("{*}t")) for axis in chart.iter("{*}catAx", "{*}valAx"))
        for chart in docx.charts().values()
    }
    assert found == {
        ("Indikator", "Capaian (persen)"), ("Tahun", "Kegiatan kolaborasi"), ("Tahun", "Persen"),
        ("Tahun", "Perusahaan"), ("Tahun", "Indeks"), ("Tahun", "Nilai"),
        ("Kegiatan", "Juta rupiah"),
    }  # fmt: skip


def test_the_alternative_text_of_the_budget_is_in_whole_rupiah(docx: Docx) -> None:
    texts = [p.get("descr") for p in docx.body.iter("{*}docPr")]
    budget = next(t for t in texts if "Pagu: " in t)
    assert budget.startswith("Grafik batang (rupiah). Pagu: Pelayanan pengujian")
    assert "Layanan perkantoran 4.650.000.000" in budget


def test_formulas_show_figures_as_printed(hasil: HasilLaporan) -> None:
    entries = hasil.to_json()["jejak"]
    gap = next(e for e in entries if e["hal"] == "selisih capaian dan serapan 2024")
    assert re.fullmatch(r"\|\d+,\d\d − \d+,\d\d\|", gap["rumus"])
    assert [e for e in entries if re.search(r"[,.]\d{7}", e["rumus"] or "")] == []


def sources(docx: Docx) -> list[str]:
    """What stands under the two tables of Bab II, B."""
    lines = [text_of(p) for p in docx.body.iter("{*}p") if style_of(p) == "SumberData"]
    return lines[1:3]


def test_the_targets_name_the_sheets_they_were_read_from(docx: Docx, tmp_path: Path) -> None:
    assert sources(docx) == ["Sumber: PK_2024.xlsx › PK."] * 2
    whole = make_dossier()
    without = tuple(
        b for b in whole.daftar_berkas if b.berkas.jenis is not Jenis.PERJANJIAN_KINERJA
    )
    made = build(replace(whole, daftar_berkas=without), tmp_path)
    assert sources(Docx(made.path)) == [
        "Sumber: Monitoring_2024_12.xlsx › Monitoring.",
        "Sumber: Monitoring_2024_12.xlsx › Anggaran.",
    ]
    empty = Dossier(load_keputusan(), whole.kebijakan, (), date(2025, 1, 31))
    assert sources(Docx(build(empty, tmp_path, is_baru=True).path))[0] == (
        "Sumber: Keputusan Nomor 47/2023."
    )


@pytest.mark.parametrize("name", ["LAKIP", "Triwulan", "Notulen"])
def test_sparse_workbooks_leave_no_holes_in_a_sentence(name: str, tmp_path: Path) -> None:
    made = build(make_dossier(months=[5], narasi={}), tmp_path, name, triwulan=2)
    for paragraph in Docx(made.path).body.iter("{*}p"):
        if style_of(paragraph) in ("IsiParagraf", "SumberData"):
            text = text_of(paragraph)
            assert not re.search(r"\S  \S| [.,;]|[;,]$", text), text


def test_the_wide_table_marks_what_is_missing_in_one_letter(docx: Docx) -> None:
    row = next(r for r in docx.rows("Pengukuran kinerja") if r[0] == "SK8/2")
    assert row[-2:] == ["–", "–"]


def test_a_source_names_each_sheet_once() -> None:
    cells = [("a/TW.xlsx", "TW", "G6"), ("a/TW.xlsx", "TW", "J6"), ("PK.xlsx", "PK", "E9")]
    daftar = tuple(Sumber(path, "0" * 64, lembar, sel) for path, lembar, sel in cells)
    assert describe_cells(daftar, separator=" › ") == "TW.xlsx › TW!G6, J6; PK.xlsx › PK!E9"
    assert describe_cells(daftar, {("PK.xlsx", "0" * 64): "B7"}) == "TW.xlsx TW!G6, J6; B7 PK!E9"
    assert describe_cells((Sumber("a\\TW.xlsx", "0" * 64, None, None),)) == "TW.xlsx"


def test_the_first_year_is_no_span_of_years(tmp_path: Path) -> None:
    template = TEMPLATES / "LAKIP.docx.j2"
    made = make_lakip(make_dossier(), 2021, tmp_path / "L.docx", template=template)
    captions = [t for t in Docx(made.path).paragraphs() if "target, realisasi dan capaian" in t]
    assert captions
    assert all("capaian 2021 (" in caption for caption in captions)


@pytest.mark.parametrize(("name", "ends"), [("LAKIP", 6), ("Notulen", 1)])
def test_what_ends_a_section_under_a_full_page_starts_no_page(
    name: str, ends: int, tmp_path: Path
) -> None:
    body = Docx(build(make_dossier(), tmp_path, name, triwulan=4).path).body
    last = [p for p in body.iter("{*}p") if p.find("{*}pPr/{*}sectPr") is not None]
    if name == "Notulen":
        last = [body.findall("{*}p")[-1]]
        assert last[0].getprevious().tag.endswith("}tbl")
    assert len(last) == ends
    for paragraph in last:
        spacing = paragraph.find("{*}pPr/{*}spacing")
        assert sorted(spacing.values()) == ["0", "0", "20", "exact"]
