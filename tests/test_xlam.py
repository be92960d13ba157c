"""The add-in's file: what other readers see in it equals its sources."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream

from iku_excel.hosts.excel import ovba, xlam

PYTHON = "C:\\Users\\Bu Sri\\iku\\pythonw.exe"


def modules_of(data: bytes) -> dict[str, str]:
    """Module name → source as oletools extracts it, attributes left out."""
    parser = VBA_Parser("iku_excel.xlam", data=data)
    try:
        return {
            name.rpartition(".")[0]: "\n".join(
                line for line in code.splitlines() if not line.startswith("Attribute VB_")
            )
            for _, _, name, code in parser.extract_macros()
        }
    finally:
        parser.close()


def test_other_reader_sees_the_sources() -> None:
    found = modules_of(xlam.build_xlam(PYTHON))
    expected = {m.name: "\n".join(m.source.splitlines()) for m in xlam.project(PYTHON).modules}
    assert found == expected
    assert PYTHON in found["IkuPemasangan"]


def test_same_bytes_each_time() -> None:
    assert xlam.build_xlam(PYTHON) == xlam.build_xlam(PYTHON)


def test_every_button_has_its_own_id_and_a_known_command() -> None:
    with zipfile.ZipFile(io.BytesIO(xlam.build_xlam(PYTHON))) as package:
        roots = [
            ElementTree.fromstring(package.read(f"customUI/{name}"))
            for name in ("customUI.xml", "customUI14.xml")
        ]
    for root in roots:
        buttons = [e for e in root.iter() if e.tag.endswith("}button")]
        assert [b.get("tag") for b in buttons] == [
            "periksa", "hapus-tanda", "hitung", "rincian", "isi-pk", "lakip", "batalkan", "panduan",
        ]  # fmt: skip
        assert len({b.get("id") for b in buttons}) == len(buttons)
        assert all(b.get("screentip") and b.get("supertip") for b in buttons)


def test_no_declare_no_shell_no_automatic_macro() -> None:
    text = "\n".join(modules_of(xlam.build_xlam(PYTHON)).values()).lower()
    for word in ("declare ", "cmd.exe", "auto_open", "workbook_open", "vbproject", "kill "):
        assert word not in text


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=9000))
def test_compression_is_read_back_by_another_program(data: bytes) -> None:
    read = bytes(decompress_stream(bytearray(ovba.compress(data))))
    assert read[: len(data)] == data
    assert set(read[len(data) :]) <= {0}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_path_becomes_a_vba_expression(path: str) -> None:
    expression = xlam.vba_string(path)
    assert expression.isascii()
    units: list[int] = []
    for piece in expression.split(" & ") if '" ' not in expression else _pieces(expression):
        if piece.startswith("ChrW("):
            units.append(int(piece[5:-1]))
        else:
            units += [ord(ch) for ch in piece[1:-1].replace('""', '"')]
    raw = b"".join(unit.to_bytes(2, "little") for unit in units)
    assert raw.decode("utf-16-le", "surrogatepass") == path


def _pieces(expression: str) -> list[str]:
    """Split at " & " outside of quotes."""
    pieces, current, quoted = [], "", False
    for index, ch in enumerate(expression):
        if ch == '"':
            quoted = not quoted
        if not quoted and expression.startswith(" & ", index):
            pieces.append(current)
            current = ""
        elif quoted or ch not in " &":
            current += ch
    return [*pieces, current]
