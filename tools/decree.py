"""The decree's figures for the builders of templates and samples, straight from its data files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "iku_excel/keputusan/data/47-2023"
TAHUN = (2021, 2022, 2023, 2024)

# The decree names SK1 to SK3 only. The samples play an office that has filled in the others; in
# the empty template and in `iku pk` they stay visible gaps.
SASARAN_CONTOH = {
    "SK4": "Terwujudnya pengawasan internal yang efektif dan efisien",
    "SK5": "Meningkatnya kepuasan pengguna layanan jasa industri",
    "SK6": "Terwujudnya ASN yang profesional dan berdisiplin",
    "SK7": "Meningkatnya mutu pelayanan publik",
    "SK8": "Meningkatnya akuntabilitas kinerja dan keuangan",
}


@dataclass(frozen=True, slots=True)
class Record:
    """One indicator as printed; `satuan` the unit that the office counts in."""

    kode: str
    nama: str
    sasaran: str
    satuan: str
    satuan_tercetak: str
    klasifikasi: str
    penanggung_jawab: str
    target: dict[int, str]
    definisi: str
    sumber_data: str
    cara_menghitung: str
    desimal: int

    def angka(self, tahun: int) -> Decimal | None:
        """The year's target as a number; None for "-" and "N/A"."""
        text = self.target[tahun]
        return None if text in ("-", "N/A") else Decimal(text.replace(",", "."))

    @property
    def sheet_kode(self) -> str:
        """ "SK3.1": a slash cannot stand in a sheet name."""
        return self.kode.replace("/", ".")


def _load(name: str) -> dict[str, list[dict[str, object]]]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"), parse_float=Decimal)


@cache
def daftar_indikator() -> tuple[Record, ...]:
    """All indicators in the decree's order."""
    ketentuan = {entry["indikator"]: entry for entry in _load("ketentuan.toml")["ketentuan"]}
    records = []
    for entry in _load("indikator.toml")["indikator"]:
        settings = ketentuan[entry["kode"]]
        records.append(
            Record(
                kode=str(entry["kode"]),
                nama=str(entry["nama"]),
                sasaran=str(entry["sasaran"]),
                satuan=str(settings["satuan_dipakai"]),
                satuan_tercetak=str(entry["satuan"]),
                klasifikasi=str(entry["klasifikasi"]),
                penanggung_jawab=str(entry["penanggung_jawab"]),
                target={int(y): str(t) for y, t in entry["target"].items()},  # type: ignore
                definisi=str(entry["definisi"]),
                sumber_data=str(entry["sumber_data"]),
                cara_menghitung=str(entry["cara_menghitung"]),
                desimal=int(settings["desimal"]),  # type: ignore
            )
        )
    return tuple(records)


@cache
def by_kode(kode: str) -> Record:
    """The record of "SK3/1"."""
    return next(record for record in daftar_indikator() if record.kode == kode)


def active(tahun: int) -> tuple[Record, ...]:
    """The indicators with a figure in `tahun`."""
    return tuple(record for record in daftar_indikator() if record.angka(tahun) is not None)


@cache
def nama_sasaran(kode: str) -> str:
    """The decree's sasaran for SK1 to SK3, the sample office's own for the others."""
    for entry in _load("sasaran.toml")["sasaran"]:
        if entry["kode"] == kode and "nama" in entry:
            return str(entry["nama"])
    return SASARAN_CONTOH[kode]
