"""`iku templat isian`: every field a template may print, ready to copy, with its value now.

The list is made of the shape of the report's context, so it cannot forget a field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iku_excel import numbers
from iku_excel.lakip.archive import package_bytes, write_atomic
from iku_excel.lakip.filters import all_filters
from iku_excel.lakip.locate import W
from iku_excel.lakip.schema import DAFTAR, KELOMPOK, TANGGAL, Shape

_LOOP_NAMES = {"sasaran": "s", "indikator": "i", "anggaran": "a", "tren": "t", "butir": "b"}
_MAX_EXAMPLE = 60
ANYWHERE = "di mana saja"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: the text to copy, its value now ("" when unknown), the loop it belongs in."""

    salin: str
    contoh: str
    di_dalam: str
    keterangan: str = ""


def list_fields(shape: Shape, context: Mapping[str, Any] | None = None) -> list[FieldRow]:
    """All fields in the order of the context; a record that comes twice is listed once."""
    return list(_rows(shape, dict(context or {}), "", (), set()))


def _rows(
    group: Shape, value: Any, path: str, loops: tuple[str, ...], seen: set[int]
) -> Iterator[FieldRow]:
    for name, shape in group.fields.items():
        here = f"{path}.{name}" if path else name
        held = _get(value, name)
        inside = loops[-1] if loops else ANYWHERE
        if shape.kind == KELOMPOK:
            if shape.is_printable:
                yield FieldRow(f"{{{{ {here} }}}}", _example(held), inside)
            if _is_new(shape, seen):
                yield from _rows(shape, held, here, loops, seen)
        elif shape.kind == DAFTAR:
            yield from _list_rows(shape, held, name, here, loops, seen)
        else:
            name_of_filter = _filter(shape, held)
            printed = f"{{{{ {here}{'|' if name_of_filter else ''}{name_of_filter} }}}}"
            yield FieldRow(printed, _example(_filtered(held, name_of_filter)), inside)


def _list_rows(
    shape: Shape, held: Any, name: str, here: str, loops: tuple[str, ...], seen: set[int]
) -> Iterator[FieldRow]:
    variable = _variable(name, loops)
    loop = f"{{% for {variable} in {here} %}} … {{% endfor %}}"
    inside = loops[-1] if loops else ANYWHERE
    items = list(held) if isinstance(held, (list, tuple)) else []
    count = f"daftar, {len(items)} butir" if held is not None else "daftar"
    item = shape.item
    if item is None or item.kind != KELOMPOK:
        yield FieldRow(loop, count, inside)
        yield FieldRow(f"{{{{ {variable} }}}}", _example(items[0]) if items else "", loop)
        return
    is_new = _is_new(item, seen)
    note = "" if is_new else "isinya sama dengan daftar sejenis di atas"
    yield FieldRow(loop, count, inside, note)
    if is_new:
        yield from _rows(item, items[0] if items else None, variable, (*loops, loop), seen)


def _is_new(shape: Shape, seen: set[int]) -> bool:
    if shape.is_mapping:
        return True
    is_new = id(shape) not in seen
    seen.add(id(shape))
    return is_new


def _get(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(name)
    return getattr(value, name, None)


def _variable(name: str, loops: tuple[str, ...]) -> str:
    taken = {loop.split()[2] for loop in loops}
    for choice in (_LOOP_NAMES.get(name, name[:1]), name[:2], name[:3]):
        if choice not in taken:
            return choice
    return f"{name}_ini"


def _filter(shape: Shape, value: Any) -> str:
    """The name of the filter that suits the field, "" for none."""
    if shape.kind == TANGGAL:
        return "tanggal"
    satuan = str(getattr(value, "satuan", "")).strip().lower()
    return {"%": "persen", "persen": "persen", "rupiah": "rupiah", "rp": "rupiah"}.get(satuan, "")


def _filtered(value: Any, name: str) -> Any:
    """What the template would print."""
    return all_filters()[name](value) if name and value is not None else value


def _example(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if hasattr(value, "year") and hasattr(value, "month"):
        return numbers.format_tanggal(value)
    text = " ".join(str(value).split())
    return text if len(text) <= _MAX_EXAMPLE else text[:_MAX_EXAMPLE].rsplit(" ", 1)[0] + " …"


def write_fields_sheet(rows: list[FieldRow], target: Path, title: str) -> None:
    """Write the list as a Word document to copy from; raises TemplateError TM008."""
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    _clean_base(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    document.add_heading(title, 1)
    document.add_paragraph(
        "Salin teks pada kolom pertama ke dalam templat. Isian di dalam pengulangan hanya berlaku "
        "di antara {% for … %} dan {% endfor %} yang disebut di kolom ketiga. Angka dapat diberi "
        "penapis: |angka, |persen, |rupiah, |terbilang, |romawi; tanggal: |tanggal."
    )
    table = document.add_table(1, 3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("Salin ini", "Isi sekarang", "Letaknya"),
                          strict=True):  # fmt: skip
        cell.text = text
        cell.paragraphs[0].runs[0].font.bold = True
    _repeat_header(table)
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, (row.salin, row.contoh or row.keterangan, row.di_dalam),
                              strict=True):  # fmt: skip
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(9)
        cells[0].paragraphs[0].runs[0].font.name = "Courier New"
    write_atomic(target, package_bytes(document.part.package))


def _repeat_header(table: Any) -> None:
    from iku_excel.lakip.fields_xml import make

    table.rows[0]._tr.get_or_add_trPr().append(make("tblHeader"))


def _clean_base(document: Any) -> None:
    """python-docx's own base is a document of Word 2010 in compatibility mode."""
    for relation, rel in list(document.part.rels.items()):
        if rel.reltype.endswith("/stylesWithEffects"):
            del document.part.rels[relation]
    for language in document.styles.element.iter(W + "lang"):
        language.set(W + "val", "id-ID")
