"""From header blocks to tables: one sheet of indicator tables, read whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from iku_excel.finding import Location
from iku_excel.model import TAHUN, BarisAnggaran, Jenis, Role, Tabel
from iku_excel.records import dataclass, field, replace
from iku_excel.workbook import extras
from iku_excel.workbook.body import BodyReader
from iku_excel.workbook.cells_reading import CellReader
from iku_excel.workbook.columns import (
    FIGURES,
    OWN_FIGURES,
    Meaning,
    header_score,
    is_decree_sheet,
    repeated_realisasi,
    settle,
    understand,
)
from iku_excel.workbook.doubts import (
    doubtful,
    doubtful_role,
    say_doubtful,
    say_misspelt,
    say_unread,
)
from iku_excel.workbook.indikator_match import Matcher
from iku_excel.workbook.layout import build_block, scan_anchors
from iku_excel.workbook.region import HeaderBlock, Region
from iku_excel.workbook.masa import Sources, Title, gather, read_titles
from iku_excel.workbook.month_runs import with_months
from iku_excel.workbook.periode import Masa
from iku_excel.workbook.row_labels import columns_with_labels, find_row_labels, without_labels
from iku_excel.workbook.segments import (
    Found,
    end_of,
    find_segments,
    with_further_titles,
    without_body_cells,
)
from iku_excel.workbook.spread import resolve_spread

ENOUGH = 50
"""The header score from which a block heads an indicator table."""

_MAX_UNNAMED_ROWS = 3_000
_MAX_REFUSED = 150
_MAX_BLOCKS = 400
_TITLE_WORDS_PLAN = ("rencana aksi", "renaksi", "perjanjian kinerja", "perjakin", "target")
_TITLE_WORDS_MONITORING = ("monitoring", "monev", "pengukuran", "realisasi")
_TITLE_WORDS_DONE = ("realisasi", "capaian", "monitoring", "pengukuran", "evaluasi")


@dataclass(frozen=True)
class TableRead:
    """One table with the sources of its period, before the workbook's own year is known."""

    tabel: Tabel
    sources: Sources
    tahun_from: str | None


@dataclass
class SheetRead:
    """Everything that one sheet gave."""

    tables: list[TableRead] = field(default_factory=list)
    anggaran: list[BarisAnggaran] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def find_blocks(region: Region) -> list[Found]:
    """The headers on a sheet, in reading order."""
    found: list[Found] = []
    refused: Counter[tuple[int, Role]] = Counter()
    anchors = scan_anchors(region.grid, region.vocabulary)
    # In a row the indicator's own title comes first: a code may stand on either side of it.
    for row, column, role in sorted(
        anchors, key=lambda a: (a[0], a[2] is not Role.INDIKATOR, a[1])
    ):
        # "Kegiatan" down a whole column is a unit in raw data, whatever else it may mean.
        kind = (column, role)
        if refused[kind] >= _MAX_REFUSED or any(_covers(f.block, row, column) for f in found):
            continue
        accepted = _judge(region, row, column)
        if accepted is None:
            refused[kind] += 1
        else:
            found.append(accepted)
            if len(found) >= _MAX_BLOCKS:
                break
    return sorted(found, key=lambda f: (f.block.top, f.block.first_column))


def _judge(region: Region, row: int, column: int) -> Found | None:
    """The header around an anchor, if it is one."""
    block = build_block(region, row, column)
    if block is None:
        return None
    block = with_months(without_body_cells(block))
    columns = understand(block, region.vocabulary)
    kind = _kind_of(columns, region)
    if kind is not None:
        return Found(block, columns, kind)
    known = sum(m.role not in (None, Role.OTHER) for m in columns)
    if known > region.near_miss[0]:
        region.near_miss = (known, block.top)
    return None


