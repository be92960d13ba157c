"""Form 3: one sheet for one indicator, periods in columns and Target / Realisasi in rows.

The other way round, periods in rows and Target / Realisasi in columns, is read as well. What comes
out has the same keys as every other table, so that nobody downstream has to care.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from iku_excel.model import TAHUN, Baris, Jenis, Kolom, Nilai, Periode, Role, Tabel, Teks
from iku_excel.records import replace
from iku_excel.workbook.cells_reading import CellReader, Expected
from iku_excel.workbook.columns import FIGURES
from iku_excel.workbook.doubts import say_misspelt_labels
from iku_excel.workbook.form_3_naming import Grid3, identity_of, satuan_of, value_beside
from iku_excel.workbook.indikator_match import Match, Matcher, parse_kode
from iku_excel.workbook.region import Region, at
from iku_excel.workbook.masa import Title, gather, names_a_form, read_titles
from iku_excel.workbook.periode import Masa
from iku_excel.workbook.tables import TableRead, choose_bulan, choose_tahun
from iku_excel.workbook.row_observations import observe_row
from iku_excel.workbook.text import clean, normalise
from iku_excel.workbook.vocabulary import Heading

_MAX_HEADER_ROW = 60
_MAX_COLUMNS = 60
_LABEL_ROWS = 14
CAPAIAN_BESIDE = (Role.CAPAIAN, Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN)
"""Beside which row the column of the year's capaian has its figure: the first that is there."""
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_NOT_INDIKATOR = re.compile(r"\s*T\.?\s*J\.?\W*\d", re.IGNORECASE)


def read_form_3(
    region: Region, reader: CellReader, matcher: Matcher, fallback: Masa
) -> list[TableRead]:
    """The tables of a sheet that is about one indicator, or holds a block for each of several;
    none where it is no such sheet."""
    if _NOT_INDIKATOR.match(region.sheet.name) or len(region.grid) > 5_000:
        return []
    tables: list[TableRead] = []
    seen: set[str | None] = set()
    above: tuple[Title, ...] = ()
    first = 1
    sheet_kode = parse_kode(region.sheet.name.strip())
    while (found := _across(region, first) or _downwards(region, first)) is not None:
        identity = identity_of(region, reader, matcher, found)
        own = identity[0].indikator.kode if identity and identity[0].indikator else None
        between = read_titles(region, first, found.header_row - 1)
        # Below the first block stand the notes of the one before, with dates of their own.
        titles = (*above, *(t for t in between if not above or names_a_form(t)))
        above = above or titles
        if identity is not None and (own is None or own not in seen):
            seen.add(own)
            tables.append(_table(region, reader, matcher, found, identity, titles, fallback))
        if sheet_kode is not None:
            break  # a sheet named after its indicator: what follows is about the same one
        first = found.last_row + 1
    return tables


def _table(
    region: Region,
    reader: CellReader,
    matcher: Matcher,
    found: Grid3,
    identity: tuple[Match, Teks | None, Teks | None],
    titles: tuple[Title, ...],
    fallback: Masa,
) -> TableRead:
    match, kode, nama = identity
    _add_yearly_target(region, found)
    sources = gather(region, titles, (), reader.path)
    tahun, tahun_from = choose_tahun(sources, fallback)
    baris = _baris(region, reader, found, match, kode, nama)
    observe_row(reader, matcher, Jenis.MONITORING, baris, match, None)
    rows = (row for row, _ in found.cells.values())
    say_misspelt_labels(region, reader, (found.header_row, *rows))
    tabel = Tabel(
        jenis=Jenis.MONITORING,
        bentuk=3,
        lembar=region.sheet.name,
        header=reader.location(found.header_row, found.header_column),
        header_rows=(found.header_row, found.header_row),
        rows=(found.first_row, found.last_row),
        daftar_kolom=tuple(
            Kolom(role, periode, column, header, found.header_row)
            for role, periode, column, header in found.headings
        ),
        daftar_baris=(baris,),
        tahun=tahun,
        bulan=choose_bulan(sources),
    )
    return TableRead(tabel, sources, tahun_from)


def with_target_of(own: TableRead, rows: Sequence[Baris]) -> TableRead:
    """The year's target and the sasaran from a small table above, where the block has none."""
    baris = own.tabel.daftar_baris[0]
    for other in rows:
        if other.indikator == baris.indikator and other.target is not None:
            nilai = {(Role.TARGET, TAHUN): other.target, **baris.nilai}
            baris = replace(baris, nilai=nilai, sasaran=baris.sasaran or other.sasaran)
    return replace(own, tabel=replace(own.tabel, daftar_baris=(baris,)))


