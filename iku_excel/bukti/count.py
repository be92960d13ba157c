"""From a workbook to its Rincian: find the tables, decide what each is about, count."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from iku_excel.bukti.bentuk import bare_text, load_data
from iku_excel.bukti.body import BodyScanner, filled_down
from iku_excel.bukti.job import Draft, Job, calculators
from iku_excel.bukti.locate import find_headers
from iku_excel.bukti.masa import MAX_TITLE_ROWS, month_in, year_in, year_of
from iku_excel.bukti.matching import Candidate, header_matcher
from iku_excel.bukti.p3dn import ACCOUNT_ROLE, account_column
from iku_excel.bukti.resolve import Choice, Surroundings, choose
from iku_excel.bukti.sinonim import forms_with
from iku_excel.bukti.table import TabelBukti
from iku_excel.model import Berkas, Indikator, Keputusan, Rincian
from iku_excel.records import dataclass, field
from iku_excel.workbook.port import Book, Sheet

# Roles that date every row by itself: then a year in the title decides nothing.
_DATED = frozenset({"tanggal", "selesai", "tahun", "tanggal_lhp"})
_UNDATED_CARA = frozenset({"tindak-lanjut", "lingkup"})


@dataclass
class _Found:
    """A header that was taken for something."""

    choice: Choice
    titles: tuple[str, ...]
    akun: int | None = None


@dataclass
class _SheetSearch:
    """Finds the tables of one sheet."""

    sheet: Sheet
    keputusan: Keputusan
    tahun: int | None
    found: list[_Found] = field(default_factory=list)
    _akun: tuple[int, int] | None = None
    _akun_known: bool = False

    def accept(self, row: int, candidates: list[Candidate]) -> Candidate | None:
        if not candidates:
            return None
        titles = self._titles(row)
        akun = self._account_column(row) if _wants_accounts(candidates) else None
        header = tuple(text for text in candidates[0].judul_kolom.values())
        near = Surroundings(self.sheet.name, titles, header)
        choice = choose(candidates, near, self.keputusan, self.tahun, akun is not None)
        if choice is None or self._repeats(choice.candidate, titles):
            return None
        self.found.append(_Found(choice, titles, akun))
        return choice.candidate

    def _repeats(self, candidate: Candidate, titles: tuple[str, ...]) -> bool:
        """A page break prints the header again; another year or month begins another table."""
        if not self.found:
            return False
        last = self.found[-1]
        known = last.choice.candidate
        texts = (self.sheet.name, *last.titles)
        return (
            known.bentuk is candidate.bentuk
            and known.kolom == candidate.kolom
            and year_in(titles) in (None, year_in(texts))
            and month_in(titles) in (None, month_in(texts))
        )

    def _titles(self, row: int) -> tuple[str, ...]:
        """Texts above a header, back to the table before it."""
        first = max(1, row - MAX_TITLE_ROWS)
        if self.found:
            first = max(first, self.found[-1].choice.candidate.rows[1] + 1)
        texts: list[str] = []
        for values in reversed(self.sheet.grid()[first - 1 : row - 1]):
            filled = [v for v in values if v not in (None, "")]
            if len(filled) > 4 or any(not isinstance(v, str) for v in filled) and self.found:
                break
            texts += [str(v) for v in filled]
        return tuple(texts)

    def _account_column(self, row: int) -> int | None:
        if not self._akun_known:
            self._akun = account_column(self.sheet.grid()[row:])
            self._akun_known = True
        return self._akun[0] if self._akun else None

    def tables(self, berkas: str, is_text: bool) -> list[tuple[TabelBukti, tuple[Indikator, ...]]]:
        grid = self.sheet.grid()
        tables = []
        for position, found in enumerate(self.found):
            last = len(grid)
            if position + 1 < len(self.found):
                last = self.found[position + 1].choice.candidate.rows[0] - 1
            table = self._table(found, last, berkas, is_text)
            if table.rows:
                tables.append((table, found.choice.daftar_indikator))
        return tables

    def _table(self, found: _Found, last: int, berkas: str, is_text: bool) -> TabelBukti:
        candidate = found.choice.candidate
        kolom = dict(candidate.kolom)
        if found.akun is not None and "p3dn" in candidate.bentuk.cara:
            kolom[ACCOUNT_ROLE] = found.akun
            candidate = Candidate(
                candidate.bentuk,
                candidate.rows,
                kolom,
                candidate.judul_kolom,
                candidate.missing,
                candidate.khas,
            )
        body = BodyScanner(self.sheet, candidate).scan(candidate.rows[1] + 1, last)
        texts = (self.sheet.name, *found.titles)
        return TabelBukti(
            berkas=berkas,
            sheet=self.sheet,
            bentuk=candidate.bentuk,
            kolom=kolom,
            judul_kolom=candidate.judul_kolom,
            header_rows=candidate.rows,
            header_column=candidate.first_column,
            judul=" ".join(texts),
            tahun=year_in(texts),
            bulan=month_in(texts),
            rows=tuple(body.rows),
            total_rows=tuple(body.total_rows),
            lain=tuple(body.lain),
            is_text=is_text,
            missing=candidate.missing,
            terisi=filled_down(self.sheet, candidate.bentuk, kolom, body.rows),
        )


def _wants_accounts(candidates: Sequence[Candidate]) -> bool:
    return any("p3dn" in candidate.bentuk.cara for candidate in candidates)


def count_book(
    book: Book, berkas: Berkas, keputusan: Keputusan, tahun: int | None = None
) -> tuple[Rincian, ...]:
    """Every indikator that can be counted from raw data in the book, in the decree's order.

    `tahun` is the year of the report (default: the workbook's own). Tables the reader recognised
    are left alone; an empty list gives no Rincian. What cannot be counted has `realisasi` None,
    the reason in `alasan`, and observations of family BD. Raises UsageError PG030 for a
    sinonim.toml that cannot be used.
    """
    year = tahun if tahun is not None else berkas.tahun
    with _collector_at_rest():
        return _count(book, berkas, keputusan, year, is_text=False)


def count_csv(
    path: Path | str, keputusan: Keputusan, tahun: int | None = None, *, bulan: int | None = None
) -> tuple[Rincian, ...]:
    """As count_book, from a `;` text file with Indonesian numbers (SAKTI's GLP039 export).

    Raises WorkbookError BK001 when it is no text file.
    """
    from iku_excel.bukti.csv_book import CsvBook

    book = CsvBook(Path(path))
    berkas = Berkas(
        path=str(path), sha256=book.sha256, jenis=None, tahun=tahun, bulan=bulan, unit=None
    )
    with _collector_at_rest():
        return _count(book, berkas, keputusan, tahun, is_text=True)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Every row of a derivation is kept and none is part of a cycle; searching tens of thousands
    of them for cycles again and again took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _count(
    book: Book, berkas: Berkas, keputusan: Keputusan, tahun: int | None, *, is_text: bool
) -> tuple[Rincian, ...]:
    decided: dict[str, list[TabelBukti]] = {}
    undecided: list[tuple[TabelBukti, tuple[Indikator, ...]]] = []
    tables_found = find_tables(book, berkas, keputusan, tahun, is_text=is_text)
    if tahun is None:
        # The titles of the tables name a year where the workbook does not.
        years = {table.tahun for table, _ in tables_found} - {None}
        year = years.pop() if len(years) == 1 else None if years else year_of(book, berkas.path)
        if year is not None:
            return _count(book, berkas, keputusan, year, is_text=is_text)
    for table, daftar in tables_found:
        if len(daftar) == 1:
            decided.setdefault(daftar[0].kode, []).append(table)
        else:
            undecided.append((table, daftar))
    daftar_rincian = []
    for indikator in keputusan.daftar_indikator:
        tables = decided.get(indikator.kode)
        if tables:
            telaah = tuple(
                t.nomor
                for t in keputusan.daftar_telaah
                if t.mengubah_angka and indikator.kode in t.indikator
            )
            daftar_rincian.append(_count_one(indikator, tables, tahun, berkas, telaah))
            continue
        open_tables = [(t, d) for t, d in undecided if indikator in d]
        if open_tables:
            daftar_rincian.append(_undecided(indikator, open_tables, tahun))
    return tuple(daftar_rincian)


def find_tables(
    book: Book, berkas: Berkas, keputusan: Keputusan, tahun: int | None, *, is_text: bool = False
) -> list[tuple[TabelBukti, tuple[Indikator, ...]]]:
    """The filled tables of raw data, each with its indikator (several: cannot be decided)."""
    wanted = {i.cara for i in keputusan.daftar_indikator}
    # A book open in Excel knows its folder; a path says it.
    beside = getattr(book, "folder", Path(berkas.path).parent)
    forms = [form for form in forms_with(beside) if wanted & set(form.cara)]
    ignored = load_data().umum.lembar_diabaikan
    matcher = header_matcher(forms, tahun)
    tables = []
    for sheet in book.sheets:
        name = bare_text(sheet.name)
        if name in ignored or name.startswith("rincian "):
            continue
        taken = [
            (t.header_rows[0], max(t.rows[1], t.header_rows[1]))
            for t in berkas.daftar_tabel
            if t.lembar == sheet.name
        ]
        search = _SheetSearch(sheet, keputusan, tahun)
        find_headers(sheet, matcher, taken, search.accept)
        tables += search.tables(berkas.path, is_text)
    return tables


def _undecided(
    indikator: Indikator,
    tables: Sequence[tuple[TabelBukti, tuple[Indikator, ...]]],
    tahun: int | None,
) -> Rincian:
    draft = Draft(Job(indikator, tuple(t for t, _ in tables), tahun or 0, None))
    for table, daftar in tables:
        codes = ", ".join(i.kode for i in daftar)
        # Said once, for the first indikator it may be about.
        if daftar[0] == indikator:
            draft.observe("BD002", table.header, pilihan=codes)
    codes = ", ".join(i.kode for i in tables[0][1])
    return draft.finish(
        None, "", alasan=f"tidak dapat dipastikan lembar ini data untuk indikator mana ({codes})"
    )


def _count_one(
    indikator: Indikator,
    tables: Sequence[TabelBukti],
    tahun: int | None,
    berkas: Berkas,
    telaah: tuple[int, ...],
) -> Rincian:
    whole = [t for t in tables if not t.missing]
    if not whole:
        return _without_column(Draft(Job(indikator, tuple(tables), tahun or 0, None, telaah)))
    if tahun is None:
        draft = Draft(Job(indikator, tuple(whole), 0, None, telaah))
        return draft.finish(
            None, "", alasan="tahun data tidak diketahui; tulis tahun pada judul atau pakai --tahun"
        )
    right_year = [t for t in whole if not _is_of_other_year(t, indikator, tahun)]
    bulan = _last_month(right_year) or berkas.bulan
    job = Job(indikator, tuple(right_year or whole), tahun, bulan, telaah)
    wrong = job.wrong_settings()
    if wrong or not right_year:
        return _refused(Draft(job), wrong, tahun)
    rincian = calculators()[indikator.cara](job)
    return _with_extra(rincian, job, [t for t in tables if t not in right_year], tahun)


def _last_month(tables: Sequence[TabelBukti]) -> int | None:
    return max((t.bulan for t in tables if t.bulan), default=None)


def _is_of_other_year(table: TabelBukti, indikator: Indikator, tahun: int) -> bool:
    """Rows without dates belong to the year of their title."""
    if table.tahun in (None, tahun) or indikator.cara in _UNDATED_CARA:
        return False
    return not _DATED & set(table.kolom)


def _without_column(draft: Draft) -> Rincian:
    table = draft.first
    missing = ", ".join(table.missing)
    headers = ", ".join(table.judul_kolom[c] for c in sorted(table.judul_kolom))
    sebab = _why_missed(draft, missing)
    draft.observe("BD001", table.header, kolom=missing, judul_ada=headers, sebab=sebab)
    return draft.finish(
        None, "", alasan=f"kolom {missing} tidak ditemukan{sebab}; judul kolom yang ada: {headers}"
    )


def _why_missed(draft: Draft, missing: str) -> str:
    """Why totals of two years are not enough: nobody can tell that they end in the same month."""
    if missing != "Bulan" or not draft.job.indikator.cara.startswith("pertumbuhan"):
        return ""
    return ", padahal kedua tahun harus dibandingkan sampai bulan yang sama"


def _refused(draft: Draft, wrong: Sequence[tuple[str, str, str]], tahun: int) -> Rincian:
    """Nothing is counted with a setting that does not exist, or from another year's list."""
    for nama, value, allowed in wrong:
        draft.observe("BD023", draft.first.header, kolom=nama, tertulis=value, seharusnya=allowed)
    if wrong:
        nama, value, allowed = wrong[0]
        return draft.finish(
            None, "", alasan=f"pengaturan {nama} “{value}” tidak dikenal; pilihannya {allowed}"
        )
    years = ", ".join(sorted({str(t.tahun) for t in draft.job.tables}))
    for table in draft.job.tables:
        draft.observe("BD014", table.header, tertulis=str(table.tahun), seharusnya=str(tahun))
    return draft.finish(None, "", alasan=f"judul data menyebut tahun {years}, bukan {tahun}")


def _with_extra(rincian: Rincian, job: Job, others: Sequence[TabelBukti], tahun: int) -> Rincian:
    """What holds for any way of counting: hidden data, tables left aside, inactive indikator."""
    draft = Draft(Job(job.indikator, (), job.tahun, job.bulan))
    for table in job.tables:
        _observe_hidden(draft, table)
    for table in others:
        if table.missing:
            headers = ", ".join(table.judul_kolom[c] for c in sorted(table.judul_kolom))
            kolom = ", ".join(table.missing)
            draft.observe("BD001", table.header, kolom=kolom, judul_ada=headers, sebab="")
        else:
            draft.observe("BD014", table.header, tertulis=str(table.tahun), seharusnya=str(tahun))
    notes = list(rincian.catatan)
    target = job.indikator.target_for(tahun)
    if target is not None and not target.is_active:
        notes.append(f"Indikator ini tidak bertarget pada tahun {tahun} (“{target.teks}”).")
    from dataclasses import replace

    return replace(
        rincian,
        catatan=tuple(notes),
        observations=(*rincian.observations, *draft.observations),
    )


def _observe_hidden(draft: Draft, table: TabelBukti) -> None:
    sheet = table.sheet
    if not sheet.is_visible:
        draft.observe("BK007", table.header, bagian=f"lembar {sheet.name}")
    hidden = [c for c in sorted(table.kolom.values()) if sheet.is_hidden_column(c)]
    if hidden:
        titles = ", ".join(table.judul_kolom.get(c, "") for c in hidden)
        draft.observe("BK007", table.at(table.header_rows[0], hidden[0]), bagian=f"kolom {titles}")
    rows = [row for row in table.rows if sheet.is_hidden_row(row)]
    if rows:
        bagian = f"{len(rows)} baris (baris {rows[0]})" if len(rows) > 1 else f"baris {rows[0]}"
        draft.observe("BK007", table.at(rows[0], table.header_column), bagian=bagian)