def find_unnamed(region: Region, matcher: Matcher) -> list[Found]:
    """A table whose indicator column has no title, or one that nobody knows: by the names in it.

    Asked only where a sheet has no other table; two names written as the decree writes them.
    """
    if len(region.grid) > _MAX_UNNAMED_ROWS:
        return []
    texts = {v for line in region.grid for v in line[:40] if type(v) is str and len(v) > 12}
    names = {text for text in texts if matcher.is_exact_text(text)}
    if not names:
        return []
    rows: dict[int, list[int]] = {}
    for row, line in enumerate(region.grid, 1):
        for column, value in enumerate(line[:40], 1):
            if value in names:
                rows.setdefault(column, []).append(row)
    for column, named in sorted(rows.items(), key=lambda item: -len(item[1])):
        if len(named) < 2:
            continue
        for row in range(named[0] - 1, max(0, named[0] - 8), -1):
            block = build_block(region, row, column)
            if block is None or block.body > named[0]:
                continue
            if any(_has_titles(region, line) for line in range(block.body, named[0])):
                break  # the column's own header, which was refused
            block = with_months(block)
            columns = tuple(
                replace(m, role=Role.INDIKATOR, score=60) if m.column == column
                else replace(m, role=Role.OTHER) if m.role is Role.INDIKATOR
                else m
                for m in understand(block, region.vocabulary)
            )  # fmt: skip
            if _kind_of(columns, region) == "indikator":
                return [Found(block, columns, "indikator")]
    return []


def _has_titles(region: Region, row: int) -> bool:
    columns = range(1, min(len(region.grid[row - 1]), 40) + 1)
    return sum(region.heading(row, column).role is not None for column in columns) > 1


def _covers(block: HeaderBlock, row: int, column: int) -> bool:
    within = block.first_column <= column <= block.last_column
    return within and block.top <= row < block.body


def _kind_of(columns: tuple[Meaning, ...], region: Region) -> str | None:
    roles = {m.role for m in columns}
    if extras.is_anggaran_header(columns):
        return "anggaran"
    if roles & {Role.INDIKATOR, Role.KODE} and is_decree_sheet(columns, region.vocabulary):
        return "keputusan"
    return "indikator" if header_score(columns) >= ENOUGH else None


def read_sheet(
    region: Region, reader: CellReader, matcher: Matcher, blocks: Sequence[Found], fallback: Masa
) -> SheetRead:
    """All tables of a sheet; `fallback` is the year that the workbook says elsewhere."""
    result = SheetRead()
    titles: tuple[Title, ...] = ()
    previous_end = position = 0
    while position < len(blocks):
        found = blocks[position]
        if found.kind == "keputusan":
            result.passed_over.append(
                f"{region.sheet.name}: lembar indikator keputusan atau rencana beberapa tahun "
                f"(baris {found.block.top}); tidak diperiksa sebagai formulir"
            )
            previous_end = end_of(region, blocks, position)
            position += 1
            continue
        if found.kind == "anggaran":
            last = end_of(region, blocks, position)
            columns = resolve_spread(region, found.columns, found.block.body, last)
            result.anggaran += extras.read_anggaran(region, reader, columns, found.block.body, last)
            position += 1
            continue
        segments, following = find_segments(region, blocks, position, reader.path)
        # Tables side by side, or one right below the other, share the titles above them.
        own = read_titles(region, previous_end + 1, found.block.top - 1)
        titles = own or titles
        table = _read_table(region, reader, matcher, segments, fallback, titles)
        if table is not None:
            result.tables.append(table)
            previous_end = max(previous_end, table.tabel.rows[1], found.block.bottom)
        position = following
    return result


