"""What a calculator is given (Job), what it fills (Draft), and the registry of calculators."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Context, Decimal, localcontext
from importlib import import_module
from typing import Any

from iku_excel.bukti.bentuk import load_data
from iku_excel.bukti.table import CellReader, TabelBukti, text_of
from iku_excel.finding import Location, Observation
from iku_excel.model import BarisRincian, Indikator, Rincian
from iku_excel.numbers import format_angka
from iku_excel.records import dataclass, field
from iku_excel.workbook.port import RawValue


@dataclass(frozen=True)
class Job:
    """One indikator and all its tables in a workbook."""

    indikator: Indikator
    tables: tuple[TabelBukti, ...]
    tahun: int
    bulan: int | None
    """The month a workbook says it is about, where it does."""
    telaah: tuple[int, ...] = ()
    """Numbers of the decree's inconsistencies that touch this indikator and its figures."""

    def setting(self, nama: str) -> Any:
        """The office's setting, else the shipped default."""
        default = load_data().pengaturan[self.indikator.cara][nama]["baku"]
        return self.indikator.pengaturan.get(nama, default)

    def settings(self) -> tuple[tuple[str, str], ...]:
        names = load_data().pengaturan.get(self.indikator.cara, {})
        shown = [(nama, _shown(self.setting(nama))) for nama in names]
        if self.telaah:
            shown.append(("telaah", "no. " + ", ".join(str(n) for n in self.telaah)))
        return tuple(shown)

    def wrong_settings(self) -> list[tuple[str, str, str]]:
        """Settings with a value that does not exist: name, value, the values that do."""
        wrong = []
        for nama, entry in load_data().pengaturan.get(self.indikator.cara, {}).items():
            value = self.setting(nama)
            if entry["pilihan"] and value not in entry["pilihan"]:
                allowed = ", ".join(_shown(p) for p in entry["pilihan"])
                wrong.append((nama, _shown(value), allowed))
        return wrong


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value) or "tidak ada"
    text = str(value)
    return text.replace(".", ",") if re.fullmatch(r"\d+\.\d+", text) else text


