"""The decree's own Lampiran II layout, pasted from Word or PDF into a sheet.

Every indicator is a small table: a header row (Kode ... | Nama IK | Baseline (2021) | 2022 ...),
the code with its name and targets, then Definisi, Sumber Data, Cara menghitung, and one row with
Satuan, Klasifikasi and Penanggung jawab. Page breaks repeat the header anywhere, even between
"Sumber" and "Data:"; a PDF gives one column with wrapped lines. So cells are read as one stream of
text, cut by codes and labels, never by position.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from iku_excel.errors import KeputusanError
from iku_excel.records import dataclass, field

KODE = re.compile(r"(?P<kode>(?:S\.?\s?K|T\.?\s?J|I\.?\s?K)\.?\s?\d+\s?[/.\-_]\s?\d+)\.?(?=\s|$)")
LABELS = (
    ("definisi", re.compile(r"\bDefinisi\s*:")),
    ("sumber_data", re.compile(r"\bSumber\s+Data\s*:", re.IGNORECASE)),
    ("cara_menghitung", re.compile(r"\bCara\s+(?:menghitung|perhitungan)\s*:", re.IGNORECASE)),
    ("satuan", re.compile(r"\bSatuan\s*:")),
    ("klasifikasi", re.compile(r"\bKlasifikasi\s*:")),
    ("penanggung_jawab", re.compile(r"\bPenanggung\s*jawab\s*:", re.IGNORECASE)),
)
NAMA_LABEL = {
    "definisi": "Definisi",
    "sumber_data": "Sumber Data",
    "cara_menghitung": "Cara menghitung",
    "satuan": "Satuan",
    "klasifikasi": "Klasifikasi",
    "penanggung_jawab": "Penanggung jawab",
}
_TARGET = re.compile(r"N/A|n\.a\.?|[-–—]|\d+(?:[.,]\d+)?%?", re.IGNORECASE)
_HEADER_WORDS = re.compile(
    r"kode|tujuan|sasaran|angka|nama|ik|indikator|kinerja|baseline|target|\(?20\d\d\)?|/"
)
_END = re.compile(r"^Ditetapkan di\b")
_PAGE = re.compile(r"^(?:-\s*\d+\s*-|halaman\s+\d+.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell as text, with its address for messages ("Lembar1!A5")."""

    teks: str
    alamat: str


@dataclass(slots=True)
class Block:
    """What belongs to one code: its address and everything up to the next code."""

    kode: str
    alamat: str
    tahun: tuple[int, ...]
    pieces: list[str] = field(default_factory=list)


def is_lampiran(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a sheet holds this layout: the labels stand in it as text."""
    stream = " ".join(cell.teks for row in rows for cell in row)
    return all(label.search(stream) for _, label in LABELS)


def read_lampiran(rows: Iterable[Sequence[Cell]]) -> tuple[list[dict[str, object]], list[int]]:
    """(records for indikator.toml without `sasaran` and `rujukan`, the years of the header).

    Raises KeputusanError KP009 naming the cell where something is missing.
    """
    blocks = _cut(rows)
    if not blocks:
        raise KeputusanError("KP009", "Tidak ada baris berkode indikator, misalnya SK1/1.")
    years = blocks[0].tahun
    for block in blocks:
        if block.tahun != years:
            raise _error(block, "tahun pada kepala tabelnya berbeda dari yang pertama")
    return [_read_block(block) for block in blocks], list(years)


def _cut(rows: Iterable[Sequence[Cell]]) -> list[Block]:
    blocks: list[Block] = []
    years: tuple[int, ...] = ()
    for row in rows:
        line = " ".join(cell.teks for cell in row)
        if _END.match(line):
            break
        if not line or _PAGE.match(line):
            continue
        if _is_header(line):
            years = tuple(int(year) for year in re.findall(r"20\d\d", line)) or years
            continue
        match = KODE.match(row[0].teks)
        if match:
            blocks.append(Block(normal_kode(match["kode"]), row[0].alamat, years))
            line = line[match.end() :]
        if blocks:
            blocks[-1].pieces.append(line)
    return blocks


def _is_header(line: str) -> bool:
    """A row made of nothing but words of the header, on one line or wrapped over several."""
    words = line.casefold().replace("/", " ").split()
    return bool(words) and all(_HEADER_WORDS.fullmatch(word.strip(".:")) for word in words)


def _read_block(block: Block) -> dict[str, object]:
    stream = _mend_sumber(block)
    found = []
    for key, label in LABELS:
        match = label.search(stream)
        if match is None:
            raise _error(block, f"tidak ada tulisan {NAMA_LABEL[key]}:")
        found.append((match.start(), match.end(), key))
    found.sort()
    record: dict[str, object] = {"kode": block.kode}
    record["nama"], record["target"] = _read_targets(block, stream[: found[0][0]])
    ends = [start for start, _, _ in found[1:]] + [len(stream)]
    for (_, start, key), end in zip(found, ends, strict=True):
        text = " ".join(stream[start:end].split())
        if not text:
            raise _error(block, f"{NAMA_LABEL[key]} masih kosong")
        record[key] = text
    return record


def _mend_sumber(block: Block) -> str:
    """One stream, with a label that a page break cut in two ("Sumber" ... "Data:") made whole."""
    pieces = list(block.pieces)
    cut = [number for number, piece in enumerate(pieces) if piece.startswith("Data:")]
    if cut and not any(LABELS[1][1].search(piece) for piece in pieces):
        for number in range(cut[0] - 1, -1, -1):
            if re.match(r"Sumber\b", pieces[number]):
                pieces[number] = "Sumber Data: " + pieces[number].removeprefix("Sumber")
                pieces[cut[0]] = pieces[cut[0]].removeprefix("Data:")
                break
    return " ".join(" ".join(piece.split()) for piece in pieces)


def _read_targets(block: Block, text: str) -> tuple[str, dict[str, str]]:
    """(name, targets): the first run of as many target-like words as there are years."""
    if not block.tahun:
        raise _error(block, "kepala tabel dengan tahunnya, misalnya 2022, tidak ada")
    words = text.split()
    count = len(block.tahun)
    for start in range(len(words) - count, -1, -1):
        run = words[start : start + count]
        if all(_TARGET.fullmatch(word) for word in run):
            nama = " ".join(words[:start] + words[start + count :])
            if not nama:
                raise _error(block, "nama indikatornya tidak ada")
            targets = {str(tahun): _mark(w) for tahun, w in zip(block.tahun, run, strict=True)}
            return nama, targets
    problem = f"targetnya seharusnya {count}, satu tiap tahun; isi - atau N/A bila kosong"
    raise _error(block, problem)


def _mark(word: str) -> str:
    from iku_excel.numbers import parse_mark

    return parse_mark(word) or word.rstrip("%")


def normal_kode(text: str) -> str:
    """"S.K.1-2." → "SK1/2"."""
    match = re.fullmatch(r"([A-Z.\s]+?)\s?(\d+)\s?[/.\-_]\s?(\d+)\.?", text.strip().upper())
    if match is None:
        return text.strip()
    letters = re.sub(r"[^A-Z]", "", match[1])
    return f"{letters}{int(match[2])}/{int(match[3])}"


def _error(block: Block, problem: str) -> KeputusanError:
    return KeputusanError("KP009", f"{block.alamat}: {block.kode}: {problem}.")
