"""Where editions live, which one is meant, and which one is in force for a year."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from iku_excel.errors import KeputusanError
from iku_excel.keputusan.loader import FILES, SHIPPED, read_edition, read_toml
from iku_excel.keputusan.schema import Record
from iku_excel.model import Keputusan
from iku_excel.records import dataclass

_cache: dict[tuple[object, ...], Keputusan] = {}


@dataclass(frozen=True, slots=True)
class Edisi:
    """The head of an edition; `is_shipped` tells the package's own from the user's."""

    edisi: str
    nomor: str
    tahun_awal: int
    tahun_akhir: int
    berlaku_mulai: date
    berlaku_sampai: date | None
    folder: Path
    is_shipped: bool

    def covers(self, tahun: int) -> bool:
        last = self.berlaku_sampai.year if self.berlaku_sampai else self.tahun_akhir
        return self.tahun_awal <= tahun <= min(self.tahun_akhir, last)


def user_folder() -> Path:
    """Where the user's own editions are; env IKU_KEPUTUSAN names another folder."""
    named = os.environ.get("IKU_KEPUTUSAN")
    if named:
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("APPDATA")
        home = Path(base) if base else Path.home() / "AppData" / "Roaming"
    else:
        base = os.environ.get("XDG_CONFIG_HOME")
        home = Path(base) if base else Path.home() / ".config"
    return home / "iku-excel" / "keputusan"


def list_editions() -> tuple[Edisi, ...]:
    """Every edition, the shipped ones first; raises KeputusanError for a damaged one."""
    return tuple(_read_head(folder, shipped) for folder, shipped in _folders())


def load_keputusan(edisi: str | Path | None = None, *, tahun: int | None = None) -> Keputusan:
    """The edition named (folder name, number such as "47/2023", path of an edition's folder, of its
    keputusan.toml or of an indicator sheet); else the one in force for `tahun`; else the shipped.

    Raises KeputusanError: KP008 for an unknown edition, others for wrong data.
    """
    if edisi is not None:
        return _load_named(edisi)
    return _load_folder(_folder_for(tahun))


def edition_covering(tahun: int) -> Edisi | None:
    """The edition in force for a year, None where no edition covers it.

    A damaged edition is left out: who did not ask for it must not stumble over it.
    """
    covering = []
    for folder, is_shipped in _folders():
        with suppress(KeputusanError):
            edition = _read_head(folder, is_shipped)
            if edition.covers(tahun):
                covering.append(edition)
    return _newest(covering)


def edition_for_years(years: Collection[int], current: Keputusan) -> Keputusan | None:
    """Another edition than `current` that all these years ask for; None to stay with `current`.

    Only for years that `current` does not cover at all: which edition is meant is never guessed.
    """
    if not years or any(current.tahun_awal <= y <= current.tahun_akhir for y in years):
        return None
    if sum(1 for _ in _folders()) == 1:
        return None
    found = {edition.folder if (edition := edition_covering(y)) else None for y in years}
    folder = found.pop()
    if found or folder is None or folder.name == current.edisi:
        return None
    return _load_folder(folder)


def load_shipped() -> Keputusan:
    """The edition that comes with the package."""
    return _load_folder(_shipped())


def _load_named(edisi: str | Path) -> Keputusan:
    path = Path(edisi)
    if path.suffix.lower() in (".xlsx", ".xlsm") and path.is_file():
        from iku_excel.keputusan.impor import read_sheet

        return read_sheet(path)
    if path.name == "keputusan.toml" and path.is_file():
        path = path.parent
    if (path / "keputusan.toml").is_file():
        return _load_folder(path.resolve())
    wanted = _normalise_nomor(str(edisi))
    known = []
    for folder, _ in _folders():
        # The folder's name first: an edition that is asked for by name must not depend on others.
        if _normalise_nomor(folder.name) == wanted:
            return _load_folder(folder)
        known.append(folder.name)
    for folder, shipped in _folders():
        if _normalise_nomor(_read_head(folder, shipped).nomor) == wanted:
            return _load_folder(folder)
    raise KeputusanError(
        "KP008",
        f"Edisi keputusan {edisi} tidak ditemukan. Yang ada: {', '.join(known)}. "
        "Edisi lain dapat ditambahkan dengan: iku keputusan impor.",
    )


def _shipped() -> Path:
    return [folder for folder, is_shipped in _folders() if is_shipped][-1]


def _folder_for(tahun: int | None) -> Path:
    if tahun is None or sum(1 for _ in _folders()) == 1:
        return _shipped()
    covering = [edition for edition in list_editions() if edition.covers(tahun)]
    newest = _newest(covering)
    return newest.folder if newest else _shipped()


def _newest(covering: Collection[Edisi]) -> Edisi | None:
    # An office's own edition goes before a shipped one of the same day.
    return max(covering, key=lambda e: (e.berlaku_mulai, not e.is_shipped), default=None)


def _load_folder(folder: Path) -> Keputusan:
    key = (folder, *(_stamp(folder / name) for name in FILES))
    if key not in _cache:
        with _naming(folder):
            _cache[key] = read_edition(folder)
    return _cache[key]


@contextmanager
def _naming(folder: Path) -> Iterator[None]:
    """Say which edition is wrong, and where it lies: there may be several."""
    try:
        yield
    except KeputusanError as error:
        sentence = f"{folder.name}/{error.sentence} Perbaiki atau pindahkan folder {folder}."
        raise KeputusanError(error.code, sentence) from error


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _folders() -> Iterator[tuple[Path, bool]]:
    for base, shipped in ((SHIPPED, True), (user_folder(), False)):
        try:
            folders = sorted(path for path in base.iterdir() if path.is_dir())
        except OSError:
            continue
        for folder in folders:
            if (folder / "keputusan.toml").is_file():
                yield folder, shipped


def _read_head(folder: Path, is_shipped: bool) -> Edisi:
    with _naming(folder):
        head = Record("keputusan.toml", "", read_toml(folder / "keputusan.toml"))
        tanggal = head.date("tanggal")
        assert tanggal is not None, "date() refuses what is missing"
        return Edisi(
            edisi=folder.name,
            nomor=head.text("nomor"),
            tahun_awal=head.integer("tahun_awal"),
            tahun_akhir=head.integer("tahun_akhir"),
            berlaku_mulai=head.date("berlaku_mulai", required=False) or tanggal,
            berlaku_sampai=head.date("berlaku_sampai", required=False),
            folder=folder,
            is_shipped=is_shipped,
        )


def _normalise_nomor(text: str) -> str:
    """"47/2023", "47-2023", "Nomor 47 Tahun 2023" are one number."""
    lowered = text.casefold().replace("nomor", " ").replace("tahun", " ").replace("no.", " ")
    return "-".join(re.findall(r"[a-z0-9]+", lowered))
