"""A template takes nothing from outside of itself: links are cut and told, what it shows stays."""

from __future__ import annotations

import io
import re
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from word_links import LINKS, NS, Builder, drawing, field, linked
from word_maker import assert_sound, render, texts

from iku_excel.errors import TemplateError
from iku_excel.lakip.office import convert_to_pdf
from iku_excel.lakip.outside import seal
from iku_excel.lakip.template import load_template, read_template

ROOT = Path(__file__).resolve().parent.parent
SAH = ROOT / "samples" / "sah"
URL = "http://127.0.0.1:9/rahasia/"
UNTOLD = ("picture called a hyperlink",)  # its relationship stays, nothing draws it any more


@pytest.mark.parametrize("kind", LINKS)
@pytest.mark.parametrize("url", [URL, "file:///etc/", "\\\\10.0.0.1\\berbagi\\"])
def test_links_are_cut_and_told(tmp_path: Path, kind: str, url: str) -> None:
    path = linked(tmp_path, kind, url)
    template = load_template(path)
    assert {fault.kode for fault in template.faults} == {"TM009"}
    assert template.links == template.faults
    for _ in range(2):  # a template may be filled again
        rendered = template.render({"tahun": 2024})
        assert rendered.links == template.links
        assert "Tahun 2024" in texts(rendered)
        data = rendered.to_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name).decode("latin-1") for name in archive.namelist()}
        if kind not in UNTOLD:
            assert not [name for name, text in parts.items() if url.rstrip("\\/") in text]
        assert "a:blip" not in parts["word/document.xml"] or kind == "drawing"
        if kind not in ("VML fill", "linked object", "linked chart", "drawing", "VML source"):
            assert_sound(data)  # what is made for these is no proper Word markup to begin with


@pytest.mark.parametrize("kind", [k for k in LINKS if k.isupper() or k == "simple field"])
def test_what_a_field_shows_stays(tmp_path: Path, kind: str) -> None:
    rendered = render(linked(tmp_path, kind, URL), {"tahun": 2024})
    assert texts(rendered)[0] == "hasil lama"
    assert not list(rendered.document.element.body.iter("{*}fldChar", "{*}instrText"))


def test_place_of_a_link_is_named(tmp_path: Path) -> None:
    builder = Builder(URL)
    builder.document.add_paragraph("lagi")
    builder.document.element.body.insert(2, parse_xml(field(f' INCLUDETEXT "{URL}a.docx" ')))
    builder.document.save(tmp_path / "t.docx")
    (fault,) = read_template(tmp_path / "t.docx").faults
    assert (fault.place.bagian, fault.place.paragraf) == ("isi", 3)


def test_ordinary_links_and_fields_stay(tmp_path: Path) -> None:
    builder = Builder(URL)
    key = builder.relate(RT.HYPERLINK)
    link = f'<w:hyperlink r:id="{key}"><w:r><w:t>situs</w:t></w:r></w:hyperlink>'
    builder.put(f"<w:p {NS}>{link}</w:p>")
    kept = [" PAGE ", " REF a ", ' TOC \\o "1-3" ', " = 1 + 2 ", " SEQ a ", ' IF 1 = 1 "a" "b" ']
    for text in kept:
        builder.put(field(text, "1"))
    builder.document.save(tmp_path / "t.docx")
    template = load_template(tmp_path / "t.docx")
    assert template.faults == ()
    rendered = template.render({"tahun": 2024})
    codes = [e.text for e in rendered.document.element.body.iter("{*}instrText")]
    assert codes == kept[::-1]
    assert rendered.document.part.rels[key].target_ref == f"{URL}luar.bin"


def test_a_picture_in_the_file_with_a_link_besides_keeps_the_picture(tmp_path: Path) -> None:
    builder = Builder(URL)
    link = builder.relate(RT.IMAGE)
    own = builder.add_part("/word/media/a.png", "image/png", b"\x89PNG", RT.IMAGE)
    builder.put(drawing(link).replace("<a:blip ", f'<a:blip r:embed="{own}" '))
    builder.document.save(tmp_path / "t.docx")
    rendered = render(tmp_path / "t.docx", {"tahun": 2024})
    (blip,) = rendered.document.element.body.iter("{*}blip")
    assert [name.rsplit("}")[-1] for name in blip.keys()] == ["embed"]
    assert len(rendered.links) == 1


@pytest.mark.parametrize(
    ("name", "kind", "relation"),
    [
        ("/word/vbaProject.bin", "application/vnd.ms-office.vbaProject",
         "http://schemas.microsoft.com/office/2006/relationships/vbaProject"),
        ("/word/a.bin", "application/vnd.ms-office.vbaProject", "urn:x"),
        ("/word/a.html", "text/html",
         "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"),
    ],
)  # fmt: skip
def test_macros_and_foreign_documents_are_refused(
    tmp_path: Path, name: str, kind: str, relation: str
) -> None:
    builder = Builder(URL)
    builder.add_part(name, kind, b"x" * 200, relation)
    builder.document.save(tmp_path / "t.docx")
    with pytest.raises(TemplateError) as caught:
        load_template(tmp_path / "t.docx")
    assert caught.value.code == "TM007"