# Where the figures are ---------------------------------------------------------------------------


def _across(region: Region, first: int) -> Grid3 | None:
    """Periods in a header row, roles in the rows below it."""
    if not _says(region, _PERFORMANCE, first):
        return None
    for row in range(first, min(len(region.grid), first + _MAX_HEADER_ROW - 1) + 1):
        periods = dict(_periods_in(region, row))
        if len(periods) < 2:
            continue
        first_period = min(periods)
        labels = list(_labels_below(region, row, first_period))
        if not any(role in (Role.TARGET, Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN)
                   for _, role, _ in labels):  # fmt: skip
            continue
        found = Grid3(row, first_period, labels[0][0], labels[-1][0], first)
        yearly = _yearly_columns(region, row, first_period, max(periods))
        for label_row, role, text in labels:
            for column, periode in periods.items():
                _put(found, role, periode, label_row, column, text)
            for column, own in yearly:
                if own is None or own is role:
                    _put(found, role, TAHUN, label_row, column, text)
        _add_yearly_capaian(region, found, labels, max(periods))
        return found
    return None


_MEASURED = frozenset({Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN})
_PERFORMANCE = _MEASURED | {Role.TARGET}


def _says(region: Region, roles: frozenset[Role], first: int) -> bool:
    """Whether any heading of these roles stands on the sheet where the form may."""
    lines = region.grid[first - 1 : first - 1 + _MAX_HEADER_ROW + _LABEL_ROWS]
    texts = {v for line in lines for v in line[:_MAX_COLUMNS] if type(v) is str}
    return any(region.vocabulary.classify(text).role in roles for text in texts)


def _add_yearly_capaian(
    region: Region, found: Grid3, labels: list[tuple[int, Role, str]], last: int
) -> None:
    """A column "Capaian (%)" right of the periods, as we add it: beside the realisasi."""
    rows = {role: row for row, role, _ in labels}
    row = next((rows[role] for role in CAPAIAN_BESIDE if role in rows), None)
    line = region.grid[found.header_row - 1]
    for column in range(last + 1, min(len(line), last + 6) + 1):
        heading = region.heading(found.header_row, column)
        if heading.role is Role.CAPAIAN and heading.periode is None and row is not None:
            _put(found, Role.CAPAIAN, TAHUN, row, column, heading.text)


def _put(found: Grid3, role: Role, periode: Periode, row: int, column: int, text: str) -> None:
    if (role, periode) not in found.cells:
        found.cells[role, periode] = (row, column)
        found.headings.append((role, periode, column, text))


def _periods_in(region: Region, row: int) -> Iterator[tuple[int, Periode]]:
    """Columns whose heading in `row` is a period and nothing else."""
    line = region.grid[row - 1]
    romans = 0
    for column in range(1, min(len(line), _MAX_COLUMNS) + 1):
        value = line[column - 1]
        if not value or not isinstance(value, (str, date)):
            continue  # no number is a heading of a period
        heading = region.vocabulary.classify(value)
        word = normalise(clean(value)) if isinstance(value, str) and len(value) < 40 else ""
        if word in _ROMAN and _ROMAN[word] == romans + 1:
            # Bare "I | II | III | IV", one after the other.
            romans += 1
            if _next_roman(region, row, column, word) or romans > 1:
                yield column, Periode(triwulan=_ROMAN[word])
        elif heading.role is None and heading.periode is not None and not heading.waktu.rest:
            yield column, heading.periode


def _next_roman(region: Region, row: int, column: int, word: str) -> bool:
    following = [normalise(clean(at(region.grid, row, c))) for c in range(column + 1, column + 5)]
    return next((w for w in following if w), "") == {"i": "ii", "ii": "iii", "iii": "iv"}.get(word)


def _labels_below(region: Region, row: int, first: int) -> Iterator[tuple[int, Role, str]]:
    """(row, role, text) of the labelled rows below a header of periods."""
    seen: set[Role] = set()
    for label_row in range(row + 1, min(len(region.grid), row + _LABEL_ROWS) + 1):
        if len(dict(_periods_in(region, label_row))) >= 2:
            return
        for column in range(1, max(first, 6)):
            heading = region.heading(label_row, column)
            role = _label_role(heading)
            if role is not None and column < first:
                if role not in seen:
                    seen.add(role)
                    yield label_row, role, heading.text
                break


def _label_role(heading: Heading) -> Role | None:
    role = heading.role
    if role is Role.REALISASI and heading.waktu.is_kumulatif:
        role = Role.REALISASI_SAMPAI_DENGAN
    texts = (Role.KENDALA, Role.TINDAK_LANJUT, Role.KETERANGAN, Role.BUKTI)
    return role if role in FIGURES or role in texts else None


