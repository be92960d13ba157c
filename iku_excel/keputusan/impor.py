"""Another office's indicator sheet as a new edition.

Two layouts: the one that export writes (sheets Indikator, Identitas, Ketentuan, ...), and the
decree's own Lampiran II pasted into a sheet. What the sheet does not say must be given; nothing is
guessed. The result passes the same loader as the shipped edition before it is kept.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from iku_excel.errors import KeputusanError, UsageError
from iku_excel.keputusan.edisi import load_shipped, user_folder
from iku_excel.keputusan.files import ketentuan_of, with_counts, write_edition
from iku_excel.keputusan.lampiran import is_lampiran, read_lampiran
from iku_excel.keputusan.lembar import IDENTITAS_SHEET, SHEETS, normalise
from iku_excel.keputusan.loader import build_keputusan, read_edition
from iku_excel.keputusan.tabel import Lembar, open_sheets, read_our_layout
from iku_excel.model import Indikator, Keputusan
from iku_excel.numbers import parse_mark

# What must be known of a decree, and the option that gives it.
REQUIRED = {
    "nomor": "--nomor",
    "tanggal": "--tanggal",
    "tentang": "--tentang",
    "unit": "--unit",
    "penetap": "--penetap",
    "tahun_awal": "--tahun-awal",
    "tahun_akhir": "--tahun-akhir",
}
UNDECIDED = "Belum ditetapkan kantor: nilai terakhir, tanpa penghitung data dukung"

Files = dict[str, dict[str, Any]]


def import_sheet(source: Path, *, ganti: bool = False, **identitas: Any) -> Path:
    """Read `source` into a new edition of the user's folder; returns the edition's folder.

    `identitas` fills in (or overrules) what the sheet says of the decree: nomor, tanggal, tentang,
    unit, penetap, tahun_awal, tahun_akhir, singkatan, tempat, berlaku_mulai, berlaku_sampai.
    Raises UsageError PG020 naming every option still needed, PG021 when the edition exists and
    `ganti` is not set; KeputusanError naming cell or key.
    """
    files = read_files(source, identitas)
    edisi = _folder_name(str(files["keputusan.toml"]["nomor"]))
    base = user_folder()
    target = base / edisi
    if target.exists() and not ganti:
        raise UsageError(
            "PG021", f"Edisi {edisi} sudah ada di {target}; tambahkan --ganti untuk menggantinya."
        )
    _build(edisi, files)
    base.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".impor-", dir=base) as scratch:
        fresh = Path(scratch) / edisi
        fresh.mkdir()
        write_edition(fresh, files)
        read_edition(fresh)
        if target.exists():
            os.replace(target, Path(scratch) / "lama")
        os.replace(fresh, target)
        shutil.rmtree(Path(scratch) / "lama", ignore_errors=True)
    return target


def read_sheet(source: Path) -> Keputusan:
    """The decree of an indicator sheet, without keeping it as an edition."""
    return _build(source.stem, read_files(source, {}))


def read_files(source: Path, identitas: Mapping[str, Any]) -> Files:
    """The sheet as the content of the data files of an edition."""
    sheets = open_sheets(source)
    files = read_our_layout(sheets)
    if files is None:
        files = _read_lampiran(sheets)
    if files is None:
        raise KeputusanError(
            "KP009",
            f"{source.name}: tidak ada lembar indikator yang dikenali. Pakai tata letak hasil "
            "iku keputusan ekspor, atau tempel Lampiran II keputusan apa adanya.",
        )
    _fill_head(files["keputusan.toml"], identitas)
    _fill_records(files)
    years = range(
        files["keputusan.toml"]["tahun_awal"], files["keputusan.toml"]["tahun_akhir"] + 1
    )
    aktif = {
        str(tahun): sum(
            1
            for record in files["indikator.toml"]["indikator"]
            if parse_mark(str(record["target"].get(str(tahun), ""))) is None
        )
        for tahun in years
    }
    return with_counts(files, aktif)


def undecided(keputusan: Keputusan) -> tuple[Indikator, ...]:
    """The indicators whose settings nobody has chosen yet."""
    return tuple(i for i in keputusan.daftar_indikator if i.rujukan_ketentuan == UNDECIDED)


def _read_lampiran(sheets: Sequence[Lembar]) -> Files | None:
    rows = [row for sheet in sheets for row in sheet.text_rows()]
    if not is_lampiran(rows):
        return None
    records, years = read_lampiran(rows)
    return {
        "keputusan.toml": {"tahun_awal": years[0], "tahun_akhir": years[-1]},
        "sasaran.toml": {},
        "indikator.toml": {"indikator": records},
        "indikator_utama.toml": {},
        "telaah.toml": {},
        "ketentuan.toml": {},
    }


def _fill_head(head: dict[str, Any], identitas: Mapping[str, Any]) -> None:
    given = {key: value for key, value in identitas.items() if value is not None}
    if given.get("nomor") not in (None, head.get("nomor")) and "judul" not in given:
        # The sheet's title is that of the decree it was made from.
        head.pop("judul", None)
    head.update(given)
    missing = [option for key, option in REQUIRED.items() if head.get(key) in (None, "")]
    if missing:
        raise UsageError(
            "PG020", f"Lembar itu tidak menyebutkannya; tambahkan {', '.join(missing)}."
        )
    tanggal = head["tanggal"]
    if not isinstance(tanggal, date):
        raise UsageError("PG020", "Tanggal keputusan tidak terbaca; berikan --tanggal 2025-03-01.")
    if not head.get("judul"):
        number = str(head["nomor"]).split("/")[0]
        head["judul"] = f"Keputusan {head['penetap']} Nomor {number} Tahun {tanggal.year}"
    head.setdefault("rujukan", f"Keputusan {head['nomor']}")


def _fill_records(files: Files) -> None:
    """References, sasaran and settings that the sheet leaves out."""
    nomor = files["keputusan.toml"]["nomor"]
    records = files["indikator.toml"]["indikator"]
    daftar_kode = []
    for record in records:
        kode = str(record["kode"])
        record.setdefault("sasaran", kode.split("/")[0])
        record.setdefault("rujukan", f"Keputusan {nomor} Lampiran II {kode}")
        record["klasifikasi"] = str(record["klasifikasi"]).strip().capitalize()
        daftar_kode.append(record["sasaran"])
    sasaran = files["sasaran.toml"].setdefault("sasaran", [])
    known = {record["kode"] for record in sasaran}
    for kode in dict.fromkeys(daftar_kode):
        if kode not in known:
            rujukan = f"Keputusan {nomor}, kode {kode}; namanya tidak ada di lembar"
            sasaran.append({"kode": kode, "rujukan": rujukan})
    ketentuan = files["ketentuan.toml"].setdefault("ketentuan", [])
    decided = {record["indikator"] for record in ketentuan}
    ketentuan += [_default_ketentuan(r) for r in records if r["kode"] not in decided]


def _default_ketentuan(record: Mapping[str, Any]) -> dict[str, Any]:
    """The shipped settings of an indicator with the same name and unit, else the plainest ones."""
    shipped = load_shipped()
    for indikator in shipped.daftar_indikator:
        same_nama = normalise(indikator.nama) == normalise(record["nama"])
        if same_nama and normalise(indikator.satuan) == normalise(record["satuan"]):
            found = ketentuan_of(indikator)
            rujukan = f"Disalin dari Keputusan {shipped.nomor} {indikator.kode}: {found['rujukan']}"
            return {**found, "indikator": record["kode"], "rujukan": rujukan}
    return {
        "indikator": record["kode"],
        "satuan_dipakai": record["satuan"],
        "konsolidasi": "nilai terakhir",
        "konsolidasi_data": "nilai terakhir",
        "cara": "catat",
        "desimal": 2,
        "berkala": "tahunan",
        "rujukan": UNDECIDED,
    }


def _build(edisi: str, files: Files) -> Keputusan:
    """The loader's verdict, in the words of the sheet that the user has before him."""
    try:
        return build_keputusan(edisi, files)
    except KeputusanError as error:
        titles = {name: title for title, (name, _, _, _) in reversed(SHEETS.items())}
        titles["ketentuan.toml"] = "Ketentuan"
        titles["keputusan.toml"] = IDENTITAS_SHEET
        sentence = re.sub(r"\[\[\w+\]\] ", "", error.sentence)
        for name, title in titles.items():
            sentence = re.sub(rf"(?<!\w){re.escape(name)}", f"lembar {title}", sentence)
        raise KeputusanError(error.code, sentence) from error


def _folder_name(nomor: str) -> str:
    safe = "".join(c if c.isalnum() else "-" for c in nomor).strip("-")
    return "-".join(part for part in safe.split("-") if part)
