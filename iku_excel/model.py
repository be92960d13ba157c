"""The data that flows between the stages: frozen, typed, every value with its place.

Nouns printed in the decree or on its forms keep their Indonesian spelling (docs/glosarium.md).
Nothing here reads files, computes or prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any

from iku_excel.finding import Finding, Location, Observation
from iku_excel.records import dataclass, field

if TYPE_CHECKING:
    from iku_excel.errors import IkuExcelError


# The decree ------------------------------------------------------------------------------------


class Klasifikasi(StrEnum):
    """Polarity of an indicator, in the decree's word."""

    MAKSIMASI = "Maksimasi"
    MINIMASI = "Minimasi"
    STABILISASI = "Stabilisasi"


class Konsolidasi(StrEnum):
    """How the figures of several periods become one."""

    JUMLAH = "jumlah"
    RATA_RATA = "rata-rata"
    NILAI_TERAKHIR = "nilai terakhir"
    RATA_RATA_TERTIMBANG = "rata-rata tertimbang"
    PERTUMBUHAN = "pertumbuhan"


@dataclass(frozen=True, slots=True)
class TargetKeputusan:
    """A year's target as the decree prints it: "3,40", "N/A" or "-"; `angka` None for marks."""

    teks: str
    angka: Decimal | None

    @property
    def is_active(self) -> bool:
        """Whether the indicator is one of that year ("-" is not, "N/A" has no figure)."""
        return self.angka is not None


@dataclass(frozen=True, slots=True)
class Kategori:
    """One band of a verdict scale: values above `di_atas` (or from `mulai`) carry `label`."""

    label: str
    mulai: Decimal
    inklusif: bool = True


@dataclass(frozen=True, slots=True)
class Indikator:
    """One indikator kinerja of a decree, with the office's settings for it (marked `ketentuan`)."""

    kode: str
    nama: str
    sasaran: str
    satuan: str
    klasifikasi: Klasifikasi
    penanggung_jawab: str
    target: Mapping[int, TargetKeputusan]
    definisi: str
    sumber_data: str
    cara_menghitung: str
    rujukan: str
    # Settings of ours, not printed in the decree: data/<edisi>/ketentuan.toml.
    satuan_dipakai: str
    konsolidasi: Konsolidasi
    konsolidasi_data: Konsolidasi
    cara: str
    skala_minimum: Decimal | None
    skala_maksimum: Decimal | None
    desimal: int
    berkala: str
    """How often a figure is due: "bulanan", "triwulanan", "semesteran" or "tahunan"."""
    kategori: Mapping[str, tuple[Kategori, ...]]
    sebutan: tuple[str, ...]
    """Other names the indicator goes by: Lampiran I, sister offices, common typing errors."""
    pengaturan: Mapping[str, Any]
    """Free settings of the way of counting (`cara`), e.g. the account list of SK3/5."""
    penanggung_jawab_dipakai: str = ""
    """`penanggung_jawab` with the decree's typing errors put right; a setting of ours."""
    rujukan_ketentuan: str = ""
    """Why the settings are as they are."""
    rujukan_kategori: Mapping[str, str] = field(default_factory=dict)
    """For each scale of `kategori`, where its bands come from."""

    def target_for(self, tahun: int) -> TargetKeputusan | None:
        return self.target.get(tahun)

    def is_active(self, tahun: int) -> bool:
        target = self.target.get(tahun)
        return target is not None and target.is_active


@dataclass(frozen=True, slots=True)
class Sasaran:
    """A sasaran ("SK1"); `nama` is None where the decree does not name it (SK4 to SK8)."""

    kode: str
    nama: str | None
    rujukan: str


@dataclass(frozen=True, slots=True)
class IndikatorUtama:
    """One of the indicators of Lampiran I, mapped to the code of Lampiran II."""

    huruf: str
    uraian: str
    sumber_data: str
    indikator: str
    rujukan: str


@dataclass(frozen=True, slots=True)
class Telaah:
    """One inconsistency of the decree: both wordings, the effect, the reading we chose."""

    nomor: int
    tempat: str
    bunyi_1: str
    bunyi_2: str
    akibat: str
    pilihan: str
    mengubah_angka: bool
    indikator: tuple[str, ...]
    rujukan: str


