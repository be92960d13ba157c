"""Realisasi and target to capaian, by polarity and policy. Three states are kept apart: a number
(0 is one), empty, and not applicable; what cannot be computed has a reason, never a figure.

Formulas: contract section 4; PermenPANRB 8/2021 for Minimasi.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from iku_excel.compute.presisi import CONTEXT, percent_of
from iku_excel.model import Capaian, Kebijakan, Klasifikasi, Status

HUNDRED = Decimal(100)

BELUM_DILAPORKAN = "realisasi belum dilaporkan"
TANPA_TARGET = "target tidak ada"
TARGET_NOL = "target 0: capaian tidak terdefinisi"
TARGET_NEGATIF = "target negatif: capaian tidak terdefinisi"
TIDAK_BERLAKU = "tidak ada target tahun ini menurut keputusan (-)"


def compute_capaian(
    realisasi: Decimal | None,
    target: Decimal | None,
    klasifikasi: Klasifikasi,
    kebijakan: Kebijakan,
    *,
    is_berlaku: bool = True,
    alasan: str | None = None,
    tanpa_target: str = TANPA_TARGET,
) -> Capaian:
    """The capaian in percent, unrounded; `nilai` within the policy's limits, `mentah` without.

    `is_berlaku` is False where the decree prints "-" for the year. `alasan` says why `realisasi`
    is None, where the caller knows better than "not reported"; `tanpa_target` likewise for the
    target.
    """
    if not is_berlaku:
        return Capaian(None, None, Status.TIDAK_BERLAKU, TIDAK_BERLAKU)
    if realisasi is None:
        return _not_reported(kebijakan, alasan or BELUM_DILAPORKAN)
    if target is None:
        return Capaian(None, None, Status.TIDAK_DAPAT_DIHITUNG, tanpa_target)
    if target <= 0:
        return _without_positive_target(realisasi, target, kebijakan)
    mentah = compute_mentah(realisasi, target, klasifikasi)
    status = Status.TERCAPAI if mentah >= HUNDRED else Status.BELUM_TERCAPAI
    return Capaian(cap(mentah, kebijakan), mentah, status)


def compute_mentah(realisasi: Decimal, target: Decimal, klasifikasi: Klasifikasi) -> Decimal:
    """The formula of the polarity, unlimited and unrounded; `target` is above 0."""
    with localcontext(CONTEXT):
        if klasifikasi is Klasifikasi.MINIMASI:
            return percent_of(target + target - realisasi, target)
        if klasifikasi is Klasifikasi.STABILISASI:
            return HUNDRED - percent_of(abs(realisasi - target), target)
        return percent_of(realisasi, target)


def cap(mentah: Decimal, kebijakan: Kebijakan) -> Decimal:
    """`mentah` brought within the policy's limits; a limit of None does not exist."""
    nilai = mentah
    if kebijakan.batas_atas is not None:
        nilai = min(nilai, kebijakan.batas_atas)
    if kebijakan.batas_bawah is not None:
        nilai = max(nilai, kebijakan.batas_bawah)
    return nilai


def _not_reported(kebijakan: Kebijakan, alasan: str) -> Capaian:
    if kebijakan.realisasi_kosong == "nol":
        # 0 percent, not a realisasi of 0: that would be the best result of a Minimasi indicator.
        nol = Decimal(0)
        said = f"{alasan}; dihitung 0 menurut kebijakan {kebijakan.nama}"
        return Capaian(cap(nol, kebijakan), nol, Status.BELUM_DILAPORKAN, said)
    return Capaian(None, None, Status.BELUM_DILAPORKAN, alasan)


def _without_positive_target(realisasi: Decimal, target: Decimal, kebijakan: Kebijakan) -> Capaian:
    if target < 0:
        return Capaian(None, None, Status.TIDAK_DAPAT_DIHITUNG, TARGET_NEGATIF)
    if realisasi == 0 and kebijakan.target_nol_realisasi_nol == "100":
        return Capaian(cap(HUNDRED, kebijakan), HUNDRED, Status.TERCAPAI)
    return Capaian(None, None, Status.TIDAK_DAPAT_DIHITUNG, TARGET_NOL)
