"""`iku templat`: every fault of a template in one run, the list of fields, out to Word and back."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from word_maker import add, add_table, assert_sound, make, new_document

from iku_excel.hosts.cli import main
from iku_excel.lakip.faults import Place
from iku_excel.lakip.fields_sheet import list_fields
from iku_excel.lakip.lint import lint, report_functions
from iku_excel.lakip.mark import AUTHOR, mark_faults
from iku_excel.lakip.schema import Shape, report_shape, shape_of_fields
from iku_excel.resources import template_path


@dataclass(frozen=True)
class Item:
    nama: str
    nilai: Decimal
    tanggal: date
    rincian: tuple[str, ...]


def shape() -> Shape:
    return shape_of_fields(
        {"tahun": str, "satker": {"nama": "Balai", "kota": "Pekanbaru"}, "daftar": tuple[Item, ...],
         "rata": Decimal, "terbit": date, "ada": bool}
    )  # fmt: skip


def found(path: Path, notes: bool = False) -> list[tuple[str, str]]:
    report = lint(path, shape(), report_functions())
    return [(f.kode, f.tag) for f in report.faults if notes or f.kode != "TM004"]


@pytest.mark.parametrize(
    ("items", "codes"),
    [
        (["{{ tahun }} {{ satker.nama }} {{ rata|angka }} {{ terbit|tanggal }}"], []),
        (["{{ tahunn }}"], ["TM001"]), (["{{ satker.namaa }}"], ["TM001"]),
        (["{{ satker['kotaa'] }}"], ["TM001"]), (["{{ daftar.nama }}"], ["TM001"]),
        (["{{ daftar[0].namaa }}"], ["TM001"]), (["{{ rata.kota }}"], ["TM001"]),
        (["{{ tahun|angka }}"], ["TM005"]), (["{{ terbit|rupiah }}"], ["TM005"]),
        (["{{ rata|tanggal }}"], ["TM005"]), (["{{ ada|persen }}"], ["TM005"]),
        (["{{ daftar }}"], ["TM005"]), (["{{ satker }}"], ["TM005"]),
        (["{% for i in tahun %}", "{{ i }}", "{% endfor %}"], ["TM005"]),
        (["{% for i in satker.items() %}x{% endfor %}"], []),
        (["{% for i in daftar %}", "{{ i.nama }} {{ i.nilaii }}", "{% endfor %}"], ["TM001"]),
        (["{% for i in daftar %}", "{% for r in i.rincian %}", "{{ r }}", "{% endfor %}",
          "{% endfor %}", "{{ i.nama }}"], ["TM001"]),
        (["{{ loop.index }}"], ["TM001"]), (["{{ rata|rupiahh }}"], ["TM002"]),
        (["{{ rata|round }}"], ["TM003"]), (["{{ tahun.__class__ }}"], ["TM003"]),
        (["{% set x = daftar|first %}", "{{ x.namaa }}"], ["TM001"]),
        (["{{ daftar|map(attribute='namaa')|join }}"], ["TM001"]),
        (["{{ grafik('trenn', daftar) }}"], ["TM005"]), (["{{ warna('ungu') }}"], ["TM005"]),
        (["{{ tabell('x') }}"], ["TM001"]), (["{{ tabel('x') }} {{ rujuk('x') }}"], []),
        (["{{ entah|default('-') }}{% if apa is defined %}{{ apa }}{% endif %}"], []),
        (["{{ wilayah('a') }}", "x"], ["TM002"]), (["{{ akhir_wilayah() }}"], ["TM002"]),
        (["{% if ada %}", "{{ tahunn }}", "{{ rata|tanggal }}"], ["TM002", "TM001", "TM005"]),
        (["{{ tahunn }}", "{{ rata }", "{% endif %}", "{{ satker.namaa }}"],
         ["TM001", "TM002", "TM002", "TM001"]),
        (["{% if ada %}", "{% for i in daftar %}", "{{ i.nama }}", "{% endfor %}", "{{ i.nama }}"],
         ["TM002", "TM001"]),
    ],
)  # fmt: skip
def test_faults(tmp_path: Path, items: list[Any], codes: list[str]) -> None:
    assert [kode for kode, _ in found(make(tmp_path, *items))] == codes


def test_nine_faults_of_all_kinds_in_one_run(tmp_path: Path) -> None:
    document = new_document()
    document.add_heading("Bab Satu", 1)
    add(document, "{{ tahunn }} {{ rata|tanggal }}")
    add_table(document, [["{{ satker.nam }}", "{{ rata|perse }}"], ["{{ x.__class__ }}", "}}"]])
    add(document, "{% for i in rata %}")
    add(document, "{{ i|nama }}")
    add(document, "{% if ada %}")
    add(document, "{% endfor %}")
    document.sections[0].footer.paragraphs[0].text = "{{ satker.kotaa }}"
    document.save(tmp_path / "t.docx")
    report = lint(tmp_path / "t.docx", shape(), report_functions())
    places = [(f.kode, f.place) for f in report.faults]
    judul = "Bab Satu"
    assert places == [
        ("TM001", Place("isi", 2, judul=judul)),
        ("TM005", Place("isi", 2, judul=judul)),
        ("TM001", Place("isi", None, 1, 1, 1, judul)),
        ("TM002", Place("isi", None, 1, 1, 2, judul)),
        ("TM003", Place("isi", None, 1, 2, 1, judul)),
        ("TM001", Place("isi", None, 1, 2, 1, judul)),
        ("TM002", Place("isi", None, 1, 2, 2, judul)),
        ("TM005", Place("isi", 3, judul=judul)),
        ("TM002", Place("isi", 4, judul=judul)),
        ("TM002", Place("isi", 6, judul=judul)),
        ("TM001", Place("kaki halaman", 1)),
    ]


def test_unused_fields_are_notes(tmp_path: Path) -> None:
    path = make(tmp_path, "{% for i in daftar %}", "{{ i.nama }} {{ tahun }}", "{% endfor %}")
    report = lint(path, shape(), report_functions())
    assert [(f.kode, f.severity.label) for f in report.faults] == [("TM004", "catatan")] * 2
    assert "satker" in report.faults[0].pesan
    assert "nilai" in report.faults[1].pesan
    assert report.count() == {"kesalahan": 0, "peringatan": 0, "catatan": 2}


def test_tracked_changes_are_a_warning(tmp_path: Path) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = new_document()
    document.add_paragraph()._p.append(
        parse_xml(
            f'<w:moveFrom {nsdecls("w")} w:id="1" w:author="a"><w:r><w:t>{{{{ tahun }}}}</w:t>'
            "</w:r></w:moveFrom>"
        )
    )
    document.save(tmp_path / "t.docx")
    assert found(tmp_path / "t.docx") == [("TM006", "{{ tahun }}")]


@pytest.mark.parametrize("name", ["LAKIP.docx.j2", "Triwulan.docx.j2", "Notulen.docx.j2"])
def test_the_shipped_templates_have_no_faults(name: str) -> None:
    counts = lint(template_path(name)).count()
    assert (counts["kesalahan"], counts["peringatan"]) == (0, 0)


def test_findings_become_comments(tmp_path: Path) -> None:
    document = new_document()
    add(document, "{{ tahunn }}")
    add_table(document, [["x", "{{ rata|tanggal }}"]])
    document.sections[0].header.paragraphs[0].text = "{{ kepala }}"
    document.save(tmp_path / "t.docx")
    report = lint(tmp_path / "t.docx", shape(), report_functions())
    target = tmp_path / "ditandai.docx"
    assert mark_faults(tmp_path / "t.docx", report.faults, target) == len(report.faults)
    comments = list(docx.Document(str(target)).comments)
    assert [c.author for c in comments] == [AUTHOR] * len(report.faults)
    assert [c.text.split(":")[0].split()[0] for c in comments][:3] == ["TM001", "TM005", "TM001"]
    assert_sound(target)
    again = tmp_path / "lagi.docx"
    mark_faults(target, report.faults[:1], again)
    assert len(list(docx.Document(str(again)).comments)) == 1
    # A marked template is as good as before.
    assert [f.kode for f in lint(target, shape(), report_functions()).faults] == [
        f.kode for f in report.faults
    ]


def test_fields_are_listed_with_their_value() -> None:
    item = Item("satu", Decimal("12.5"), date(2024, 1, 31), ("a",))
    rows = list_fields(
        shape(), {"tahun": "2024", "satker": {"nama": "Balai"}, "daftar": (item,), "ada": True}
    )
    assert [(r.salin, r.contoh, r.di_dalam) for r in rows] == [
        ("{{ tahun }}", "2024", "di mana saja"),
        ("{{ satker.nama }}", "Balai", "di mana saja"),
        ("{{ satker.kota }}", "", "di mana saja"),
        ("{% for d in daftar %} … {% endfor %}", "daftar, 1 butir", "di mana saja"),
        ("{{ d.nama }}", "satu", "{% for d in daftar %} … {% endfor %}"),
        ("{{ d.nilai }}", "12.5", "{% for d in daftar %} … {% endfor %}"),
        ("{{ d.tanggal|tanggal }}", "31 Januari 2024", "{% for d in daftar %} … {% endfor %}"),
        ("{% for r in d.rincian %} … {% endfor %}", "daftar, 1 butir",
         "{% for d in daftar %} … {% endfor %}"),
        ("{{ r }}", "a", "{% for r in d.rincian %} … {% endfor %}"),
        ("{{ rata }}", "", "di mana saja"),
        ("{{ terbit|tanggal }}", "", "di mana saja"),
        ("{{ ada }}", "ya", "di mana saja"),
    ]  # fmt: skip


def test_the_report_offers_its_fields() -> None:
    rows = [row.salin for row in list_fields(report_shape())]
    assert "{{ satker.nama }}" in rows
    assert "{% for i in indikator %} … {% endfor %}" in rows
    assert "{{ i.capaian }}" in rows
    assert len(rows) > 150


# Command line ------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["templat", *(str(a) for a in arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_periksa_prints_places_and_exit_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = make(tmp_path, "{{ tahun }}", name="baik.docx")
    bad = make(tmp_path, "{{ tahunn }}", "{% if tahun %}", name="buruk.docx")
    assert run(capsys, "periksa", good)[0] == 0
    code, out, _ = run(capsys, "periksa", bad)
    assert code == 1
    assert "TM001" in out
    assert "paragraf 1" in out
    assert "“tahun”" in out
    assert run(capsys, "periksa", bad, "--abaikan", "TM001,TM002")[0] == 0
    assert run(capsys, "periksa", bad, "--pilih", "TM004")[0] == 0
    assert run(capsys, "periksa")[0] == 0
    assert run(capsys, "periksa", "--entah")[0] == 2
    missing = tmp_path / "tidak-ada.docx"
    code, out, err = run(capsys, "periksa", missing)
    assert (code, out) == (3, "")
    assert err.startswith(f"iku: {missing}: ")
    assert err.rstrip().endswith("[TM007]")


def test_periksa_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = make(tmp_path, "{{ tahunn }}", [["x", "{{ rataa }}"]], name="buruk.docx")
    code, out, _ = run(capsys, "periksa", bad, "--json")
    document = json.loads(out)
    assert code == 1
    assert document["versi"] == 1
    assert document["ringkasan"]["kesalahan"] == 2
    (item,) = document["berkas"]
    assert item["berkas"] == str(bad)
    first, second = item["temuan"][:2]
    assert (first["kode"], first["tingkat"], first["paragraf"], first["tag"]) == (
        "TM001", "kesalahan", 1, "{{ tahunn }}",
    )  # fmt: skip
    assert (second["tabel"], second["baris"], second["kolom"]) == (1, 1, 2)


def test_periksa_marks_a_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = make(tmp_path, "{{ tahunn }}", name="buruk.docx")
    before, target = bad.read_bytes(), tmp_path / "ditandai.docx"
    assert run(capsys, "periksa", bad, "--tandai", target, "--abaikan", "TM004")[0] == 1
    assert len(list(docx.Document(str(target)).comments)) == 1
    assert run(capsys, "tandai", bad, "--ke", tmp_path / "lagi.docx")[0] == 0
    assert bad.read_bytes() == before
    assert run(capsys, "tandai", bad, "--ke", tmp_path / "tak" / "ada.docx")[0] == 3


def test_isian_prints_this_years_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "isian.docx"
    code, out, _ = run(capsys, "isian", "--json", "--ke", target)
    document = json.loads(out)
    values = {row["salin"]: row["contoh"] for row in document["isian"]}
    assert (code, document["tahun"], values["{{ tahun }}"]) == (0, 2024, "2024")
    assert_sound(target)
    table = docx.Document(str(target)).tables[0]
    assert len(table.rows) == len(document["isian"]) + 1


def test_a_template_goes_out_to_word_and_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "LAKIP.docx"
    assert run(capsys, "ubah", document)[0] == 0
    assert document.read_bytes() == template_path("LAKIP.docx.j2").read_bytes()
    assert run(capsys, "ubah", document)[0] == 3  # never over somebody's work
    assert run(capsys, "ubah", "--kembali", document)[0] == 0
    template = tmp_path / "LAKIP.docx.j2"
    assert template.read_bytes() == document.read_bytes()
    edited = docx.Document(str(document))
    edited.add_paragraph("{{ tahunn }}")
    edited.save(str(document))
    assert run(capsys, "ubah", "--kembali", document)[0] == 1
    assert template.read_bytes() != document.read_bytes()
    edited.paragraphs[-1].text = "{{ tahun }}"
    edited.save(str(document))
    assert run(capsys, "ubah", "--kembali", document)[0] == 0
    assert template.read_bytes() == document.read_bytes()
    assert zipfile.is_zipfile(tmp_path / "LAKIP.docx.j2.lama")
