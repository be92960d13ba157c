"""Hand-made model objects for tests that need no workbook: tables, rows, workbooks, raw data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from iku_excel.compute.hasil import compute_berkas
from iku_excel.compute.kebijakan import BAKU
from iku_excel.finding import Location, Observation
from iku_excel.keputusan import load_keputusan
from iku_excel.model import (
    TAHUN,
    Baris,
    Berkas,
    BerkasHasil,
    CellState,
    Dossier,
    Jenis,
    Kebijakan,
    Keputusan,
    Kolom,
    Nilai,
    Periode,
    Rincian,
    Role,
    Tabel,
    Teks,
)
from iku_excel.workbook.engine.refs import cell_ref

HEADER_ROW = 5
Kunci = tuple[Role, Periode]
Isi = object
"""What a cell holds: a decimal text or number, None (empty), "-", "N/A", "#REF!", "?" (unreadable),
"=" (formula without a stored value)."""

SD = Role.REALISASI_SAMPAI_DENGAN

_MARKS = {
    "-": CellState.DASH,
    "N/A": CellState.NOT_AVAILABLE,
    "#REF!": CellState.ERROR,
    "?": CellState.UNREADABLE,
    "=": CellState.UNCACHED,
}


@cache
def keputusan() -> Keputusan:
    return load_keputusan("47/2023")


def tw(number: int) -> Periode:
    return Periode(triwulan=number)


def bulan(number: int) -> Periode:
    return Periode(bulan=number)


def nilai(
    isi: Isi, sel: str, lembar: str = "Lembar", berkas: str = "b.xlsx", satuan: str | None = None
) -> Nilai:
    """The figure that a cell with `isi` gives."""
    place = Location(berkas, lembar, sel)
    if isi is None:
        return Nilai(CellState.EMPTY, None, "", place)
    if str(isi) in _MARKS:
        return Nilai(_MARKS[str(isi)], None, str(isi), place)
    return Nilai(CellState.NUMBER, Decimal(str(isi)), str(isi), place, satuan)


def tabel(
    jenis: Jenis,
    kolom: Iterable[Kunci | Role],
    daftar_baris: Iterable[Mapping[object, Isi]],
    *,
    bentuk: int = 6,
    lembar: str = "Lembar",
    berkas: str = "b.xlsx",
    tahun: int | None = 2024,
    bulan: int | None = None,
    header: Mapping[Kunci, str] | None = None,
) -> Tabel:
    """A table whose header is in row 5, body from row 6, and columns A (code), B (name), C... as in
    `kolom`. A row maps "kode", "nama", "sasaran", "satuan", "indikator" and column keys to their
    contents; a bare Role stands for (Role, TAHUN)."""
    keys = [key if isinstance(key, tuple) else (key, TAHUN) for key in kolom]
    columns = {key: number for number, key in enumerate(keys, 3)}
    titles = header or {}
    daftar_kolom = [
        Kolom(Role.KODE, TAHUN, 1, "Kode", HEADER_ROW),
        Kolom(Role.INDIKATOR, TAHUN, 2, "Indikator", HEADER_ROW),
    ]
    daftar_kolom += [
        Kolom(*key, columns[key], titles.get(key, str(key[0])), HEADER_ROW) for key in keys
    ]  # fmt: skip
    rows = [
        _baris(row, isi, columns, lembar, berkas)
        for row, isi in enumerate(daftar_baris, HEADER_ROW + 1)
    ]
    return Tabel(
        jenis,
        bentuk,
        lembar,
        Location(berkas, lembar, f"A{HEADER_ROW}"),
        (HEADER_ROW, HEADER_ROW),
        (HEADER_ROW + 1, HEADER_ROW + len(rows)),
        tuple(daftar_kolom),
        tuple(rows),
        tahun,
        bulan,
    )


_TEXT_ROLES = {Role.KENDALA, Role.TINDAK_LANJUT, Role.SASARAN, Role.SATUAN, Role.STATUS, Role.BUKTI}


def _baris(
    row: int, isi: Mapping[object, Isi], columns: Mapping[Kunci, int], lembar: str, berkas: str
) -> Baris:
    kode = isi.get("kode", isi.get("indikator"))
    given = {
        key if isinstance(key, tuple) else (key, TAHUN): value
        for key, value in isi.items()
        if isinstance(key, (tuple, Role))
    }
    figures: dict[Kunci, Nilai] = {}
    texts: dict[Kunci, Teks] = {}
    for key, column in columns.items():
        sel = cell_ref(row, column)
        if key[0] in _TEXT_ROLES:
            texts[key] = Teks(str(given.get(key) or ""), Location(berkas, lembar, sel))
        else:
            satuan = (
                str(isi["satuan sel"]) if key[0] is Role.TARGET and "satuan sel" in isi else None
            )
            figures[key] = nilai(given.get(key), sel, lembar, berkas, satuan)

    def text(role: Role) -> Teks | None:
        found = texts.get((role, TAHUN))
        return found if found and found.teks else None

    name = isi.get("nama")
    if name is None and isi.get("indikator"):
        found = keputusan().indikator_by_kode(str(isi["indikator"]))
        name = found.nama if found else None
    return Baris(
        row=row,
        indikator=None if isi.get("indikator") is None else str(isi["indikator"]),
        dikenali="kode dan nama",
        skor=100,
        kode=Teks(str(kode), Location(berkas, lembar, f"A{row}")) if kode else None,
        nama=Teks(str(name), Location(berkas, lembar, f"B{row}")) if name else None,
        sasaran=text(Role.SASARAN),
        satuan=text(Role.SATUAN),
        nilai=figures,
        teks=texts,
    )


def berkas(
    *daftar_tabel: Tabel,
    path: str = "b.xlsx",
    tahun: int | None = 2024,
    bulan: int | None = None,
    unit: str | None = None,
    observations: tuple[Observation, ...] = (),
) -> Berkas:
    jenis = daftar_tabel[0].jenis if daftar_tabel else None
    return Berkas(
        path, "0" * 64, jenis, tahun, bulan, unit, daftar_tabel, observations=observations
    )


def rincian(
    kode: str, realisasi: object, lembar: str = "Data", berkas: str = "b.xlsx", **more: object
) -> Rincian:
    angka = None if realisasi is None else Decimal(str(realisasi))
    return Rincian(
        kode, "uji", angka, "Persen", Location(berkas, lembar, "A1"), (), (), "rumus", (),
        alasan="data kosong" if angka is None else None, **more,
    )  # fmt: skip


def hasil(
    source: Berkas,
    *daftar_rincian: Rincian,
    kebijakan: Kebijakan = BAKU,
    tahun: int | None = None,
    pk: Berkas | None = None,
) -> BerkasHasil:
    return compute_berkas(source, daftar_rincian, keputusan(), kebijakan, tahun, pk)


def dossier(
    *daftar: Berkas | BerkasHasil,
    hari_ini: date = date(2025, 2, 1),
    kebijakan: Kebijakan = BAKU,
    tahun_diminta: int | None = None,
) -> Dossier:
    """A dossier of workbooks (computed here where they are not yet)."""
    computed = tuple(
        item
        if isinstance(item, BerkasHasil)
        else hasil(item, kebijakan=kebijakan, tahun=tahun_diminta)
        for item in daftar
    )
    return Dossier(keputusan(), kebijakan, computed, hari_ini, (), tahun_diminta)
