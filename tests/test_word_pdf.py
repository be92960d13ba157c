"""LibreOffice lays the report out: page numbers in the lists, the PDF, and a round trip."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from word_maker import all_texts, assert_sound, report_template

from iku_excel.lakip import office
from iku_excel.lakip.finish import FinishReport, finish, prepare_objects
from iku_excel.lakip.office import OfficeError, convert_to_pdf, find_office
from iku_excel.lakip.pdf_clean import clean_pdf
from iku_excel.lakip.pdf_reader import PdfError, PdfFile
from iku_excel.lakip.template import load_template

BODY: tuple[Any, ...] = (
    ("Heading 1", "Pendahuluan"),
    "Lihat {{ rujuk('t-3') }}.",
    "{{ wilayah('kalimat') }}",
    "Nilainya {{ nilai }}.",
    "{{ akhir_wilayah() }}",
    ("Heading 1", "Akuntabilitas"),
    "{% for i in daftar %}",
    ("Heading 2", "Indikator {{ i }}"),
    "{{ wilayah('t-' ~ i) }}",
    ("Caption", "{{ tabel('t-' ~ i) }} Capaian {{ i }}"),
    [["Nama", "Nilai"], ["{{ i }}", "{{ nilai }}"]],
    "Sumber: Monitoring!{{ i }}",
    "{{ akhir_wilayah() }}",
    "{{ halaman_baru() }}",
    "{% endfor %}",
)


def build(
    folder: Path, nilai: int = 1, pdf: Path | None = None, existing: Path | None = None
) -> FinishReport:
    objects = prepare_objects()
    rendered = load_template(report_template(folder, *BODY)).render(
        {"daftar": [1, 2, 3], "nilai": nilai}, objects=objects.registry
    )
    return finish(rendered, objects, folder / "hasil.docx", pdf=pdf, existing=existing)


def pdf_with(title: str, clock: str, identity: str) -> bytes:
    """The end of a PDF as LibreOffice writes it."""
    code = title.encode("utf-16-be").hex().upper()
    return (
        f"1 0 obj\n<</Title<FEFF{code}>/Dest[2 0 R]>>\nendobj\n"
        f"9 0 obj\n<</Producer<FEFF0041>\n/CreationDate(D:{clock})>>\nendobj\n"
        f"trailer\n<</Size 9/Info 9 0 R\n/ID [ <{identity}>\n<{identity}> ]\n"
        f"/DocChecksum /{identity}\n>>\nstartxref\n77\n%%EOF\n"
    ).encode()


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("BAB II RENCANA2", "BAB II RENCANA"),
        ("BAB III TAHUN 20243", "BAB III TAHUN 2024"),
        ("LAMPIRAN 1", "LAMPIRAN 1"),
        ("Judul lain 7", "Judul lain 7"),
    ],
)
def test_a_pdf_says_nothing_of_hidden_numbers_and_of_the_clock(title: str, shown: str) -> None:
    titles = {"BAB II RENCANA", "BAB III TAHUN 2024", "LAMPIRAN 1", "LAMPIRAN"}
    before = pdf_with(title, "20250131080000Z'", "A" * 32)
    after = clean_pdf(before, titles)
    assert len(after) == len(before)
    assert f"<FEFF{shown.encode('utf-16-be').hex().upper()}>".encode() in after
    assert b"CreationDate" not in after
    assert after == clean_pdf(pdf_with(title, "20260131080000Z'", "B" * 32), titles)
    assert clean_pdf(b"%PDF-1.7 another writer", titles) == b"%PDF-1.7 another writer"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laporan")
    report = build(folder, pdf=folder / "hasil.pdf")
    assert (report.pages.jumlah, report.pages.alasan, report.pages.tanpa_halaman) == (4, "", ())
    return folder


@pytest.mark.berat
@pytest.mark.kantor
def test_every_list_entry_is_on_its_page(made: Path) -> None:
    assert all_texts(made / "hasil.docx")[:8] == [
        "BAB I Pendahuluan 1", "BAB II Akuntabilitas 1", "Indikator 1 1", "Indikator 2 2",
        "Indikator 3 3", "Tabel 2.1 Capaian 1 1", "Tabel 2.2 Capaian 2 2", "Tabel 2.3 Capaian 3 3",
    ]  # fmt: skip
    assert_sound(made / "hasil.docx")
    pages = [page.extract_text() for page in pypdf.PdfReader(made / "hasil.pdf").pages]
    assert len(pages) == 4
    assert "Tabel 2.3 Capaian 3" in pages[3].replace("\n", "")
    assert "Lihat Tabel 2.3." in pages[1].replace("\n", "")
    assert not any("SEQ" in page or "Error" in page for page in pages)


@pytest.mark.berat
@pytest.mark.kantor
def test_our_reading_of_the_pdf_agrees_with_pypdf(made: Path) -> None:
    ours = PdfFile((made / "hasil.pdf").read_bytes())
    theirs = pypdf.PdfReader(made / "hasil.pdf")
    named = {
        name.lstrip("/"): (theirs.get_destination_page_number(place) or 0) + 1
        for name, place in theirs.named_destinations.items()
    }
    assert len(ours.pages()) == len(theirs.pages)
    assert ours.destinations() == named
    assert len(named) > 10
    assert theirs.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert theirs.outline


@pytest.mark.berat
@pytest.mark.kantor
def test_the_same_report_twice_is_the_same_bytes(made: Path, tmp_path: Path) -> None:
    build(tmp_path)
    assert (tmp_path / "hasil.docx").read_bytes() == (made / "hasil.docx").read_bytes()


@pytest.mark.berat
@pytest.mark.kantor
def test_regions_survive_a_round_through_libreoffice(made: Path, tmp_path: Path) -> None:
    profile = (tmp_path / "profil").as_uri()
    program = find_office()
    assert program is not None, "LibreOffice is needed for this test"
    subprocess.run(
        [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to",
         "docx:MS Word 2007 XML", "--outdir", tmp_path, made / "hasil.docx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    edited = docx.Document(str(tmp_path / "hasil.docx"))
    edited.tables[1].cell(1, 1).text = "diubah staf"
    edited.add_paragraph("Tambahan staf")
    edited.save(str(tmp_path / "hasil.docx"))
    report = build(tmp_path, nilai=7, existing=tmp_path / "hasil.docx").wilayah
    assert report is not None
    assert report.diganti == ["kalimat", "t-1", "t-3"]
    assert report.dipertahankan == ["t-2"]
    texts = all_texts(tmp_path / "hasil.docx")
    assert texts.count("7") == 2
    assert texts.count("Nilainya 7.") == 1
    assert "diubah staf" in texts
    assert "Tabel 2.2 Capaian 2" in texts
    assert texts[-1] == "Tambahan staf"


@pytest.mark.berat
@pytest.mark.kantor
def test_a_hung_libreoffice_is_stopped(made: Path, tmp_path: Path) -> None:
    with pytest.raises(OfficeError) as caught:
        convert_to_pdf(made / "hasil.docx", tmp_path / "x.pdf", seconds=0.05)
    assert caught.value.code == "PD002"
    assert not (tmp_path / "x.pdf").exists()


# Without LibreOffice -----------------------------------------------------------------------------


def fake_office(folder: Path, body: str) -> Path:
    program = folder / "soffice"
    program.write_text(f"#!{sys.executable}\nimport sys, os, time\n{body}\n")
    program.chmod(0o755)
    return program


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a POSIX script")
@pytest.mark.parametrize(
    "body", ["sys.exit(1)", "pass", "time.sleep(60)", "open('/dev/null')\nraise SystemExit(0)"]
)
def test_a_libreoffice_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setenv("IKU_SOFFICE", str(fake_office(tmp_path, body)))
    source = tmp_path / "a.docx"
    source.write_bytes(b"x")
    with pytest.raises(OfficeError) as caught:
        convert_to_pdf(source, tmp_path / "a.pdf", seconds=0.5)
    assert caught.value.code == "PD002"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.docx", "soffice"]


@pytest.mark.berat
@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a POSIX script")
def test_its_children_are_stopped_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"
    body = (
        "import subprocess\n"
        f"child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(pid)!r}, 'w').write(str(child.pid))\ntime.sleep(60)"
    )
    monkeypatch.setenv("IKU_SOFFICE", str(fake_office(tmp_path, body)))
    (tmp_path / "a.docx").write_bytes(b"x")
    with pytest.raises(OfficeError):
        convert_to_pdf(tmp_path / "a.docx", tmp_path / "a.pdf", seconds=3)
    child = int(pid.read_text())
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_a_missing_libreoffice_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IKU_SOFFICE", "")
    assert find_office() is None
    with pytest.raises(OfficeError) as caught:
        convert_to_pdf(tmp_path / "a.docx", tmp_path / "a.pdf")
    assert caught.value.code == "PD001"
    monkeypatch.setenv("IKU_SOFFICE", str(tmp_path / "tidak-ada"))
    assert find_office() is None


def test_a_broken_libreoffice_leaves_the_lists_without_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OfficeError("PD002", "rusak.")

    monkeypatch.setattr("iku_excel.lakip.pdf.convert_to_pdf", fail)
    monkeypatch.setattr("iku_excel.lakip.pdf.find_office", lambda: Path("soffice"))
    report = build(tmp_path)
    assert report.pages.jumlah is None
    assert "rusak" in report.pages.alasan
    assert all_texts(tmp_path / "hasil.docx")[0] == "BAB I Pendahuluan"
    assert_sound(tmp_path / "hasil.docx")


def test_the_profile_is_indonesian_and_closed(tmp_path: Path) -> None:
    office._write_profile(tmp_path / "profil")
    text = (tmp_path / "profil" / "user" / "registrymodifications.xcu").read_text("utf-8")
    assert "id-ID" in text
    assert "MacroSecurityLevel" in text


def test_pdf_with_packed_objects() -> None:
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R    >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1>>",
        b"<< /Names [(a#b) [4 0 R /Fit] <FEFF0062> << /D [4 0 R /XYZ 0 0 0] >>] >>",
    )
    offsets, body = [], b""
    for item in objects:
        offsets.append(len(body))
        body += item + b" "
    header = b" ".join(b"%d %d" % (n, o) for n, o in zip((1, 2, 3), offsets, strict=True)) + b" "
    packed = zlib.compress(header + body)
    data = (
        b"%PDF-1.5\n9 0 obj\n<< /Type /ObjStm /N 3 /First " + str(len(header)).encode()
        + b" /Length " + str(len(packed)).encode() + b" /Filter /FlateDecode >>\nstream\n" + packed
        + b"\nendstream\nendobj\n4 0 obj << /Type /Page /Parent 2 0 R >> endobj\n"
        b"10 0 obj << /Type /XRef /Root 11 0 R /Length 3 >>\nstream\nxyz\nendstream endobj\n"
        b"11 0 obj << /Type /Catalog /Pages 2 0 R /Names << /Dests 3 0 R >> >> endobj\n"
    )  # fmt: skip
    pdf = PdfFile(data)
    assert pdf.pages() == [4]
    assert pdf.destinations() == {"a#b": 1, "b": 1}


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4", b"1 0 obj << /Type", b"trailer << >> startxref"]
)
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(PdfError):
        PdfFile(data).pages()
