"""The fields that a Word template of the report may print, as staff name them in `{{ … }}`.

Plain records: no reading, no computing. A figure is an `Angka`, or a `Kosong` where there is none;
a text of staff is an `Uraian` (false when missing). `iku templat isian` lists these fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from iku_excel.lakip.figure import Figure
from iku_excel.lakip.isian import Uraian
from iku_excel.lakip.jejak import BarisJejak, BarisHitungan, BerkasSumber


@dataclass(frozen=True)
class Pejabat:
    nama: str
    nip: str
    jabatan: str


@dataclass(frozen=True)
class Satker:
    """The office; a text that the workbooks do not give is "" (or a place in brackets)."""

    nama: str
    kementerian: str
    eselon: str
    kode_satker: str
    alamat: str
    kota: str
    telepon: str
    surel: str
    laman: str
    kepala: Pejabat
    atasan: Pejabat


@dataclass(frozen=True)
class DasarKeputusan:
    nomor: str
    tanggal: date
    judul: str
    tentang: str
    unit: str
    tahun_awal: str
    tahun_akhir: str
    tugas: str
    fungsi: tuple[str, ...]
    dasar_hukum: tuple[str, ...]
    daftar_tahun: tuple[str, ...]
    """The years of the decree, "2021" to its last."""


@dataclass(frozen=True)
class TahunIndikator:
    """One year of an indicator's row of years."""

    tahun: str
    target: Figure
    realisasi: Figure
    capaian: Figure
    status: str
    warna: str
    """Colour of the status for `{{ warna(…) }}`: "hijau", "kuning" or ""."""


@dataclass(frozen=True)
class TargetTahun:
    """The target that the decree prints for a year."""

    tahun: str
    target: Figure


@dataclass(frozen=True)
class TriwulanIndikator:
    """Up to the end of a triwulan: against its own target and against the year's."""

    triwulan: str
    target: Figure
    realisasi: Figure
    capaian: Figure
    capaian_tahun: Figure


@dataclass(frozen=True)
class Unsur:
    """One unsur of a survey with its mean answer."""

    nama: str
    nilai: Figure


@dataclass(frozen=True)
class TelaahIndikator:
    """An inconsistency of the decree that touched a number, with the reading chosen."""

    nomor: int
    indikator: str
    tempat: str
    bunyi_1: str
    bunyi_2: str
    akibat: str
    pilihan: str
    rujukan: str


@dataclass(frozen=True)
class IndikatorLaporan:
    """One active indicator of the year, whole. `kalimat_*` are sentences of fact."""

    nomor: int
    kode: str
    nama: str
    sasaran: str
    satuan: str
    klasifikasi: str
    konsolidasi: str
    penanggung_jawab: str
    definisi: str
    sumber_data: str
    cara_menghitung: str
    rujukan: str
    target: Figure
    realisasi: Figure
    capaian: Figure
    capaian_mentah: Figure
    status: str
    warna: str
    tren: tuple[TahunIndikator, ...]
    grafik_tren: bool
    """Whether two or more years are reported, so that a chart says something."""
    target_periode: tuple[TargetTahun, ...]
    triwulan: tuple[TriwulanIndikator, ...]
    """Empty when nothing is reported by triwulan."""
    catatan_triwulan: str
    """Which triwulan are reported up to an earlier month than their last; "" for none."""
    triwulan_tabel: tuple[TriwulanIndikator, ...]
    """Always four, for the wide table."""
    catatan_triwulan_ini: str
    """The same of the triwulan that the report is about."""
    triwulan_ini: TriwulanIndikator
    """The triwulan of a quarterly report or minutes; the fourth in the annual report."""
    target_renstra: Figure
    capaian_renstra: Figure
    kalimat_target: str
    kalimat_tahun_lalu: str
    kalimat_tren: str
    kalimat_renstra: str
    kalimat_standar: str
    kalimat_kategori: str
    kalimat_mentah: str
    penyebab: Uraian
    kendala: Uraian
    solusi: Uraian
    efisiensi: Uraian
    kegiatan: Uraian
    pembanding: Uraian
    bukti: Uraian
    is_perlu_solusi: bool
    """Below target, and neither kendala nor solusi is written."""
    unsur: tuple[Unsur, ...]
    rumus: str
    """How the figure was counted from raw data, "" when it was typed."""
    catatan: tuple[str, ...]
    telaah: tuple[TelaahIndikator, ...]
    sumber: str
    """Where this year's realisasi was read: "Monitoring_12.xlsx › Desember!G9"."""
    sumber_tren: str
    """The workbooks of all years of `tren`."""
    kebijakan: str


@dataclass(frozen=True)
class TahunSasaran:
    """One year of a sasaran: how many of its indicators are reported, and their mean capaian."""

    tahun: str
    dilaporkan: Figure
    capaian: Figure


