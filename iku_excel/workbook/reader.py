"""Reads a workbook as staff made it: its tables, identity, narrative and budget, each value placed.

The reader knows what forms look like, not what is right: it records observations, and the checks
make findings of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from iku_excel.errors import IkuExcelError
from iku_excel.finding import Location, Observation
from iku_excel.model import BarisAnggaran, Berkas, Jenis, Keputusan, Tabel, Teks
from iku_excel.workbook import extras
from iku_excel.workbook.cells_reading import CellReader
from iku_excel.workbook.description import describe
from iku_excel.workbook.columns import OWN_FIGURES
from iku_excel.workbook.doubts import say_lost_rows
from iku_excel.workbook.form_per_indikator import read_form_3, with_target_of
from iku_excel.workbook.hidden import observe_hidden
from iku_excel.workbook.indikator_match import matcher_for, parse_kode
from iku_excel.workbook.region import Region
from iku_excel.workbook.masa import read_titles, title_location
from iku_excel.workbook.periode import Masa, masa_of_name, masa_of_title
from iku_excel.workbook.port import Book
from iku_excel.workbook.segments import Found
from iku_excel.workbook.tables import TableRead, find_blocks, find_unnamed, read_sheet
from iku_excel.workbook.vocabulary import Synonyms, Vocabulary, find_synonyms, load_vocabulary

__all__ = ["describe", "read_book", "read_path"]

_ORDER = (Jenis.PERJANJIAN_KINERJA, Jenis.RENCANA_AKSI, Jenis.MONITORING)
_UNIT = re.compile(
    r"(?:nama\s+)?(?:unit(?:\s+kerja)?|satuan\s+kerja|satker)\s*:?\s+(\S.*)", re.IGNORECASE
)
_NAMED_YEAR = ("tahun", "tahun anggaran", "tahun perjanjian kinerja")


def read_path(
    path: Path | str, keputusan: Keputusan, *, synonyms: Synonyms | None = None
) -> Berkas:
    """The workbook at `path`, read; one that cannot be read has `error` and nothing else."""
    from iku_excel.workbook.engine import open_book

    try:
        if synonyms is None:
            synonyms = find_synonyms(Path(os.path.realpath(path)).parent)
        with open_book(path) as book:
            return read_book(book, keputusan, synonyms=synonyms)
    except IkuExcelError as error:
        return Berkas(str(path), "", None, None, None, None, error=error)


def read_book(book: Book, keputusan: Keputusan, *, synonyms: Synonyms | None = None) -> Berkas:
    """An open workbook, read. `synonyms` are the office's own header words: role → texts."""
    return _BookReader(book, keputusan, load_vocabulary(synonyms)).read()


