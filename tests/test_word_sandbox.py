"""A template is a file that anybody may have edited: it reads fields and does nothing else."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from word_maker import codes_of, faults_of, make

from iku_excel.errors import TemplateError
from iku_excel.lakip import intake
from iku_excel.lakip.template import load_template

CONTEXT: dict[str, Any] = {"s": "abc", "b": [1, 2], "d": {"k": 1}, "n": 3}


@pytest.mark.parametrize(
    "tag",
    [
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ ''.__class__.__mro__[1].__subclasses__()|length }}",
        "{{ s['__class__'] }}", "{{ s|attr('__class__') }}", "{{ (s).__len__() }}",
        "{{ b|map(attribute='__class__')|list }}", "{{ b|map('attr', '__class__')|list }}",
        "{{ b|groupby('__class__') }}", "{{ b|sum(attribute='__class__') }}",
        "{{ self }}", "{{ self._TemplateReference__context }}", "{{ namespace.__init__ }}",
        "{{ warna.__globals__ }}", "{{ range.__self__ }}", "{{ loop.__class__ }}",
        "{{ '{0.__class__}'.format(s) }}", "{{ '{:>1000000000}'.format(1) }}",
        "{{ '%s' % s }}", "{{ '%1000000000d' % 1 }}", "{{ s.encode() }}", "{{ s.join(b) }}",
        "{{ s.ljust(10000000) }}", "{{ s.replace('a', 'b') }}", "{{ b.append(1) }}",
        "{{ d.update({}) }}", "{{ d.pop('k') }}", "{{ n.bit_length() }}",
        "{{ n.to_bytes(9, 'big') }}",
        "{{ 9**9**9 }}", "{{ (9**9)**9 }}", "{{ 'a'*10**9 }}", "{{ [1]*10**9 }}",
        "{{ 2**100000 }}", "{{ n * s }}", "{{ range(10**9)|list }}", "{{ range(99999999) }}",
        "{{ range(10000)|join('x' ~ s ~ range(9999)|join) }}",
        "{{ range(9999)|join|replace('1', range(9999)|join) }}",
        "{{ s|center(10**8) }}", "{{ s|indent(10**8) }}", "{{ s|format }}", "{{ s|safe }}",
        "{{ s|xmlattr }}", "{{ s|tojson }}", "{{ b|batch(10**9) }}", "{{ b|random }}",
        "{% include 'x.docx' %}", "{% import 'x' as y %}", "{% from 'x' import y %}",
        "{% extends 'x' %}", "{% block x %}", "{% for i in b recursive %}{{ loop(b) }}{% endfor %}",
        "{{ " + "(" * 500 + "1" + ")" * 500 + " }}", "{{ " + "9" * 5000 + " }}",
        "{{ " + "-" * 3000 + "1 }}", "{{ " + "not " * 3000 + "s }}",
    ],
)  # fmt: skip
def test_escapes_and_bombs_are_refused(tmp_path: Path, tag: str) -> None:
    started = time.process_time()
    codes = codes_of(make(tmp_path, tag), CONTEXT)
    assert codes
    assert set(codes) <= ({"TM005"} if "map('attr'" in tag else {"TM003"})
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "items",
    [
        ["{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}"],
        ["{% for i in range(9999) %}", "{% for j in range(9999) %}", "x", "{% endfor %}",
         "{% endfor %}"],
        ["{% set ns = namespace(t='xxxxxxxxxx') %}",
         "{% for i in range(60) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}{{ ns.t }}"],
        ["{% set ns = namespace(t='xxxxxxxxxx') %}",
         "{% for i in range(60) %}{% set ns.t = ns.t + ns.t %}{% endfor %}{{ ns.t }}"],
        ["{% set ns = namespace(t=99999) %}",
         "{% for i in range(60) %}{% set ns.t = ns.t * ns.t %}{% endfor %}{{ ns.t }}"],
        ["{% set ns = namespace(t=[1, 2, 3]) %}",
         "{% for i in range(60) %}{% set ns.t = ns.t + ns.t %}{% endfor %}"],
        ["{% set ns = namespace(t=range(9999)|join('---------')) %}",
         "{% for i in range(9999) %}{{ ns.t }}{% endfor %}"],
    ],
)  # fmt: skip
def test_loops_that_eat_time_or_memory_are_stopped(tmp_path: Path, items: list[str]) -> None:
    started = time.process_time()
    assert codes_of(make(tmp_path, *items), CONTEXT) == ["TM003"]
    assert time.process_time() - started < 10


def test_time_runs_out(tmp_path: Path) -> None:
    path = make(tmp_path, "{% for i in range(9999) %}{{ range(9999)|list|length }}{% endfor %}")
    (fault,) = faults_of(path, {}, seconds=0.2)
    assert (fault.kode, fault.place.paragraf) == ("TM003", 1)


@pytest.mark.parametrize(
    ("tag", "printed"),
    [
        ("{{ s.upper() }}", "ABC"), ("{{ d.items()|list|length }}", "1"), ("{{ d.get('k') }}", "1"),
        ("{% for k, v in d.items() %}{{ k }}{{ v }}{% endfor %}", "k1"),
        ("{{ 10**9 }}", "1000000000"),
        ("{% for i in range(1, 4) %}{{ loop.cycle('a', 'b') }}{% endfor %}", "aba"),
        ("{{ b|join(', ') }}", "1, 2"), ("{{ s ~ '-' ~ n }}", "abc-3"), ("{{ b|sum }}", "3"),
        ("{{ s|replace('a', 'x')|upper }}", "XBC"), ("{{ n * 2 + 1 }}", "7"), ("{{ b[0] }}", "1"),
        ("{{ '<b>' ~ s }}", "<b>abc"), ("{{ b|length }}{{ b|first }}{{ b|last }}", "212"),
        ("{{ [d]|map(attribute='k')|join }}", "1"), ("{{ s.split('b')|join('+') }}", "a+c"),
    ],
)  # fmt: skip
def test_plain_expressions_work(tmp_path: Path, tag: str, printed: str) -> None:
    document = load_template(make(tmp_path, tag)).render(CONTEXT).document
    assert document.paragraphs[0].text == printed


def test_context_objects_give_fields_but_no_methods(tmp_path: Path) -> None:
    class Office:
        nama = "Balai"

        def delete_everything(self) -> str:
            raise AssertionError("called")

    context = {"satker": Office()}
    assert codes_of(make(tmp_path, "{{ satker.nama }}"), context) == []
    assert codes_of(make(tmp_path, "{{ satker.delete_everything() }}"), context) == ["TM003"]
    assert codes_of(make(tmp_path, "{{ satker.delete_everything }}"), context) == ["TM005"]
    assert codes_of(make(tmp_path, "{{ satker }}"), context) == ["TM005"]


# The file itself ---------------------------------------------------------------------------------


def _rewrite(path: Path, change: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **change}.items():
            archive.writestr(name, content)


def _refused(path: Path) -> str:
    with pytest.raises(TemplateError) as caught:
        load_template(path)
    return caught.value.code


def test_what_is_no_word_document_is_refused(tmp_path: Path) -> None:
    good = make(tmp_path, "x").read_bytes()
    for number, content in enumerate(
        (
            b"",
            b"PK\x03\x04",
            b"bukan zip",
            good[:2000],
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600,
        )
    ):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(content)
        assert _refused(path) == "TM007"
    assert _refused(tmp_path / "tidak-ada.docx") == "TM007"
    (tmp_path / "folder.docx").mkdir()
    assert _refused(tmp_path / "folder.docx") == "TM007"


def test_a_workbook_is_no_template(tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "buku.docx")
    assert _refused(tmp_path / "buku.docx") == "TM007"


def test_damaged_xml_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path, "x")
    _rewrite(path, {"word/document.xml": b"<w:document"})
    assert _refused(path) == "TM007"
    path = make(tmp_path, "x")
    _rewrite(path, {"word/styles.xml": b"<w:styles"})
    assert _refused(path) == "TM007"


def test_a_dtd_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path, "x")
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'
    _rewrite(path, {"word/document.xml": bomb})
    assert _refused(path) == "TM007"
    _rewrite(path, {"word/document.xml": bomb.decode().encode("utf-16")})
    assert _refused(path) == "TM007"


def test_a_decompression_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path, "x")
    _rewrite(path, {"word/media/besar.bin": b"\0" * 3_000_000})
    assert load_template(path)
    monkeypatch.setattr(intake, "MAX_PART", 1_000_000)
    assert _refused(path) == "TM007"
    monkeypatch.setattr(intake, "MAX_PART", 10_000_000)
    monkeypatch.setattr(intake, "MAX_TOTAL", 1_000_000)
    assert _refused(path) == "TM007"
