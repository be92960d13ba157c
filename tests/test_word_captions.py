"""Captions, references and lists: Word fields whose results are right without Word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from word_maker import W, add, all_texts, assert_sound, report_template

from iku_excel.lakip import pdf
from iku_excel.lakip.caption import Contents, number_document
from iku_excel.lakip.fields_xml import iter_fields
from iku_excel.lakip.finish import FinishReport, finish, prepare_objects
from iku_excel.lakip.template import load_template

BODY: tuple[Any, ...] = (
    ("Heading 1", "Pendahuluan"),
    "Lihat {{ rujuk('t-2') }}, {{ rujuk('g-1') }} dan {{ rujuk('t-lampiran') }}.",
    ("Heading 1", "Akuntabilitas"),
    ("Heading 2", "Capaian {{ nama }}"),
    "{% for i in daftar %}",
    ("Caption", "{{ tabel('t-' ~ i) }} Capaian {{ nama }} {{ i }}"),
    [["{{ i }}", "x"]],
    "{% endfor %}",
    ("Caption", "{{ gambar('g-1') }} Tren"),
    ("Heading 1", "Penutup"),
    ("Caption", "{{ tabel('t-akhir') }} Akhir"),
    ("Judul Lampiran", "LAMPIRAN 1"),
    ("Caption", "{{ tabel('t-lampiran') }} Jejak"),
)
CONTEXT = {"daftar": [1, 2], "nama": "A & B"}


@pytest.fixture(autouse=True)
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IKU_SOFFICE", "")


def build(folder: Path, *body: Any, context: dict[str, Any] | None = None) -> FinishReport:
    objects = prepare_objects()
    template = load_template(report_template(folder, *(body or BODY)))
    rendered = template.render(context or CONTEXT, objects=objects.registry)
    return finish(rendered, objects, folder / "hasil.docx")


def entries(contents: Contents, kind: str) -> list[tuple[int, str]]:
    return [(entry.level, entry.text) for entry in contents.lists[kind]]


def test_captions_count_in_each_chapter(tmp_path: Path) -> None:
    report = build(tmp_path)
    assert entries(report.contents, "Tabel") == [
        (1, "Tabel 2.1 Capaian A & B 1"),
        (1, "Tabel 2.2 Capaian A & B 2"),
        (1, "Tabel 3.1 Akhir"),
        (1, "Tabel L.1 Jejak"),
    ]
    assert entries(report.contents, "Gambar") == [(1, "Gambar 2.1 Tren")]
    assert entries(report.contents, "") == [
        (1, "BAB I Pendahuluan"), (1, "BAB II Akuntabilitas"), (2, "Capaian A & B"),
        (1, "BAB III Penutup"), (1, "LAMPIRAN 1"),
    ]  # fmt: skip
    assert_sound(tmp_path / "hasil.docx")


def test_references_show_the_number_of_their_caption(tmp_path: Path) -> None:
    report = build(tmp_path)
    assert "Lihat Tabel 2.2, Gambar 2.1 dan Tabel L.1." in all_texts(tmp_path / "hasil.docx")
    assert report.contents.unknown == []


def test_word_and_libreoffice_restart_the_numbers_alike(tmp_path: Path) -> None:
    build(tmp_path)
    body = docx.Document(str(tmp_path / "hasil.docx")).element.body
    codes = [f.code for f in iter_fields(body) if f.code.startswith("SEQ Tabel")]
    assert codes == [
        r"SEQ Tabel \* ARABIC \r 1", r"SEQ Tabel \* ARABIC \s 1", r"SEQ Tabel \* ARABIC \r 1",
        r"SEQ Tabel \* ARABIC \r 1",
    ]  # fmt: skip
    hidden = [f for f in iter_fields(body) if f.code == r"SEQ Bab \* ARABIC"]
    assert [f.result_texts()[0].text for f in hidden] == ["1", "2", "3"]
    assert all(f.begin.find(f"{W}rPr/{W}vanish") is not None for f in hidden)


def test_before_the_first_chapter_a_caption_has_no_chapter(tmp_path: Path) -> None:
    report = build(tmp_path, ("Caption", "{{ tabel('x') }} Depan"), "{{ rujuk('x') }}")
    assert entries(report.contents, "Tabel") == [(1, "Tabel 1 Depan")]
    assert all_texts(tmp_path / "hasil.docx")[-1] == "Tabel 1"
    assert_sound(tmp_path / "hasil.docx")


def test_a_reference_without_caption_is_told_and_marked(tmp_path: Path) -> None:
    report = build(tmp_path, "Lihat {{ rujuk('tak-ada') }}.")
    assert report.contents.unknown == ["tak-ada"]
    paragraph = docx.Document(str(tmp_path / "hasil.docx")).paragraphs[-1]
    marked = [run.text for run in paragraph.runs if run.font.highlight_color]
    assert len(marked) == 1
    assert "tak-ada" in marked[0]
    assert_sound(tmp_path / "hasil.docx")


def test_a_key_used_twice_is_told(tmp_path: Path) -> None:
    report = build(tmp_path, ("Caption", "{{ tabel('x') }} A"), ("Caption", "{{ tabel('x') }} B"))
    assert len(report.contents.lists["Tabel"]) == 2
    assert report.contents.doubled == ["x"]
    assert_sound(tmp_path / "hasil.docx")


def test_the_lists_are_written_into_the_document(tmp_path: Path) -> None:
    report = build(tmp_path)
    texts = all_texts(tmp_path / "hasil.docx")
    assert texts[:10] == [
        "BAB I Pendahuluan", "BAB II Akuntabilitas", "Capaian A & B", "BAB III Penutup",
        "LAMPIRAN 1", "Tabel 2.1 Capaian A & B 1", "Tabel 2.2 Capaian A & B 2", "Tabel 3.1 Akhir",
        "Tabel L.1 Jejak", "Gambar 2.1 Tren",
    ]  # fmt: skip
    assert report.pages.jumlah is None
    assert report.pages.alasan


def test_without_libreoffice_word_is_asked_to_fill_in_the_pages(tmp_path: Path) -> None:
    build(tmp_path)
    document = docx.Document(str(tmp_path / "hasil.docx"))
    assert document.settings.element.find(f"{W}updateFields") is not None
    pdf._set_update_fields(document, wanted=False)
    assert document.settings.element.find(f"{W}updateFields") is None


def test_an_empty_list_says_so(tmp_path: Path) -> None:
    build(tmp_path, ("Heading 1", "Satu"))
    assert all_texts(tmp_path / "hasil.docx")[:3] == ["BAB I Satu", "(tidak ada)", "(tidak ada)"]


def test_numbering_again_changes_nothing(tmp_path: Path) -> None:
    build(tmp_path)
    document = docx.Document(str(tmp_path / "hasil.docx"))
    before = all_texts(tmp_path / "hasil.docx")
    contents = number_document(document)
    pdf.fill_lists(document, contents)
    document.save(tmp_path / "lagi.docx")
    assert all_texts(tmp_path / "lagi.docx") == before
    assert_sound(tmp_path / "lagi.docx")


def test_a_list_that_word_spread_over_paragraphs_is_replaced(tmp_path: Path) -> None:
    build(tmp_path)
    document = docx.Document(str(tmp_path / "hasil.docx"))
    add(document, ("Heading 1", "Baru"))
    contents = number_document(document)
    pdf.fill_lists(document, contents)
    document.save(tmp_path / "lagi.docx")
    texts = all_texts(tmp_path / "lagi.docx")
    assert texts.count("BAB IV Baru") == 1
    assert texts.count("Tabel 3.1 Akhir") == 2
    assert_sound(tmp_path / "lagi.docx")


def test_page_labels_follow_the_sections(tmp_path: Path) -> None:
    build(tmp_path)
    document = docx.Document(str(tmp_path / "hasil.docx"))
    pages = {"_LakipSeksi1": 1, "5FLakipSeksi2": 4, "_Toc77000001": 2, "5FToc77000002": 6, "_x": 99}
    label = pdf.page_labels(document, pages, 8)
    names = ("_Toc77000001", "_Toc77000002", "_Toc77000003", "_x")
    assert [label(name) for name in names] == ["ii", "3", None, None]
