"""How fast the workbook engine is, as ratios measured in one run on this machine.

    python benchmarks/bench_engine.py [--besar] [--ulang N]

Three monthly workbooks (logo, charts, conditional formats, ten sheets; 200, 5,000 and, with
--besar, 50,000 rows in each of three raw data sheets) are made with XlsxWriter. The engine sets
the computed columns of the form. Beside it, in the same run: openpyxl (load, set, save) and the
floor: copy the file and inflate only the part that is touched, as durably (fsync, one rename).

Each workbook comes in two makes: "-excel" as Excel saves it (packed fast, the marks of its zip
writer, its list of formulas, which tells the engine which sheets hold none) and as other programs
do: then every sheet must be inflated and searched for formulas that look at the form, which the
floor leaves out. The aims are for what offices have: workbooks that Excel saved.

Runs are interleaved and each figure is a median, once of the clock on the wall and once of the
processor's time: on a busy machine or a slow disk the first says little.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

ROWS = {"kecil": 200, "sedang": 5_000, "besar": 50_000}
AIMS_OPENPYXL = {"kecil": 20, "sedang": 200, "besar": 500}
AIMS_FLOOR = {"kecil": 3.0, "sedang": 2.0, "besar": 1.3}
INDICATORS = 17
Times = tuple[float, float]
"""(wall, processor), in seconds."""
FORM = "Monitoring"


def make_book(path: Path, rows: int) -> None:
    """A monthly workbook of an office, as XlsxWriter writes it."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    bold = book.add_format({"bold": True, "border": 1, "text_wrap": True})
    number = book.add_format({"num_format": "0.00", "border": 1})
    cover = book.add_worksheet("Sampul")
    cover.insert_image("B2", "logo.png", {"image_data": _logo()})
    cover.insert_textbox("B20", "Laporan bulanan")
    dashboard = book.add_worksheet("Dasbor")
    form = book.add_worksheet(FORM)
    form.merge_range("A1:AD1", "Monitoring Indikator Kinerja", bold)
    for column in range(30):
        form.write(2, column, f"Kolom {column + 1}", bold)
    for row in range(3, 3 + INDICATORS):
        for column in range(18):
            form.write_number(row, column, row * 31.7 + column, number)
        for column in range(18, 30):
            form.write_blank(row, column, None, number)
    form.conditional_format(3, 18, 20, 29, {"type": "3_color_scale"})
    for position, kind in enumerate(("column", "line", "pie")):
        chart = book.add_chart({"type": kind})
        chart.add_series({"values": [FORM, 3, 2, 3 + INDICATORS, 2]})
        dashboard.insert_chart(1 + 16 * position, 1, chart)
    dashboard.write_formula("A1", f"=SUM({FORM}!S4:S20)", None, 0)
    for name in ("Daftar Istilah", "Lampiran", "Catatan", "Tim"):
        sheet = book.add_worksheet(name)
        for row in range(40):
            sheet.write_row(row, 0, [f"{name} {row}", "keterangan panjang", row])
    for index in range(3):
        _raw(book.add_worksheet(f"Data {index + 1}"), rows, index)
    book.close()


def _raw(sheet: object, rows: int, seed: int) -> None:
    words = [f"Satuan Kerja {n}" for n in range(120)]
    for row in range(rows):
        sheet.write_row(  # type: ignore[attr-defined]
            row, 0,
            [row + 1, words[(row * 7 + seed) % 120], words[(row * 13) % 120], f"SP2D-{row:08d}",
             45_000 + row % 365, row * 1_234.5, row % 97, row * 0.37, (row * 31) % 1_009, 1, 0,
             row * 3.25],
        )  # fmt: skip


def _logo() -> object:
    import io

    row = b"\0" + b"\x20\x60\xa0" * 64
    raw = zlib.compress(row * 64)
    head = struct.pack(">LLBBBBB", 64, 64, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", raw), (b"IEND", b"")]
    out = b"\x89PNG\r\n\x1a\n"
    for name, data in chunks:
        out += struct.pack(">L", len(data)) + name + data
        out += struct.pack(">L", zlib.crc32(name + data))
    return io.BytesIO(out)


def as_excel_saves(source: Path, target: Path) -> None:
    """The same workbook as Excel packs it: fast, with its list of formulas and its marks."""
    chain = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<calcChain xmlns="http://'
        b'schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="A1" i="2"/></calcChain>'
    )
    entry = (
        b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.calcChain+xml"/></Types>'
    )
    relation = (
        b'<Relationship Id="rId999" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/calcChain" Target="calcChain.xml"/></Relationships>'
    )
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", 8) as new:
        parts = {info.filename: old.read(info) for info in old.infolist()}
        types, rels = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
        parts[types] = parts[types].replace(b"</Types>", entry)
        parts[rels] = parts[rels].replace(b"</Relationships>", relation)
        parts["xl/calcChain.xml"] = chain
        for name, data in parts.items():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, 8, 1)
    _mark_as_excel(target)


