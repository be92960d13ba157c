"""Whatever stands in a raw data sheet, counting never fails and never depends on the row order."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from bukti_fakes import FakeSheet, count, keputusan
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_excel.bukti import render_rincian, rincian_rows, rincian_sheet
from iku_excel.bukti.bentuk import Bentuk, daftar_bentuk

# fmt: off
STRANGE = (
    None, "", " ", "-", "–", "N/A", "abc", "1.234", "12%", "Rp1.000", "1,5", "Januari",
    "Mei 2024", "2024", "tahunan", "Sesuai", "ya", "521211", "Jumlah", "Total", "=A1", "\ufeff",
    "x" * 300, True, False, 0, 1, 2, 3, 4, -5, 2024, 45000, 521211, 10**18, 0.1, 3.5, -0.25, 1e300,
    float("nan"), float("inf"), Decimal("2.5"), datetime(2024, 5, 2), date(2023, 1, 1), time(8, 30),
    timedelta(1),
)
WORDS = {
    "arah": "naik", "naik": "Ya", "jenis": "Lingkup", "periode": "Tahunan", "jabatan": "Pelaksana",
    "pendidikan": "S1", "diklat": "Ya", "seminar": "Ya", "skp": "Baik", "hukuman": "Tidak ada",
    "akhir": None, "cakupan": "Balai", "kategori": None,
}
# fmt: on
FORMS = [pytest.param(form, id=form.nama) for form in daftar_bentuk()]


def _header(form: Bentuk) -> list[Any]:
    titles: list[Any] = [kolom.judul for kolom in form.daftar_kolom]
    if form.berulang:
        titles += [f"U{n}" for n in range(1, 10)]
    return ["Kode Akun", *titles] if "p3dn" in form.cara else titles


def _kode(form: Bentuk) -> str:
    return next(i.kode for i in keputusan().daftar_indikator if i.cara in form.cara)


@pytest.mark.parametrize("form", FORMS)
def test_strange_cells_never_stop_the_program(form: Bentuk) -> None:
    chance = random.Random(form.nama)
    header = _header(form)
    for _ in range(15):
        rows = [[chance.choice(STRANGE) for _ in header] for _ in range(chance.randint(1, 8))]
        sheet = FakeSheet(_kode(form).replace("/", "."), [["Tahun 2024"], [], header, *rows])
        for rincian in count(sheet).values():
            assert rincian.realisasi is None or rincian.realisasi.is_finite()
            assert rincian.realisasi is not None or rincian.alasan
            assert all(row.alasan for row in rincian.ditinggalkan)
            render_rincian(rincian)
            rincian_rows(rincian)
            rincian_sheet(rincian)


def _good_row(form: Bentuk, number: int, chance: random.Random) -> list[Any]:
    """A row that counts, different from the others."""
    values: dict[str, Any] = {
        "tanggal": datetime(2024 - (form.dari_transaksi and number % 2), 1 + number % 12, 3),
        "tahap": datetime(2024, 1, 2),
        "angka": Decimal(chance.randint(1, 4)),
        "uang": Decimal(chance.randint(1, 10**9)),
        "persen": None,
        "bulan": 1 + number % 12,
        "tahun": 2024,
    }
    words: dict[str, Any] = {**WORDS, "no": number, "nip": f"{number:018d}"}
    words["status"] = chance.choice(["Sesuai", "Belum"])
    if not form.dari_transaksi:
        words["jumlah"] = None
    row = [
        words.get(kolom.peran, values.get(kolom.jenis, f"{kolom.peran} {number}"))
        for kolom in form.daftar_kolom
    ]
    if form.berulang:
        row += [chance.randint(1, 4) for _ in range(9)]
    return ["521211", *row] if "p3dn" in form.cara else row


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None, derandomize=True, max_examples=8)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(form: Bentuk, seed: int) -> None:
    if any(cara.startswith("catat") for cara in form.cara):
        size = 1  # one value for a year
    else:
        size = 6
    chance = random.Random(seed)
    rows = [_good_row(form, n, chance) for n in range(1, size + 1)]
    name = _kode(form).replace("/", ".")
    first = count(FakeSheet(name, [_header(form), *rows]))
    chance.shuffle(rows)
    second = count(FakeSheet(name, [_header(form), *rows]))
    kode = _kode(form)
    assert first[kode].realisasi is not None
    assert second[kode].realisasi == first[kode].realisasi
    assert second[kode].per_bulan == first[kode].per_bulan
    assert len(second[kode].dihitung) == len(first[kode].dihitung)