@dataclass(frozen=True)
class Keputusan:
    """One edition of a decree, whole."""

    edisi: str
    nomor: str
    tanggal: date
    tentang: str
    judul: str
    unit: str
    penetap: str
    tahun_awal: int
    tahun_akhir: int
    dasar_hukum: tuple[str, ...]
    tugas: str
    fungsi: tuple[str, ...]
    daftar_sasaran: tuple[Sasaran, ...]
    daftar_indikator: tuple[Indikator, ...]
    daftar_indikator_utama: tuple[IndikatorUtama, ...]
    daftar_telaah: tuple[Telaah, ...]
    singkatan: str = ""
    tempat: str = ""
    mengubah: str = ""
    berlaku_mulai: date | None = None
    berlaku_sampai: date | None = None
    rujukan: str = ""

    def indikator_by_kode(self, kode: str) -> Indikator | None:
        return next((i for i in self.daftar_indikator if i.kode == kode), None)

    def sasaran_by_kode(self, kode: str) -> Sasaran | None:
        return next((s for s in self.daftar_sasaran if s.kode == kode), None)

    def active(self, tahun: int) -> tuple[Indikator, ...]:
        """The indicators that carry a numeric target in `tahun`, in the decree's order."""
        return tuple(i for i in self.daftar_indikator if i.is_active(tahun))


# What is read from a workbook --------------------------------------------------------------------


class Jenis(StrEnum):
    """Kinds of workbook, in the order that decides what a workbook with several forms is called."""

    PERJANJIAN_KINERJA = "perjanjian-kinerja"
    RENCANA_AKSI = "rencana-aksi"
    MONITORING = "monitoring"
    DATA_DUKUNG = "data-dukung"


class CellState(Enum):
    """What stands in a cell where a number is expected; the first four are different things."""

    NUMBER = "angka"
    EMPTY = "kosong"
    DASH = "-"
    NOT_AVAILABLE = "N/A"
    ERROR = "galat"
    UNCACHED = "rumus tanpa nilai"
    UNREADABLE = "tidak terbaca"


@dataclass(frozen=True, slots=True)
class Nilai:
    """A figure as read. `angka` is exact; None unless `state` is NUMBER. `satuan` when the cell
    itself carries a unit ("3,7 Indeks"). `teks` is the cell's own content, for messages."""

    state: CellState
    angka: Decimal | None
    teks: str
    location: Location
    satuan: str | None = None
    is_formula: bool = False

    @property
    def is_empty(self) -> bool:
        return self.state is CellState.EMPTY


@dataclass(frozen=True, slots=True)
class Teks:
    """A text as read."""

    teks: str
    location: Location


class Role(StrEnum):
    """What a column of a form holds."""

    NO = "no"
    KODE = "kode"
    SASARAN = "sasaran"
    INDIKATOR = "indikator"
    SATUAN = "satuan"
    KLASIFIKASI = "klasifikasi"
    TARGET = "target"
    REALISASI = "realisasi"
    """This period's own figure; with Periode.tahun() a single unspecific "Realisasi" column."""
    REALISASI_SAMPAI_DENGAN = "realisasi s.d."
    """Consolidated already ("s.d.", "sampai dengan", "kumulatif")."""
    CAPAIAN = "capaian"
    """Computed by us: realisasi of the period against the period's target."""
    CAPAIAN_TERHADAP_TAHUN = "capaian terhadap target tahun"
    CAPAIAN_MENTAH = "capaian mentah"
    STATUS = "status"
    KENDALA = "kendala"
    TINDAK_LANJUT = "tindak lanjut"
    PENANGGUNG_JAWAB = "penanggung jawab"
    BUKTI = "bukti"
    KETERANGAN = "keterangan"
    # Rencana Aksi Perjakin: progress of the action plan, never the indicator's own figures.
    TARGET_ANTARA = "target antara"
    RENCANA_KEGIATAN = "rencana kegiatan"
    REALISASI_FISIK = "realisasi fisik"
    CAPAIAN_FISIK = "capaian fisik"
    REALISASI_KEGIATAN = "realisasi kegiatan"
    EVALUASI = "evaluasi"
    TIMELINE = "timeline"
    # Budget table below a PK, and realisasi anggaran.
    KEGIATAN = "kegiatan"
    ANGGARAN = "anggaran"
    REALISASI_ANGGARAN = "realisasi anggaran"
    # Recognised as part of the table, used for nothing.
    OTHER = "lain"


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """A year (bulan = triwulan = 0), a triwulan (1-4) or a month (1-12) within the table's year."""

    triwulan: int = 0
    bulan: int = 0

    @property
    def is_tahun(self) -> bool:
        return not self.triwulan and not self.bulan

    @property
    def last_bulan(self) -> int:
        """The month in which the period ends, 1-12."""
        return self.bulan or self.triwulan * 3 or 12


