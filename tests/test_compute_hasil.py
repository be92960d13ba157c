"""One workbook's results: targets, cells, triwulan, raw data, what does not apply, aggregates."""

from __future__ import annotations

from decimal import Decimal

from model_builders import SD, berkas, hasil, rincian, tabel, tw

from iku_excel.compute.acuan import find_pk
from iku_excel.compute.kebijakan import parse_kebijakan
from iku_excel.model import BerkasHasil, HasilIndikator, Jenis, Role, Status

D = Decimal
R, T, C = Role.REALISASI, Role.TARGET, Role.CAPAIAN
MON, PK = Jenis.MONITORING, Jenis.PERJANJIAN_KINERJA


def _only(result: BerkasHasil) -> HasilIndikator:
    (entry,) = result.daftar_hasil
    return entry


def test_a_monthly_row() -> None:
    form = tabel(MON, [T, R, SD, C], [{"indikator": "SK3/1", T: 15, SD: "12.5"}], bulan=9)
    entry = _only(hasil(berkas(form)))
    assert (entry.target, entry.realisasi, entry.satuan) == (D(15), D("12.5"), "Persen")
    assert entry.sel == {"target": "C6", "realisasi": "E6", "capaian": "F6"}
    assert entry.capaian.status is Status.BELUM_TERCAPAI
    assert entry.daftar_triwulan == ()


def test_cells_that_do_not_exist_are_absent() -> None:
    form = tabel(MON, [SD], [{"indikator": "SK3/1"}])
    assert _only(hasil(berkas(form))).sel == {}


def test_the_target_is_the_rows_else_the_pks_else_the_decrees() -> None:
    form = tabel(MON, [T, SD], [{"indikator": "SK3/1", T: None, SD: 6}])
    pk = berkas(tabel(PK, [T], [{"indikator": "SK3/1", T: 12}], bentuk=1), path="pk.xlsx")
    own = tabel(MON, [T, SD], [{"indikator": "SK3/1", T: 10, SD: 6}])
    assert _only(hasil(berkas(form))).target == D(15)
    assert _only(hasil(berkas(form), pk=pk)).target == D(12)
    assert _only(hasil(berkas(own), pk=pk)).target == D(10)


def test_the_year_given_fills_in_for_a_silent_workbook() -> None:
    form = tabel(MON, [SD], [{"indikator": "SK3/1", SD: 6}], tahun=None)
    assert _only(hasil(berkas(form, tahun=None))).target is None
    assert _only(hasil(berkas(form, tahun=None), tahun=2022)).target == D(10)
    assert _only(hasil(berkas(form, tahun=2023), tahun=2022)).target == D(12)


def test_a_dash_of_the_decree_does_not_apply() -> None:
    rows = [{"indikator": "SK1/1", T: 1, SD: 1}, {"indikator": "SK3/1", T: 15, SD: 15}]
    result = hasil(berkas(tabel(MON, [T, SD], rows)))
    assert [e.capaian.status for e in result.daftar_hasil] == [
        Status.TIDAK_BERLAKU,
        Status.TERCAPAI,
    ]
    assert result.daftar_agregat[-1].capaian == D(100)


def test_not_available_in_the_baseline_year_is_not_a_dash() -> None:
    """SK1/1 prints "N/A" for 2021: only growth is suppressed."""
    form = tabel(MON, [T, SD], [{"indikator": "SK1/1", T: 2, SD: 1}], tahun=2021)
    assert _only(hasil(berkas(form))).capaian.nilai == D(50)


def test_triwulan_against_its_own_and_the_years_target() -> None:
    keys = [T, *((role, tw(n)) for n in range(1, 5) for role in (T, R, C))]
    row = {
        "indikator": "SK3/1", T: 15, (T, tw(1)): 3, (T, tw(2)): 6, (T, tw(3)): 10, (T, tw(4)): 15,
        (R, tw(1)): "2.5", (R, tw(2)): 9,
    }  # fmt: skip
    entry = _only(hasil(berkas(tabel(MON, keys, [row], bentuk=4))))
    first, second, third, _ = entry.daftar_triwulan
    assert (first.target, first.realisasi) == (D(3), D("2.5"))
    assert first.capaian.nilai is not None and first.terhadap_tahun.nilai is not None
    assert (round(first.capaian.nilai, 2), round(first.terhadap_tahun.nilai, 2)) == (
        D("83.33"),
        D("16.67"),
    )
    assert (second.capaian.mentah, second.capaian.nilai, second.terhadap_tahun.nilai) == (
        150,
        120,
        60,
    )
    assert (third.target, third.realisasi, third.capaian.nilai) == (D(10), None, None)
    assert entry.realisasi == D(9)


def _targets(kode: str, year: int, *figures: object) -> list[Decimal | None]:
    keys = [T, *((role, tw(n)) for n in range(1, 5) for role in (T, R))]
    row = {"indikator": kode, T: year, **{(T, tw(n)): f for n, f in enumerate(figures, 1)}}
    entry = _only(hasil(berkas(tabel(MON, keys, [row], bentuk=4))))
    return [triwulan.target for triwulan in entry.daftar_triwulan]


def test_targets_that_add_up_become_cumulative() -> None:
    assert _targets("SK1/2", 1, 0, 0, 1, 0) == [0, 0, 1, 1]
    assert _targets("SK1/2", 4, 1, 1, 1, 1) == [1, 2, 3, 4]


def test_targets_that_rise_to_the_years_are_cumulative_already() -> None:
    assert _targets("SK1/2", 4, 1, 2, 3, 4) == [1, 2, 3, 4]
    assert _targets("SK1/2", 1, 1, 1, 1, 1) == [1, 1, 1, 1]
    assert _targets("SK3/1", 15, 3, None, 9, 15) == [3, None, 9, 15]


