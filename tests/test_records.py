"""Our dataclass decorator behaves as the standard library's."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from iku_excel.records import dataclass, field, replace

_seen: list[int] = []


@dataclass(frozen=True, slots=True, order=True)
class Bulan:
    tahun: int
    bulan: int = 1
    catatan: list[str] = field(default_factory=list, compare=False, repr=False)


@dataclass(frozen=True)
class Satu:
    nilai: object


@dataclass
class Terbuka:
    nama: str
    nomor: int = field(default=7)
    jumlah: int = field(init=False, default=3)
    isi: list[int] = field(init=False, default_factory=lambda: [1])

    def __post_init__(self) -> None:
        _seen.append(self.nomor)


@dataclass(frozen=True)
class Anak(Satu):
    lain: int = 2


@dataclass(slots=True, eq=False)
class Benda:
    nama: str


@dataclass(frozen=True)
class Sendiri:
    nilai: int

    def __hash__(self) -> int:
        return 5

    def __repr__(self) -> str:
        return "sendiri"


def test_fields_defaults_and_factories() -> None:
    first, second = Bulan(2024), Bulan(bulan=3, tahun=2024)
    assert (first.tahun, first.bulan, first.catatan) == (2024, 1, [])
    assert first.catatan is not second.catatan
    assert [f.name for f in dataclasses.fields(first)] == ["tahun", "bulan", "catatan"]
    assert replace(first, bulan=2) == Bulan(2024, 2)
    assert dataclasses.asdict(second) == {"tahun": 2024, "bulan": 3, "catatan": []}


def test_init_runs_post_init_and_fills_what_it_does_not_take() -> None:
    _seen.clear()
    opened = Terbuka("a")
    assert (opened.nomor, opened.jumlah, opened.isi, _seen) == (7, 3, [1], [7])
    opened.nama = "b"
    assert opened == Terbuka("b")
    with pytest.raises(TypeError):
        Terbuka("a", 1, 2)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        hash(opened)


@pytest.mark.parametrize("record", [Bulan(2024), Satu(1), Anak(1)])
def test_frozen(record: Any) -> None:
    name = dataclasses.fields(record)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, name, 5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        delattr(record, name)


def test_slots_hold_nothing_else() -> None:
    assert not hasattr(Bulan(2024), "__dict__")
    with pytest.raises((AttributeError, TypeError)):
        Benda("a").lain = 1  # type: ignore[attr-defined]


def test_equality_order_and_hash() -> None:
    assert Bulan(2024, 2) == Bulan(2024, 2, ["x"])
    assert Bulan(2024, 2) != Bulan(2024, 3)
    assert Satu(1) != Anak(1)
    assert sorted([Bulan(2024, 2), Bulan(2023, 5)]) == [Bulan(2023, 5), Bulan(2024, 2)]
    assert Bulan(2024) <= Bulan(2024) and not Bulan(2024) < Bulan(2024)
    assert Bulan(2025) > Bulan(2024) and Bulan(2025) >= Bulan(2024)
    assert len({Bulan(2024), Bulan(2024, 1, ["x"]), Bulan(2024, 2)}) == 2
    assert Benda("a") != Benda("a") and hash(Benda("a")) is not None


def test_own_methods_are_kept() -> None:
    assert (hash(Sendiri(1)), repr(Sendiri(1)), Sendiri(1)) == (5, "sendiri", Sendiri(1))


def test_repr() -> None:
    assert repr(Bulan(2024, 2)) == "Bulan(tahun=2024, bulan=2)"


@pytest.mark.parametrize("record", [Bulan(2024, 2, ["a"]), Satu("x"), Anak(1, 4), Terbuka("a")])
def test_pickled_and_copied(record: Any) -> None:
    for other in (pickle.loads(pickle.dumps(record)), copy.deepcopy(record)):
        assert other == record
        assert dataclasses.asdict(other) == dataclasses.asdict(record)