def test_a_macro_document_renamed_is_refused(tmp_path: Path) -> None:
    builder = Builder(URL)
    builder.document.part._content_type = "application/vnd.ms-word.document.macroEnabled.main+xml"
    builder.document.save(tmp_path / "t.docx")
    with pytest.raises(TemplateError) as caught:
        load_template(tmp_path / "t.docx")
    assert caught.value.code == "TM007"


# LibreOffice -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A server on this machine: its address, and what it was asked for."""
    asked: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client:
                client.settimeout(2)
                asked.append(client.recv(200))
                client.sendall(b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", asked
    server.close()


def everything(folder: Path, url: str) -> Path:
    builder = Builder(url)
    for add in LINKS.values():
        add(builder)
    for text in ("{{ wilayah('a') }}", "Bagian {{ tahun }}", "{{ akhir_wilayah() }}"):
        builder.document.add_paragraph(text)
    builder.document.save(folder / "semua.docx")
    return folder / "semua.docx"


def test_the_listener_hears(listener: tuple[str, list[bytes]]) -> None:
    url, asked = listener
    host, port = url.strip("/").removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 5) as client:
        client.sendall(b"GET /halo")
        client.recv(10)
    assert asked == [b"GET /halo"]
    asked.clear()


@pytest.mark.berat
@pytest.mark.kantor
@pytest.mark.parametrize("is_sealed", [True, False])
def test_libreoffice_fetches_nothing_that_a_document_names(
    tmp_path: Path, listener: tuple[str, list[bytes]], monkeypatch: pytest.MonkeyPatch,
    is_sealed: bool,
) -> None:  # fmt: skip
    """By its profile alone, and by the copy it is given: two locks."""
    url, asked = listener
    asked.clear()
    if is_sealed:
        monkeypatch.setattr(
            "iku_excel.lakip.office._SETTINGS",
            (("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "id-ID"),),
        )
    else:
        monkeypatch.setattr("iku_excel.lakip.office.seal", lambda docx: docx)
    convert_to_pdf(everything(tmp_path, url), tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").stat().st_size > 1000
    assert asked == []


def lakip(template: Path, target: Path) -> set[str]:
    """`iku lakip --pdf`; the codes of the report's findings."""
    words = ["lakip", "--tahun", "2024", "--pk", SAH / "PK_2024.xlsx", "--monitoring"]
    words += [SAH / "bulanan" / "Monitoring_2024_12.xlsx", "--templat", template, "--ke", target]
    done = subprocess.run(
        [sys.executable, "-m", "iku_excel", *map(str, words), "--pdf", "--json"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    assert target.with_suffix(".pdf").is_file()
    return set(re.findall(r'"kode": "(\w+)"', done.stdout))


@pytest.mark.berat
@pytest.mark.kantor
def test_the_report_as_pdf_fetches_nothing_and_reads_no_local_file(
    tmp_path: Path, listener: tuple[str, list[bytes]]
) -> None:
    """The command, on a template with every link; and again on the report with links of staff."""
    import pypdf

    url, asked = listener
    asked.clear()
    target = tmp_path / "l.docx"
    template = everything(tmp_path, url)
    assert "TM009" in lakip(template, target)
    assert asked == []
    picture = tmp_path / "rahasia.png"
    picture.write_bytes(_red_png())
    edited = docx.Document(str(target))
    for where in (url + "a.png", picture.as_uri()):
        key = edited.part.relate_to(where, RT.IMAGE, is_external=True)
        edited.element.body.insert(0, parse_xml(drawing(key)))
    edited.save(str(target))
    lakip(template, target)
    assert asked == []
    assert [p.images for p in pypdf.PdfReader(tmp_path / "l.pdf").pages if list(p.images)] == []
    kept = [r.target_ref for r in docx.Document(str(target)).part.rels.values() if r.is_external]
    assert url + "a.png" in kept  # what staff put in is theirs


def _red_png() -> bytes:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = zlib.crc32(kind + data)
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", sum_)

    rows = (b"\0" + b"\xff\0\0" * 40) * 40
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", struct.pack(">LLBBBBB", 40, 40, 8, 2, 0, 0, 0)),
         chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )  # fmt: skip


def test_a_copy_without_links_is_the_document_itself(tmp_path: Path) -> None:
    Builder(URL).document.save(tmp_path / "t.docx")
    data = (tmp_path / "t.docx").read_bytes()
    assert seal(data) is data