TAHUN = Periode()


@dataclass(frozen=True, slots=True)
class Kolom:
    """One recognised column of a table; `column` counts from 1, `header` is the text found."""

    role: Role
    periode: Periode
    column: int
    header: str
    header_row: int
    """The lowest header row of the column, where a neighbour's header style is copied from."""


@dataclass(frozen=True, slots=True)
class Baris:
    """One indicator row. `indikator` is the code it counts as; None when not recognised.

    `dikenali` says how it was recognised ("kode", "nama", "kode dan nama"), `skor` 0-100.
    """

    row: int
    indikator: str | None
    dikenali: str
    skor: int
    kode: Teks | None
    nama: Teks | None
    sasaran: Teks | None
    satuan: Teks | None
    nilai: Mapping[tuple[Role, Periode], Nilai]
    teks: Mapping[tuple[Role, Periode], Teks]

    @property
    def location(self) -> Location:
        """The cell that names the indicator."""
        found = self.nama or self.kode
        assert found is not None, "a row is read because it names something"
        return found.location

    @property
    def target(self) -> Nilai | None:
        return self.nilai.get((Role.TARGET, TAHUN))

    def get(self, role: Role, periode: Periode = TAHUN) -> Nilai | None:
        return self.nilai.get((role, periode))

    def text(self, role: Role, periode: Periode = TAHUN) -> str:
        found = self.teks.get((role, periode))
        return found.teks.strip() if found else ""


@dataclass(frozen=True, slots=True)
class Tabel:
    """One form found on a sheet. `bentuk` is the number of contract section 5 (1 to 6).

    For form 3 (one sheet for each indicator) periods lie in columns and TARGET/REALISASI in rows;
    its single Baris carries the same keys as the others, so nobody downstream has to care.
    """

    jenis: Jenis
    bentuk: int
    lembar: str
    header: Location
    """Top-left cell of the header: the place of findings about what is missing."""
    header_rows: tuple[int, int]
    rows: tuple[int, int]
    """First and last row of the body, inclusive; last < first when empty."""
    daftar_kolom: tuple[Kolom, ...]
    daftar_baris: tuple[Baris, ...]
    tahun: int | None
    bulan: int | None

    @property
    def holds_realisasi(self) -> bool:
        """Whether it has a column (form 3: a row) for the indicator's own realisasi."""
        roles = (Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN)
        return any(kolom.role in roles for kolom in self.daftar_kolom) or any(
            role in roles for baris in self.daftar_baris for role, _ in baris.nilai
        )

    def kolom(self, role: Role, periode: Periode = TAHUN) -> Kolom | None:
        return next((k for k in self.daftar_kolom if (k.role, k.periode) == (role, periode)), None)


@dataclass(frozen=True, slots=True)
class BarisAnggaran:
    """One line of Kegiatan | Anggaran (PK) or of the realisasi anggaran table, in rupiah."""

    kegiatan: Teks
    anggaran: Nilai | None
    realisasi: Nilai | None


@dataclass(frozen=True)
class Berkas:
    """One workbook, read. Everything a later stage may ask about it; the file itself is closed."""

    path: str
    sha256: str
    jenis: Jenis | None
    tahun: int | None
    bulan: int | None
    unit: str | None
    daftar_tabel: tuple[Tabel, ...] = ()
    daftar_anggaran: tuple[BarisAnggaran, ...] = ()
    identitas: Mapping[str, Teks] = field(default_factory=dict)
    """Label → text of an "Identitas" sheet: nama unit, kepala, NIP kepala, kota, ..."""
    narasi: Mapping[str, Teks] = field(default_factory=dict)
    """Key (heading or indicator code + heading) → text of "Narasi" sheets."""
    observations: tuple[Observation, ...] = ()
    error: IkuExcelError | None = None
    """Why the workbook could not be read at all; then everything above is empty."""
    catatan_baca: tuple[str, ...] = ()
    """Sheets that were recognised and passed over on purpose, in words (`iku periksa --rinci`)."""


# What is counted and computed ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BarisRincian:
    """One row of raw data in a derivation: where, what it is about, what it gave or why not."""

    location: Location
    uraian: str
    nilai: Decimal | None
    alasan: str = ""


