"""The capaian policy as users name it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from iku_excel.compute.kebijakan import describe_kebijakan, kebijakan_to_json, parse_kebijakan
from iku_excel.errors import UsageError
from iku_excel.model import Kebijakan

D = Decimal


def test_the_usual_policy() -> None:
    assert parse_kebijakan(None) == parse_kebijakan("baku") == Kebijakan()
    assert kebijakan_to_json(Kebijakan()) == {
        "batas_atas": "120",
        "pembulatan": 2,
        "realisasi_kosong": "lewati",
    }


def test_named_policies() -> None:
    limits = {name: parse_kebijakan(name).batas_atas for name in ("batas-100", "batas-110")}
    unlimited = parse_kebijakan("tanpa-batas")
    assert limits == {"batas-100": D(100), "batas-110": D(110)}
    assert (unlimited.batas_atas, unlimited.batas_bawah) == (None, None)


def test_pairs() -> None:
    kebijakan = parse_kebijakan("batas_atas=117.5, pembulatan=1,realisasi_kosong=nol")
    assert kebijakan.batas_atas == D("117.5")
    assert (kebijakan.pembulatan, kebijakan.realisasi_kosong) == (1, "nol")
    assert kebijakan.batas_bawah == D(0)


def test_a_name_with_pairs() -> None:
    kebijakan = parse_kebijakan("batas-110,batas_bawah=tanpa,rerata=sasaran")
    assert (kebijakan.batas_atas, kebijakan.batas_bawah) == (D(110), None)
    assert kebijakan.rerata == "sasaran"


def test_a_toml_file(tmp_path: Path) -> None:
    path = tmp_path / "kantor.toml"
    path.write_text('dasar = "batas-100"\nbatas_atas = 115.5\npembulatan = 0\n', encoding="utf-8")
    kebijakan = parse_kebijakan(str(path))
    assert kebijakan == Kebijakan(nama="kantor", batas_atas=D("115.5"), pembulatan=0)


def test_json_says_what_is_not_usual() -> None:
    document = kebijakan_to_json(parse_kebijakan("tanpa-batas,rerata=sasaran"))
    assert document["batas_atas"] is None
    assert document["batas_bawah"] is None
    assert document["rerata"] == "sasaran"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "batas-90",
        "batas_atas=banyak",
        "batas_atas=NaN",
        "pembulatan=1.5",
        "pembulatan=-1",
        "pembulatan=99",
        "realisasi_kosong=abaikan",
        "warna=merah",
        "baku,tanpa-batas",
        "batas_atas=10,batas_bawah=20",
        "tidak-ada.toml",
    ],
)
def test_what_is_not_a_policy_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_kebijakan(text)


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rusak.toml"
    path.write_text("batas_atas = = 3", encoding="utf-8")
    with pytest.raises(UsageError):
        parse_kebijakan(path)


def test_every_named_policy_describes_itself_differently() -> None:
    names = ("baku", "tanpa-batas", "batas-100", "batas-110", "rerata=sasaran", "pembulatan=0")
    assert len({describe_kebijakan(parse_kebijakan(name)) for name in names}) == len(names)
