"""Regeneration: what staff changed stays, what they left alone is renewed, all else untouched."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import docx.enum.text
import pytest
from docx.table import Table
from word_maker import W, all_texts, assert_sound, faults_of, report_template

from iku_excel.errors import TemplateError
from iku_excel.lakip.finish import finish, prepare_objects
from iku_excel.lakip.merge import RegionReport
from iku_excel.lakip.region import RegionError, find_regions, region_code, wrap
from iku_excel.lakip.template import load_template

BODY: tuple[Any, ...] = (
    ("Heading 1", "Akuntabilitas"),
    "{% for i in daftar %}",
    "{{ wilayah('t-' ~ i.n) }}",
    ("Caption", "{{ tabel('t-' ~ i.n) }} Capaian {{ i.n }}"),
    [["Nama", "Nilai"], ["{{ i.n }}", "{{ i.v|angka(2) }}"]],
    "Sumber: Monitoring!{{ i.n }}",
    "{{ akhir_wilayah() }}",
    "Uraian {{ i.n }} ditulis staf, lihat {{ rujuk('t-' ~ i.n) }}.",
    "{% endfor %}",
)
Edit = Callable[[Any], None]


@pytest.fixture(autouse=True)
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IKU_SOFFICE", "")


def figures(*pairs: tuple[str, int]) -> dict[str, Any]:
    return {"daftar": [{"n": name, "v": Decimal(value)} for name, value in pairs]}


def build(
    folder: Path, context: dict[str, Any], existing: Path | None = None, body: Any = BODY
) -> RegionReport | None:
    objects = prepare_objects()
    template = folder / "laporan.docx.j2"
    if not template.exists():
        report_template(folder, *body)
    rendered = load_template(template).render(context, objects=objects.registry)
    target = existing or folder / "hasil.docx"
    return finish(rendered, objects, target, existing=existing).wilayah


def edit(path: Path, change: Edit) -> Path:
    document = docx.Document(str(path))
    change(document)
    document.save(str(path))
    return path


def tables_of(document: Any) -> list[Any]:
    """All tables; python-docx does not look into content controls."""
    return [Table(table, document) for table in document.element.body.iter(f"{W}tbl")]


def again(folder: Path, change: Edit, *pairs: tuple[str, int]) -> RegionReport:
    """Make the report of three regions, let staff change it, and make it again from `pairs`."""
    build(folder, figures(("a", 1), ("b", 2), ("c", 3)))
    report = build(folder, figures(*pairs), existing=edit(folder / "hasil.docx", change))
    assert report is not None
    return report


def nothing(_document: Any) -> None:
    pass


def test_untouched_regions_are_renewed(tmp_path: Path) -> None:
    report = again(tmp_path, nothing, ("a", 1), ("b", 9), ("c", 3))
    assert report == RegionReport(sama=["t-a", "t-c"], diganti=["t-b"])
    texts = all_texts(tmp_path / "hasil.docx")
    assert "9,00" in texts
    assert "2,00" not in texts
    assert_sound(tmp_path / "hasil.docx")


def test_a_region_that_staff_changed_is_kept(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        tables_of(document)[1].cell(1, 1).text = "2,50"
        tables_of(document)[2].cell(0, 0).text = "Indikator"

    report = again(tmp_path, change, ("a", 1), ("b", 9), ("c", 3))
    assert report == RegionReport(sama=["t-a"], dipertahankan=["t-b", "t-c"], berbeda=["t-b"])
    texts = all_texts(tmp_path / "hasil.docx")
    assert "2,50" in texts
    assert "9,00" not in texts
    assert_sound(tmp_path / "hasil.docx")


def test_a_kept_region_is_still_kept_the_next_time(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        tables_of(document)[1].cell(1, 1).text = "2,50"

    again(tmp_path, change, ("a", 1), ("b", 9), ("c", 3))
    path = tmp_path / "hasil.docx"
    report = build(tmp_path, figures(("a", 1), ("b", 10), ("c", 3)), existing=path)
    assert report == RegionReport(sama=["t-a", "t-c"], dipertahankan=["t-b"], berbeda=["t-b"])


def _delete_second(document: Any) -> None:
    region = find_regions(document)[region_code("t-b")]
    for block in region.blocks:
        block.getparent().remove(block)


def test_a_region_that_staff_deleted_stays_deleted(tmp_path: Path) -> None:
    report = again(tmp_path, _delete_second, ("a", 1), ("b", 9), ("c", 3))
    assert report == RegionReport(sama=["t-a", "t-c"], dihapus_staf=["t-b"])
    path = tmp_path / "hasil.docx"
    report = build(tmp_path, figures(("a", 1), ("b", 9), ("c", 3)), existing=path)
    assert report == RegionReport(sama=["t-a", "t-c"], dihapus_staf=["t-b"])
    assert "Tabel 1.1 Capaian a" in all_texts(path)
    assert "Tabel 1.2 Capaian c" in all_texts(path)


def test_new_regions_come_after_the_one_before_them(tmp_path: Path) -> None:
    report = again(tmp_path, nothing, ("a", 1), ("x", 7), ("b", 2), ("c", 3), ("y", 8))
    assert report == RegionReport(sama=["t-a", "t-b", "t-c"], disisipkan=["t-x", "t-y"])
    captions = [t for t in all_texts(tmp_path / "hasil.docx") if "Capaian" in t]
    assert captions[5:] == [
        "Tabel 1.1 Capaian a", "Tabel 1.2 Capaian x", "Tabel 1.3 Capaian b", "Tabel 1.4 Capaian c",
        "Tabel 1.5 Capaian y",
    ]  # fmt: skip
    assert_sound(tmp_path / "hasil.docx")


def test_a_region_that_left_the_data_stays_and_is_told(tmp_path: Path) -> None:
    report = again(tmp_path, nothing, ("a", 1), ("c", 3))
    assert report == RegionReport(sama=["t-a", "t-c"], tidak_ada_lagi=["t-b"])


def test_all_text_outside_of_regions_is_untouched(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for paragraph in document.paragraphs:
            if paragraph.text.startswith("Uraian b"):
                paragraph.runs[0].text = "Uraian kami sendiri, lihat "
        document.add_paragraph("Tambahan staf")
        document.sections[-1].header.paragraphs[0].text = "Kepala halaman staf"

    again(tmp_path, change, ("a", 5), ("b", 6), ("c", 7))
    texts = all_texts(tmp_path / "hasil.docx")
    assert "Uraian kami sendiri, lihat Tabel 1.2." in texts
    assert texts[-1] == "Tambahan staf"
    document = docx.Document(str(tmp_path / "hasil.docx"))
    assert document.sections[-1].header.paragraphs[0].text == "Kepala halaman staf"


def test_looks_alone_do_not_count_as_a_change(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        run = tables_of(document)[1].cell(1, 1).paragraphs[0].runs[0]
        run.text, rest = run.text[:1], run.text[1:]
        run.bold = True
        tables_of(document)[1].cell(1, 1).paragraphs[0].add_run(rest)

    report = again(tmp_path, change, ("a", 1), ("b", 9), ("c", 3))
    assert report == RegionReport(sama=["t-a", "t-c"], diganti=["t-b"])


def test_without_content_controls_the_bookmarks_do(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for control in list(document.element.body.iter(f"{W}sdt")):
            for block in list(control.find(f"{W}sdtContent")):
                control.addprevious(block)
            control.getparent().remove(control)
        tables_of(document)[2].cell(1, 1).text = "staf"

    report = again(tmp_path, change, ("a", 1), ("b", 9), ("c", 4))
    assert report == RegionReport(
        sama=["t-a"], diganti=["t-b"], dipertahankan=["t-c"], berbeda=["t-c"]
    )


def test_a_lost_caption_keeps_the_region_known(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        for paragraph in document.paragraphs:
            if "Capaian b" in paragraph.text and paragraph.style.name == "Caption":
                paragraph._p.getparent().remove(paragraph._p)

    report = again(tmp_path, change, ("a", 1), ("b", 9), ("c", 3))
    assert report == RegionReport(sama=["t-a", "t-c"], dipertahankan=["t-b"], berbeda=["t-b"])


def test_merging_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    again(tmp_path, nothing, ("a", 1), ("b", 9), ("c", 3))
    path = tmp_path / "hasil.docx"
    first = path.read_bytes()
    build(tmp_path, figures(("a", 1), ("b", 9), ("c", 3)), existing=path)
    second = path.read_bytes()
    build(tmp_path, figures(("a", 1), ("b", 9), ("c", 3)), existing=path)
    assert path.read_bytes() == second
    assert all_texts_of(first, tmp_path) == all_texts_of(second, tmp_path)


def all_texts_of(data: bytes, folder: Path) -> list[str]:
    path = folder / "banding.docx"
    path.write_bytes(data)
    return all_texts(path)


def test_the_edited_report_is_copied_before_it_is_renewed(tmp_path: Path) -> None:
    build(tmp_path, figures(("a", 1)))
    before = (tmp_path / "hasil.docx").read_bytes()
    assert not (tmp_path / ".iku-cadangan").exists()
    build(tmp_path, figures(("a", 2)), existing=tmp_path / "hasil.docx")
    copies = list((tmp_path / ".iku-cadangan").iterdir())
    assert [copy.read_bytes() for copy in copies] == [before]


def test_captions_stay_outside_of_content_controls(tmp_path: Path) -> None:
    build(tmp_path, figures(("a", 1)))
    body = docx.Document(str(tmp_path / "hasil.docx")).element.body
    controls = list(body.iter(f"{W}sdt"))
    assert len(controls) == 1
    assert next(controls[0].iter(f"{W}fldChar"), None) is None
    assert [c.tag.split("}")[1] for c in controls[0].find(f"{W}sdtContent")] == ["tbl", "p"]


@pytest.mark.parametrize(
    "body",
    [
        ("{{ wilayah('a') }}", "x"),
        ("x", "{{ akhir_wilayah() }}"),
        ("{{ wilayah('a') }}", "{{ wilayah('b') }}", "x", "{{ akhir_wilayah() }}"),
        (
            "{% for i in [1, 2] %}",
            "{{ wilayah('a') }}",
            "x",
            "{{ akhir_wilayah() }}",
            "{% endfor %}",
        ),
        ([["{{ wilayah('a') }}"]], "x", "{{ akhir_wilayah() }}"),
    ],
)
def test_marks_that_do_not_match_are_refused(tmp_path: Path, body: Any) -> None:
    objects = prepare_objects()
    template = report_template(tmp_path, *body)
    rendered = load_template(template).render({}, objects=objects.registry)
    with pytest.raises(TemplateError) as caught:
        finish(rendered, objects, tmp_path / "hasil.docx")
    assert caught.value.code == "TM002"
    assert not (tmp_path / "hasil.docx").exists()
    assert faults_of(template, {}, objects=prepare_objects().registry) == []


def test_wrap_takes_only_the_marks_of_its_document(tmp_path: Path) -> None:
    objects = prepare_objects()
    template = load_template(report_template(tmp_path, "{{ wilayah('a') }}", "x"))
    template.render({}, objects=objects.registry)
    second = template.render({}, objects=objects.registry)
    with pytest.raises(RegionError):
        wrap(second.document, objects.marks)


def test_an_end_mark_may_also_end_a_section_or_a_page(tmp_path: Path) -> None:
    """LibreOffice moves both into the paragraph before."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    path = report_template(tmp_path, "{{ wilayah('a') }}", "isi", "{{ akhir_wilayah() }}", "akhir")
    document = docx.Document(str(path))
    mark = next(p for p in document.paragraphs if "akhir_wilayah" in p.text)
    mark.add_run().add_break(docx.enum.text.WD_BREAK.PAGE)
    mark._p.get_or_add_pPr().append(parse_xml(f'<w:sectPr {nsdecls("w")}/>'))
    document.save(str(path))
    objects = prepare_objects()
    rendered = load_template(path).render({}, objects=objects.registry)
    finish(rendered, objects, tmp_path / "hasil.docx")
    made = docx.Document(str(tmp_path / "hasil.docx"))
    assert len(made.sections) == 3
    (region,) = find_regions(made).values()
    assert [len(list(block.iter(f"{W}p"))) for block in region.blocks] == [1]
