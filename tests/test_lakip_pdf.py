"""The report page by page, as LibreOffice lays it out."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from lakip_docx import Docx, text_of
from lakip_dossier import make_dossier

from iku_excel.lakip.report import HasilLaporan, make_lakip

pytestmark = [pytest.mark.berat, pytest.mark.kantor]
TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "LAKIP.docx.j2"


@pytest.fixture(scope="module")
def hasil(tmp_path_factory: pytest.TempPathFactory) -> HasilLaporan:
    folder = tmp_path_factory.mktemp("pdf")
    return make_lakip(
        make_dossier(), 2024, folder / "LAKIP.docx", template=TEMPLATE,
        tanggal=date(2025, 1, 31), pdf=folder / "LAKIP.pdf",
    )  # fmt: skip


@pytest.fixture(scope="module")
def pages(hasil: HasilLaporan) -> list[str]:
    """The text of each page."""
    import pypdf

    assert hasil.pdf is not None
    return [page.extract_text() for page in pypdf.PdfReader(str(hasil.pdf)).pages]


def test_no_page_is_blank(pages: list[str], hasil: HasilLaporan, tmp_path: Path) -> None:
    assert len(pages) > 30
    body = [re.sub(r"\s+", "", page) for page in pages]
    assert [n for n, text in enumerate(body, 1) if len(text) < 120] == []


def test_no_field_has_failed(pages: list[str]) -> None:
    text = "\n".join(pages)
    for wrong in ("Error", "Galat:", "??", "REF _", "PAGEREF", "SEQ ", "{{", "{%"):
        assert wrong not in text, wrong


def test_contents_name_the_page_each_heading_is_on(pages: list[str], hasil: HasilLaporan) -> None:
    entries = _entries(Docx(hasil.path))
    assert len(entries) > 60
    first = next(n for n, page in enumerate(pages) if "BAB I PENDAHULUAN" in page and n > 5)
    wrong = []
    for title, label in entries:
        number = first + int(label) - 1 if label.isdigit() else _roman(label)
        if _squeeze(title) not in _squeeze(pages[number]):
            wrong.append((title, label))
    assert wrong == []


def _entries(docx: Docx) -> list[tuple[str, str]]:
    found = []
    for paragraph in docx.body.iter("{*}p"):
        link = paragraph.find("{*}hyperlink")
        style = paragraph.find("{*}pPr/{*}pStyle")
        if (
            link is not None
            and style is not None
            and re.match("(?i)toc|tableof", style.values()[0])
        ):
            match = re.fullmatch(r"(.*\S)\s+(\d+|[ivxl]+)", text_of(link))
            assert match, text_of(link)
            found.append((match[1], match[2]))
    return found


def _roman(label: str) -> int:
    return ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"].index(label) + 1


def _squeeze(text: str) -> str:
    return re.sub(r"[\s.]+", "", text)


def test_pdf_is_tagged_indonesian_with_bookmarks(hasil: HasilLaporan) -> None:
    import pypdf

    assert hasil.pdf is not None
    reader = pypdf.PdfReader(str(hasil.pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("id")
    titles = [mark.title for mark in reader.outline if not isinstance(mark, list)]
    assert titles == [
        "KATA PENGANTAR", "IKHTISAR EKSEKUTIF", "BAB I PENDAHULUAN", "BAB II PERENCANAAN KINERJA",
        "BAB III AKUNTABILITAS KINERJA", "BAB IV PENUTUP", "LAMPIRAN 1 PERJANJIAN KINERJA",
        "LAMPIRAN 2 PENGUKURAN KINERJA", "LAMPIRAN 3 RENCANA AKSI", "LAMPIRAN 4 REVIU MANDIRI",
        "LAMPIRAN 5 PERNYATAAN TELAH DIREVIU", "LAMPIRAN 6 TELAAH KEPUTUSAN",
        "LAMPIRAN 7 JEJAK ANGKA",
    ]  # fmt: skip


def test_no_table_spills_a_single_row_and_no_signature_stands_alone(pages: list[str]) -> None:
    reviu = [n for n, page in enumerate(pages) if re.search(r"(?m)^III\.\d", page)]
    assert len(reviu) == 1
    signed = [page for page in pages if "NIP 197001011995031001" in page]
    assert len(signed) == 2
    assert all(re.search("KATA PENGANTAR|Langkah di Masa Mendatang", page) for page in signed)


def test_the_same_report_is_the_same_pdf(hasil: HasilLaporan, tmp_path: Path) -> None:
    again = make_lakip(
        make_dossier(), 2024, tmp_path / "Lain.docx", template=TEMPLATE,
        tanggal=date(2025, 1, 31), pdf=tmp_path / "Lain.pdf",
    )  # fmt: skip
    assert again.pdf is not None and hasil.pdf is not None
    assert again.pdf.read_bytes() == hasil.pdf.read_bytes()


def test_pages_are_a4_upright_and_lying(hasil: HasilLaporan) -> None:
    command = ["pdfinfo", "-f", "1", "-l", "999", str(hasil.pdf)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    sizes = set(re.findall(r"size:\s+(\d+)\.?\d* x (\d+)", out))
    assert sizes == {("595", "841"), ("841", "595")}
