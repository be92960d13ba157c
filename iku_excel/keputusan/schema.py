"""One TOML table at a time, read strictly: every key known, every type right, nothing left over.

All errors are KeputusanError with one of CODES; they name file and key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from iku_excel.errors import KeputusanError

Raw = Mapping[str, Any]

# What stops the loading or the import of an edition; docs/temuan.md lists them.
CODES: Mapping[str, str] = {
    "KP001": "Berkas data keputusan tidak ada, tidak dapat dibaca, atau salah tulis.",
    "KP002": "Ada kunci yang tidak dikenal dalam berkas data keputusan.",
    "KP003": "Kunci yang wajib tidak ada, atau isinya bukan jenis yang seharusnya.",
    "KP004": "Catatan atau kunci yang sama tercantum dua kali.",
    "KP005": "Catatan tanpa rujukan.",
    "KP006": "Banyaknya catatan tidak sama dengan yang tertulis di keputusan.toml.",
    "KP007": "Catatan merujuk indikator atau sasaran yang tidak ada.",
    "KP008": "Edisi keputusan yang diminta tidak ada.",
    "KP009": "Lembar indikator tidak dapat diimpor: selnya disebut dalam pesan.",
}


class Record:
    """A table of a data file: take each key once, then `close()` refuses what was not taken."""

    def __init__(self, berkas: str, where: str, data: Any) -> None:
        self.berkas = berkas
        self.where = where
        if not isinstance(data, Mapping):
            raise self.error("KP003", "", "seharusnya sebuah tabel")
        self._data = dict(data)

    def error(self, code: str, key: str, problem: str) -> KeputusanError:
        place = ", ".join(part for part in (self.where, f"kunci {key}" if key else "") if part)
        return KeputusanError(code, f"{self.berkas}: {place or 'isi berkas'}: {problem}.")

    def _take(self, key: str, kind: type | tuple[type, ...], name: str, required: bool) -> Any:
        if key not in self._data:
            if required:
                code = "KP005" if key == "rujukan" else "KP003"
                raise self.error(code, key, "tidak ada, padahal wajib diisi")
            return None
        value = self._data.pop(key)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error("KP003", key, f"seharusnya {name}")
        return value

    def text(self, key: str) -> str:
        """A text that must be there and must not be blank."""
        value: str = self._take(key, str, "teks di antara tanda kutip", True)
        if not value.strip():
            code = "KP005" if key == "rujukan" else "KP003"
            raise self.error(code, key, "masih kosong")
        return value

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if key in self._data else None

    def integer(self, key: str) -> int:
        value: int = self._take(key, int, "bilangan bulat", True)
        return value

    def flag(self, key: str, default: bool) -> bool:
        value: bool | None = self._take(key, bool, "true atau false", False)
        return default if value is None else value

    def decimal(self, key: str, required: bool = True) -> Decimal | None:
        value = self._take(key, (int, Decimal), "angka", required)
        return None if value is None else Decimal(value)

    def date(self, key: str, required: bool = True) -> date | None:
        value: date | None = self._take(key, date, "tanggal, misalnya 2023-11-01", required)
        return value

    def texts(self, key: str, required: bool = True) -> tuple[str, ...]:
        values = self._take(key, list, "daftar teks", required) or []
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.error("KP003", key, "seharusnya daftar teks, tidak ada yang kosong")
        if len(set(values)) != len(values):
            raise self.error("KP004", key, "ada isi yang tercantum dua kali")
        return tuple(values)

    def table(self, key: str, required: bool = True) -> dict[str, Any]:
        value: dict[str, Any] | None = self._take(key, Mapping, "sebuah tabel", required)
        return dict(value or {})

    def by_tahun(self, key: str) -> dict[int, Any]:
        """A table whose keys are years."""
        table = self.table(key)
        for tahun in table:
            if not (isinstance(tahun, str) and tahun.isdecimal() and len(tahun) == 4):
                raise self.error("KP003", f"{key}.{tahun}", "seharusnya tahun empat angka")
        return {int(tahun): value for tahun, value in sorted(table.items())}

    def records(self, key: str, name: str, required: bool = True) -> list[Record]:
        """The tables of [[key]]; `name` is the key that names each one in messages."""
        values = self._take(key, list, f"deretan [[{key}]]", required) or []
        inner = f"{self.where}, " if self.where else ""
        return [
            Record(self.berkas, f"{inner}[[{key}]] {_label(value, name, number)}", value)
            for number, value in enumerate(values, start=1)
        ]

    def close(self) -> None:
        for key in self._data:
            raise self.error("KP002", key, "tidak dikenal; periksa ejaannya")


def _label(value: Any, name: str, number: int) -> str:
    found = value.get(name) if isinstance(value, Mapping) else None
    return str(found) if found is not None else f"ke-{number}"


def refuse_duplicates(berkas: str, key: str, values: list[Any]) -> None:
    """KP004 when a value that names a record occurs twice."""
    seen = set()
    for value in values:
        if value in seen:
            raise KeputusanError("KP004", f"{berkas}: {key} {value} tercantum dua kali.")
        seen.add(value)
