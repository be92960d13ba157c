"""The capaian of every good sample, computed a second time by LibreOffice.

The formulas here are written from PermenPANRB 8/2021 and the policy, with none of the product's
own: what the product computes and what a spreadsheet computes must be the same digits.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from recalculated import figures, recalculate

from iku_excel import examine
from iku_excel.compute.capaian import compute_capaian
from iku_excel.compute.kebijakan import parse_kebijakan
from iku_excel.compute.presisi import quantize
from iku_excel.compute.rumus import PenyusunRumus
from iku_excel.keputusan import load_keputusan
from iku_excel.model import TAHUN, HasilIndikator, Kebijakan, Klasifikasi, Role

ROOT = Path(__file__).resolve().parent.parent
SAH = ROOT / "samples" / "sah"
GOOD = sorted(SAH.rglob("*.xlsx")) + sorted(SAH.rglob("*.csv"))
DAFTAR_KEBIJAKAN = ("baku", "tanpa-batas", "batas-100", "batas-110,pembulatan=1")

_RATIO = {
    Klasifikasi.MAKSIMASI: "100*{r}/{t}",
    Klasifikasi.MINIMASI: "100*({t}-({r}-{t}))/{t}",
    Klasifikasi.STABILISASI: "IF({r}>{t},100*({t}-({r}-{t}))/{t},100*{r}/{t})",
}


def formula(row: int, klasifikasi: Klasifikasi, kebijakan: Kebijakan) -> str:
    """Realisasi in A, target in B; limits by IF, where the product takes MIN and MAX."""
    text = _RATIO[klasifikasi].format(r=f"A{row}", t=f"B{row}")
    upper, lower = kebijakan.batas_atas, kebijakan.batas_bawah
    if lower is not None:
        text = f"IF({text}<{lower},{lower},{text})"
    if upper is not None:
        text = f"IF({text}>{upper},{upper},{text})"
    return f"=ROUND({text},{kebijakan.pembulatan})"


Case = tuple[str, Decimal, Decimal, Klasifikasi, Kebijakan, Decimal]
"""(where it comes from, realisasi, target, polarity, policy, capaian as the product prints it)"""


def by_libreoffice(cases: list[Case], folder: Path) -> list[Decimal]:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, (_, realisasi, target, klasifikasi, kebijakan, _) in enumerate(cases, 1):
        sheet.cell(row, 1, realisasi)
        sheet.cell(row, 2, target)
        sheet.cell(row, 3, formula(row, klasifikasi, kebijakan))
    path = folder / "hitung.xlsx"
    book.save(path)
    found = figures(recalculate([path], folder)["hitung.xlsx"])
    results = []
    for row in range(1, len(cases) + 1):
        value = found["Sheet", f"C{row}"]
        assert isinstance(value, Decimal), value
        results.append(value)
    return results


def agree(cases: list[Case], folder: Path) -> None:
    for case, found in zip(cases, by_libreoffice(cases, folder), strict=True):
        assert found == case[-1], (case[:3], case[4].nama)
    print(f"{len(cases)} capaian computed a second time by LibreOffice")


def triwulan_cases(entry: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [
        (f"TW {t['triwulan']}", t["realisasi"], t["target"], t["capaian"])
        for t in entry["triwulan"]
        if t["capaian"] is not None
    ]


@pytest.mark.berat
@pytest.mark.timeout(600)
def test_capaian_of_every_good_sample(tmp_path: Path) -> None:
    cases: list[Case] = []
    keputusan = load_keputusan()
    for text in DAFTAR_KEBIJAKAN:
        kebijakan = parse_kebijakan(text)
        for path in GOOD:
            for entry in examine([path], kebijakan=kebijakan).to_json()["berkas"][0]["indikator"]:
                indikator = keputusan.indikator_by_kode(entry["indikator"])
                assert indikator is not None
                year = ("tahun", entry["realisasi"], entry["target"], entry["capaian"])
                for what, realisasi, target, capaian in [year, *triwulan_cases(entry)]:
                    if capaian is None:
                        continue
                    where = f"{path.name} {entry['indikator']} {what}"
                    cases.append(
                        (where, Decimal(realisasi), Decimal(target), indikator.klasifikasi,
                         kebijakan, Decimal(capaian))
                    )  # fmt: skip
    assert len(cases) > 1_000
    agree(cases, tmp_path)


@pytest.mark.berat
@pytest.mark.timeout(600)
def test_ties_and_extremes(tmp_path: Path) -> None:
    """Halves that a double cannot hold, every polarity, large and small figures."""
    cases: list[Case] = []
    pairs = [(Decimal(n), Decimal(t)) for n in range(1, 90, 4) for t in (8, 16, 40, 64, 80, 320)]
    pairs += [(Decimal(n) / 1000, Decimal(1)) for n in range(1, 1200, 37)]
    pairs += [(Decimal(n) / 100000, Decimal("0.5")) for n in range(5, 60000, 1999)]
    pairs += [(Decimal(n) * 10**9, Decimal(7) * 10**9) for n in range(1, 9)]
    for text in DAFTAR_KEBIJAKAN:
        kebijakan = parse_kebijakan(text)
        for klasifikasi in Klasifikasi:
            for realisasi, target in pairs:
                nilai = compute_capaian(realisasi, target, klasifikasi, kebijakan).nilai
                assert nilai is not None
                printed = quantize(nilai, kebijakan.pembulatan)
                cases.append((str(klasifikasi), realisasi, target, klasifikasi, kebijakan, printed))
    agree(cases, tmp_path)


# The product's own formulas, for polarities that no indicator of this decree has ---------------


@pytest.mark.parametrize(
    ("klasifikasi", "capaian", "status"),
    [
        (Klasifikasi.MAKSIMASI, "ROUND(MAX(0,MIN(120,{r}/{t}*100)),2)", ">="),
        (Klasifikasi.MINIMASI, "ROUND(MAX(0,MIN(120,(2-{r}/{t})*100)),2)", "<="),
        (Klasifikasi.STABILISASI, "ROUND(MAX(0,MIN(120,(1-ABS({r}/{t}-1))*100)),2)", "="),
    ],
)
def test_formula_of_each_polarity(klasifikasi: Klasifikasi, capaian: str, status: str) -> None:
    from iku_excel.workbook.engine import open_book

    path = SAH / "bulanan" / "Monitoring_2024_03.xlsx"
    (hasil,) = examine([path]).dossier.daftar_berkas
    entry: HasilIndikator = next(
        e for e in hasil.daftar_hasil if e.capaian.alasan is None and len(e.asal) == 1
    )
    real = load_keputusan().indikator_by_kode(entry.indikator)
    assert real is not None
    turned = replace(real, klasifikasi=klasifikasi)
    keputusan: Any = SimpleNamespace(indikator_by_kode=lambda kode: turned)
    penyusun = PenyusunRumus(keputusan, parse_kebijakan("baku"))
    with open_book(path) as book:
        sheet = next(s for s in book.sheets if s.name == entry.lembar)
        cells = {"r": entry.sel["realisasi"], "t": entry.sel["target"]}
        found = penyusun.capaian(sheet, entry, Role.CAPAIAN, TAHUN, False)
        assert found.teks == capaian.format(**cells)
        verdict = penyusun.status(sheet, entry).teks
        sign = f"{cells['r']}{status}{cells['t']}"
        assert verdict == f'IF({sign},"tercapai","belum tercapai")'
