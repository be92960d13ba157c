"""Every figure of the report is traced, and nothing else is printed as one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lakip_docx import Docx, style_of, text_of
from lakip_dossier import make_dossier

from iku_excel.lakip.report import HasilLaporan, make_lakip

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "LAKIP.docx.j2"


@pytest.fixture(scope="module")
def hasil(tmp_path_factory: pytest.TempPathFactory, without_office: None) -> HasilLaporan:
    target = tmp_path_factory.mktemp("jejak") / "LAKIP.docx"
    return make_lakip(make_dossier(), 2024, target, template=TEMPLATE, tanggal=date(2025, 1, 31))


@pytest.fixture(scope="module")
def printed(hasil: HasilLaporan) -> list[Any]:
    """The paragraphs of the report before its Jejak Angka."""
    return Docx(hasil.path).before("LAMPIRAN 7 JEJAK ANGKA")


@pytest.fixture(scope="module")
def jejak(hasil: HasilLaporan) -> list[dict[str, Any]]:
    return list(hasil.to_json()["jejak"])


def test_every_printed_figure_is_traced(printed: list[Any], jejak: list[dict[str, Any]]) -> None:
    known = {entry["angka"] for entry in jejak}
    found = set()
    for paragraph in printed:
        if not _is_quoted(paragraph):
            found |= set(re.findall(r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,\d+", text_of(paragraph)))
    assert len(found) > 60
    assert found <= known


def _is_quoted(paragraph: Any) -> bool:
    """Whether the paragraph holds the decree's own words: they are not figures of the report."""
    if text_of(paragraph).startswith("Catatan telaah keputusan nomor"):
        return True
    table = next(paragraph.iterancestors("{*}tbl"), None)
    title = table.find("{*}tblPr/{*}tblCaption") if table is not None else None
    return title is not None and title.values()[0] in ("Uraian indikator", "Telaah keputusan")


def test_every_number_in_a_column_of_numbers_is_traced(
    printed: list[Any], jejak: list[dict[str, Any]]
) -> None:
    known = {entry["angka"] for entry in jejak}
    cells = [text_of(p) for p in printed if style_of(p).endswith("Angka") and text_of(p)]
    numbers = {re.sub(r"^Rp|%$", "", text) for text in cells if re.search(r"\d", text)}
    assert len(cells) > 300
    assert numbers <= known


def test_every_traced_figure_is_printed(
    hasil: HasilLaporan, printed: list[Any], jejak: list[dict[str, Any]]
) -> None:
    text = " ".join(text_of(p) for p in printed)
    charts = {d.get("descr") for p in printed for d in p.iter("{*}docPr")}
    everything = text + " ".join(filter(None, charts))
    silent = [e["hal"] for e in jejak if not _stands_in(e["angka"], everything)]
    assert silent == []


def _stands_in(angka: str, text: str) -> bool:
    return re.search(rf"(?<![\d,]){re.escape(angka)}(?![\d])", text) is not None


def test_a_read_figure_has_its_cell_and_hash(jejak: list[dict[str, Any]]) -> None:
    entry = next(e for e in jejak if (e["indikator"], e["hal"]) == ("SK5/1", "realisasi 2024"))
    assert entry["angka"] == "3,60"
    assert (entry["berkas"], entry["lembar"], entry["sel"]) == (
        "Monitoring_2024_12.xlsx", "Monitoring", "G17",
    )  # fmt: skip
    assert entry["sha256"] == "202412".ljust(64, "0")
    assert entry["rujukan"].startswith("Keputusan 47/2023 Lampiran II SK5/1")


def test_a_computed_figure_has_formula_policy_and_both_cells(jejak: list[dict[str, Any]]) -> None:
    entry = next(e for e in jejak if (e["indikator"], e["hal"]) == ("SK5/1", "capaian 2024"))
    assert (entry["angka"], entry["rumus"], entry["kebijakan"]) == (
        "102,27", "3,60 / 3,52 × 100", "baku",
    )  # fmt: skip
    assert {(a["berkas"], a["sel"]) for a in entry["asal"]} == {
        ("Monitoring_2024_12.xlsx", "G17"), ("PK_2024.xlsx", "E17"),
    }  # fmt: skip


def test_every_entry_has_the_keys_of_the_contract(jejak: list[dict[str, Any]]) -> None:
    keys = {"angka", "indikator", "hal", "berkas", "sha256", "lembar", "sel", "rujukan"}
    assert all(keys <= set(entry) for entry in jejak)
    assert all(e["asal"] or e["rumus"] or e["rujukan"] for e in jejak)


def test_the_appendix_lists_what_the_json_lists(
    hasil: HasilLaporan, jejak: list[dict[str, Any]]
) -> None:
    rows = Docx(hasil.path).rows("Jejak Angka")[1:]
    assert [(row[1], row[2]) for row in rows] == [
        (e["angka"], f"{e['indikator'] or ''} {e['hal']}".strip()) for e in jejak
    ]
    files = Docx(hasil.path).rows("Buku kerja sumber")[1:]
    assert ["PK_2024.xlsx", "a" * 64] in [[row[1], row[3]] for row in files]


@pytest.mark.parametrize("name", ["Triwulan", "Notulen"])
def test_a_report_without_the_appendix_lists_only_what_it_prints(
    name: str, tmp_path: Path, without_office: None
) -> None:
    template = TEMPLATE.with_name(f"{name}.docx.j2")
    made = make_lakip(make_dossier(), 2024, tmp_path / "T.docx", template=template, triwulan=3)
    entries = made.to_json()["jejak"]
    docx = Docx(made.path)
    paragraphs = list(docx.body.iter("{*}p"))
    text = " ".join(text_of(p) for p in paragraphs)
    assert [e["hal"] for e in entries if not _stands_in(e["angka"], text)] == []
    assert not any("2023" in e["hal"] or "TW IV" in e["hal"] for e in entries)
    known = {e["angka"] for e in entries}
    cells = [text_of(p) for p in paragraphs if style_of(p).endswith("Angka")]
    numbers = {re.sub(r"^Rp|%$", "", cell) for cell in cells if re.search(r"\d", cell)}
    assert len(numbers) > 20
    assert numbers <= known
