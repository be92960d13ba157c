"""A figure of the report: a Decimal that knows how it is printed and where it comes from.

Templates compare and format it like any number (`{{ i.capaian|persen }}`); what is missing is a
`Kosong`, which prints its reason and is false. Only `jejak.Jejak` makes either of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any, Self

from iku_excel.finding import Location
from iku_excel.lakip.tokens import Token
from iku_excel.numbers import format_angka


def base_name(path: str) -> str:
    """The last part of a path, with either slash."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Sumber:
    """One cell that a figure rests on; `sha256` of the whole workbook, in hexadecimal."""

    berkas: str
    sha256: str
    lembar: str | None
    sel: str | None

    @property
    def nama(self) -> str:
        """The workbook's name without its folder: a report does not depend on where files lie."""
        return base_name(self.berkas)

    @property
    def tempat(self) -> str:
        """ "Monitoring!H9", without the workbook."""
        return "!".join(part for part in (self.lembar, self.sel) if part)

    @property
    def location(self) -> Location:
        return Location(self.berkas, self.lembar, self.sel)


@dataclass(frozen=True, slots=True)
class Asal:
    """Why a figure is what it is: `hal` says what it is, `rujukan` is the decree's line."""

    hal: str
    indikator: str | None = None
    daftar_sumber: tuple[Sumber, ...] = ()
    rumus: str = ""
    kebijakan: str = ""
    rujukan: str | None = None
    dari: tuple[Angka, ...] = ()
    """The figures it was made of, where the appendix had better name these than all cells."""


class Angka(Decimal):
    """An exact figure, printed with `desimal` decimals in Indonesian notation by str()."""

    __slots__ = ("asal", "desimal", "satuan")
    satuan: str
    desimal: int
    asal: Asal
    ada = True

    def __new__(cls, value: Decimal | int, desimal: int, satuan: str, asal: Asal) -> Angka:
        self = super().__new__(cls, value)
        self.desimal = desimal
        self.satuan = satuan
        self.asal = asal
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Angka, (Decimal(self), self.desimal, self.satuan, self.asal)

    @property
    def teks(self) -> str:
        """ "83,33": what the report prints, without unit."""
        return format_angka(self, self.desimal)

    @property
    def bersatuan(self) -> str:
        """ "12,50%", "3 tenan", "3,52": with the unit a sentence wants."""
        return self.teks + satuan_kalimat(self.satuan)

    def __str__(self) -> str:
        return self.teks

    def __format__(self, spec: str, context: Context | None = None, /) -> str:
        """Without a code as printed: a formula in an f-string shows what the reader sees."""
        return super().__format__(spec, context) if spec else self.teks

    def __repr__(self) -> str:
        return f"Angka({format(self, 'f')}, {self.asal.hal!r})"


class _TanpaNilai(str):
    """What stands in a figure's place: its text, false, without unit or decimals."""

    __slots__ = ("asal",)
    asal: Asal
    desimal = 0
    satuan = ""

    def __new__(cls, teks: str, asal: Asal) -> Self:
        self = super().__new__(cls, teks)
        self.asal = asal
        return self

    @property
    def teks(self) -> str:
        return str.__str__(self)

    bersatuan = teks

    def __bool__(self) -> bool:
        return False


class Kosong(_TanpaNilai):
    """A figure that is known but has no value: prints `alasan`, is false, compares with nothing."""

    __slots__ = ()
    ada = False


class Tanda(_TanpaNilai, Token):
    """A mark where no figure belongs ("–" not an indicator that year, "N/A" no baseline).

    Not missing, so never marked yellow; a Token passes through every filter as it is.
    """

    __slots__ = ()
    ada = None


Figure = Angka | Kosong | Tanda
"""What a field of the report holds where a number belongs."""

# A text in square brackets is printed yellow: somebody must still fill it.
BELUM = "[belum dilaporkan]"
TANPA_RIWAYAT = "tidak ada data"
TIDAK_BERLAKU = "–"
TANPA_DATA = "N/A"

_SATUAN_TANPA_NAMA = ("", "indeks", "nilai")


def satuan_kalimat(satuan: str) -> str:
    """What stands behind a number in a sentence: "%", " tenan"; nothing for an index or a score."""
    kecil = satuan.strip().lower()
    if kecil in ("persen", "%"):
        return "%"
    return "" if kecil in _SATUAN_TANPA_NAMA else f" {kecil}"


def desimal_needed(desimal: int, *daftar: Decimal | None) -> int:
    """The decimals of an indicator's column: its setting, up to two where a figure has more."""
    most = desimal
    for value in daftar:
        exponent = value.normalize().as_tuple().exponent if value is not None else 0
        if isinstance(exponent, int) and -exponent > most:
            most = max(desimal, min(2, -exponent))
    return most
