"""The shipped decree, its loader's refusals, and the choice of an edition."""

from __future__ import annotations

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from edition_maker import spoil

from iku_excel.errors import KeputusanError
from iku_excel.keputusan import list_editions, load_keputusan
from iku_excel.keputusan.edisi import SHIPPED, user_folder
from iku_excel.model import Keputusan, Klasifikasi, Konsolidasi

EDITION = "47-2023"
pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.fixture
def keputusan() -> Keputusan:
    return load_keputusan()


def test_identity(keputusan: Keputusan) -> None:
    assert (keputusan.nomor, keputusan.tanggal) == ("47/2023", date(2023, 11, 1))
    assert (keputusan.tahun_awal, keputusan.tahun_akhir) == (2021, 2024)
    assert keputusan.unit == "Balai Standardisasi dan Pelayanan Jasa Industri Pekanbaru"
    assert len(keputusan.dasar_hukum) == 9
    assert len(keputusan.fungsi) == 9


def test_active_indicators_per_year(keputusan: Keputusan) -> None:
    counts = {tahun: len(keputusan.active(tahun)) for tahun in range(2020, 2026)}
    assert counts == {2020: 0, 2021: 12, 2022: 15, 2023: 13, 2024: 13, 2025: 0}


def test_inactive_indicators_of_2024(keputusan: Keputusan) -> None:
    active = {indikator.kode for indikator in keputusan.active(2024)}
    everything = {indikator.kode for indikator in keputusan.daftar_indikator}
    assert everything - active == {"SK1/1", "SK3/4", "SK4/1", "SK6/2"}


@pytest.mark.parametrize(
    ("kode", "tahun", "teks", "angka"),
    [
        ("SK5/1", 2021, "3,40", "3.40"),
        ("SK4/2", 2022, "92,0", "92.0"),
        ("SK3/1", 2024, "15", "15"),
        ("SK1/1", 2021, "N/A", None),
        ("SK1/1", 2024, "-", None),
    ],
)
def test_targets_keep_the_printed_text(
    keputusan: Keputusan, kode: str, tahun: int, teks: str, angka: str | None
) -> None:
    indikator = keputusan.indikator_by_kode(kode)
    assert indikator is not None
    target = indikator.target_for(tahun)
    assert target is not None
    assert target.teks == teks
    assert target.angka == (None if angka is None else Decimal(angka))


def test_konsolidasi_of_typed_figures(keputusan: Keputusan) -> None:
    found: dict[Konsolidasi, set[str]] = {}
    for indikator in keputusan.daftar_indikator:
        found.setdefault(indikator.konsolidasi, set()).add(indikator.kode)
    assert found.pop(Konsolidasi.JUMLAH) == {"SK1/1", "SK1/2", "SK2/1", "SK3/4"}
    assert found.pop(Konsolidasi.RATA_RATA) == {"SK6/2"}
    assert list(found) == [Konsolidasi.NILAI_TERAKHIR]
    assert len(found[Konsolidasi.NILAI_TERAKHIR]) == 12


def test_cara_of_every_indicator(keputusan: Keputusan) -> None:
    assert [(i.kode, i.cara) for i in keputusan.daftar_indikator] == [
        ("SK1/1", "tenan"),
        ("SK1/2", "kolaborasi"),
        ("SK1/3", "produktivitas"),
        ("SK2/1", "pembinaan"),
        ("SK3/1", "produktivitas"),
        ("SK3/2", "pertumbuhan-pnbp"),
        ("SK3/3", "pertumbuhan-hasil-layanan"),
        ("SK3/4", "lingkup"),
        ("SK3/5", "p3dn"),
        ("SK4/1", "catat-mri"),
        ("SK4/2", "tindak-lanjut"),
        ("SK5/1", "ikm"),
        ("SK6/1", "ip-asn"),
        ("SK6/2", "rata-rata-bulanan"),
        ("SK7/1", "catat-ilp"),
        ("SK8/1", "catat-sakip"),
        ("SK8/2", "catat-laporan-keuangan"),
    ]


