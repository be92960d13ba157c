"""Native charts: what is drawn, what lies in the embedded workbook, what the alt text says."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lakip_docx import NS, Docx
from lakip_dossier import make_dossier
from lxml import etree

from iku_excel.errors import TemplateError
from iku_excel.lakip.chart import Grafik, Seri, build_chart
from iku_excel.lakip.chart_book import column_letter, write_chart_book
from iku_excel.lakip.chart_xml import chart_part_xml, format_code, refill
from iku_excel.lakip.figure import Angka
from iku_excel.lakip.report import make_lakip, prepare

D = Decimal
TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "LAKIP.docx.j2"
HARD = "A & B < \" ' {{ \U0001f389"
GRAFIK = Grafik(
    ("2022", "2023", HARD),
    (
        Seri("Realisasi", (D("1.5"), None, D("-2.25"))),
        Seri("Target", (D(2), D(3), D(4)), garis=True),
    ),
    sumbu="Persen",
    desimal=2,
)


def values_of(root: Any) -> list[tuple[str, list[str], list[str | None]]]:
    """(name, categories, values) of each series, from the caches."""
    found = []
    for ser in root.iter("{*}ser"):
        name = ser.find("{*}tx//{*}v").text
        categories = [v.text for v in ser.findall("{*}cat//{*}v")]
        count = int(ser.find("{*}val//{*}ptCount").get("val"))
        cache = {int(p.get("idx")): p.find("{*}v").text for p in ser.findall("{*}val//{*}pt")}
        found.append((name, categories, [cache.get(n) for n in range(count)]))
    return found


def book_of(content: bytes) -> list[tuple[str, list[str], list[str | None]]]:
    """The same out of the embedded workbook, read by openpyxl."""
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(content))["Data"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    categories = [str(row[0]) for row in rows[1:]]
    found = []
    for n, name in enumerate(rows[0]):
        if n:
            values = [None if row[n] is None else _normal(str(row[n])) for row in rows[1:]]
            found.append((str(name), categories, values))
    return found


def _normal(text: str) -> str:
    return format(D(text).normalize(), "f")


def plain(series: list[tuple[str, list[str], list[str | None]]]) -> list[Any]:
    return [
        (name, cats, [None if v is None else _normal(v) for v in values])
        for name, cats, values in series
    ]


def test_cache_holds_exactly_the_figures() -> None:
    root = etree.fromstring(chart_part_xml(GRAFIK, "rId1"))
    assert values_of(root) == [
        ("Realisasi", ["2022", "2023", HARD], ["1.5", None, "-2.25"]),
        ("Target", ["2022", "2023", HARD], ["2", "3", "4"]),
    ]


def test_embedded_workbook_equals_the_cache_and_is_the_same_every_time() -> None:
    pairs = [(s.nama, s.nilai) for s in GRAFIK.seri]
    content = write_chart_book(GRAFIK.kategori, pairs)
    root = etree.fromstring(chart_part_xml(GRAFIK, "rId1"))
    assert book_of(content) == plain(values_of(root))
    assert content == write_chart_book(GRAFIK.kategori, pairs)


def test_a_missing_point_is_a_gap() -> None:
    root = etree.fromstring(chart_part_xml(GRAFIK, "rId1"))
    assert root.find(".//{*}dispBlanksAs").get("val") == "gap"


def test_a_negative_figure_opens_the_axis() -> None:
    root = etree.fromstring(chart_part_xml(GRAFIK, "rId1"))
    assert root.find(".//{*}valAx/{*}scaling/{*}min") is None


def test_alternative_text_reads_every_number_aloud() -> None:
    assert GRAFIK.alt == (
        "Grafik kolom (Persen). Realisasi: 2022 1,50; 2023 tidak ada data; "
        f"{HARD} -2,25. Target: 2022 2,00; 2023 3,00; {HARD} 4,00."
    )


@pytest.mark.parametrize(
    ("grafik", "code"),
    [
        (Grafik((), (), desimal=0), "#,##0"),
        (Grafik((), (), desimal=2, akhiran="%"), '#,##0.00"%"'),
        (Grafik((), (), pembagi=D(1_000_000)), "#,##0,,"),
    ],
)
def test_labels_show_the_decimals_of_the_figures(grafik: Grafik, code: str) -> None:
    assert format_code(grafik) == code


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_column_letters(number: int, letters: str) -> None:
    assert column_letter(number) == letters


def test_a_chart_that_staff_drew_keeps_its_look_and_takes_the_data() -> None:
    drawn = Grafik(("x",), (Seri("lama", (D(1),), "ABCDEF"),))
    root = refill(chart_part_xml(drawn, "rId9"), GRAFIK)
    assert [name for name, _, _ in values_of(root)] == ["Realisasi", "Target"]
    assert values_of(root)[0][2] == ["1.5", None, "-2.25"]
    assert root.findall(".//{*}srgbClr[@val='ABCDEF']")
    fewer = refill(chart_part_xml(GRAFIK, "rId9"), drawn)
    assert values_of(fewer) == [("lama", ["x"], ["1"])]


def test_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(TemplateError, match="TM003"):
        build_chart("pai", ())
    with pytest.raises(TemplateError, match="TM003"):
        build_chart("tren", "bukan indikator")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, without_office: None) -> Docx:
    target = tmp_path_factory.mktemp("grafik") / "LAKIP.docx"
    make_lakip(make_dossier(), 2024, target, template=TEMPLATE, tanggal=date(2025, 1, 31))
    return Docx(target)


def test_each_chart_of_the_report_equals_its_own_workbook(report: Docx) -> None:
    charts = report.charts()
    assert len(charts) >= 10
    for name, root in charts.items():
        relations = etree.fromstring(
            report.parts[name.replace("charts/", "charts/_rels/") + ".rels"]
        )
        target = relations[0].get("Target").replace("../", "word/")
        assert book_of(report.parts[target.lstrip("/")]) == plain(values_of(root)), name
        rid = root.find("{*}externalData").get("{%s}id" % NS["r"])
        assert rid == relations[0].get("Id")


def test_charts_show_the_figures_of_the_context(report: Docx) -> None:
    laporan, _ = prepare(make_dossier(), 2024)
    capaian = next(r for r in report.charts().values() if values_of(r)[0][0] == "Capaian")
    name, categories, values = values_of(capaian)[0]
    known = {i.kode: i.capaian for i in laporan.konteks.indikator if i.capaian.ada}
    assert categories == list(known)
    exact = [f for f in known.values() if isinstance(f, Angka)]
    assert all(abs(D(v or 0) - f) < D("1e-9") for v, f in zip(values, exact, strict=True))
