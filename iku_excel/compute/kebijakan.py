"""The capaian policy as users name it: a name, `kunci=nilai` pairs, or a TOML file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from iku_excel.errors import UsageError
from iku_excel.model import Kebijakan
from iku_excel.numbers import format_angka, plain

BAKU = Kebijakan()

DAFTAR_KEBIJAKAN: Mapping[str, Kebijakan] = {
    "baku": BAKU,
    "tanpa-batas": replace(BAKU, nama="tanpa-batas", batas_atas=None, batas_bawah=None),
    "batas-100": replace(BAKU, nama="batas-100", batas_atas=Decimal(100)),
    "batas-110": replace(BAKU, nama="batas-110", batas_atas=Decimal(110)),
}

_CHOICES = {
    "realisasi_kosong": ("lewati", "nol"),
    "rerata": ("indikator", "sasaran"),
    "target_nol_realisasi_nol": ("kosong", "100"),
}
_LIMITS = ("batas_atas", "batas_bawah")
_NO_LIMIT = frozenset({"tanpa", "tanpa-batas", "tidak ada", "tak terbatas", "-"})
_MOST_PLACES = 10


def parse_kebijakan(text: str | Path | None) -> Kebijakan:
    """The policy that `text` names.

    A name ("batas-110"), pairs ("batas_atas=110,pembulatan=1"), both ("tanpa-batas,pembulatan=1"),
    or the path of a TOML file with the same keys. None is the policy "baku". Raises UsageError.
    """
    if text is None:
        return BAKU
    words = str(text).strip()
    if isinstance(text, Path) or words.lower().endswith(".toml"):
        return _read_toml(Path(words))
    name, pairs = _split(words)
    base = _named(name)
    if not pairs:
        return base
    return _build(base, pairs, nama="khusus" if name == "baku" else f"{name}, diubah")


def kebijakan_to_json(kebijakan: Kebijakan) -> dict[str, Any]:
    """The policy as in section 2 of the contract; further settings where they are not the usual."""
    document: dict[str, Any] = {
        "batas_atas": None if kebijakan.batas_atas is None else plain(kebijakan.batas_atas),
        "pembulatan": kebijakan.pembulatan,
        "realisasi_kosong": kebijakan.realisasi_kosong,
    }
    if kebijakan.batas_bawah != BAKU.batas_bawah:
        lower = kebijakan.batas_bawah
        document["batas_bawah"] = None if lower is None else plain(lower)
    for key in ("nama", "rerata", "target_nol_realisasi_nol"):
        if getattr(kebijakan, key) != getattr(BAKU, key):
            document[key] = getattr(kebijakan, key)
    return document


def describe_kebijakan(kebijakan: Kebijakan) -> str:
    """The policy in one Indonesian sentence, for under a table."""
    parts = [f"Kebijakan capaian {kebijakan.nama}", _describe_limits(kebijakan)]
    parts.append(f"dibulatkan {kebijakan.pembulatan} angka di belakang koma hanya pada cetakan")
    kosong = kebijakan.realisasi_kosong == "nol"
    parts.append(
        "realisasi kosong dihitung 0 persen"
        if kosong
        else "realisasi kosong tidak ikut dirata-rata"
    )
    of = "sasaran" if kebijakan.rerata == "sasaran" else "indikator"
    parts.append(f"rata-rata keseluruhan menurut {of}")
    if kebijakan.target_nol_realisasi_nol == "100":
        parts.append("target 0 dengan realisasi 0 dihitung 100 persen")
    return f"{parts[0]}: " + "; ".join(parts[1:]) + "."


def _describe_limits(kebijakan: Kebijakan) -> str:
    upper, lower = kebijakan.batas_atas, kebijakan.batas_bawah
    if upper is None and lower is None:
        return "capaian tidak dibatasi"
    limits = []
    if upper is not None:
        limits.append(f"paling tinggi {format_angka(upper)} persen")
    if lower is not None:
        limits.append(f"paling rendah {format_angka(lower)} persen")
    return "capaian " + " dan ".join(limits)


def _split(words: str) -> tuple[str, dict[str, Any]]:
    """The name (default "baku") and the pairs of "nama,kunci=nilai,..."."""
    name, pairs = "", {}
    for part in filter(None, (piece.strip() for piece in words.split(","))):
        key, equals, value = part.partition("=")
        if equals:
            pairs[key.strip()] = value.strip()
        elif name or pairs:
            raise _refuse(f"“{part}” tidak dipahami; tulis kunci=nilai.")
        else:
            name = part
    if not name and not pairs:
        raise _refuse("Nama kebijakan kosong.")
    return name or "baku", pairs


def _named(name: str) -> Kebijakan:
    found = DAFTAR_KEBIJAKAN.get(name.casefold().replace("_", "-").replace(" ", "-"))
    if found is None:
        raise _refuse(f"Kebijakan capaian “{name}” tidak dikenal.")
    return found


def _build(base: Kebijakan, pairs: Mapping[str, Any], nama: str) -> Kebijakan:
    changes: dict[str, Any] = {"nama": nama}
    for key, value in pairs.items():
        known = key.casefold().replace("-", "_")
        changes[known] = _value(known, value)
    kebijakan = replace(base, **changes)
    upper, lower = kebijakan.batas_atas, kebijakan.batas_bawah
    if upper is not None and lower is not None and lower > upper:
        raise _refuse("batas_bawah lebih tinggi daripada batas_atas.")
    return kebijakan


def _value(key: str, value: Any) -> Any:
    if key == "nama" and isinstance(value, str) and value.strip():
        return value.strip()
    if key in _LIMITS:
        return _limit(key, value)
    if key == "pembulatan":
        return _places(value)
    if key in _CHOICES:
        chosen = str(value).strip().casefold()
        if chosen in _CHOICES[key]:
            return chosen
        raise _refuse(f"{key} hanya dapat {_list(_CHOICES[key])}, bukan “{value}”.")
    known = (*_LIMITS, "pembulatan", *_CHOICES)
    raise _refuse(f"Kunci “{key}” tidak dikenal; yang dikenal: {_list(known)}.")


def _limit(key: str, value: Any) -> Decimal | None:
    if isinstance(value, str) and value.casefold() in _NO_LIMIT:
        return None
    number = _decimal(value)
    if number is None:
        raise _refuse(f"{key} harus angka persen (titik untuk desimal) atau “tanpa”.")
    return number


def _places(value: Any) -> int:
    number = _decimal(value)
    if number is None or number != int(number) or not 0 <= number <= _MOST_PLACES:
        raise _refuse(f"pembulatan harus bilangan bulat 0 sampai {_MOST_PLACES}.")
    return int(number)


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _read_toml(path: Path) -> Kebijakan:
    import tomllib

    try:
        with path.open("rb") as stream:
            document = tomllib.load(stream, parse_float=Decimal)
    except OSError as error:
        raise _refuse(f"Berkas kebijakan {path} tidak dapat dibaca.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refuse(f"Berkas kebijakan {path} bukan TOML yang benar ({error}).") from error
    inner = document.get("kebijakan", document)
    if not isinstance(inner, dict):
        raise _refuse(f"Berkas kebijakan {path}: “kebijakan” harus berupa tabel.")
    base = _named(str(inner.pop("dasar", "baku")))
    return _build(base, inner, nama=path.stem)


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def _refuse(sentence: str) -> UsageError:
    way_out = f"Pilih {_list(DAFTAR_KEBIJAKAN)}, atau kunci=nilai,... atau berkas .toml."
    return UsageError("PG010", f"{sentence} {way_out}")