def test_units_differ_from_the_print_only_where_the_register_says_so(keputusan: Keputusan) -> None:
    changed = [i.kode for i in keputusan.daftar_indikator if i.satuan != i.satuan_dipakai]
    assert changed == ["SK1/3"]
    assert any("SK1/3" in telaah.indikator for telaah in keputusan.daftar_telaah)


def test_every_indicator_is_maksimasi(keputusan: Keputusan) -> None:
    assert {i.klasifikasi for i in keputusan.daftar_indikator} == {Klasifikasi.MAKSIMASI}


def test_penanggung_jawab_is_put_right_beside_the_print(keputusan: Keputusan) -> None:
    indikator = keputusan.indikator_by_kode("SK3/5")
    assert indikator is not None
    assert indikator.penanggung_jawab == "Kepala Suba Bagian TU"
    assert indikator.penanggung_jawab_dipakai == "Kepala Sub Bagian TU"


def test_accounts_are_those_of_sumber_data(keputusan: Keputusan) -> None:
    indikator = keputusan.indikator_by_kode("SK3/5")
    assert indikator is not None
    assert indikator.pengaturan["akun"] == re.findall(r"\d{6}", indikator.sumber_data)
    assert len(indikator.pengaturan["akun"]) == 15
    assert set(indikator.pengaturan["uraian_akun"]) == set(indikator.pengaturan["akun"])


@pytest.mark.parametrize(
    ("kode", "skala", "nilai", "label"),
    [
        ("SK5/1", "Kepmenpan 25/2004", "3.52", "sangat baik"),
        ("SK5/1", "Kepmenpan 25/2004", "1.75", "tidak baik"),
        ("SK5/1", "Kepmenpan 25/2004", "1.755", "kurang baik"),
        ("SK5/1", "PermenPANRB 14/2017", "3.52", "B (Baik)"),
        ("SK5/1", "PermenPANRB 14/2017", "3.5324", "A (Sangat Baik)"),
        ("SK6/1", "Peraturan BKN 8/2019", "80", "Sedang"),
        ("SK6/1", "Peraturan BKN 8/2019", "80.5", "Tinggi"),
        ("SK7/1", "PermenPANRB 17/2017", "3.50", "B-"),
        ("SK7/1", "PermenPANRB 17/2017", "3.51", "B"),
        ("SK8/1", "PermenPANRB 88/2021", "90", "A"),
        ("SK8/1", "PermenPANRB 88/2021", "90.01", "AA"),
        ("SK4/1", "Level MRI", "3", "Terdefinisi"),
    ],
)
def test_bands(keputusan: Keputusan, kode: str, skala: str, nilai: str, label: str) -> None:
    indikator = keputusan.indikator_by_kode(kode)
    assert indikator is not None
    value = Decimal(nilai)
    reached = [
        band.label
        for band in indikator.kategori[skala]
        if value > band.mulai or (band.inklusif and value == band.mulai)
    ]
    assert reached[-1] == label


def test_only_the_named_sasaran_have_names(keputusan: Keputusan) -> None:
    named = [s.kode for s in keputusan.daftar_sasaran if s.nama]
    assert named == ["SK1", "SK2", "SK3"]
    assert len(keputusan.daftar_sasaran) == 8


def test_lampiran_i_is_mapped(keputusan: Keputusan) -> None:
    mapped = {utama.huruf: utama.indikator for utama in keputusan.daftar_indikator_utama}
    assert mapped == {
        "a": "SK1/1",
        "b": "SK1/2",
        "c": "SK2/1",
        "d": "SK3/1",
        "e": "SK3/2",
        "f": "SK3/4",
        "g": "SK3/5",
    }


def test_sebutan_never_point_at_two_indicators(keputusan: Keputusan) -> None:
    spellings = [
        spelling.casefold()
        for indikator in keputusan.daftar_indikator
        for spelling in (indikator.nama, *indikator.sebutan)
    ]
    assert len(set(spellings)) == len(spellings)


def test_lampiran_i_wording_is_known(keputusan: Keputusan) -> None:
    for utama in keputusan.daftar_indikator_utama:
        indikator = keputusan.indikator_by_kode(utama.indikator)
        assert indikator is not None
        assert utama.uraian in (indikator.nama, *indikator.sebutan)


