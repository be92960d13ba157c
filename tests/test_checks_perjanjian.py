"""Family PK: each code on a good and a bad agreement, exact codes and cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from model_builders import berkas, dossier, keputusan, tabel

from iku_excel.checks.registry import run_checks
from iku_excel.finding import Finding, Location, Observation, Severity
from iku_excel.model import Berkas, Jenis, Role

PK, RA = Jenis.PERJANJIAN_KINERJA, Jenis.RENCANA_AKSI
S, U, T = Role.SASARAN, Role.SATUAN, Role.TARGET  # columns C, D, E
Row = Mapping[object, object]
Found = list[tuple[str, str | None, str | None]]


def _rows(tahun: int = 2024, **changes: Row) -> list[Row]:
    """The decree's own rows for a year; `changes` by code ("SK3_1") replace cells."""
    rows = []
    for indikator in keputusan().active(tahun):
        sasaran = keputusan().sasaran_by_kode(indikator.sasaran)
        assert sasaran is not None
        row: dict[object, object] = {
            "indikator": indikator.kode,
            S: sasaran.nama or f"Sasaran {sasaran.kode}",
            U: indikator.satuan,
            T: indikator.target[tahun].angka,
        }
        rows.append(row | dict(changes.get(indikator.kode.replace("/", "_"), {})))
    return rows


def _pk(rows: list[Row], tahun: int | None = 2024, jenis: Jenis = PK, **more: object) -> Berkas:
    form = tabel(jenis, [S, U, T], rows, bentuk=1, tahun=tahun, lembar="PK")
    return berkas(form, tahun=tahun, **more)


def _findings(*files: Berkas, **more: object) -> tuple[Finding, ...]:
    return run_checks(dossier(*files, **more))


def _codes(*files: Berkas, **more: object) -> Found:
    return [(f.kode, f.location.sel, f.indikator) for f in _findings(*files, **more)]


@pytest.mark.parametrize("tahun", [2021, 2022, 2023, 2024])
def test_the_decrees_own_rows_are_right(tahun: int) -> None:
    assert _codes(_pk(_rows(tahun), tahun)) == []


def test_pk001_unknown_and_pk007_pk010_pk012_from_the_reader() -> None:
    place = Location("b.xlsx", "PK", "B9")
    told = [
        Observation("PK001", place, {"tertulis": "Jumlah pelatihan", "mirip": None}),
        Observation("PK007", place, {"indikator": "SK5/1", "tertulis": "IKM", "seharusnya": "x"}),
        Observation("PK010", place, {"indikator": "SK5/1", "kode": "SK3/1"}),
        Observation("PK012", place, {"calon": ["SK1/3", "SK3/1"]}),
    ]
    found = _findings(_pk(_rows(), observations=tuple(told)))
    assert [(f.kode, f.location, f.indikator) for f in found] == [
        ("PK001", place, None),
        ("PK007", place, "SK5/1"),
        ("PK010", place, "SK5/1"),
        ("PK012", place, None),
    ]
    assert (found[2].tertulis, found[2].seharusnya) == ("SK3/1", "SK5/1")


def test_pk002_missing_indicators_are_told_at_the_header() -> None:
    rows = [row for row in _rows() if row["indikator"] not in ("SK3/1", "SK8/2")]
    found = _findings(_pk(rows))
    assert [(f.kode, f.location.sel, f.indikator, f.seharusnya) for f in found] == [
        ("PK002", "A5", "SK3/1", "15"),
        ("PK002", "A5", "SK8/2", "90"),
    ]


def test_pk002_counts_all_tables_of_the_workbook_and_not_the_rencana_aksi() -> None:
    rows = _rows()
    first = tabel(PK, [S, U, T], rows[:5], bentuk=1, lembar="PK 1")
    second = tabel(PK, [S, U, T], rows[5:], bentuk=1, lembar="PK 2")
    assert _codes(berkas(first, second)) == []
    assert _codes(_pk(rows[:5], jenis=RA)) == []


def test_pk003_target() -> None:
    (found,) = _findings(_pk(_rows(SK3_1={T: "10.5"})))
    assert (found.kode, found.location.sel, found.indikator) == ("PK003", "E9", "SK3/1")
    assert (found.tertulis, found.seharusnya, found.severity) == ("10.5", "15", Severity.ERROR)
    assert found.rujukan == "Keputusan 47/2023 Lampiran II SK3/1"


