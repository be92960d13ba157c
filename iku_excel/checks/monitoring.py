"""Family MO, one workbook: the figures reported, each against its period, scale and target."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from iku_excel.checks.bantu import (
    FORM_PER_INDIKATOR,
    Isian,
    angka,
    daftar_hasil,
    daftar_isian,
    periode_name,
    place,
    rujukan_pk,
    shown,
    written,
)
from iku_excel.checks.perjanjian_kinerja import near_tie, unknown_indikator
from iku_excel.checks.registry import Hit, Phase, check, observed
from iku_excel.checks.skala import REALISASI, is_fraction_of_percent, is_outside_scale, is_suspect
from iku_excel.checks.tenggat import Peers, empty_periods
from iku_excel.compute.acuan import (
    find_pk,
    is_not_applicable,
    target_in_pk,
    target_triwulan,
    with_pk,
)
from iku_excel.finding import Severity
from iku_excel.model import (
    TAHUN,
    Baris,
    CellState,
    Dossier,
    HasilIndikator,
    Indikator,
    Jenis,
    Nilai,
    Periode,
    Role,
    Status,
    Tabel,
)
from iku_excel.numbers import plain


@check(
    "MO001",
    Severity.ERROR,
    template="“{tertulis}” bukan indikator Keputusan {nomor}.{dugaan}",
    saran="Perbaiki nama atau kodenya, atau pilih edisi keputusan lain dengan --keputusan.",
)
def check_known_indikator(dossier: Dossier) -> Iterator[Hit]:
    """Setiap indikator yang dipantau harus ada dalam keputusan."""
    yield from unknown_indikator(dossier, "MO001")


@check(
    "MO002",
    Severity.WARNING,
    template="Realisasi {indikator} untuk {periode} kosong, padahal periodenya sudah lewat.",
    saran="Isi realisasinya; tulis 0 bila memang nol, atau “-” bila memang tidak ada.",
)
def check_reported(dossier: Dossier) -> Iterator[Hit]:
    """Realisasi periode yang sudah lewat harus terisi, seturut kapan indikatornya jatuh tempo.

    Indikator bulanan tiap bulan, triwulanan tiap triwulan, tahunan sekali setahun; juga setiap
    periode kosong yang diapit dua periode terisi, dan baris yang kosong sendiri bila semua
    indikator lain di tabel itu sudah dilaporkan sebelum jatuh temponya.
    """
    by_tabel: dict[int, list[Isian]] = {}
    for isian in daftar_isian(dossier, Jenis.MONITORING):
        by_tabel.setdefault(id(isian.tabel), []).append(isian)
    peers = {tabel: Peers(rows) for tabel, rows in by_tabel.items()}
    for isian in (each for rows in by_tabel.values() for each in rows):
        for location, periode in empty_periods(isian, peers[id(isian.tabel)], dossier.hari_ini):
            yield Hit(
                location,
                isian.indikator.kode,
                rujukan=isian.indikator.rujukan,
                data={"periode": periode_name(periode, isian.tahun)},
            )


@check(
    "MO004",
    Severity.ERROR,
    template="Realisasi {ditulis} di luar skala {indikator}, yaitu {skala}.{dugaan}",
    saran="Tulis realisasi pada skala yang sama dengan targetnya.",
)
def check_scale(dossier: Dossier) -> Iterator[Hit]:
    """Realisasi harus berada dalam skala indikatornya (IKM 1 sampai 4, persen 0 sampai 100)."""
    for isian in daftar_isian(dossier, Jenis.MONITORING):
        for nilai in _realisasi(isian):
            if is_outside_scale(nilai, isian.indikator):
                yield Hit(
                    nilai.location,
                    isian.indikator.kode,
                    written(nilai),
                    rujukan=isian.indikator.rujukan_ketentuan or isian.indikator.rujukan,
                    data={
                        "ditulis": shown(nilai),
                        "skala": _skala(isian.indikator),
                        "dugaan": _other_scale(nilai.angka, isian.indikator),
                    },
                )


def _skala(indikator: Indikator) -> str:
    low, high = indikator.skala_minimum, indikator.skala_maksimum
    if low is not None and high is not None:
        return f"{angka(low)} sampai {angka(high)}"
    return f"paling kecil {angka(low)}" if low is not None else f"paling besar {angka(high)}"


def _other_scale(figure: Decimal | None, indikator: Indikator) -> str:
    """ "88 pada skala 100 sama dengan 3,52 pada skala 4"."""
    high = indikator.skala_maksimum
    if figure is None or high is None or high >= 100 or not high < figure <= 100:
        return ""
    same = figure * high / 100
    return f" {angka(figure)} pada skala 100 sama dengan {angka(same)} pada skala {angka(high)}."


@check(
    "MO005",
    Severity.ERROR,
    template="Target {ditulis}, seharusnya {semestinya} menurut {rujukan}.",
    saran="Perbaiki sel itu, atau periksa bersama berkas PK bila targetnya mengikuti PK.",
)
def check_target(dossier: Dossier) -> Iterator[Hit]:
    """Target yang dipantau harus sama dengan PK yang diberikan, atau bila tidak ada, keputusan."""
    daftar_pk = with_pk(hasil.berkas for hasil in dossier.daftar_berkas)
    for isian in daftar_isian(dossier, Jenis.MONITORING):
        if is_not_applicable(isian.indikator, isian.tahun):
            continue
        pk = find_pk(daftar_pk, isian.tahun, isian.berkas.unit)
        agreed = target_in_pk(pk, isian.indikator.kode) if pk is not None else None
        decreed = isian.target_keputusan
        expected = agreed.angka if agreed is not None else decreed.angka if decreed else None
        target = _comparable_target(isian, expected)
        if target is None or expected is None or target[1] == expected:
            continue
        cell, figure = target
        yield Hit(
            cell.location,
            isian.indikator.kode,
            written(cell) if figure is None or cell.angka == figure else plain(figure),
            plain(expected),
            rujukan_pk(agreed, isian.berkas.path)
            if agreed is not None
            else isian.indikator.rujukan,
            data={
                "ditulis": shown(cell) if figure is None else angka(figure),
                "semestinya": angka(expected),
            },
            saran="Perbaiki sel itu." if agreed is not None else None,
        )


def _comparable_target(
    isian: Isian, expected: Decimal | None
) -> tuple[Nilai, Decimal | None] | None:
    """The year's target as typed: its own column, else what the triwulan's targets end at."""
    target = isian.baris.target
    if target is not None:
        if target.state in (CellState.NUMBER, CellState.DASH, CellState.NOT_AVAILABLE):
            return target, target.angka
        return None
    last = isian.baris.get(Role.TARGET, Periode(triwulan=4))
    if last is None or last.angka is None:
        return None
    found = target_triwulan(isian.baris, isian.tabel, isian.indikator, expected).by_triwulan
    return last, found.get(4)


@check(
    "MO008",
    Severity.WARNING,
    template="Realisasi {ditulis} tampak sebagai pecahan dari satu; targetnya {target} persen.",
    saran="Tulis persennya seperti targetnya (92,5), atau beri sel itu format persen.",
)
def check_percent_scale(dossier: Dossier) -> Iterator[Hit]:
    """Persen ditulis pada skala yang sama dengan targetnya: 92,5 dan bukan 0,925."""
    for isian in daftar_isian(dossier, Jenis.MONITORING):
        for nilai in _realisasi(isian):
            if not is_fraction_of_percent(nilai, isian) or nilai.angka is None:
                continue
            meant = nilai.angka * 100
            target = isian.target_keputusan.angka if isian.target_keputusan else None
            own = isian.baris.target.angka if isian.baris.target else None
            yield Hit(
                nilai.location,
                isian.indikator.kode,
                written(nilai),
                plain(meant),
                isian.indikator.rujukan,
                data={
                    "ditulis": shown(nilai),
                    "target": angka(target or own),
                    "usul": angka(meant),
                },
                saran="Bila maksudnya {usul} persen, tulis {usul} atau beri sel itu format persen.",
            )


def _realisasi(isian: Isian) -> Iterator[Nilai]:
    for (role, _), nilai in isian.baris.nilai.items():
        if role in REALISASI and nilai.angka is not None:
            yield nilai


@check(
    "MO009",
    Severity.NOTE,
    template="Realisasi {indikator} di bawah target, tetapi {kosong} tidak diisi.",
    saran="Jelaskan kendala dan tindak lanjutnya; laporan kinerja memerlukannya.",
    phase=Phase.COMPUTED,
)
def check_explained(dossier: Dossier) -> Iterator[Hit]:
    """Realisasi di bawah target sebaiknya disertai kendala dan tindak lanjut."""
    for _, entry, indikator in daftar_hasil(dossier):
        tabel, baris = entry.tabel, entry.baris
        if tabel is None or baris is None or tabel.jenis is not Jenis.MONITORING:
            continue
        if any(is_suspect(n, indikator, baris, entry.target_keputusan) for n in entry.asal):
            continue
        periode = _below_target(entry)
        if periode is None:
            continue
        empty = [
            (role, key)
            for role in (Role.KENDALA, Role.TINDAK_LANJUT)
            if (key := _column_for(tabel, role, periode)) is not None
            and not _is_said(tabel, baris, role, key)
        ]
        if empty:
            kosong = " dan ".join(str(role) for role, _ in empty)
            yield Hit(place(tabel, baris, *empty[0]), indikator.kode, data={"kosong": kosong})


def _is_said(tabel: Tabel, baris: Baris, role: Role, periode: Periode) -> bool:
    """Whether something is written; on a sheet for each indicator anywhere in the role's row."""
    if tabel.bentuk == FORM_PER_INDIKATOR:
        return any(r is role and t.teks.strip(" -–—.") for (r, _), t in baris.teks.items())
    return bool(baris.text(role, periode).strip(" -–—."))


