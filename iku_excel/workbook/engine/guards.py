"""Where nothing may be written: protected sheets, covered cells, parts of arrays, pivots, heads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ...errors import WorkbookError
from ..port import Area
from .opc import WorkbookPackage
from .refs import area_ref, cell_ref, parse_area
from .sheetxml import SheetXml, cannot_write, is_true
from .xmlscan import attributes, elements, mask, tag_pattern


@dataclass(frozen=True, slots=True)
class Permits:
    """What the user allowed in so many words."""

    signed: bool = False
    protected: bool = False
    shared: bool = False


def refuse_book(workbook: WorkbookPackage, permits: Permits) -> None:
    """Raises BK013 for a signed workbook, BK015 for one shared in the old way."""
    names = workbook.package.by_name
    if not permits.signed and signature_parts(workbook):
        raise WorkbookError(
            "BK013",
            "Buku kerja ini bertanda tangan digital; menulis akan membatalkan tanda tangannya. "
            "Tulis ke salinannya, atau pakai --buang-tanda-tangan bila memang boleh dibuang.",
        )
    if not permits.shared and any(n.startswith("xl/revisions/") for n in names):
        raise WorkbookError(
            "BK015",
            "Buku kerja ini dipakai bersama cara lama (riwayat perubahannya tercatat di dalamnya). "
            "Di Excel, hentikan berbagi (Tinjau > Bagikan Buku Kerja), simpan, lalu ulangi.",
        )


def signature_parts(workbook: WorkbookPackage) -> set[str]:
    """The normal names of the parts of a package signature; those of macros are not meant."""
    return {name for name in workbook.package.by_name if name.startswith("_xmlsignatures/")}


@dataclass(frozen=True, slots=True)
class Zone:
    """A range that may be written only in part: `allowed` says which cells may be."""

    area: Area
    why: str
    is_array: bool = False
    is_merged: bool = False


def zones(workbook: WorkbookPackage, part: str, xml: SheetXml) -> list[Zone]:
    """Every range of a sheet that cannot be written freely."""
    found = [
        Zone(area, f"sel itu tertutup oleh sel gabungan {area_ref(area)}; isi sel pertamanya.",
             is_merged=True)
        for area in xml.merged
    ]  # fmt: skip
    found += _arrays(xml)
    for relation in workbook.relationships(part):
        if relation.kind == "table" and workbook.package.find(relation.target):
            found += _table_zones(mask(workbook.read_text(relation.target)[0]))
        elif relation.kind == "pivotTable" and workbook.package.find(relation.target):
            text = mask(workbook.read_text(relation.target)[0])
            for tag in elements(text, b"location"):
                area = _area(tag.get(b"ref"))
                if area:
                    found.append(Zone(area, f"ia bagian tabel pivot {area_ref(area)}."))
    return found


def _area(ref: str) -> Area | None:
    try:
        return parse_area(ref)
    except ValueError:
        return None


def _arrays(xml: SheetXml) -> list[Zone]:
    found: list[Zone] = []
    if b"array" not in xml.masked and b"dataTable" not in xml.masked:
        return found
    pattern = tag_pattern(xml.prefix, b"f")
    for match in pattern.finditer(xml.masked, xml.data_tag_end, xml.data_end):
        inner = attributes(match[2])
        if inner.get(b"t") in (b"array", b"dataTable"):
            area = _area(inner.get(b"ref", b"").decode("ascii", "replace"))
            if area and area[:2] != area[2:]:
                why = f"ia bagian rumus larik {area_ref(area)}; ganti seluruh larik itu di Excel."
                found.append(Zone(area, why, is_array=True))
    return found


def _table_zones(text: bytes) -> list[Zone]:
    found = []
    for tag in elements(text, b"table"):
        area = _area(tag.get(b"ref"))
        if area is None:
            continue  # An extension has a <table> of its own.
        if tag.get(b"headerRowCount", "1") != "0":
            head = area._replace(last_row=area.first_row)
            why = f"ia kepala kolom tabel Excel {area_ref(area)}; ganti namanya di Excel."
            found.append(Zone(head, why))
        if tag.get(b"totalsRowCount", "0") not in ("", "0"):
            total = area._replace(first_row=area.last_row)
            why = f"ia baris jumlah tabel Excel {area_ref(area)}; ubah di Excel."
            found.append(Zone(total, why))
    return found


def refuse_zones(
    sheet: str, found: list[Zone], changed: Mapping[tuple[int, int], object]
) -> None:
    """Raises BK016 for the first cell that lies where it cannot be written."""
    for zone in found:
        if zone.is_array and _covers(zone.area, changed):
            continue
        for row, column in _inside(zone.area, changed):
            if zone.is_merged and (row, column) == zone.area[:2]:
                continue
            raise cannot_write(sheet, cell_ref(row, column), zone.why)


def _inside(
    area: Area, changed: Mapping[tuple[int, int], object]
) -> Iterator[tuple[int, int]]:
    """The changed cells in a range, asked from the smaller side: there may be thousands of both."""
    if _size(area) > len(changed):
        yield from (place for place in changed if area.contains(*place))
        return
    for row in range(area.first_row, area.last_row + 1):
        for column in range(area.first_column, area.last_column + 1):
            if (row, column) in changed:
                yield row, column


def _size(area: Area) -> int:
    return (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1)


def _covers(area: Area, changed: Mapping[tuple[int, int], object]) -> bool:
    size = _size(area)
    return size <= len(changed) and sum(1 for _ in _inside(area, changed)) == size


def is_protected(xml: SheetXml) -> bool:
    """Whether the sheet is protected."""
    for tag in elements(xml.masked, b"sheetProtection", start=xml.data_end):
        return is_true(tag.attributes.get(b"sheet"))
    return False


def refuse_protected(
    sheet: str, changed: Mapping[tuple[int, int], object],
    is_locked: Callable[[int, int], bool],
) -> None:  # fmt: skip
    """Raises BK014 for the first locked cell of a protected sheet."""
    for row, column in changed:
        if is_locked(row, column):
            raise WorkbookError(
                "BK014",
                f"Lembar “{sheet}” terproteksi dan sel {cell_ref(row, column)} terkunci; tidak ada "
                "yang ditulis. Buka proteksinya di Excel (Tinjau > Buka Proteksi Lembar), atau "
                "pakai --abaikan-proteksi.",
            )


def refuse_locked_structure(workbook: WorkbookPackage) -> None:
    """Raises BK014 when no sheet may be added to or taken from the workbook."""
    for tag in elements(workbook.masked, b"workbookProtection"):
        if is_true(tag.attributes.get(b"lockStructure")):
            raise WorkbookError(
                "BK014",
                "Struktur buku kerja ini terproteksi, jadi lembar tidak dapat ditambah. Buka "
                "proteksinya di Excel (Tinjau > Proteksi Buku Kerja), atau pakai "
                "--abaikan-proteksi.",
            )