@pytest.mark.parametrize(
    ("tahun", "severity"), [(2022, Severity.WARNING), (2023, Severity.WARNING)]
)
def test_pk003_before_the_decree_is_a_warning(tahun: int, severity: Severity) -> None:
    (found,) = _findings(_pk(_rows(tahun, SK5_1={T: "3.6"}), tahun))
    assert (found.kode, found.severity) == ("PK003", severity)


def test_pk003_a_mark_is_not_the_target_and_decimals_do_not_matter() -> None:
    assert _codes(_pk(_rows(SK3_1={T: "-"}))) == [("PK003", "E9", "SK3/1")]
    assert _codes(_pk(_rows(SK4_2={T: "93.00"}))) == []


def test_what_cannot_be_read_is_not_a_wrong_target_too() -> None:
    assert _codes(_pk(_rows(SK3_1={T: "?"}, SK4_2={T: "#REF!"}, SK5_1={T: "="}))) == []


@pytest.mark.parametrize("satuan", ["Persen", "PERSEN", " persen ", "%", ""])
def test_pk004_spellings_of_the_same_unit(satuan: str) -> None:
    assert _codes(_pk(_rows(SK3_1={U: satuan}))) == []


def test_pk004_unit() -> None:
    (found,) = _findings(_pk(_rows(SK5_1={U: "Nilai"})))
    assert (found.kode, found.location.sel) == ("PK004", "D14")
    assert (found.tertulis, found.seharusnya) == ("Nilai", "Indeks")


def test_pk004_unit_in_the_targets_cell() -> None:
    assert _codes(_pk(_rows(SK5_1={U: None, "satuan sel": "Persen"}))) == [
        ("PK004", "E14", "SK5/1")
    ]
    assert _codes(_pk(_rows(SK5_1={U: None, "satuan sel": "Indeks"}))) == []


def test_pk004_the_unit_we_use_is_accepted() -> None:
    """SK1/3: the decree prints "Kegiatan kolaborasi", and means percent (telaah)."""
    assert _codes(_pk(_rows(SK1_3={U: "Persen"}))) == []


def test_pk005_listed_without_a_target_that_year() -> None:
    extra = {
        "indikator": "SK3/4",
        S: keputusan().daftar_sasaran[2].nama,
        U: "Ruang Lingkup",
        T: "-",
    }
    rows = [*_rows(), extra]
    assert _codes(_pk(rows)) == [("PK005", "B19", "SK3/4")]


def test_pk005_is_not_for_the_baselines_na() -> None:
    row = {"indikator": "SK1/1", S: keputusan().daftar_sasaran[0].nama, U: "Tenan", T: 1}
    assert _codes(_pk([*_rows(2021), row], 2021)) == []


def test_pk006_twice() -> None:
    rows = _rows()
    assert _codes(_pk([*rows, rows[0]])) == [("PK006", "B19", "SK1/2")]


def test_pk008_target_empty() -> None:
    assert _codes(_pk(_rows(SK3_1={T: None}))) == [("PK008", "E9", "SK3/1")]


def test_pk008_without_a_target_column_at_the_header() -> None:
    form = tabel(PK, [S, U], _rows()[:1], bentuk=1)
    found = run_checks(dossier(berkas(form)))
    assert ("PK008", "A5") in [(f.kode, f.location.sel) for f in found]


def test_pk009_missing_and_other_sasaran() -> None:
    found = _findings(_pk(_rows(SK3_1={S: None}, SK1_2={S: "Sasaran lain"}, SK8_1={S: None})))
    assert [(f.kode, f.location.sel) for f in found] == [
        ("PK009", "C6"),
        ("PK009", "C9"),
        ("PK009", "C17"),
    ]
    assert found[0].seharusnya == "Meningkatnya Daya Saing Industri Pengolahan Nonmigas"


@pytest.mark.parametrize(
    "nama",
    [
        "meningkatnya daya saing  industri pengolahan non-migas",
        "SK1. Meningkatnya Daya Saing Industri Pengolahan Nonmigas",
        "1. Meningkatnya Daya Saing Industri Pengolahan Nonmigas",
        "SK1",
    ],
)
def test_pk009_accepts_the_decrees_sasaran_in_every_spelling(nama: str) -> None:
    assert _codes(_pk(_rows(SK1_2={S: nama}))) == []


