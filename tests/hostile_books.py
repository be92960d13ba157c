"""Workbooks made to harm and what holds for all of them: bounds, a code, nothing else touched."""

from __future__ import annotations

from pathlib import Path

from cage import Cage, Ended

ROOT = Path(__file__).resolve().parent.parent
SAH = ROOT / "samples" / "sah"
MONITORING = SAH / "bulanan" / "Monitoring_2024_03.xlsx"
PK = SAH / "PK_2024.xlsx"
SECONDS, MEGABYTES = 5.0, 300.0
SECRET = "RAHASIA-7f3a"
HEADER = (
    '<row r="1">'
    + "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip(
            "ABCDEF",
            ["No", "Indikator Kinerja", "Satuan", "Target 2024", "Realisasi", "Capaian"],
            strict=True,
        )
    )
    + "</row>"
)


def within_bounds(ended: Ended, seconds: float = SECONDS) -> Ended:
    """No fault, no hang, no flood; `iku` says how it ended by its exit code."""
    assert not ended.is_crash, ended
    assert ended.exit_code in (0, 1, 2, 3), ended
    assert ended.seconds < seconds
    assert ended.megabytes < MEGABYTES
    assert SECRET not in ended.out + ended.err
    return ended


def indicator_row(number: int, name: str = "Nilai minimal akuntabilitas kinerja") -> str:
    return (
        f'<row r="{number}"><c r="A{number}"><v>1</v></c><c r="B{number}" t="inlineStr"><is><t>'
        f'{name}</t></is></c><c r="D{number}"><v>75</v></c><c r="E{number}"><v>76</v></c></row>'
    )


TABLE = HEADER + indicator_row(2)


def code_of(cage: Cage, path: Path, **options: float) -> str:
    """The code with which a workbook is refused (exit 3)."""
    ended = within_bounds(cage.iku("periksa", path, "--json"), **options)
    assert ended.exit_code == 3, ended
    (code,) = ended.codes()
    return code


def written_somewhere(cage: Cage, path: Path, seconds: float = SECONDS) -> Ended:
    """hitung into a folder beside it, the source untouched, nothing else made."""
    before = path.read_bytes()
    outside = sorted(p for p in path.parent.rglob("*") if p.is_file())
    out = path.parent / "keluar"
    ended = within_bounds(cage.iku("hitung", path, "--ke", out, "--json"), seconds)
    assert path.read_bytes() == before
    made = sorted(p for p in path.parent.rglob("*") if p.is_file() and p.parent != out)
    assert made == [p for p in outside if p.parent != out]
    return ended


SHEET = "xl/worksheets/sheet1.xml"
