"""Import of a sheet in the decree's own layout: Lampiran II as an office pastes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from edition_maker import IDENTITAS, LAMPIRAN, save

from iku_excel.errors import KeputusanError, UsageError
from iku_excel.keputusan import import_sheet, load_keputusan
from iku_excel.model import Konsolidasi

pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.mark.parametrize("layout", ["cells", "tabs", "one column"])
def test_lampiran_ii_as_pasted(tmp_path: Path, layout: str) -> None:
    rows = LAMPIRAN
    if layout != "cells":
        glue = "\t" if layout == "tabs" else " "
        rows = [[glue.join(str(c) for c in row if c is not None).replace(".45", ",45")]
                for row in LAMPIRAN]  # fmt: skip
    found = load_keputusan(import_sheet(save(tmp_path / "lampiran.xlsx", rows), **IDENTITAS))
    assert (found.nomor, found.tahun_awal, found.tahun_akhir) == ("12/2025", 2025, 2027)
    first, second = found.daftar_indikator
    assert first.kode == "SK1/1"
    assert first.nama == "Jumlah tenan inkubator berbasis teknologi yang terbentuk"
    assert [t.teks for t in first.target.values()] == ["N/A", "1", "-"]
    assert first.definisi == "Inkubator bisnis dan teknologi merupakan lembaga."
    assert first.sumber_data == "Laporan pelaksanaan kegiatan inkubator"
    assert first.penanggung_jawab == "Plt. Kepala Seksi PPAT"
    assert second.kode == "SK3/2"
    assert second.nama == "Indeks layanan industri 4.0"
    assert [t.teks for t in second.target.values()] == ["3,40", "3,45", "3,5"]
    assert (second.satuan, second.penanggung_jawab) == ("Indeks", "Kepala Seksi")
    assert [len(found.active(tahun)) for tahun in (2025, 2026, 2027)] == [1, 2, 1]


def test_settings_come_only_from_an_indicator_of_the_same_name(tmp_path: Path) -> None:
    found = read_lampiran(tmp_path)
    first, second = found.daftar_indikator
    assert (first.cara, first.konsolidasi) == ("tenan", Konsolidasi.JUMLAH)
    assert (second.cara, second.konsolidasi) == ("catat", Konsolidasi.NILAI_TERAKHIR)


def read_lampiran(tmp_path: Path, **changes: object) -> Any:
    return load_keputusan(
        import_sheet(save(tmp_path / "lampiran.xlsx", LAMPIRAN), **{**IDENTITAS, **changes})
    )


def test_what_the_sheet_does_not_say_is_asked_for_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        import_sheet(save(tmp_path / "lampiran.xlsx", LAMPIRAN), nomor="12/2025")
    assert caught.value.code == "PG020"
    for option in ("--tanggal", "--tentang", "--unit", "--penetap"):
        assert option in caught.value.sentence
    assert "--nomor" not in caught.value.sentence
    assert "--tahun-awal" not in caught.value.sentence


@pytest.mark.parametrize(
    ("row", "value", "place"),
    [
        (2, ["SK1/1", "Jumlah tenan", "N/A", 1], "Lampiran II!A3"),
        (10, ["Rumus:", "Jumlah tenan"], "Lampiran II!A3"),
        (15, ["Definisi :"], "Lampiran II!A15"),
    ],
)
def test_a_gap_in_lampiran_ii_is_named(
    tmp_path: Path, row: int, value: list[object], place: str
) -> None:
    rows = [list(r) for r in LAMPIRAN]
    rows[row] = value
    with pytest.raises(KeputusanError) as caught:
        import_sheet(save(tmp_path / "lampiran.xlsx", rows), **IDENTITAS)
    assert caught.value.code == "KP009"
    assert place in caught.value.sentence