def test_a_pk_gives_entries_unless_the_workbook_reports_the_indicator() -> None:
    rows = [{"indikator": "SK3/1", T: 15}, {"indikator": "SK3/2", T: 10}]
    pk = tabel(PK, [T], rows, bentuk=1, lembar="PK")
    monitoring = tabel(MON, [T, SD], [{"indikator": "SK3/1", T: 15, SD: 15}], lembar="Monitoring")
    entries = hasil(berkas(pk, monitoring)).daftar_hasil
    assert [(e.indikator, e.lembar) for e in entries] == [("SK3/2", "PK"), ("SK3/1", "Monitoring")]
    assert entries[0].capaian.status is Status.BELUM_DILAPORKAN


def test_raw_data_gives_an_entry_of_its_own() -> None:
    form = tabel(MON, [T, SD], [{"indikator": "SK3/5", T: 50, SD: None}])
    typed, counted = hasil(berkas(form), rincian("SK3/5", 45)).daftar_hasil
    assert typed.realisasi is None
    assert (counted.realisasi, counted.target, counted.lembar) == (D(45), D(50), "Data")
    assert (counted.capaian.nilai, counted.tabel) == (D(90), None)


def test_raw_data_without_a_result_says_why() -> None:
    (entry,) = hasil(berkas(), rincian("SK3/5", None)).daftar_hasil
    assert (entry.realisasi, entry.capaian.alasan) == (None, "data kosong")


def test_aggregates_count_each_indicator_once_and_cap_before_the_mean() -> None:
    rows = [
        {"indikator": "SK3/1", T: 15, SD: 45},  # raw 300, capped 120
        {"indikator": "SK3/2", T: 10, SD: 8},  # 80
        {"indikator": "SK3/3", T: 10, SD: None},
        {"indikator": "SK5/1", T: "3.52", SD: "3.52"},  # 100
    ]
    result = hasil(berkas(tabel(MON, [T, SD], rows)), rincian("SK3/5", 30), rincian("SK3/1", 1))
    by_kode = {a.kode: a for a in result.daftar_agregat}
    sk3 = by_kode["SK3"]  # 120, 80, 60 (raw data)
    assert (sk3.count_active, sk3.count_reported, sk3.count_tercapai) == (4, 3, 1)
    assert sk3.capaian is not None and round(sk3.capaian, 4) == D("86.6667")
    assert sk3.capaian_mentah is not None and round(sk3.capaian_mentah, 4) == D("146.6667")
    assert by_kode["SK4"].capaian is None
    everything = result.daftar_agregat[-1]
    assert (everything.capaian, everything.count_active, everything.count_reported) == (90, 13, 4)


def test_the_overall_mean_of_sasaran_means() -> None:
    rows = [
        {"indikator": "SK3/1", T: 10, SD: 6},
        {"indikator": "SK3/2", T: 10, SD: 8},
        {"indikator": "SK5/1", T: 1, SD: 1},
    ]
    form = berkas(tabel(MON, [T, SD], rows))
    per_sasaran = hasil(form, kebijakan=parse_kebijakan("rerata=sasaran")).daftar_agregat[-1]
    assert (hasil(form).daftar_agregat[-1].capaian, per_sasaran.capaian) == (80, 85)


def test_empty_as_zero_enters_the_mean_but_is_not_reported() -> None:
    rows = [{"indikator": "SK3/1", T: 10, SD: 10}, {"indikator": "SK3/2", T: 10, SD: None}]
    policy = parse_kebijakan("realisasi_kosong=nol")
    everything = hasil(berkas(tabel(MON, [T, SD], rows)), kebijakan=policy).daftar_agregat[-1]
    assert (everything.capaian, everything.count_reported) == (50, 1)


def test_the_pk_of_the_year_and_unit_a_revision_first() -> None:
    def pk(path: str, tahun: int, unit: str | None = None) -> object:
        return berkas(tabel(PK, [T], [], bentuk=1, tahun=tahun), path=path, tahun=tahun, unit=unit)

    files = [
        pk("PK_2024_revisi.xlsx", 2024),
        pk("PK_2023.xlsx", 2023),
        pk("PK_2024.xlsx", 2024, "A"),
    ]
    found = [
        find_pk(files, tahun, unit) for tahun, unit in ((2024, None), (2024, "B"), (2022, None))
    ]
    assert [f.path if f else None for f in found] == [
        "PK_2024_revisi.xlsx",
        "PK_2024_revisi.xlsx",
        None,
    ]
    assert find_pk(files, 2023) is files[1]


def test_the_rencana_aksi_beside_a_pk_is_not_a_second_entry() -> None:
    row = {"indikator": "SK3/1", T: 15}
    pk = tabel(PK, [T], [row], bentuk=1, lembar="PK")
    plan = tabel(Jenis.RENCANA_AKSI, [T], [row], bentuk=2, lembar="RA")
    assert [e.lembar for e in hasil(berkas(pk, plan)).daftar_hasil] == ["PK"]


def test_of_monthly_sheets_the_latest_reported_month_is_aggregated() -> None:
    sheets = [
        tabel(MON, [T, SD], [{"indikator": "SK3/5", T: 50, SD: sd}], bulan=m, lembar=f"B{m}")
        for m, sd in enumerate((10, 20, None), 1)
    ]
    result = hasil(berkas(*sheets))
    assert len(result.daftar_hasil) == 3
    assert result.daftar_agregat[-1].capaian == D(40)