@dataclass(frozen=True)
class Rincian:
    """How a realisasi was counted from a raw data sheet (`cara` of the indicator)."""

    indikator: str
    cara: str
    realisasi: Decimal | None
    satuan: str
    header: Location
    dihitung: tuple[BarisRincian, ...]
    ditinggalkan: tuple[BarisRincian, ...]
    rumus: str
    """The formula with the numbers in it, Indonesian notation."""
    pengaturan: tuple[tuple[str, str], ...]
    alasan: str | None = None
    """Why there is no realisasi."""
    catatan: tuple[str, ...] = ()
    tambahan: Mapping[str, Any] = field(default_factory=dict)
    """More of the same data: verdicts, means per unsur, the percentage without blocked budget."""
    per_bulan: Mapping[int, Decimal] = field(default_factory=dict)
    """Cumulative realisasi up to each month (1-12), where the data is dated."""
    observations: tuple[Observation, ...] = ()
    tahun: int | None = None
    """The year that was counted, also where only a title above the data names it."""
    bulan: int | None = None
    """The last month of the data, where a title or the workbook names it."""


class Status(StrEnum):
    TERCAPAI = "tercapai"
    BELUM_TERCAPAI = "belum tercapai"
    BELUM_DILAPORKAN = "belum dilaporkan"
    TIDAK_BERLAKU = "tidak berlaku"
    TIDAK_DAPAT_DIHITUNG = "tidak dapat dihitung"
    """Reported, but there is no target to compare with (none, 0 or negative)."""


@dataclass(frozen=True, slots=True)
class Kebijakan:
    """The capaian policy: named, printed under every table, never constants in code.

    `pembulatan` counts decimals at output; `batas_atas` and `batas_bawah` are percent, None for no
    cap. `realisasi_kosong`: "lewati" (left out and counted) or "nol" (counts as 0).
    `rerata`: "indikator" or "sasaran" (mean of the means).
    """

    nama: str = "baku"
    batas_atas: Decimal | None = Decimal(120)
    batas_bawah: Decimal | None = Decimal(0)
    pembulatan: int = 2
    realisasi_kosong: str = "lewati"
    rerata: str = "indikator"
    target_nol_realisasi_nol: str = "kosong"
    """"kosong" or "100": what a target of 0 met by a realisasi of 0 is worth."""


@dataclass(frozen=True, slots=True)
class Capaian:
    """Percent, unrounded. Not computed is not zero: `nilai` None and `alasan` says why."""

    nilai: Decimal | None
    mentah: Decimal | None
    status: Status
    alasan: str | None = None


@dataclass(frozen=True, slots=True)
class CapaianTriwulan:
    """Up to the end of a triwulan: against its cumulative target and against the year's."""

    triwulan: int
    target: Decimal | None
    realisasi: Decimal | None
    capaian: Capaian
    terhadap_tahun: Capaian


@dataclass(frozen=True)
class HasilIndikator:
    """What we say about one indicator of one table (or of one raw data sheet: `tabel` None)."""

    indikator: str
    satuan: str
    target: Decimal | None
    realisasi: Decimal | None
    capaian: Capaian
    lembar: str
    sel: Mapping[str, str]
    """"target", "realisasi", "capaian" → cell; realisasi is the cell the figure came from, the last
    one where several were consolidated."""
    daftar_triwulan: tuple[CapaianTriwulan, ...] = ()
    asal: tuple[Nilai, ...] = ()
    """The cells that were consolidated into `realisasi`, in order."""
    konsolidasi: Konsolidasi | None = None
    tabel: Tabel | None = None
    baris: Baris | None = None
    rincian: Rincian | None = None
    target_keputusan: TargetKeputusan | None = None


@dataclass(frozen=True)
class Agregat:
    """Mean capaian (capped, unrounded) of a sasaran or of all; None when nothing is reported."""

    kode: str
    nama: str | None
    capaian: Decimal | None
    capaian_mentah: Decimal | None
    count_active: int
    count_reported: int
    count_tercapai: int


@dataclass(frozen=True)
class BerkasHasil:
    """One workbook after reading and computing."""

    berkas: Berkas
    daftar_hasil: tuple[HasilIndikator, ...] = ()
    daftar_rincian: tuple[Rincian, ...] = ()
    daftar_agregat: tuple[Agregat, ...] = ()


@dataclass(frozen=True)
class Dossier:
    """Everything the checks and the report may look at."""

    keputusan: Keputusan
    kebijakan: Kebijakan
    daftar_berkas: tuple[BerkasHasil, ...]
    hari_ini: date
    findings: tuple[Finding, ...] = ()
    tahun_diminta: int | None = None
    """The year the user asked for; it fills in for a workbook that names none."""