def _read_table(
    region: Region,
    reader: CellReader,
    matcher: Matcher,
    segments: Sequence[tuple[Found, int]],
    fallback: Masa,
    titles: tuple[Title, ...],
) -> TableRead | None:
    found, last = segments[0]
    block = found.block
    titles = with_further_titles(region, segments, titles)
    sources = gather(region, titles, found.columns, reader.path)
    tahun, tahun_from = choose_tahun(sources, fallback)
    mark = len(reader.observations)
    columns, own_bulan = _settled(region, reader, found, last, sources, tahun)
    is_monitoring = sources.mentions(_TITLE_WORDS_MONITORING)
    doubts = tuple(doubtful(reader, columns, (block.body, last), is_monitoring=is_monitoring))
    say_doubtful(reader, doubts)
    bentuk, jenis = form_of(columns, sources, doubts)
    labels = find_row_labels(region, columns, block.body, last)
    if labels is not None:
        columns = without_labels(columns, labels)
    rows = BodyReader(region, reader, matcher, columns, jenis, labels)
    for segment, end in segments:
        rows.read(segment.block.body, end)
    body = rows.body
    if not body.count_recognised and not _is_surely_a_form(columns, sources):
        del reader.observations[mark:]
        return None
    kolom = tuple(m.as_kolom() for m in columns)
    if labels is not None:
        bentuk, kolom = 3, columns_with_labels(columns, labels, rows.label_roles, body.rows)
    tabel = Tabel(
        jenis=jenis,
        bentuk=bentuk,
        lembar=region.sheet.name,
        header=_header_location(reader, block),
        header_rows=(block.top, block.bottom),
        rows=(block.body, body.last_row or block.body - 1),
        daftar_kolom=kolom,
        daftar_baris=tuple(body.rows),
        tahun=tahun,
        bulan=own_bulan or choose_bulan(sources),
    )
    return TableRead(tabel, sources, tahun_from)


def _settled(
    region: Region,
    reader: CellReader,
    found: Found,
    last: int,
    sources: Sources,
    tahun: int | None,
) -> tuple[tuple[Meaning, ...], int | None]:
    """The columns of a table with all doubts decided, and the month that its header names."""
    body = found.block.body
    columns = resolve_spread(region, found.columns, body, last)
    plain = columns
    columns = settle(columns, tahun, _bare_role(columns, sources))
    say_unread(reader, repeated_realisasi(plain, columns), body, last)
    columns = _single_capaian(reader, columns, body, last)
    say_misspelt(reader, columns)
    return _of_one_month(_cumulative_by_title(columns, sources))


def _header_location(reader: CellReader, block: HeaderBlock) -> Location:
    """The top-left cell of the header that holds text."""
    origins = [origin for entry in block.columns for origin in entry.origins]
    top = min(row for row, _ in origins)
    left = min(column for _, column in origins)
    first = [o for o in origins if o[0] == top and o[1] == left]
    row, column = first[0] if first else min(origins, key=lambda o: (o[1], o[0]))
    return reader.location(row, column)


def choose_tahun(sources: Sources, fallback: Masa) -> tuple[int | None, str | None]:
    """The year and the source it was taken from: title, header, sheet name, file name, workbook."""
    years = sources.years()
    if years:
        return years[0][1], years[0][0]
    return fallback.tahun, "lembar lain" if fallback.tahun else None


def choose_bulan(sources: Sources) -> int | None:
    months = sources.months()
    return months[0][1] if months else None


def _bare_role(columns: Iterable[Meaning], sources: Sources) -> Role:
    """What period columns without further words hold: realisasi, unless the title says a plan."""
    roles = {m.role for m in columns}
    if roles & {*OWN_FIGURES, Role.CAPAIAN}:
        return Role.TARGET if Role.TARGET not in roles else Role.REALISASI
    if sources.mentions(_TITLE_WORDS_DONE):
        return Role.REALISASI
    return Role.TARGET if sources.mentions(_TITLE_WORDS_PLAN) else Role.REALISASI