def _yearly_columns(
    region: Region, row: int, first: int, last: int
) -> Iterator[tuple[int, Role | None]]:
    """Columns of the year beside the periods: "Target PK" (targets only) or "Tahun", "Jumlah"."""
    line = region.grid[row - 1]
    for column in [*range(1, first), *range(last + 1, min(len(line), last + 4) + 1)]:
        heading = region.heading(row, column)
        if heading.role is Role.TARGET:
            yield column, Role.TARGET
        elif heading.role is None and heading.waktu.tahun and heading.periode is None:
            yield column, None
        elif column > last and normalise(heading.text) in ("tahun", "setahun", "tahunan"):
            yield column, None


def _downwards(region: Region, first: int) -> Grid3 | None:
    """Periods in the rows, roles in a header row: "Bulan | Target | Realisasi | Capaian"."""
    if not _says(region, _MEASURED, first):
        return None
    for row in range(first, min(len(region.grid), first + _MAX_HEADER_ROW - 1) + 1):
        line = region.grid[row - 1]
        roles: dict[int, tuple[Role, str]] = {}
        for column in range(1, min(len(line), _MAX_COLUMNS) + 1):
            if not isinstance(line[column - 1], str):
                continue
            heading = region.heading(row, column)
            role = _label_role(heading)
            if role is not None and role not in [r for r, _ in roles.values()]:
                roles[column] = (role, heading.text)
        kinds = {role for role, _ in roles.values()}
        if not kinds & {Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN} or len(kinds) < 2:
            continue
        periods = list(_periods_below(region, row, min(roles)))
        if len(periods) < 2:
            continue
        found = Grid3(row, min(roles), periods[0][0], periods[-1][0], first)
        for column, (role, text) in roles.items():
            for period_row, periode in periods:
                _put(found, role, periode, period_row, column, text)
        return found
    return None


def _periods_below(region: Region, row: int, first: int) -> Iterator[tuple[int, Periode]]:
    seen: set[Periode] = set()
    for period_row in range(row + 1, min(len(region.grid), row + 20) + 1):
        for column in range(1, first):
            value = at(region.grid, period_row, column)
            heading = region.vocabulary.classify(value)
            word = normalise(clean(value)) if isinstance(value, str) else ""
            periode = heading.periode if heading.role is None and not heading.waktu.rest else None
            if periode is None and word in _ROMAN:
                periode = Periode(triwulan=_ROMAN[word])
            if periode is not None and periode not in seen:
                seen.add(periode)
                yield period_row, periode
                break


def _add_yearly_target(region: Region, found: Grid3) -> None:
    """A line "Target | 3,52" in the summary above the block: the year's target."""
    if (Role.TARGET, TAHUN) in found.cells:
        return
    for row in range(found.above, found.header_row):
        line = region.grid[row - 1]
        for column in range(1, min(len(line), 8) + 1):
            heading = region.heading(row, column)
            if heading.role is Role.TARGET and heading.periode is None:
                place = value_beside(region, row, column)
                if place is not None:
                    _put(found, Role.TARGET, TAHUN, *place, heading.text)
                    return


# The one row -------------------------------------------------------------------------------------


def _baris(
    region: Region,
    reader: CellReader,
    found: Grid3,
    match: Match,
    kode: Teks | None,
    nama: Teks | None,
) -> Baris:
    satuan = satuan_of(region, reader, found)
    unit = satuan.teks if satuan else None
    nilai: dict[tuple[Role, Periode], Nilai] = {}
    teks: dict[tuple[Role, Periode], Teks] = {}
    target = None
    ordered = sorted(found.cells.items(), key=lambda item: item[0] != (Role.TARGET, TAHUN))
    for (role, periode), (row, column) in ordered:
        if role in FIGURES:
            expected = Expected(role, match.indikator, unit, target)
            figure = reader.nilai(row, column, expected)
            nilai[role, periode] = figure
            if (role, periode) == (Role.TARGET, TAHUN):
                target = figure.angka
        elif at(region.grid, row, column) is not None:
            text = reader.teks(row, column)
            if text is not None:
                teks[role, periode] = text
    own = [row for (role, _), (row, _) in found.cells.items() if role is not Role.TARGET]
    return Baris(
        row=min(own, default=found.first_row),
        indikator=match.indikator.kode if match.indikator else None,
        dikenali=match.dikenali,
        skor=match.skor,
        kode=kode,
        nama=nama,
        sasaran=None,
        satuan=satuan,
        nilai=nilai,
        teks=teks,
    )
