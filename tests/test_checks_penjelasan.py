"""Where a realisasi below target must be explained: the column and the row that are empty."""

from __future__ import annotations

from model_builders import SD, berkas, dossier, tabel, tw

from iku_excel.checks.registry import run_checks
from iku_excel.model import Berkas, Jenis, Role

MON = Jenis.MONITORING
R, T, K, L = Role.REALISASI, Role.TARGET, Role.KENDALA, Role.TINDAK_LANJUT


def _codes(source: Berkas) -> list[tuple[str, str | None, str | None]]:
    return [(f.kode, f.location.sel, f.indikator) for f in run_checks(dossier(source))]


def test_mo009_looks_in_the_triwulans_own_column() -> None:
    """Two columns for each: what is said of triwulan I says nothing of triwulan II."""
    keys = [T, *((role, tw(n)) for n in (1, 2) for role in (R, K, L))]
    said = {(K, tw(1)): "Alat rusak", (L, tw(1)): "Diperbaiki"}
    row = {"indikator": "SK5/1", T: "3.52", (R, tw(1)): "3.6", (R, tw(2)): "3.2", **said}
    assert _codes(berkas(tabel(MON, keys, [row], bentuk=4))) == [("MO009", "H6", "SK5/1")]
    more = {(K, tw(2)): "Alat rusak", (L, tw(2)): "Diperbaiki"}
    assert _codes(berkas(tabel(MON, keys, [{**row, **more}], bentuk=4))) == []


def test_mo009_on_a_sheet_for_one_indicator_names_the_row_that_is_empty() -> None:
    for isi, cell in (({K: "Alat rusak"}, "F6"), ({L: "Diperbaiki"}, "E6")):
        row = {"indikator": "SK3/1", T: 15, SD: 9, **isi}
        form = tabel(MON, [T, SD, K, L], [row], bulan=12, bentuk=3)
        assert _codes(berkas(form)) == [("MO009", cell, "SK3/1")]