def test_every_record_has_a_reference(keputusan: Keputusan) -> None:
    references = [
        *(sasaran.rujukan for sasaran in keputusan.daftar_sasaran),
        *(indikator.rujukan for indikator in keputusan.daftar_indikator),
        *(utama.rujukan for utama in keputusan.daftar_indikator_utama),
        *(telaah.rujukan for telaah in keputusan.daftar_telaah),
    ]
    assert len(references) == 8 + 17 + 7 + 43
    assert all(reference.startswith("Keputusan 47/2023 ") for reference in references)


def test_the_register_marks_what_changes_a_figure(keputusan: Keputusan) -> None:
    heavy = [telaah.nomor for telaah in keputusan.daftar_telaah if telaah.mengubah_angka]
    assert heavy == [5, 6, 7, 10, 12, 13, 14, 15, 16, 18, 20, 25, 27, 28, 34]


# What the loader refuses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "key"),
    [
        ("indikator.toml", "definisi =", "defenisi =", "KP003", "definisi"),
        ("indikator.toml", 'kode = "SK1/1"', 'kode = "SK1/1"\nbobot = 3', "KP002", "bobot"),
        ("indikator.toml", 'kode = "SK1/2"', 'kode = "SK1/1"', "KP004", "SK1/1"),
        ("indikator.toml", 'kode = "SK1/1"', 'kode = "SK1/1"\nkode = "SK1/1"', "KP004", "kode"),
        ("indikator.toml", 'rujukan = "Keputusan 47/2023 Lampiran II SK1/1"', "", "KP005", "SK1/1"),
        ("indikator.toml", '"Keputusan 47/2023 Lampiran II SK1/1"', '" "', "KP005", "SK1/1"),
        ("indikator.toml", 'sasaran = "SK1"', 'sasaran = "SK9"', "KP007", "sasaran"),
        ("indikator.toml", '"Maksimasi"', '"Maksimum"', "KP003", "klasifikasi"),
        ("indikator.toml", '2022 = "1"', "2022 = 1", "KP003", "target.2022"),
        ("indikator.toml", '2022 = "1"', '2022 = "satu"', "KP003", "target.2022"),
        ("indikator.toml", ', 2024 = "-"', "", "KP006", "SK1/1"),
        ("indikator.toml", '2023 = "-"', '2023 = "1"', "KP006", "aktif.2023"),
        ("keputusan.toml", "indikator = 17", "indikator = 16", "KP006", "indikator"),
        ("keputusan.toml", "telaah = 43", "telaah = 42", "KP006", "telaah"),
        ("keputusan.toml", "tanggal = 2023-11-01", 'tanggal = "kemarin"', "KP003", "tanggal"),
        ("keputusan.toml", "tahun_awal = 2021", "tahun_awal = true", "KP003", "tahun_awal"),
        ("keputusan.toml", "tugas =", "tugas ==", "KP001", "keputusan.toml"),
        ("ketentuan.toml", 'indikator = "SK1/1"', 'indikator = "SK9/1"', "KP007", "SK1/1"),
        ("ketentuan.toml", 'indikator = "SK1/2"', 'indikator = "SK1/1"', "KP004", "SK1/1"),
        ("ketentuan.toml", 'berkala = "tahunan"', 'berkala = "harian"', "KP003", "berkala"),
        ("ketentuan.toml", "mulai = 4.5", "mulai = 3.5", "KP003", "batas"),
        ("ketentuan.toml", "skala_minimum = 0", "skala_minumum = 0", "KP002", "skala_minumum"),
        ("telaah.toml", 'indikator = ["SK1/1"]', 'indikator = ["SK1/9"]', "KP007", "SK1/9"),
        ("telaah.toml", "nomor = 2", "nomor = 1", "KP004", "nomor 1"),
        ("indikator_utama.toml", 'huruf = "b"', 'huruf = "a"', "KP004", "huruf a"),
    ],
)
def test_a_spoiled_edition_is_refused(
    edition: Path, name: str, old: str, new: str, code: str, key: str
) -> None:
    spoil(edition, name, old, new)
    with pytest.raises(KeputusanError) as caught:
        load_keputusan("rusak")
    assert caught.value.code == code
    assert name in caught.value.sentence
    assert key in caught.value.sentence