def test_pk009_one_merged_cell_is_one_finding() -> None:
    rows = _rows()[3:7]  # SK3/1, 3/2, 3/3, 3/5
    form = tabel(PK, [S, U, T], [{**row, S: "Lain"} for row in rows], bentuk=1)
    merged = form.daftar_baris[0].sasaran
    from dataclasses import replace

    form = replace(form, daftar_baris=tuple(replace(b, sasaran=merged) for b in form.daftar_baris))
    codes = [f.kode for f in run_checks(dossier(berkas(form)))]
    assert codes.count("PK009") == 1


def test_pk009_without_a_column_is_told_once_at_the_header() -> None:
    form = tabel(PK, [U, T], _rows(), bentuk=1)
    assert [(f.kode, f.location.sel) for f in run_checks(dossier(berkas(form)))] == [
        ("PK009", "A5")
    ]


def test_pk011_no_year() -> None:
    assert _codes(_pk(_rows(), None)) == [("PK011", "A5", None)]
    assert _codes(_pk(_rows(), None), tahun_diminta=2024) == []


def test_pk011_the_readers_word_is_not_repeated() -> None:
    told = Observation("PK011", Location("b.xlsx", "PK", "A5"), {"alasan": "tidak ada"})
    assert _codes(_pk(_rows(), None, observations=(told,))) == [("PK011", "A5", None)]
    assert _codes(_pk(_rows(), None, observations=(told,)), tahun_diminta=2024) == []


def test_pk011_years_disagree_in_the_workbook() -> None:
    pk = tabel(PK, [S, U, T], _rows(), bentuk=1, lembar="PK")
    other = tabel(Jenis.MONITORING, [T], [], lembar="Mon", tahun=2023)
    found = run_checks(dossier(berkas(pk, other)))
    assert [(f.kode, f.location.lembar, f.location.sel) for f in found] == [("PK011", "Mon", "A5")]


def test_pk011_a_history_is_no_disagreement() -> None:
    sheets = [tabel(Jenis.MONITORING, [T], [], lembar=str(y), tahun=y) for y in (2022, 2023)]
    assert run_checks(dossier(berkas(*sheets, tahun=2023))) == ()


def test_pk011_the_year_asked_for_is_another() -> None:
    assert _codes(_pk(_rows()), tahun_diminta=2023) == [("PK011", "A5", None)]


def test_pk013_year_outside_the_decree() -> None:
    rows = [{"indikator": "SK3/1", S: keputusan().daftar_sasaran[2].nama, U: "Persen", T: 17}]
    assert _codes(_pk(rows, 2025), hari_ini=date(2026, 1, 1)) == [("PK013", "A5", None)]


def test_the_rencana_aksi_is_held_to_the_decree_too() -> None:
    assert _codes(_pk(_rows(SK3_1={T: 10}, SK3_2={T: None}), jenis=RA)) == [
        ("PK003", "E9", "SK3/1"),
        ("PK008", "E10", "SK3/2"),
    ]


def test_bk_observations_become_findings() -> None:
    place = Location("b.xlsx", "PK", "E7")
    data = {"galat": "#REF!", "teks": "1.234", "angka": "1.234", "bukan": "1234", "apa": "kolom"}
    kinds = ["BK005", "BK006", "BK007", "BK008", "BK009", "BK010"]
    observed = tuple(Observation(kode, place, data) for kode in kinds)
    found = _findings(_pk(_rows(), observations=observed))
    assert [(f.kode, f.location) for f in found] == [(kode, place) for kode in kinds]
    assert (found[0].tertulis, found[3].tertulis, found[3].seharusnya) == (
        "#REF!",
        "1.234",
        "1.234",
    )


def test_bk004_only_where_nothing_at_all_was_recognised() -> None:
    place = Location("b.xlsx")
    told = Observation("BK004", place, {})
    from model_builders import hasil, rincian

    empty = berkas(observations=(told,))
    assert [(f.kode, f.location) for f in run_checks(dossier(empty))] == [("BK004", place)]
    assert run_checks(dossier(hasil(empty, rincian("SK3/5", 60)))) == ()