def _mark_as_excel(path: Path) -> None:
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at, infos = archive.start_dir, archive.infolist()
    for info in infos:
        data[at + 4 : at + 6] = b"\x2d\x00"
        data[at + 8] |= 6
        data[info.header_offset + 6] |= 6
        n, e, c = struct.unpack_from("<HHH", data, at + 28)
        at += 46 + n + e + c
    path.write_bytes(bytes(data))


def form_cells() -> dict[tuple[str, str], Decimal | str]:
    """The computed columns of the form: 204 figures and 17 words."""
    from iku_excel.workbook.engine import cell_ref

    cells: dict[tuple[str, str], Decimal | str] = {}
    for row in range(4, 4 + INDICATORS):
        for column in range(19, 31):
            cells[FORM, cell_ref(row, column)] = Decimal(row * column) / 7 // Decimal("0.01") / 100
        cells[FORM, cell_ref(row, 31)] = "tercapai"
    return cells


def timed(*works: Callable[[], object], repeats: int) -> list[Times]:
    """The medians of each, run in turns; after one turn that is not counted."""
    taken: list[list[Times]] = [[] for _ in works]
    for turn in range(repeats + (repeats > 1)):
        for work, times in zip(works, taken, strict=True):
            gc.collect()
            start = time.perf_counter(), time.process_time()
            work()
            if turn or repeats == 1:
                times.append((time.perf_counter() - start[0], time.process_time() - start[1]))
    return [
        (statistics.median(t[0] for t in times), statistics.median(t[1] for t in times))
        for times in taken
    ]


def ratios(one: Times, other: Times) -> str:
    """Both ratios, wall first."""
    return f"{one[0] / other[0]:8.2f} {one[1] / other[1]:8.2f}"