def test_a_missing_file_is_refused(edition: Path) -> None:
    (edition / "telaah.toml").unlink()
    with pytest.raises(KeputusanError) as caught:
        load_keputusan("rusak")
    assert caught.value.code == "KP001"
    assert "telaah.toml" in caught.value.sentence


def test_a_spoiled_edition_is_not_passed_over_in_silence(edition: Path) -> None:
    spoil(edition, "keputusan.toml", 'nomor = "47/2023"', "")
    with pytest.raises(KeputusanError) as caught:
        load_keputusan(tahun=2024)
    assert caught.value.code == "KP003"
    assert "rusak/keputusan.toml" in caught.value.sentence
    assert load_keputusan("47-2023").edisi == EDITION, "an edition asked for by name still loads"


# Which edition is meant ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["47-2023", "47/2023", "Nomor 47 Tahun 2023", " 47 / 2023"])
def test_an_edition_by_number(name: str) -> None:
    assert load_keputusan(name).edisi == EDITION


def test_an_edition_by_path() -> None:
    assert load_keputusan(SHIPPED / EDITION).nomor == "47/2023"
    assert load_keputusan(str(SHIPPED / EDITION / "keputusan.toml")).nomor == "47/2023"


def test_an_unknown_edition() -> None:
    with pytest.raises(KeputusanError) as caught:
        load_keputusan("12/1999")
    assert caught.value.code == "KP008"


def later_edition(own_folder: Path, **changes: str) -> Path:
    edition = Path(shutil.copytree(SHIPPED / EDITION, own_folder / "9-2025"))
    spoil(edition, "keputusan.toml", 'nomor = "47/2023"', 'nomor = "9/2025"')
    spoil(edition, "keputusan.toml", "2023-11-01", changes.pop("tanggal", "2025-03-01"))
    for old, new in changes.items():
        spoil(edition, "keputusan.toml", old, new)
    return edition


def move_years(edition: Path, by: int) -> None:
    for name in ("keputusan.toml", "indikator.toml"):
        text = (edition / name).read_text("utf-8")
        moved = re.sub(
            r"(tahun_(?:awal|akhir) = |[{,] )(202[1-4])(?= =|\n)",
            lambda match: f"{match[1]}{int(match[2]) + by}",
            text,
        )
        (edition / name).write_text(moved, "utf-8")


def test_the_year_picks_the_edition(own_folder: Path) -> None:
    move_years(later_edition(own_folder), by=4)
    assert load_keputusan(tahun=2024).nomor == "47/2023"
    assert load_keputusan(tahun=2025).nomor == "9/2025"
    assert len(load_keputusan(tahun=2028).active(2028)) == 13
    assert load_keputusan(tahun=1999).nomor == "47/2023"
    assert load_keputusan().nomor == "47/2023"


def test_of_two_editions_for_a_year_the_newer_one_is_in_force(own_folder: Path) -> None:
    later_edition(own_folder)
    assert load_keputusan(tahun=2024).nomor == "9/2025"


def test_an_edition_that_has_ended_is_not_in_force(own_folder: Path) -> None:
    later_edition(
        own_folder, **{"tahun_awal = 2021": "berlaku_sampai = 2023-12-31\ntahun_awal = 2021"}
    )
    assert load_keputusan(tahun=2023).nomor == "9/2025"
    assert load_keputusan(tahun=2024).nomor == "47/2023"


def test_a_changed_file_is_read_again(edition: Path) -> None:
    before = load_keputusan("rusak")
    assert load_keputusan("rusak") is before
    spoil(edition, "keputusan.toml", 'tempat = "Pekanbaru"', 'tempat = "Pekanbaru, Riau"')
    assert load_keputusan("rusak").tempat == "Pekanbaru, Riau"


def test_the_list_of_editions(own_folder: Path) -> None:
    later_edition(own_folder)
    assert [(e.nomor, e.is_shipped) for e in list_editions()] == [
        ("47/2023", True),
        ("9/2025", False),
    ]


def test_the_users_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("IKU_KEPUTUSAN")
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path))
    assert user_folder() == tmp_path / "iku-excel" / "keputusan"
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert user_folder() == tmp_path / ".config" / "iku-excel" / "keputusan"