class _BookReader:
    """One workbook on its way to a Berkas."""

    def __init__(self, book: Book, keputusan: Keputusan, vocabulary: Vocabulary) -> None:
        self.book, self.vocabulary = book, vocabulary
        self.matcher = matcher_for(keputusan)
        self.observations: list[Observation] = []
        self.identitas: dict[str, Teks] = {}
        self.narasi: dict[str, Teks] = {}
        self.anggaran: list[BarisAnggaran] = []
        self.passed_over: list[str] = []
        self.regions: list[Region] = []
        self.titles: list[str] = []
        self.elsewhere: list[tuple[str, int, Location]] = []
        """Years that the identity and the statement page give: (source, year, cell)."""

    def read(self) -> Berkas:
        regions = [Region(sheet, self.vocabulary) for sheet in self.book.sheets]
        blocks = [find_blocks(region) for region in regions]
        for region, found in zip(regions, blocks, strict=True):
            self._read_extras(region, found)
        fallback = Masa(self._year_elsewhere(regions, blocks))
        tables: list[TableRead] = []
        for region, found in zip(regions, blocks, strict=True):
            tables += self._read_tables(region, found, fallback)
        self.titles = [title.text for table in tables for title in table.sources.titles]
        self._observe_periods(tables)
        self.regions = regions
        return self._berkas([table.tabel for table in tables])

    def _near_miss(self) -> dict[str, object]:
        """Where the header that is most like one stands, for whoever looks for the reason."""
        best = max(self.regions, key=lambda region: region.near_miss[0], default=None)
        if best is None or not best.near_miss[1]:
            return {}
        return {"mirip": f"lembar “{best.sheet.name}” baris {best.near_miss[1]}"}

    # Sheets

    def _read_extras(self, region: Region, found: list[Found]) -> None:
        name = region.sheet.name
        reader = CellReader(self.book.path, region.sheet)
        if self.vocabulary.sheet_is("identitas", name) and not found:
            for label, teks in extras.read_identitas(region, reader):
                self.identitas.setdefault(label, teks)
        elif self.vocabulary.sheet_is("narasi", name):
            for key, teks in extras.read_narasi(region, reader, self.matcher):
                self.narasi.setdefault(key, teks)

    def _read_tables(self, region: Region, found: list[Found], fallback: Masa) -> list[TableRead]:
        reader = CellReader(self.book.path, region.sheet)
        if not found:
            found = find_unnamed(region, self.matcher)
        result = read_sheet(region, reader, self.matcher, found, fallback)
        if found and not result.tables and not result.passed_over:
            # "IKU | Deskripsi": a known title over mere numbers, the names in another column.
            other = find_unnamed(region, self.matcher)
            if other:
                result = read_sheet(region, reader, self.matcher, other, fallback)
        result.tables = self._with_form_3(region, reader, result.tables, fallback)
        say_lost_rows(region, reader, self.matcher, [table.tabel for table in result.tables])
        observe_hidden(region, reader, [table.tabel for table in result.tables])
        self.observations += reader.observations
        self.anggaran += result.anggaran
        self.passed_over += result.passed_over
        return result.tables

    def _with_form_3(
        self, region: Region, reader: CellReader, tables: list[TableRead], fallback: Masa
    ) -> list[TableRead]:
        """The tables of a sheet, or its one indicator's where they hold no realisasi.

        Above the triwulan of "SK.1.2." may stand a small table of its sasaran, name and target.
        """
        if tables and parse_kode(region.sheet.name.strip()) is None:
            return tables
        if any(kolom.role in OWN_FIGURES for t in tables for kolom in t.tabel.daftar_kolom):
            return tables
        own = read_form_3(region, reader, self.matcher, fallback)
        if not own:
            return tables
        # What was odd about the small table's naming is not the form's.
        places = {table.tabel.daftar_baris[0].location for table in own}
        reader.observations[:] = [
            o for o in reader.observations if o.kode.startswith("BK") or o.location in places
        ]
        rows = [baris for t in tables for baris in t.tabel.daftar_baris]
        return [with_target_of(table, rows) for table in own]

    # Years and months

    def _year_elsewhere(self, regions: list[Region], blocks: list[list[Found]]) -> int | None:
        """The year of sheets without tables: the identity, the statement page."""
        for label, teks in self.identitas.items():
            if label.casefold() in _NAMED_YEAR and (year := masa_of_title(teks.teks).tahun):
                self.elsewhere.append(("identitas", year, teks.location))
        years: set[int] = set()
        for region, found in zip(regions, blocks, strict=True):
            if found or len(region.grid) > 400:
                continue
            for title in read_titles(region, 1, min(len(region.grid), 15)):
                text = title.text.casefold()
                if title.masa.tahun is None or "tahun" not in text:
                    continue
                years.add(title.masa.tahun)
                if self.vocabulary.sheet_is("perjanjian_kinerja", text):
                    place = title_location(self.book.path, region.sheet.name, title)
                    self.elsewhere.append(("lembar lain", title.masa.tahun, place))
        if self.elsewhere:
            return self.elsewhere[0][1]
        return next(iter(years)) if len(years) == 1 else None

    def _observe_periods(self, tables: list[TableRead]) -> None:
        self._observe_elsewhere(tables)
        file = masa_of_name(self.book.path.replace("\\", "/").rsplit("/", 1)[-1])
        months = {t.tabel.bulan for t in tables if t.tabel.bulan}
        without_year: set[str] = set()
        for table in tables:
            tabel, sources = table.tabel, table.sources
            years = sources.years()
            if tabel.tahun is not None or tabel.lembar not in without_year:
                self._observe_years(table, years)  # once for the blocks of a sheet
            if tabel.tahun is None:
                without_year.add(tabel.lembar)
            found = sources.months()
            if file.last_bulan in months:
                # One of a year's sheets is the file's month; the others are not wrong for it.
                found = (
                    [(s, m) for s, m in found if s != "nama berkas"] if len(months) > 1 else found
                )
            if tabel.jenis is Jenis.MONITORING and len({m for _, m in found}) > 1:
                self._observe(
                    "MO011", self._place(table, "bulan"), {"apa": "bulan", "bulan": found}
                )

    def _observe_elsewhere(self, tables: list[TableRead]) -> None:
        """The statement page or the identity against the year of the agreement itself."""
        for table in tables:
            tabel = table.tabel
            if tabel.jenis is Jenis.MONITORING or tabel.tahun is None:
                continue
            for source, year, place in self.elsewhere:
                if year != tabel.tahun:
                    found = [(source, year), (f"lembar {tabel.lembar}", tabel.tahun)]
                    data = {"alasan": "berbeda", "apa": "tahun", "tahun": found}
                    self._observe("PK011", place, {**data, "jenis": str(tabel.jenis)})
            return

    def _observe_years(self, table: TableRead, years: list[tuple[str, int]]) -> None:
        tabel = table.tabel
        if tabel.tahun is None:
            self._observe("PK011", tabel.header, {"alasan": "tidak ada", "jenis": str(tabel.jenis)})
        elif len({year for _, year in years}) > 1:
            code = "MO011" if tabel.jenis is Jenis.MONITORING else "PK011"
            data = {"alasan": "berbeda", "apa": "tahun", "tahun": years, "jenis": str(tabel.jenis)}
            self._observe(code, self._place(table, "tahun"), data)

    def _place(self, table: TableRead, kind: str) -> Location:
        title = table.sources.place_of(kind)
        if title is None:
            return table.tabel.header
        return title_location(self.book.path, table.tabel.lembar, title)

    def _observe(self, kode: str, location: Location, data: Mapping[str, object]) -> None:
        self.observations.append(Observation(kode, location, data))

    # The whole

    def _berkas(self, tables: list[Tabel]) -> Berkas:
        jenis = next((j for j in _ORDER if any(t.jenis is j for t in tables)), None)
        if not tables:
            self._observe("BK004", Location(self.book.path), self._near_miss())
        file = masa_of_name(self.book.path.replace("\\", "/").rsplit("/", 1)[-1])
        years = [t.tahun for t in tables if t.tahun is not None]
        months = {t.bulan for t in tables if t.bulan is not None and t.jenis is Jenis.MONITORING}
        tahun = years[0] if years else file.tahun if not tables else None
        bulan = next(iter(months)) if len(months) == 1 else None
        if file.last_bulan is not None and (not months or file.last_bulan in months):
            bulan = file.last_bulan
        return Berkas(
            path=self.book.path,
            sha256=self.book.sha256,
            jenis=jenis,
            tahun=tahun,
            bulan=bulan,
            unit=self._unit(),
            daftar_tabel=tuple(tables),
            daftar_anggaran=tuple(self.anggaran),
            identitas=self.identitas,
            narasi=self.narasi,
            observations=tuple(self.observations),
            catatan_baca=tuple(self.passed_over),
        )

    def _unit(self) -> str | None:
        for label, teks in self.identitas.items():
            if label.casefold() in ("nama unit", "unit kerja", "nama unit organisasi", "satker"):
                return teks.teks.strip() or None
        for title in self.titles:
            named = _UNIT.fullmatch(title)
            if named:
                return named[1]
        return None