@dataclass(frozen=True)
class SasaranLaporan:
    """A sasaran with its active indicators; `nama` is "" where nobody names it."""

    nomor: int
    kode: str
    nama: str
    judul: str
    capaian: Figure
    jumlah: Figure
    tercapai: Figure
    dilaporkan: Figure
    kalimat: str
    kalimat_tren: str
    kalimat_renstra: str
    kalimat_rujukan: str
    """Where the comparisons stand that only its indicators can make."""
    tren: tuple[TahunSasaran, ...]
    """The reported years, at least this one; a comparison needs two."""
    indikator: tuple[IndikatorLaporan, ...]


@dataclass(frozen=True)
class TidakBerlaku:
    """An indicator that the decree marks "-" for the year."""

    kode: str
    nama: str
    tanda: str


@dataclass(frozen=True)
class BarisAnggaranLaporan:
    nomor: int
    kegiatan: str
    pagu: Figure
    realisasi: Figure
    persen: Figure
    sisa: Figure


@dataclass(frozen=True)
class Efisiensi:
    """Budget efficiency by the formula of data/efisiensi.toml; empty figures when not decidable."""

    capaian: Figure
    serapan: Figure
    selisih: Figure
    efisiensi: Figure
    nilai: Figure
    rumus: str
    rujukan: str
    kalimat: str


@dataclass(frozen=True)
class Ringkasan:
    """The headline figures."""

    jumlah: Figure
    jumlah_sasaran: Figure
    tercapai: Figure
    belum_tercapai: Figure
    belum_dilaporkan: Figure
    tidak_berlaku: Figure
    rata: Figure
    rata_mentah: Figure
    pagu: Figure
    realisasi_anggaran: Figure
    serapan: Figure
    sisa: Figure
    kalimat: str
    kalimat_anggaran: str
    kalimat_tertinggi: str
    kalimat_belum: str


@dataclass(frozen=True)
class BarisRencanaAksi:
    """One row of the Rencana Aksi: the plan of each triwulan with its target antara, as written."""

    nomor: str
    indikator: str
    target: str
    triwulan: tuple[str, str, str, str]
    penanggung_jawab: str
    target_antara: tuple[Figure, ...] = ()
    """Physical progress planned for the end of each triwulan, never the indicator's own target."""
    is_terisi: bool = True
    """Whether an activity is written for any triwulan."""


@dataclass(frozen=True)
class ButirReviu:
    """One point of the checklist; `jawaban` "ya", "tidak" or "" (a person decides)."""

    nomor: str
    kelompok: str
    pernyataan: str
    jawaban: str
    keterangan: str
    is_manual: bool


@dataclass(frozen=True)
class KelompokReviu:
    nomor: str
    nama: str
    butir: tuple[ButirReviu, ...]


@dataclass(frozen=True)
class TriwulanLaporan:
    """The triwulan that the quarterly report and the minutes are about."""

    angka: int
    nama: str
    """"Triwulan III"."""
    romawi: str
    akhir: str
    """"September 2024"."""
    jumlah: Figure
    bertarget: Figure
    """Indicators with a target and a realisasi for the triwulan."""
    tercapai: Figure
    rata: Figure
    rata_tahun: Figure
    kalimat: str


@dataclass(frozen=True)
class Konteks:
    """Everything a template may print; `to_template` gives Jinja its names."""

    tahun: str
    tahun_lalu: str
    tahun_depan: str
    tanggal_laporan: date | None
    satker: Satker
    keputusan: DasarKeputusan
    ringkasan: Ringkasan
    sasaran: tuple[SasaranLaporan, ...]
    indikator: tuple[IndikatorLaporan, ...]
    tidak_berlaku: tuple[TidakBerlaku, ...]
    anggaran: tuple[BarisAnggaranLaporan, ...]
    efisiensi: Efisiensi
    narasi: dict[str, Uraian]
    rencana_aksi: tuple[BarisRencanaAksi, ...]
    pernyataan_reviu: tuple[str, ...]
    """The statement that the reviewer signs, from data/reviu.toml."""
    telaah: tuple[TelaahIndikator, ...]
    berkas: tuple[BerkasSumber, ...]
    kebijakan: str
    sumber_target: str
    """The sheets that this year's targets were read from; `sumber_pagu` those of the pagu."""
    sumber_pagu: str
    sumber_anggaran: str
    sumber_rencana_aksi: str
    triwulan: TriwulanLaporan | None = None
    reviu: tuple[KelompokReviu, ...] = ()
    rincian: tuple[BarisHitungan, ...] = field(default=())
    """How figures were counted from raw data sheets."""
    jejak: tuple[BarisJejak, ...] = field(default=())

    def to_template(self) -> dict[str, Any]:
        """Field name → value, as `{{ … }}` finds them."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}