@dataclass
class Draft:
    """A Rincian in the making."""

    job: Job
    dihitung: list[BarisRincian] = field(default_factory=list)
    ditinggalkan: list[BarisRincian] = field(default_factory=list)
    catatan: list[str] = field(default_factory=list)
    tambahan: dict[str, Any] = field(default_factory=dict)
    per_bulan: dict[int, Decimal] = field(default_factory=dict)
    observations: list[Observation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = CellReader(self.observations, self.job.indikator.kode)
        self._blockers: list[str] = []
        for table in self.job.tables:
            self._leave_out_totals(table)

    def _leave_out_totals(self, table: TabelBukti) -> None:
        for row in table.total_rows:
            location = table.at(row, table.header_column)
            self.ditinggalkan.append(
                BarisRincian(location, "baris jumlah", None, "baris jumlah, bukan data")
            )
        inside = [r for r in table.total_rows if table.rows and r < table.rows[-1]]
        if inside and "akun" not in table.kolom:
            first = table.at(inside[0], table.header_column)
            self.observe("BD004", first, jumlah=len(inside))
        for row, alasan in table.lain:
            location = table.at(row, table.header_column)
            self.ditinggalkan.append(BarisRincian(location, "", None, alasan))

    @property
    def first(self) -> TabelBukti:
        return self.job.tables[0]

    def observe(self, kode: str, location: Location, **data: Any) -> None:
        self.cells.observe(kode, location, **data)

    def count(self, location: Location, uraian: str, nilai: Decimal | None) -> None:
        self.dihitung.append(BarisRincian(location, uraian, nilai))

    def leave(
        self, location: Location, uraian: str, alasan: str, nilai: Decimal | None = None
    ) -> None:
        self.ditinggalkan.append(BarisRincian(location, uraian, nilai, alasan))

    def block(self, location: Location, alasan: str) -> None:
        """Without this cell the result would be a plausible wrong figure: there is none."""
        self._blockers.append(f"sel {location.lembar}!{location.sel} {alasan}")

    def figure(
        self,
        table: TabelBukti,
        row: int,
        role: str,
        value: RawValue,
        column: int | None = None,
        *,
        percent: bool = False,
    ) -> Decimal | None:
        """A figure that the result needs: blank is None, what cannot be read stops the result."""
        if percent:
            angka = self.cells.percent(table, row, role, value)
        else:
            angka = self.cells.number(table, row, role, value, column)
        if angka is None and self.cells.unread:
            location = table.at(row, column or role)
            if location in self.cells.unread:
                self.block(location, "tidak terbaca")
        return angka

    def note(self, text: str) -> None:
        if text not in self.catatan:
            self.catatan.append(text)

    def finish(
        self,
        realisasi: Decimal | None,
        rumus: str,
        *,
        alasan: str | None = None,
        satuan: str | None = None,
        header: Location | None = None,
    ) -> Rincian:
        job = self.job
        if self._blockers:
            realisasi, rumus, self.per_bulan = None, "", {}
            alasan = f"{', '.join(self._blockers[:3])}; perbaiki dahulu"
        if realisasi is not None and job.bulan and not self.per_bulan:
            # Undated data of a workbook of a month is the state at the end of that month.
            self.per_bulan = {job.bulan: realisasi}
        return Rincian(
            indikator=job.indikator.kode,
            cara=job.indikator.cara,
            realisasi=realisasi,
            satuan=satuan or job.indikator.satuan_dipakai,
            header=header or self.first.header,
            dihitung=tuple(self.dihitung),
            ditinggalkan=tuple(self.ditinggalkan),
            rumus=rumus,
            pengaturan=job.settings(),
            alasan=alasan if realisasi is None else None,
            catatan=tuple(self.catatan),
            tambahan=self.tambahan,
            per_bulan=self.per_bulan,
            observations=tuple(self.observations),
            tahun=job.tahun or None,
            bulan=job.bulan,
        )

    # Shared steps ----------------------------------------------------------------------------

    def rows(self, *roles: str) -> Iterator[tuple[TabelBukti, int, tuple[RawValue, ...]]]:
        """Every body row of every table: table, row, values of the roles (None without column)."""
        for table in self.job.tables:
            columns = [table.column(role) for role in roles]
            for row, *values in zip(table.rows, *columns, strict=True):
                yield table, row, tuple(values)

    def is_repeated(
        self,
        seen: dict[Any, Location],
        key: Any,
        location: Location,
        uraian: str,
    ) -> bool:
        """Whether a row says what an earlier one said; then it is left out, and said."""
        if key in seen:
            earlier = seen[key]
            place = f"{earlier.lembar}!{earlier.sel}"
            self.leave(location, uraian, f"sama dengan {place}")
            self.observe("BD003", location, tertulis=uraian, sel_pertama=place)
            return True
        seen[key] = location
        return False

    def require_text(
        self, table: TabelBukti, row: int, role: str, value: RawValue, uraian: str = ""
    ) -> str:
        """The text in a required cell; "" after leaving the row out with the reason."""
        text = text_of(value)
        if not text or text in ("-", "–", "—"):
            title = table.judul_kolom[table.kolom[role]]
            location = table.at(row, role)
            self.leave(location, uraian, f"kolom {title} kosong")
            self.cells.blank(table, row, role)
            if location not in self.cells.unread:
                self.observe("BD005", location, kolom=title)
            return ""
        return text


Calculator = Callable[[Job], Rincian]
_WORD = re.compile(r"[^\W_]+")
_LEGAL_FORMS = frozenset(("pt", "cv", "ud", "tbk", "fa", "persero", "koperasi"))
# Means of means keep more digits than the figure they end in, which has decimal's usual 28.
WIDE = Context(prec=60)
_NARROW = Context(prec=28)
_CALCULATORS: dict[str, Calculator] = {}
_MODULES = (
    "tenan", "kolaborasi", "produktivitas", "pembinaan", "pertumbuhan", "lingkup", "p3dn", "catat",
    "tindak_lanjut", "ikm", "ip_asn", "rata_rata",
)  # fmt: skip


def calculator(*cara: str) -> Callable[[Calculator], Calculator]:
    """Registers a way of counting under the names that Indikator.cara uses."""

    def register(function: Calculator) -> Calculator:
        for nama in cara:
            if nama in _CALCULATORS:
                raise ValueError(f"cara {nama} is registered twice")
            _CALCULATORS[nama] = function
        return function

    return register


def calculators() -> Mapping[str, Calculator]:
    """All registered ways of counting."""
    for nama in _MODULES:
        import_module(f"iku_excel.bukti.{nama}")
    return _CALCULATORS


def company_key(nama: str) -> str:
    """A company or tenant name for comparing: without PT/CV, punctuation and case."""
    words = _WORD.findall(nama.lower())
    return " ".join([word for word in words if word not in _LEGAL_FORMS] or words)


def document_key(nomor: str) -> str:
    """A document number for comparing: letters and digits only."""
    return "".join(_WORD.findall(nomor.lower()))


def cumulative_by_month(
    months: Sequence[int], values: Sequence[Decimal], until: int | None
) -> dict[int, Decimal]:
    """Month → sum up to it, from January to the last month with a value (or `until`)."""
    if not months:
        return {}
    last = max(max(months), until or 0)
    by_month = dict.fromkeys(range(1, last + 1), Decimal(0))
    for month, value in zip(months, values, strict=True):
        by_month[month] += value
    total = Decimal(0)
    for month in by_month:
        total += by_month[month]
        by_month[month] = total
    return by_month


def sum_exact(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def mean(values: Sequence[Decimal]) -> Decimal:
    return sum_exact(values) / len(values)


def growth(sebelum: Decimal, sesudah: Decimal) -> Decimal:
    """(B - A) / A x 100."""
    return (sesudah - sebelum) * 100 / sebelum


def rounded(value: Decimal) -> Decimal:
    """A figure of WIDE digits with decimal's usual 28."""
    return _NARROW.plus(value)


def as_figure(value: Decimal) -> Decimal:
    """A figure of WIDE digits as others take it: thirds that sum to a whole are a whole again."""
    figure = _NARROW.plus(value).normalize(_NARROW)
    exponent = figure.as_tuple().exponent
    return figure.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else figure


def wide_mean(values: Sequence[Decimal]) -> Decimal:
    """The mean with more digits than any figure has, for figures that are averaged again."""
    if len(values) == 1:
        return values[0]
    with localcontext(WIDE):
        return sum(values, Decimal(0)) / len(values)


def show(value: Decimal, decimals: int = 2) -> str:
    """A figure in a formula: as it is when short, else rounded to `decimals`."""
    exact = format_angka(value)
    fraction = exact.partition(",")[2]
    return exact if len(fraction) <= decimals else format_angka(value, decimals)