def _below_target(entry: HasilIndikator) -> Periode | None:
    """The last reported period, if it is below its target; a triwulan's own target comes first."""
    reported = [t for t in entry.daftar_triwulan if t.realisasi is not None]
    last = reported[-1] if reported else None
    if last is not None and last.capaian.mentah is not None:
        return Periode(triwulan=last.triwulan) if last.capaian.mentah < 100 else None
    if entry.capaian.status is not Status.BELUM_TERCAPAI:
        return None
    return Periode(triwulan=last.triwulan) if last is not None else TAHUN


def _column_for(tabel: Tabel, role: Role, periode: Periode) -> Periode | None:
    """The period of the column that explains a period: its own, the month's, or the table's."""
    own = [kolom.periode for kolom in tabel.daftar_kolom if kolom.role is role]
    for wanted in (periode, TAHUN):
        if wanted in own:
            return wanted
    return own[0] if len(own) == 1 else None


@check(
    "MO014",
    Severity.WARNING,
    template="“{tertulis}” mirip dengan beberapa indikator ({calon_teks}) dan tidak ditebak.",
    saran="Tulis kode indikatornya, atau namanya persis seperti dalam keputusan.",
)
def check_near_tie(dossier: Dossier) -> Iterator[Hit]:
    """Nama indikator yang dipantau harus menunjuk satu indikator saja."""
    yield from near_tie(dossier, "MO014")


@check(
    "MO015",
    Severity.WARNING,
    template="Kolom realisasi tidak ada; isi kolom “{teks}” dibaca sebagai realisasi.",
    saran="Beri kolom itu judul “Realisasi”.",
)
def check_realisasi_column(dossier: Dossier) -> Iterator[Hit]:
    """Tabel pemantauan harus mempunyai kolom realisasi yang berjudul demikian."""
    yield from observed(dossier, "MO015")


@check(
    "MO017",
    Severity.WARNING,
    template="Kolom “{teks}” juga berisi realisasi, tetapi yang dibaca hanya “{dibaca}”.",
    saran="Beri tiap kolom periode yang dikenal pada judulnya, misalnya “TW II” atau “Februari”.",
)
def check_second_realisasi(dossier: Dossier) -> Iterator[Hit]:
    """Dua kolom realisasi dalam satu tabel harus berbeda periode pada judulnya."""
    yield from observed(dossier, "MO017")
