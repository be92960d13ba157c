"""Family BD: the raw data sheets. The counters record what they met and list their codes
(bukti.temuan); here each becomes a registered check."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from iku_excel.bukti.temuan import DAFTAR_TEMUAN, Temuan
from iku_excel.checks.registry import CheckFunction, Hit, check, observed
from iku_excel.finding import Severity
from iku_excel.model import Dossier


def _forward(temuan: Temuan) -> CheckFunction:
    """A check of its own for each code: what was observed, as it was observed."""

    def check_observed(dossier: Dossier) -> Iterator[Hit]:
        yield from observed(dossier, temuan.kode)

    check_observed.__doc__ = temuan.aturan
    return check_observed


def _register(temuan: Temuan) -> CheckFunction:
    decorate: Callable[[CheckFunction], CheckFunction] = check(
        temuan.kode,
        Severity.from_label(temuan.tingkat),
        template=temuan.template,
        saran=temuan.saran,
    )
    return decorate(_forward(temuan))


CHECKS = tuple(_register(temuan) for temuan in DAFTAR_TEMUAN)
