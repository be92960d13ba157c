"""What a block repeats is found from where its tags stand; what cannot be told is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from word_maker import (
    W, add, add_table, assert_sound, codes_of, faults_of, make, new_document, render, tables, texts,
)  # fmt: skip

L = {"b": [{"n": "satu", "v": 1, "x": ["p", "q"]}, {"n": "dua", "v": 2, "x": []}]}
FILLED = [["Nama", "Nilai"], ["satu", "1"], ["dua", "2"]]


@pytest.mark.parametrize(
    "rows",
    [
        [["Nama", "Nilai"], ["{% for i in b %}{{ i.n }}", "{{ i.v }}{% endfor %}"]],
        [["Nama", "Nilai"], ["{% for i in b %}", ""], ["{{ i.n }}", "{{ i.v }}"],
         ["{% endfor %}", ""]],
        [["Nama", "Nilai"], ["{%tr for i in b %}", ""], ["{{ i.n }}", "{{ i.v }}"],
         ["{%tr endfor %}", ""]],
        [["Nama", "Nilai"], ["{% if b %}", ""],
         ["{% for i in b %}{{ i.n }}", "{{ i.v }}{% endfor %}"],
         ["{% else %}", ""], ["(tidak ada)", ""], ["{% endif %}", ""]],
    ],
)  # fmt: skip
def test_table_rows_repeat(tmp_path: Path, rows: list[list[str]]) -> None:
    rendered = render(make(tmp_path, rows), L)
    assert tables(rendered) == [FILLED]
    assert_sound(rendered.to_bytes())


def test_two_rows_repeat_together(tmp_path: Path) -> None:
    path = make(tmp_path, [["{% for i in b %}{{ i.n }}", "x"], ["y", "{{ i.v }}{% endfor %}"]])
    assert tables(render(path, L)) == [[["satu", "x"], ["y", "1"], ["dua", "x"], ["y", "2"]]]


def test_rows_in_rows(tmp_path: Path) -> None:
    rows = [
        ["{% for i in b %}", ""],
        ["{{ i.n }}", ""],
        ["{% for x in i.x %}- {{ x }}", "{{ i.v }}{% endfor %}"],
        ["{% endfor %}", ""],
    ]
    wanted = [["satu", ""], ["- p", "1"], ["- q", "1"], ["dua", ""]]
    assert tables(render(make(tmp_path, rows), L)) == [wanted]


def test_cells_repeat_with_prefix(tmp_path: Path) -> None:
    path = make(tmp_path, [["{%tc for i in b %}", "{{ i.n }}", "{%tc endfor %}"]])
    assert tables(render(path, L)) == [[["satu", "dua"]]]


def test_paragraphs_inside_a_cell_repeat(tmp_path: Path) -> None:
    document = new_document()
    table = add_table(document, [["", "x"]])
    cell = table.cell(0, 0)
    cell.paragraphs[0].text = "{% for i in b %}"
    cell.add_paragraph("• {{ i.n }}")
    cell.add_paragraph("{% endfor %}")
    document.save(tmp_path / "t.docx")
    rendered = render(tmp_path / "t.docx", L)
    assert tables(rendered) == [[["• satu\n• dua", "x"]]]
    empty = render(tmp_path / "t.docx", {"b": []})
    assert tables(empty) == [[["", "x"]]]
    assert_sound(empty.to_bytes())


@pytest.mark.parametrize("prefix", ["", "p "])
def test_paragraphs_repeat(tmp_path: Path, prefix: str) -> None:
    path = make(
        tmp_path, "awal", "{%" + prefix + "for i in b %}", "{{ loop.index }}. {{ i.n }}",
        "{%" + prefix + "endfor %}", "akhir",
    )  # fmt: skip
    assert texts(render(path, L)) == ["awal", "1. satu", "2. dua", "akhir"]


def test_conditions_in_and_over_paragraphs(tmp_path: Path) -> None:
    path = make(
        tmp_path, "{% if a %}ada{% else %}tidak{% endif %}, {% if not a %}x{% endif %}y",
        "{% if a %}", "satu", "{% elif c %}", "dua", "{% else %}", "tiga", "{% endif %}",
        "{% set z = 1 %}", "{{ z }}",
    )  # fmt: skip
    assert texts(render(path, {"a": 1, "c": 0})) == ["ada, y", "satu", "1"]
    assert texts(render(path, {"a": 0, "c": 1})) == ["tidak, xy", "dua", "1"]
    assert texts(render(path, {"a": 0, "c": 0})) == ["tidak, xy", "tiga", "1"]


def test_statements_beside_a_block_tag_move_with_it(tmp_path: Path) -> None:
    path = make(
        tmp_path,
        "{% set ns = namespace(n=0) %}{% for i in b %}{% set ns.n = ns.n + i.v %}{% endfor %}",
        [["{% set t = ns.n %}{% for i in b %}", "{% if i.v > 1 %}{% set t = 9 %}{% endif %}"],
         ["{{ i.n }}", "{{ t }}"], ["{% endfor %}", ""]],
        "{{ ns.n }}",
    )  # fmt: skip
    rendered = render(path, L)
    assert texts(rendered) == ["3"]
    assert tables(rendered) == [[["satu", "3"], ["dua", "9"]]]


def test_a_condition_over_runs_keeps_their_look(tmp_path: Path) -> None:
    document = new_document()
    paragraph = document.add_paragraph("a {% if x %}")
    paragraph.add_run("tebal").bold = True
    paragraph.add_run("{% endif %} b")
    document.save(tmp_path / "t.docx")
    shown = render(tmp_path / "t.docx", {"x": 1}).document.paragraphs[0]
    assert shown.text == "a tebal b"
    assert [r.text for r in shown.runs if r.bold] == ["tebal"]
    hidden = render(tmp_path / "t.docx", {"x": 0})
    assert texts(hidden) == ["a  b"]
    assert_sound(hidden.to_bytes())


def test_a_loop_over_a_table_keeps_the_tables_apart(tmp_path: Path) -> None:
    path = make(tmp_path, "{% for i in b %}", [["{{ i.n }}"]], "{% endfor %}")
    rendered = render(path, L)
    assert tables(rendered) == [[["satu"]], [["dua"]]]
    tags = [element.tag.split("}")[1] for element in rendered.document.element.body]
    assert tags == ["tbl", "p", "tbl", "p", "sectPr"]
    assert_sound(rendered.to_bytes())


def test_an_emptied_table_disappears(tmp_path: Path) -> None:
    path = make(tmp_path, [["{% for i in b %}{{ i.n }}", "{{ i.v }}{% endfor %}"]])
    rendered = render(path, {"b": []})
    assert tables(rendered) == []
    assert_sound(rendered.to_bytes())


def test_a_section_break_inside_a_block_survives(tmp_path: Path) -> None:
    document = new_document()
    add(document, "{% if x %}")
    add(document, "isi")
    document.add_section()  # the break lies in the next paragraph
    last = add(document, "{% endif %}")
    last._p.get_or_add_pPr().append(parse_xml(f'<w:sectPr {nsdecls("w")}/>'))
    document.save(tmp_path / "t.docx")
    rendered = render(tmp_path / "t.docx", {"x": 1})
    assert len(rendered.document.sections) == 3


def test_copies_by_a_loop_get_numbers_of_their_own(tmp_path: Path) -> None:
    document = new_document()
    add(document, "{% for i in b %}")
    paragraph = add(document, "{{ i.n }}")._p
    for kind in ("bookmarkStart", "bookmarkEnd"):
        mark = parse_xml(f'<w:{kind} {nsdecls("w")} w:id="5"/>')
        if kind == "bookmarkStart":
            mark.set(f"{W}name", "tanda")
        paragraph.append(mark)
    add(document, "{% endfor %}")
    document.save(tmp_path / "t.docx")
    rendered = render(tmp_path / "t.docx", L)
    names = [m.get(f"{W}name") for m in rendered.document.element.iter(f"{W}bookmarkStart")]
    assert names == ["tanda"]
    assert_sound(rendered.to_bytes())


@pytest.mark.parametrize(
    ("items", "codes"),
    [
        (["teks {% if b %} awal", "isi {% endif %} ekor"], ["TM002"]),
        (["{%p if b %}", "a", "teks {%p endif %}"], ["TM002"]),
        ([[["a {%tr for i in b %}", ""], ["{%tr endfor %}", ""]]], ["TM002"]),
        ([["{% for i in b %}", "x"], "{% endfor %}"], ["TM002"]),
        (["{%tr for i in b %}", "{%tr endfor %}"], ["TM002"]),
        (["{% set x %}", "isi", "{% endset %}"], ["TM002", "TM002"]),
        (["{% for a in b %}", "{% if a %}", "{% endfor %}", "{% endif %}"], ["TM002", "TM002"]),
        (["{% macro m() %}", "{% endmacro %}"], ["TM002", "TM002"]),
        (["{% raw %}", "{% endraw %}"], ["TM002", "TM002"]),
        (["{{ }}"], ["TM002"]), (["}} sesat"], ["TM002"]), (["{% else %}"], ["TM002"]),
        (["{% iff b %}", "{{ b", "{% endfor %}"], ["TM002", "TM002", "TM002"]),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_refused(tmp_path: Path, items: list[Any], codes: list[str]) -> None:
    assert codes_of(make(tmp_path, *items), L) == codes


def test_a_block_may_not_cut_a_field_or_a_link(tmp_path: Path) -> None:
    from iku_excel.lakip.fields_xml import field_runs

    document = new_document()
    paragraph = document.add_paragraph("{% if x %}")._p
    runs = field_runs("DATE", "1 Mei")
    paragraph.extend(runs[:2])
    add(document, "")
    document.paragraphs[0].add_run("{% endif %}")
    paragraph.extend(runs[2:])
    link = document.add_paragraph("{% if x %}")._p
    link.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w")} w:anchor="a"><w:r><w:t>{{% endif %}}</w:t></w:r>'
            "</w:hyperlink>"
        )
    )
    document.save(tmp_path / "t.docx")
    assert codes_of(tmp_path / "t.docx", {"x": 1}) == ["TM002", "TM002"]


def test_a_tag_in_a_field_code_is_refused(tmp_path: Path) -> None:
    from iku_excel.lakip.fields_xml import field_runs

    document = new_document()
    document.add_paragraph()._p.extend(field_runs('HYPERLINK "{{ url }}"', "klik"))
    document.save(tmp_path / "t.docx")
    assert codes_of(tmp_path / "t.docx", {"url": "x"}) == ["TM002"]


def test_every_fault_has_its_place(tmp_path: Path) -> None:
    document = new_document()
    document.add_heading("Capaian", 1)
    add(document, "{{ a.tercapaii }}")
    add_table(document, [["x", "y"], ["z", "{{ b|rp }}"]])
    document.sections[0].header.paragraphs[0].text = "{{ nama }"
    document.save(tmp_path / "t.docx")
    faults = faults_of(tmp_path / "t.docx")
    assert [(f.kode, f.place.bagian, f.place.tabel, f.place.baris, f.place.kolom, f.place.judul)
            for f in faults] == [
        ("TM002", "isi", 1, 2, 2, "Capaian"),
        ("TM002", "kepala halaman", None, None, None, ""),
    ]  # fmt: skip
    document = docx.Document(str(tmp_path / "t.docx"))
    document.tables[0].cell(1, 1).text = ""
    document.sections[0].header.paragraphs[0].text = ""
    document.save(tmp_path / "u.docx")
    (fault,) = faults_of(tmp_path / "u.docx", {"a": {"tercapai": 1}})
    assert (fault.kode, fault.place.paragraf, fault.place.judul) == ("TM001", 2, "Capaian")
    assert fault.tag == "{{ a.tercapaii }}"
    assert "tercapai" in fault.saran


@pytest.mark.parametrize(
    ("bad", "kode"),
    [
        ("{{ x > 1 }}", "TM005"), ("{{ x + 1 }}", "TM005"), ("{{ not (x < 1) }}", "TM005"),
        ("{{ d.salah }}", "TM001"), ("{{ x|angka }}", "TM005"), ("{{ 9**9**9 }}", "TM003"),
        ("{% if x > 1 %}a{% endif %}", "TM005"), ("{% for i in x %}{% endfor %}", "TM005"),
        ("{% if not x %}a{% elif x < 1 %}b{% endif %}", "TM005"), ("{{ b[7] }}", "TM001"),
        ("{% set y = x * 2 %}", "TM003"), ("{{ warna() }}", "TM005"), ("{{ b }}", "TM005"),
    ],
)  # fmt: skip
def test_what_fails_while_filling_has_its_place(tmp_path: Path, bad: str, kode: str) -> None:
    path = make(tmp_path, "{{ x }}", "{% for i in b %}", "{{ i }}", bad, "{% endfor %}", "{{ x }}")
    (fault,) = faults_of(path, {"x": "a", "b": [1], "d": {"benar": 1}})
    assert (fault.kode, fault.place.paragraf) == (kode, 4)


def test_decimals_in_a_template_are_exact(tmp_path: Path) -> None:
    from decimal import Decimal

    path = make(
        tmp_path, "{{ 0.1 + 0.2 }} {{ 1.5 }} {{ n * 1.1 }} {{ 10 / 4 }} {{ (1/3)|angka(2) }}"
    )
    assert texts(render(path, {"n": Decimal("2.5")})) == ["0,3 1,5 2,75 2,5 0,33"]


def test_the_error_names_the_template_and_travels_between_processes(tmp_path: Path) -> None:
    import pickle

    from iku_excel.lakip.faults import TemplateFaultError

    path = make(tmp_path, "{{ a", "{{ " + "b" * 500 + "|x }}")
    with pytest.raises(TemplateFaultError) as caught:
        render(path, {})
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.code, again.faults) == ("TM002", caught.value.faults)
    assert again.sentence.startswith(f"{path}: ")
    assert all(len(fault.tag) < 150 for fault in again.faults)


def test_content_controls_in_a_loop_keep_no_number_twice(tmp_path: Path) -> None:
    document = new_document()
    add(document, "{% for i in b %}")
    document.element.body.insert(
        1,
        parse_xml(
            f'<w:sdt {nsdecls("w")}><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent><w:p><w:r>'
            "<w:t>{{ i.n }}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    add(document, "{% endfor %}")
    document.save(tmp_path / "t.docx")
    body = render(tmp_path / "t.docx", L).document.element.body
    assert [i.get(f"{W}val") for i in body.iter(f"{W}id")] == ["7"]
    assert len(list(body.iter(f"{W}sdt"))) == 2


def test_all_unknown_names_are_told_at_once(tmp_path: Path) -> None:
    path = make(tmp_path, "{{ tahunn }}", "{% for x in y %}{{ x }}{{ z }}{% endfor %}",
                "{% if w is defined %}{{ w }}{% endif %}{{ v|default('-') }}")  # fmt: skip
    found = [(f.kode, f.tag) for f in faults_of(path, {"tahun": 1})]
    assert found == [
        ("TM001", "{{ tahunn }}"), ("TM001", "{% for x in y %}"), ("TM001", "{{ z }}"),
    ]  # fmt: skip
