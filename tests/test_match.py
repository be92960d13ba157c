"""Which indicator a code or a name means, and when nobody is chosen."""

from __future__ import annotations

import pytest
from book_maker import NAMA, decree

from iku_excel.workbook.indikator_match import (
    Kode,
    Match,
    Matcher,
    is_sasaran_code,
    parse_kode,
    split_kode,
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(decree())


@pytest.mark.parametrize(
    "text",
    ["SK3/1", "SK3.1", "SK.3.1.", "S.K.3.1", "SK 3-1", "SK3_1", "sk 3.1", "S.K. 3.1.", "SK 3 1"],
)
def test_codes_in_every_spelling(text: str) -> None:
    assert parse_kode(text) == Kode("SK3/1", True)


@pytest.mark.parametrize("text", ["3.1", "3/1", "3-1", "3.1.", "IKU 3.1", "IK 3.1"])
def test_numbers_without_sk_are_codes_of_less_weight(text: str) -> None:
    assert parse_kode(text) == Kode("SK3/1", False)


@pytest.mark.parametrize("text", ["TJ 1", "IKU-1", "SK1", "1", "2024", "3 1", "", "SK", "1.1.1"])
def test_what_is_no_code(text: str) -> None:
    assert parse_kode(text) is None


@pytest.mark.parametrize(
    ("text", "kode", "rest"),
    [
        ("SK3.1 Produktivitas", Kode("SK3/1", True), "Produktivitas"),
        ("SK3/1: Produktivitas", Kode("SK3/1", True), "Produktivitas"),
        ("Produktivitas industri (SK3/1)", Kode("SK3/1", True), "Produktivitas industri"),
        ("3.1 Produktivitas", None, "Produktivitas"),
        ("2) Produktivitas", None, "Produktivitas"),
        ("a. Jumlah tenan", None, "Jumlah tenan"),
        ("SK1 Meningkatnya Daya Saing", None, "SK1 Meningkatnya Daya Saing"),
        ("IP ASN", None, "IP ASN"),
    ],
)
def test_codes_and_numbers_beside_a_name(text: str, kode: Kode | None, rest: str) -> None:
    assert split_kode(text) == (kode, rest)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("SK1", True), ("SK1 Meningkatnya", True), ("SK.1. Meningkatnya", True), ("SK1.2", False)],
)
def test_codes_of_a_sasaran(text: str, expected: bool) -> None:
    assert is_sasaran_code(text) is expected


@pytest.mark.parametrize(
    ("name", "kode"),
    [(name, kode) for kode, name in NAMA.items()]
    + [
        ("Peningkatan peran balai dalam pengembangan industri", "SK2/1"),
        ("Meningkatnya utilisasi layanan jasa industri di dalam negeri", "SK3/2"),
        ("PRODUKTIFITAS / EFISIENSI PERUSAHAAN INDUSTRI HASIL KEGIATAN KOLABORASI", "SK1/3"),
        ("Produktivitas/efisiensi perusahan indsutri hasil kegiatan kolaborsi", "SK1/3"),
        ("Meningkatnya PNBP jasa layanan industri", "SK3/2"),
        ("Jumlah layanan jasa industri yang digunakan pelanggan", "SK3/3"),
        ("Peningkatan jumlah ruang lingkup jasa industri", "SK3/4"),
        ("Persentase rekomendasi hasil pengawasan yang ditindaklanjuti", "SK4/2"),
        ("Indeks Kepuasan Masyarakat (IKM)", "SK5/1"),
        ("Nilai Sistem Akuntabilitas Kinerja Instansi Pemerintah (SAKIP)", "SK8/1"),
        ("Indek layanan publik", "SK7/1"),
        ("Nilai minimal laporan  keuangn", "SK8/2"),
    ],
)
def test_names_with_errors_and_in_other_wording(matcher: Matcher, name: str, kode: str) -> None:
    found = matcher.match(None, name)
    assert (found.indikator.kode if found.indikator else None, found.rivals) == (kode, ())


@pytest.mark.parametrize(
    "name",
    [
        "Jumlah sertifikat industri hijau yang diterbitkan",
        "Indeks PNBP",
        "Nilai Kinerja Anggaran",
        "Nilai Indikator Kinerja Pelaksanaan Anggaran (IKPA)",
        "Net Promoter Score (NPS)",
        "Nilai pengawasan kearsipan internal",
        "Tingkat digitalisasi layanan",
        "Meningkatnya Daya Saing Industri Pengolahan Nonmigas",
        "Persentase realisasi anggaran",
    ],
)
def test_names_of_nothing_in_the_decree(matcher: Matcher, name: str) -> None:
    assert matcher.match(None, name).indikator is None


@pytest.mark.parametrize(
    ("name", "rivals"),
    [
        ("Produktivitas/efisiensi perusahaan industri", ("SK1/3", "SK3/1")),
        ("Peningkatan jumlah layanan jasa industri", ("SK3/4", "SK3/3")),
        ("Meningkatnya layanan jasa industri", ("SK3/2", "SK3/3")),
    ],
)
def test_near_twins_are_left_to_a_person(
    matcher: Matcher, name: str, rivals: tuple[str, str]
) -> None:
    found = matcher.match(None, name)
    assert (found.indikator, found.rivals) == (None, rivals)
    chosen = matcher.match(Kode(rivals[1], True), name)
    assert chosen.indikator is not None and chosen.indikator.kode == rivals[1]


def test_code_and_name_together(matcher: Matcher) -> None:
    def told(kode: Kode | None, name: str) -> tuple[str | None, str, bool]:
        found: Match = matcher.match(kode, name)
        return found.indikator.kode if found.indikator else None, found.dikenali, found.is_conflict

    own, other = Kode("SK3/1", True), Kode("SK3/2", True)
    assert told(own, NAMA["SK3/1"]) == ("SK3/1", "kode dan nama", False)
    assert told(other, NAMA["SK3/1"]) == ("SK3/1", "nama", True)
    # A bare "3.2" in a column of codes is SK3/2's; "1.4" is nobody's and contradicts nothing.
    assert told(Kode("SK3/2", False), NAMA["SK3/1"]) == ("SK3/1", "nama", True)
    assert told(Kode("SK1/4", False), NAMA["SK3/1"]) == ("SK3/1", "nama", False)
    assert told(own, "") == ("SK3/1", "kode", False)
    assert told(Kode("SK9/9", True), "") == (None, "", False)
    assert told(own, "DAPATI") == ("SK3/1", "kode", False)
    assert told(own, "Net Promoter Score (NPS)") == (None, "", False)
