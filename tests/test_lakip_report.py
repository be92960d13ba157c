"""The report as a document: complete, valid, without leftovers, the same every time."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lakip_docx import NS, Docx, style_of, text_of
from lakip_dossier import make_dossier, many_indikator, rename

from iku_excel.keputusan import load_keputusan
from iku_excel.lakip.report import HasilLaporan, make_lakip
from iku_excel.model import Dossier

TANGGAL = date(2025, 1, 31)
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
pytestmark = pytest.mark.usefixtures("without_office")


def build(dossier: Dossier, target: Path, **options: Any) -> HasilLaporan:
    options.setdefault("tanggal", TANGGAL)
    options.setdefault("template", TEMPLATES / "LAKIP.docx.j2")
    return make_lakip(dossier, 2024, target, **options)


@pytest.fixture(scope="module")
def hasil(tmp_path_factory: pytest.TempPathFactory, without_office: None) -> HasilLaporan:
    return build(make_dossier(), tmp_path_factory.mktemp("lakip") / "LAKIP.docx")


@pytest.fixture(scope="module")
def docx(hasil: HasilLaporan) -> Docx:
    return Docx(hasil.path)


@pytest.mark.berat
@pytest.mark.parametrize("name", ["LAKIP", "Triwulan", "Notulen"])
def test_open_xml_schema_is_met(name: str, tmp_path: Path) -> None:
    template = TEMPLATES / f"{name}.docx.j2"
    made = build(make_dossier(), tmp_path / "L.docx", template=template, triwulan=3)
    assert audit(made.path) == []


def audit(path: Path) -> list[str]:
    from openxml_audit import OpenXmlValidator

    result = OpenXmlValidator().validate(str(path))
    return [str(error) for error in result.errors]


def test_no_tag_or_token_is_left(docx: Docx) -> None:
    for story in docx.stories():
        text = text_of(story)
        assert not re.search(r"\{\{|\}\}|\{%|%\}|[\ue000-\ue01f]", text)
        assert "wilayah(" not in text


def test_chapters_stand_in_the_order_of_the_regulation(docx: Docx) -> None:
    wanted = {"Heading1", "JudulDepan", "JudulLampiran"}
    found = [text_of(p) for p in docx.body.iter("{*}p") if style_of(p) in wanted]
    plain = [re.sub(r"\d+$", "", text) if text[:3] != "LAM" else text for text in found]
    assert plain == [
        "KATA PENGANTAR", "IKHTISAR EKSEKUTIF", "PENDAHULUAN", "PERENCANAAN KINERJA",
        "AKUNTABILITAS KINERJA", "PENUTUP", "LAMPIRAN 1 PERJANJIAN KINERJA",
        "LAMPIRAN 2 PENGUKURAN KINERJA", "LAMPIRAN 3 RENCANA AKSI", "LAMPIRAN 4 REVIU MANDIRI",
        "LAMPIRAN 5 PERNYATAAN TELAH DIREVIU", "LAMPIRAN 6 TELAAH KEPUTUSAN",
        "LAMPIRAN 7 JEJAK ANGKA",
    ]  # fmt: skip


def test_every_indicator_has_the_seven_comparisons(docx: Docx, hasil: HasilLaporan) -> None:
    count = len(hasil.laporan.konteks.indikator)
    texts = docx.paragraphs()
    for heading in (
        "Target dan realisasi tahun 2024", "Perbandingan dengan tahun-tahun sebelumnya",
        "Perbandingan dengan target akhir periode perencanaan",
        "Perbandingan dengan standar nasional atau unit induk",
        "Analisis penyebab, kendala, dan solusi", "Efisiensi penggunaan sumber daya",
        "Program dan kegiatan penunjang",
    ):  # fmt: skip
        assert texts.count(heading) == count, heading


def test_pengukuran_has_a_row_for_each_active_indicator(docx: Docx) -> None:
    rows = docx.rows("Pengukuran kinerja")
    assert [row[0] for row in rows[2:]] == [
        "SK1/2", "SK1/3", "SK2/1", "SK3/1", "SK3/2", "SK3/3", "SK3/5", "SK4/2", "SK5/1", "SK6/1",
        "SK7/1", "SK8/1", "SK8/2",
    ]  # fmt: skip
    by_kode = {row[0]: row for row in rows}
    assert by_kode["SK5/1"][-2:] == ["3,60", "102,27"]


def test_indicators_not_of_the_year_are_named_and_not_averaged(docx: Docx) -> None:
    note = next(t for t in docx.paragraphs() if t.startswith("Indikator berikut tidak menjadi"))
    assert re.findall(r"SK\d/\d", note) == ["SK1/1", "SK3/4", "SK4/1", "SK6/2"]


def test_missing_analysis_leaves_a_yellow_place_and_a_finding(
    docx: Docx, hasil: HasilLaporan
) -> None:
    yellow = [text_of(p) for p in docx.body.iter("{*}p") if style_of(p) == "PerluDiisi"]
    assert any("SK7/1" in text for text in yellow)
    assert not any("keberhasilan atau kegagalan SK1/2" in text for text in yellow)
    without = {f.indikator for f in hasil.findings if f.kode == "LK001"}
    assert without == {
        "SK1/3", "SK2/1", "SK3/1", "SK3/2", "SK3/3", "SK4/2", "SK5/1", "SK6/1", "SK7/1", "SK8/1",
        "SK8/2",
    }  # fmt: skip


def test_indicator_without_figure_is_said_and_found(docx: Docx, hasil: HasilLaporan) -> None:
    assert "belum dilaporkan dalam berkas kerja; target yang ditetapkan sebesar 90" in docx.text()
    missing = [f for f in hasil.findings if f.kode == "LK008"]
    assert [(f.indikator, f.location.sel) for f in missing] == [("SK8/2", "C21")]


def test_sasaran_without_a_name_is_a_gap_not_an_invention(docx: Docx, hasil: HasilLaporan) -> None:
    assert [f.data["sasaran"] for f in hasil.findings if f.kode == "LK005"] == [
        "SK4", "SK5", "SK6", "SK7", "SK8",
    ]  # fmt: skip
    assert "[SK4 – nama sasaran belum ada]" in docx.text()


def test_policy_stands_under_the_tables(docx: Docx) -> None:
    assert docx.text().count("Kebijakan capaian baku: capaian paling tinggi 120 persen") >= 3


def test_wide_table_lies_in_a_landscape_section(docx: Docx) -> None:
    shapes = [
        s.find("{*}pgSz").get("{%s}orient" % NS["w"]) or "portrait"
        for s in docx.body.iter("{*}sectPr")
    ]
    assert shapes == ["portrait"] * 4 + ["landscape", "portrait", "landscape"]
    numbers = [s.find("{*}pgNumType") for s in docx.body.iter("{*}sectPr")]
    formats = [
        (n.get("{%s}fmt" % NS["w"]), n.get("{%s}start" % NS["w"])) for n in numbers if n is not None
    ]
    assert formats[:2] == [("lowerRoman", "1"), ("decimal", "1")]


def test_header_rows_repeat_and_rows_stay_whole(docx: Docx) -> None:
    for table in docx.body.iter("{*}tbl"):
        if table.find("{*}tblPr/{*}tblCaption") is None:
            continue
        first = table.find("{*}tr")
        assert first.find("{*}trPr/{*}tblHeader") is not None
        assert all(row.find("{*}trPr/{*}cantSplit") is not None for row in table.findall("{*}tr"))


def test_every_drawing_has_an_alternative_text(docx: Docx) -> None:
    drawn = [p for p in docx.body.iter("{*}docPr") if not p.get("name").startswith("Hiasan")]
    assert len(drawn) > 5
    assert all(p.get("descr") for p in drawn)


def test_language_is_indonesian(docx: Docx) -> None:
    assert b'w:lang w:val="id-ID"' in docx.parts["word/styles.xml"]


def test_references_all_resolve(docx: Docx, hasil: HasilLaporan) -> None:
    names = {b.get("{%s}name" % NS["w"]) for b in docx.body.iter("{*}bookmarkStart")}
    codes = " ".join(i.text or "" for i in docx.body.iter("{*}instrText"))
    targets = set(re.findall(r"(?:PAGE)?REF (\S+)", codes))
    assert targets and targets <= names
    assert [f for f in hasil.findings if f.kode == "LK019"] == []


def test_same_input_gives_the_same_bytes(hasil: HasilLaporan, tmp_path: Path) -> None:
    again = build(make_dossier(), tmp_path / "Lain.docx")
    assert again.path.read_bytes() == hasil.path.read_bytes()


def test_without_a_date_the_place_is_dotted_and_no_clock_is_asked(tmp_path: Path) -> None:
    made = build(make_dossier(), tmp_path / "L.docx", tanggal=None)
    assert "Pekanbaru, …………………… 2025" in Docx(made.path).text()
    assert [f.kode for f in made.findings if f.kode == "LK018"] == ["LK018"]


HARD_NAME = "A & B < C > D \" E ' {{ tahun }} {% if %} \U0001f389 " + "panjang " * 32


def test_hard_names_come_through_as_text(tmp_path: Path) -> None:
    keputusan = rename(load_keputusan(), "SK1/2", HARD_NAME)
    identitas = {"Nama Unit": "Balai \"X\" & <Y> 'Z' {{ 1 }}", "Kota": "Kota & Kabupaten"}
    made = build(make_dossier(keputusan=keputusan, identitas=identitas), tmp_path / "L.docx")
    text = Docx(made.path).text()
    assert " ".join(HARD_NAME.split()) in text
    assert "Balai \"X\" & <Y> 'Z' {{ 1 }}" in text
    assert audit(made.path) == []


@pytest.mark.parametrize("count", [1, pytest.param(170, marks=pytest.mark.berat)])
def test_one_and_many_indicators(count: int, tmp_path: Path) -> None:
    made = build(make_dossier(keputusan=many_indikator(count), realisasi={}), tmp_path / "L.docx")
    assert len(Docx(made.path).rows("Pengukuran kinerja")) == count + 2


def test_nothing_but_the_decree_still_makes_a_report(tmp_path: Path) -> None:
    empty = Dossier(load_keputusan(), make_dossier().kebijakan, (), date(2025, 1, 31))
    made = build(empty, tmp_path / "L.docx")
    assert {"LK006", "LK007", "LK008", "LK010", "LK012"} <= {f.kode for f in made.findings}


@pytest.mark.parametrize("name", ["Triwulan.docx.j2", "Notulen.docx.j2"])
def test_quarterly_report_and_minutes(name: str, tmp_path: Path) -> None:
    made = build(make_dossier(), tmp_path / "T.docx", template=TEMPLATES / name, triwulan=2)
    table = Docx(made.path).rows("Pengukuran kinerja triwulan")
    by_kode = {row[0]: row for row in table}
    # June's figure against the year's target, although later months are there too.
    assert by_kode["SK5/1"][4:] == ["3,55", "–", "100,85%"]
    assert "Triwulan II" in Docx(made.path).text()


def test_making_it_again_keeps_what_staff_changed(tmp_path: Path) -> None:
    import docx as python_docx

    target = tmp_path / "L.docx"
    build(make_dossier(), target)
    document = python_docx.Document(str(target))
    document.paragraphs[-1].add_run(" Catatan staf.")
    edited = next(p for p in document.paragraphs if p.text.startswith("Laporan ini terdiri atas"))
    edited.runs[0].text = "Sistematika menurut kantor. " + edited.runs[0].text
    document.save(str(target))
    figures = {"SK5/1": ["3.52"] * 11 + ["3.44"]}
    build(make_dossier(realisasi=figures), target)
    text = Docx(target).text()
    assert "Sistematika menurut kantor." in text
    assert "sebesar 3,44 dari target 3,52" in text


def test_making_it_again_from_the_same_data_changes_no_byte(tmp_path: Path) -> None:
    target = tmp_path / "L.docx"
    build(make_dossier(), target)
    before = target.read_bytes()
    again = build(make_dossier(), target)
    assert target.read_bytes() == before
    assert "Diperbarui 0 bagian; teks lain tidak disentuh." in again.pesan


def test_a_foreign_document_is_not_written_into(tmp_path: Path) -> None:
    import docx as python_docx

    from iku_excel.errors import UsageError

    target = tmp_path / "surat.docx"
    python_docx.Document().save(str(target))
    before = target.read_bytes()
    with pytest.raises(UsageError, match="PG020"):
        build(make_dossier(), target)
    assert target.read_bytes() == before


def test_a_chart_drawn_by_staff_is_filled_anew_for_each_indicator(tmp_path: Path) -> None:
    import docx as python_docx
    from docx.oxml import OxmlElement

    from iku_excel.lakip.chart import Grafik, Seri
    from iku_excel.lakip.chart_part import ChartShop

    document = python_docx.Document()
    document.add_paragraph("{% for i in indikator %}")
    drawing = ChartShop().attach_grafik(
        Grafik(("x",), (Seri("lama", (None,), "ABCDEF"),)), document.part
    )
    drawing.find(".//{*}docPr").set("descr", "{{ isi_grafik('tren', i) }}")
    run = OxmlElement("w:r")
    run.append(drawing)
    document.add_paragraph()._p.append(run)
    document.add_paragraph("{% endfor %}")
    template = tmp_path / "T.docx"
    document.save(str(template))
    made = build(make_dossier(), tmp_path / "L.docx", template=template)
    drawn = [p.get("descr") for p in Docx(made.path).body.iter("{*}docPr")]
    assert len(drawn) == 13
    assert "Realisasi: 2021 1; 2022 1; 2023 1; 2024 1" in drawn[0]
    charts = [c for n, c in Docx(made.path).parts.items() if n.startswith("word/charts/grafik")]
    assert sum(b"ABCDEF" in c and b"2024" in c for c in charts) == 13
