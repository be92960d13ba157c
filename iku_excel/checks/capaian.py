"""Family CP: what was computed, against what was written, and where it hangs by a thread."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from iku_excel.checks.bantu import angka, daftar_hasil, periode_name, place, shown, written
from iku_excel.checks.registry import Hit, Phase, check
from iku_excel.compute.capaian import compute_capaian
from iku_excel.compute.presisi import quantize
from iku_excel.finding import Location, Severity
from iku_excel.model import (
    TAHUN,
    Capaian,
    CapaianTriwulan,
    CellState,
    Dossier,
    HasilIndikator,
    Indikator,
    Kebijakan,
    Nilai,
    Periode,
    Role,
    Status,
)
from iku_excel.numbers import plain


@check(
    "CP001",
    Severity.WARNING,
    template="Capaian tertulis {ditulis}, hasil hitungan {semestinya}{keterangan}.",
    saran="“iku hitung” menulis hasil hitungan ke sel ini; periksa dahulu target dan realisasinya.",
    phase=Phase.COMPUTED,
)
def check_written_capaian(dossier: Dossier) -> Iterator[Hit]:
    """Capaian yang tertulis harus sama dengan hasil hitungan menurut kebijakan yang dipakai."""
    kebijakan = dossier.kebijakan
    for _, entry, indikator in daftar_hasil(dossier):
        for nilai, computed, capaian in _written_capaian(entry):
            if nilai.angka is None or _is_same(nilai.angka, computed, kebijakan):
                continue
            if computed is None and nilai.angka == 0:
                continue  # a formula over an empty realisasi; MO002 says what is missing
            text = None if computed is None else quantize(computed, kebijakan.pembulatan)
            yield Hit(
                nilai.location,
                indikator.kode,
                written(nilai),
                None if text is None else plain(text),
                indikator.rujukan,
                data={
                    "ditulis": shown(nilai),
                    "semestinya": "kosong" if text is None else angka(text),
                    "keterangan": _why(nilai.angka, capaian, kebijakan)
                    or _other_target(nilai.angka, entry, indikator, kebijakan),
                },
            )


def _written_capaian(
    entry: HasilIndikator,
) -> Iterator[tuple[Nilai, Decimal | None, Capaian]]:
    """Every written capaian of a row that we compute too: its cell, our figure, our capaian."""
    if entry.baris is None:
        return
    triwulan = {t.triwulan: t for t in entry.daftar_triwulan}
    for (role, periode), nilai in entry.baris.nilai.items():
        if nilai.state is not CellState.NUMBER:
            continue
        capaian = _computed_for(role, periode, entry, triwulan)
        if capaian is not None:
            raw = role is Role.CAPAIAN_MENTAH
            yield nilai, capaian.mentah if raw else capaian.nilai, capaian


def _computed_for(
    role: Role, periode: Periode, entry: HasilIndikator, triwulan: dict[int, CapaianTriwulan]
) -> Capaian | None:
    if periode == TAHUN:
        ours = role in (Role.CAPAIAN, Role.CAPAIAN_MENTAH)
        return entry.capaian if ours else None
    own = triwulan.get(periode.triwulan)
    if own is None or periode.bulan:
        return None
    if role is Role.CAPAIAN_TERHADAP_TAHUN:
        return own.terhadap_tahun
    # Without a target of its own a triwulan's capaian has nothing to be compared with.
    return own.capaian if role is Role.CAPAIAN and own.target is not None else None


def _is_same(found: Decimal, computed: Decimal | None, kebijakan: Kebijakan) -> bool:
    """Equal when rounded by the policy, or off by the last digits of a binary fraction."""
    if computed is None:
        return False
    places = kebijakan.pembulatan
    if quantize(found, places) == quantize(computed, places):
        return True
    return abs(found - computed) <= Decimal(1).scaleb(-places - 7)


def _why(found: Decimal, capaian: Capaian, kebijakan: Kebijakan) -> str:
    if capaian.nilai is None:
        return f" ({capaian.alasan})" if capaian.alasan else ""
    if capaian.nilai != capaian.mentah and _is_same(found, capaian.mentah, kebijakan):
        return f", sesudah dibatasi kebijakan {kebijakan.nama}"
    return ""


def _other_target(
    found: Decimal, entry: HasilIndikator, indikator: Indikator, kebijakan: Kebijakan
) -> str:
    """That a written capaian is right against another target of its row: that of the month."""
    daftar = entry.baris.nilai.items() if entry.baris is not None else ()
    for (role, periode), nilai in daftar:
        if role is Role.TARGET and periode != TAHUN:
            other = compute_capaian(
                entry.realisasi, nilai.angka, indikator.klasifikasi, kebijakan
            )
            if _is_same(found, other.nilai, kebijakan):
                name = periode_name(periode)
                return f"; yang tertulis terhadap target {name}, yaitu {shown(nilai)}"
    return ""


@check(
    "CP002",
    Severity.WARNING,
    template="Target {indikator} 0, sehingga capaian tidak dapat dihitung.",
    saran="Isi target yang benar.",
    phase=Phase.COMPUTED,
)
def check_target_zero(dossier: Dossier) -> Iterator[Hit]:
    """Capaian tidak terdefinisi bila targetnya 0 (atau negatif)."""
    for _, entry, indikator in daftar_hasil(dossier):
        if entry.target is None or entry.target > 0 or entry.tabel is None or entry.baris is None:
            continue
        if entry.capaian.status is Status.TIDAK_BERLAKU or not _reports(entry):
            continue
        yield Hit(
            place(entry.tabel, entry.baris, Role.TARGET),
            indikator.kode,
            plain(entry.target),
            rujukan=indikator.rujukan,
        )


def _reports(entry: HasilIndikator) -> bool:
    roles = (Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN)
    return entry.baris is not None and any(role in roles for role, _ in entry.baris.nilai)


@check(
    "CP003",
    Severity.WARNING,
    template="Realisasi {ditulis} terhadap target {target}: {keadaan}.",
    saran="Putusan memakai angka yang tidak dibulatkan; sebutkan desimalnya di laporan.",
    phase=Phase.COMPUTED,
)
def check_verdict_by_rounding(dossier: Dossier) -> Iterator[Hit]:
    """Putusan tercapai atau belum tidak boleh bergantung pada pembulatan.

    Realisasi dan capaian dibulatkan menurut kebijakan, seperti pada cetakan.
    """
    for _, entry, indikator in daftar_hasil(dossier):
        realisasi, target, mentah = entry.realisasi, entry.target, entry.capaian.mentah
        if realisasi is None or target is None or mentah is None:
            continue
        rounded = quantize(realisasi, dossier.kebijakan.pembulatan)
        printed = compute_capaian(rounded, target, indikator.klasifikasi, dossier.kebijakan)
        reached = mentah >= 100
        figure = quantize(mentah, dossier.kebijakan.pembulatan)
        after = printed.status is Status.TERCAPAI or figure >= 100
        before_only = reached and (printed.status is not Status.TERCAPAI or figure < 100)
        if (after and not reached) or before_only:
            yield Hit(
                entry.asal[-1].location if entry.asal else _place_of(entry),
                indikator.kode,
                plain(realisasi),
                plain(target),
                indikator.rujukan,
                data={
                    "ditulis": angka(realisasi),
                    "target": angka(target),
                    "keadaan": "tercapai hanya sebelum dibulatkan"
                    if reached
                    else "tercapai hanya sesudah dibulatkan",
                },
            )


def _place_of(entry: HasilIndikator) -> Location:
    """Where a figure without a cell of its own is told: its raw data's header."""
    if entry.rincian is not None:
        return entry.rincian.header
    assert entry.tabel is not None, "an entry has a table or raw data"
    return entry.tabel.header