def _single_capaian(
    reader: CellReader, columns: tuple[Meaning, ...], first: int, last: int
) -> tuple[Meaning, ...]:
    """ "Target | Capaian" without a realisasi column: figures typed there are the realisasi."""
    roles = {m.role for m in columns}
    capaian = [m for m in columns if m.role is Role.CAPAIAN]
    if roles & {*OWN_FIGURES, Role.REALISASI_FISIK, Role.TARGET_ANTARA} or not capaian:
        return columns
    if any(doubtful_role(m) in OWN_FIGURES for m in columns):
        return columns
    if any(m.is_percent or "persen" in m.source.text.casefold() for m in capaian):
        return columns
    from iku_excel.workbook.port import Format

    for meaning in capaian:
        for row in range(first, min(last, first + 40) + 1):
            cell = reader.sheet.cell(row, meaning.column)
            if cell.is_formula or cell.format is Format.PERCENT:
                return columns
    first_header = capaian[0].source.origins[-1]
    reader.observe("MO015", reader.location(*first_header), {"teks": capaian[0].source.text})
    return tuple(replace(m, role=Role.REALISASI) if m.role is Role.CAPAIAN else m for m in columns)


def _cumulative_by_title(columns: tuple[Meaning, ...], sources: Sources) -> tuple[Meaning, ...]:
    """A lone "Realisasi" below a title "s.d. Juli 2024" is consolidated already."""
    own = [m for m in columns if m.role in OWN_FIGURES]
    if len(own) != 1 or own[0].role is not Role.REALISASI or own[0].is_now:
        return columns
    if not own[0].periode.is_tahun or not sources.says_cumulative():
        return columns
    return tuple(
        replace(m, role=Role.REALISASI_SAMPAI_DENGAN) if m is own[0] else m for m in columns
    )


def _of_one_month(columns: tuple[Meaning, ...]) -> tuple[tuple[Meaning, ...], int | None]:
    """ "Realisasi s.d. Juni | Capaian s.d. Juni": form 6, whose month the header gives."""
    periods = {m.periode for m in columns if m.role in FIGURES and not m.periode.is_tahun}
    target = any(m.role is Role.TARGET and not m.periode.is_tahun for m in columns)
    own = {(m.role, m.periode.is_tahun) for m in columns if m.role in OWN_FIGURES}
    if len(periods) != 1 or target or any((role, True) in own for role, year in own if not year):
        return columns, None
    periode = next(iter(periods))
    if not periode.bulan:
        return columns, None
    taken = {m.role for m in columns if m.periode.is_tahun}
    moved = tuple(
        replace(m, periode=TAHUN) if m.role in FIGURES and m.role not in taken else m
        for m in columns
    )
    return moved, periode.bulan


def form_of(
    columns: Sequence[Meaning], sources: Sources, unread: Sequence[Meaning] = ()
) -> tuple[int, Jenis]:
    """(number of contract section 5, kind of workbook) by the columns that are there.

    `unread` are columns that may hold the realisasi, though nothing is read from them.
    """
    roles = {m.role for m in columns}
    if roles & {Role.TARGET_ANTARA, Role.REALISASI_FISIK, Role.CAPAIAN_FISIK}:
        if not roles & set(OWN_FIGURES):
            return 2, Jenis.RENCANA_AKSI
    figures = [m for m in columns if m.role in (*OWN_FIGURES, Role.CAPAIAN)]
    if not figures and not any(m.role in OWN_FIGURES for m in unread):
        is_plan = sources.mentions(("rencana aksi", "renaksi")) or Role.RENCANA_KEGIATAN in roles
        return (2, Jenis.RENCANA_AKSI) if is_plan else (1, Jenis.PERJANJIAN_KINERJA)
    if any(m.periode.triwulan for m in figures):
        return 4, Jenis.MONITORING
    if any(m.periode.bulan for m in figures):
        return 5, Jenis.MONITORING
    return 6, Jenis.MONITORING


def _is_surely_a_form(columns: Sequence[Meaning], sources: Sources) -> bool:
    """Whether a header alone is enough: of a form not filled in, or of another decree's."""
    roles = {m.role for m in columns}
    if Role.INDIKATOR not in roles or not roles & {Role.TARGET, *OWN_FIGURES, Role.TARGET_ANTARA}:
        return False
    support = roles & {Role.SASARAN, Role.SATUAN, Role.KODE, Role.NO, Role.CAPAIAN}
    return len(support) >= 2 or (bool(support) and sources.mentions(("kinerja", "perjakin")))