def floor(source: Path, target: Path, part: str) -> None:
    """What nobody can do without: copy the file safely, inflate the part that is touched."""
    data = source.read_bytes()
    with zipfile.ZipFile(source) as archive:
        archive.read(part)
    with open(target.with_suffix(".tmp"), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(target.with_suffix(".tmp"), target)


def with_openpyxl(source: Path, target: Path, cells: dict[tuple[str, str], object]) -> None:
    import openpyxl

    book = openpyxl.load_workbook(source)
    for (sheet, ref), value in cells.items():
        book[sheet][ref] = float(value) if isinstance(value, Decimal) else value
    book.save(target)


def peak_memory(code: str) -> float:
    """The peak resident memory of a program in a process of its own, in MB."""
    # Not getrusage: its figure begins with what the parent process had.
    program = (
        f"{code}\nprint([line for line in open('/proc/self/status') if 'VmHWM' in line][0])"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[1]) / 1024


def bench_writing(folder: Path, sizes: list[str], repeats: int) -> None:
    from iku_excel.workbook.engine import write_cells

    print("\nMenulis kolom hitungan formulir (221 sel), milidetik jam dan prosesor (median)")
    print(f"{'buku':14}{'mesin':>16}{'lantai':>16}   mesin/lantai (jam prosesor)   openpyxl/mesin")
    cells, target = form_cells(), folder / "hasil.xlsx"
    for size in sizes:
        source, runs = folder / f"{size}.xlsx", 3 if size == "kecil" else 1
        theirs = timed(lambda s=source: with_openpyxl(s, folder / "o.xlsx", cells), repeats=runs)[0]
        for make in ("-excel", ""):
            path = folder / f"{size}{make}.xlsx"
            ours, lowest = timed(
                lambda p=path: write_cells(p, target, cells),
                lambda p=path: floor(p, target, "xl/worksheets/sheet3.xml"), repeats=repeats,
            )  # fmt: skip
            print(
                f"{size + make:14}{ours[0] * 1e3:8.1f}{ours[1] * 1e3:8.1f}"
                f"{lowest[0] * 1e3:8.1f}{lowest[1] * 1e3:8.1f}"
                f"  {ratios(ours, lowest)} (<={AIMS_FLOOR[size]})"
                f"   {ratios(theirs, ours)} (>={AIMS_OPENPYXL[size]})"
            )


def bench_column(folder: Path, size: str) -> None:
    from iku_excel.workbook.engine import cell_ref, write_cells

    source, target = folder / f"{size}.xlsx", folder / "hasil.xlsx"
    print(f"\nSatu kolom penuh pada lembar data ({ROWS[size]:,} baris): openpyxl/mesin (>=10)")
    for label, column in (("baru di kanan", 13), ("yang sudah ada", 8)):
        cells = {("Data 1", cell_ref(r, column)): Decimal(r) / 8 for r in range(1, ROWS[size] + 1)}
        ours, theirs = timed(
            lambda c=cells: write_cells(source, target, c),
            lambda c=cells: with_openpyxl(source, folder / "o.xlsx", c), repeats=1,
        )  # fmt: skip
        print(f"{label:18} openpyxl {theirs[1]:7.2f}  mesin {ours[1]:6.2f} {ratios(theirs, ours)}")


def bench_formulas(folder: Path, rows: int) -> None:
    """A sheet of formulas filled down, none shared, a third of them looking at the written cell."""
    import xlsxwriter
    from iku_excel.workbook.engine import write_cells

    path = folder / "rumus.xlsx"
    book = xlsxwriter.Workbook(str(path))
    form, data = book.add_worksheet(FORM), book.add_worksheet("Data")
    form.write_row(0, 0, [1, 2])
    for row in range(1, rows + 1):
        data.write_row(row - 1, 0, [row, row * 2.5])
        data.write_formula(row - 1, 2, f"=A{row}*B{row}", None, row)
        data.write_formula(row - 1, 3, f'=IF(C{row}>{FORM}!$A$1,"besar","kecil")', None, "besar")
        data.write_formula(row - 1, 4, f"=ROUND(C{row}/100,2)", None, 1)
    book.close()
    print(f"\nSatu sel dalam buku dengan {3 * rows:,} rumus, detik jam dan prosesor")
    for label, ref in (("tak satu pun basi", "B1"), ("sepertiganya basi", "A1")):
        cells = {(FORM, ref): Decimal("1.25")}
        ours = timed(lambda c=cells: write_cells(path, folder / "hasil.xlsx", c), repeats=3)[0]
        print(f"{label:18}{ours[0]:9.2f}{ours[1]:9.2f}")


def bench_reading(folder: Path, sizes: list[str], repeats: int) -> None:
    import python_calamine

    from iku_excel.workbook.engine import open_book

    def form_ours(path: Path) -> None:
        with open_book(path) as book:
            next(s for s in book.sheets if s.name == FORM).grid()

    def form_theirs(path: Path) -> None:
        python_calamine.load_workbook(path).get_sheet_by_name(FORM).to_python()

    def all_ours(path: Path) -> None:
        with open_book(path) as book:
            for sheet in book.sheets:
                sheet.grid()

    def all_theirs(path: Path) -> None:
        book = python_calamine.load_workbook(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()

    print("\nMembaca, milidetik prosesor (median): mesin, python-calamine; jam, prosesor (<=1.5)")
    for size in sizes:
        path = folder / f"{size}.xlsx"
        for label, ours, theirs in (
            ("lembar formulir", form_ours, form_theirs), ("semua lembar", all_ours, all_theirs),
        ):  # fmt: skip
            a, b = timed(lambda: ours(path), lambda: theirs(path), repeats=repeats)
            print(f"{size:10}{label:18}{a[1] * 1e3:9.1f}{b[1] * 1e3:9.1f}  {ratios(a, b)}")


def bench_memory(folder: Path, size: str) -> None:
    path, target = folder / f"{size}.xlsx", folder / "hasil.xlsx"
    with zipfile.ZipFile(path) as archive:
        touched = archive.getinfo("xl/worksheets/sheet3.xml").file_size / 2**20
        raw = archive.getinfo("xl/worksheets/sheet8.xml").file_size / 2**20
    start = "from iku_excel.workbook.engine import write_cells\nfrom decimal import Decimal\n"
    empty = peak_memory(start)
    one = "write_cells(%r, %r, {(%r, 'S4'): Decimal('1.5')})"
    print("\nMemori puncak di atas proses kosong, MB")
    for name, part in ((FORM, touched), ("Data 1", raw)):
        used = peak_memory(start + one % (str(path), str(target), name)) - empty
        print(f"{size:10}{name:14}{used:7.1f}  (<= 2 x {part:.1f} + 30 = {2 * part + 30:.1f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--besar", action="store_true", help="juga 50.000 baris (beberapa menit)")
    parser.add_argument("--ulang", type=int, default=7, help="berapa kali mesin diukur")
    options = parser.parse_args()
    sizes = ["kecil", "sedang", *(["besar"] if options.besar else [])]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in sizes:
            make_book(folder / f"{size}.xlsx", ROWS[size])
            as_excel_saves(folder / f"{size}.xlsx", folder / f"{size}-excel.xlsx")
        bench_reading(folder, sizes, options.ulang)
        bench_memory(folder, sizes[-1])
        bench_writing(folder, sizes, options.ulang)
        bench_column(folder, sizes[-1])
        bench_formulas(folder, ROWS[sizes[-1]])


if __name__ == "__main__":
    main()
