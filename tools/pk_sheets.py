"""The sheets of PK_template.xlsx: Petunjuk, Identitas, Pernyataan, Perjanjian Kinerja, Rencana
Aksi, Indikator. Data are empty in the template; `iku pk` fills them in."""

from __future__ import annotations

from decimal import Decimal

from book_style import GOLD, StyledBook, write
from decree import TAHUN, daftar_indikator
from xlsxwriter.worksheet import Worksheet

# Where `iku pk` writes; it finds these places by the workbook's defined names.
PK_FIRST, PK_ROWS = 8, 60  # rows 9..68
KEGIATAN_FIRST, KEGIATAN_ROWS = PK_FIRST + PK_ROWS + 4, 8
AKSI_FIRST, AKSI_ROWS = 8, 60
SHOWN_ROWS = 20  # the others wait hidden; `iku pk` shows as many as a decree needs

# Rows of the sheet Identitas, as Excel counts them; a person's NIP and post follow the name.
UNIT, KEMENTERIAN, ESELON, KOTA, KEPALA, ATASAN, TAHUN_PK, TANGGAL_PK = 5, 6, 7, 10, 11, 14, 17, 18


def add_identitas(
    book: StyledBook, entries: tuple[tuple[str, object, str], ...], title: str
) -> Worksheet:
    """Label | Isi | Keterangan, one line for each entry."""
    sheet = book.sheet("Identitas", tab=GOLD)
    sheet.set_column(0, 0, 27)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 34)
    book.titles(sheet, 2, "IDENTITAS UNIT", title)
    for column, text in enumerate(("Label", "Isi", "Keterangan")):
        write(sheet, 3, column, text, book.style("header"))
    for offset, (label, value, hint) in enumerate(entries):
        row = 4 + offset
        write(sheet, row, 0, label, book.style("label"))
        style = "input nip" if "NIP" in label or "Kode" in label else "input text"
        write(sheet, row, 1, value, book.style(style))
        write(sheet, row, 2, hint, book.style("hint"))
        sheet.set_row(row, 22)
        book.isian[row + 1] = "" if value is None else str(value)
    return sheet


def add_pernyataan(book: StyledBook) -> None:
    """Page 1 of the PK: the statement of PermenPANRB 53/2014, Lampiran I."""
    sheet = book.sheet("Pernyataan")
    sheet.set_column(0, 0, 3)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 2)
    sheet.set_column(3, 5, 24)
    book.titles(sheet, 5, *(book.from_identitas(n) for n in (KEMENTERIAN, ESELON, UNIT)))
    title = (
        '="PERJANJIAN KINERJA TAHUN'
        f' "&IF(Identitas!$B${TAHUN_PK}="","....",Identitas!$B${TAHUN_PK})'
    )
    tahun = book.isian.get(TAHUN_PK) or "...."
    sheet.merge_range(4, 0, 4, 5, "", book.style("title"))
    write(sheet, 4, 0, f"{title}|PERJANJIAN KINERJA TAHUN {tahun}", book.style("title"))
    row = 6
    row = _paragraph(book, sheet, row, 48, OPENING)
    row = _party(book, sheet, row, KEPALA, KEPALA + 2, "selanjutnya disebut PIHAK PERTAMA.")
    row = _party(
        book,
        sheet,
        row,
        ATASAN,
        ATASAN + 2,
        "selaku atasan pihak pertama, selanjutnya disebut PIHAK KEDUA.",
    )
    for text, height in ((PROMISE, 78), (SUPERVISION, 62)):
        row = _paragraph(book, sheet, row, height, text)
    row += 1
    dots = "............................"
    day = f"Identitas!$B${TANGGAL_PK}"
    place = f'=Identitas!$B${KOTA}&", "&IF({day}="","{dots}",{day})'
    stored = f"{book.isian.get(KOTA, '')}, {book.isian.get(TANGGAL_PK) or dots}"
    sheet.merge_range(row, 4, row, 5, "", book.style("signer"))
    write(sheet, row, 4, f"{place}|{stored}", book.style("signer"))
    _signatures(book, sheet, row + 2, (0, 3), (4, 5))


OPENING = (
    "Dalam rangka mewujudkan manajemen pemerintahan yang efektif, transparan dan akuntabel serta "
    "berorientasi pada hasil, kami yang bertanda tangan di bawah ini:"
)
PROMISE = (
    "Pihak pertama berjanji akan mewujudkan target kinerja yang seharusnya sesuai lampiran"
    " perjanjian ini, dalam rangka mencapai target kinerja jangka menengah seperti yang telah"
    " ditetapkan dalam dokumen perencanaan. Keberhasilan dan kegagalan pencapaian target kinerja"
    " tersebut menjadi tanggung jawab kami."
)
SUPERVISION = (
    "Pihak kedua akan melakukan supervisi yang diperlukan serta akan melakukan evaluasi terhadap"
    " capaian kinerja dari perjanjian ini dan mengambil tindakan yang diperlukan dalam rangka"
    " pemberian penghargaan dan sanksi."
)


def _paragraph(book: StyledBook, sheet: Worksheet, row: int, height: int, text: str) -> int:
    sheet.merge_range(row, 0, row, 5, text, book.style("paragraph"))
    sheet.set_row(row, height)
    return row + 2


def _party(book: StyledBook, sheet: Worksheet, row: int, name: int, post: int, closing: str) -> int:
    for offset, (label, source) in enumerate((("Nama", name), ("Jabatan", post))):
        write(sheet, row + offset, 1, label, book.style("plain wrap"))
        write(sheet, row + offset, 2, ":", book.style("plain wrap"))
        sheet.merge_range(row + offset, 3, row + offset, 5, "", book.style("plain wrap"))
        write(sheet, row + offset, 3, book.from_identitas(source), book.style("plain wrap"))
    sheet.set_row(row + 1, 30)
    sheet.merge_range(row + 2, 0, row + 2, 5, closing, book.style("plain wrap"))
    sheet.set_row(row + 2, 22)
    return row + 4


def _signatures(
    book: StyledBook, sheet: Worksheet, row: int, left: tuple[int, int], right: tuple[int, int]
) -> None:
    """Pihak Kedua on the left, Pihak Pertama on the right, names from Identitas."""
    for (first, last), party, name in (
        (left, "Pihak Kedua", ATASAN),
        (right, "Pihak Pertama", KEPALA),
    ):
        nip = f'="NIP "&Identitas!$B${name + 1}|NIP {book.isian.get(name + 1, "")}'
        lines = (
            (row, f"{party},", "signer"),
            (row + 1, book.from_identitas(name + 2), "signer"),
            (row + 6, book.from_identitas(name), "signer name"),
            (row + 7, nip, "signer"),
        )
        for at, value, style in lines:
            if first != last:
                sheet.merge_range(at, first, at, last, "", book.style(style))
            write(sheet, at, first, value, book.style(style))
    sheet.set_row(row + 1, 44)


def add_lampiran(book: StyledBook) -> None:
    """Page 2 of the PK: the indicators with their targets, the budget below, both signatures."""
    sheet = book.sheet("Perjanjian Kinerja")
    for column, width in enumerate((5, 30, 48, 17, 15)):
        sheet.set_column(column, column, width)
    book.titles(
        sheet,
        4,
        "LAMPIRAN PERJANJIAN KINERJA",
        "PERJANJIAN KINERJA TAHUN ....",
        book.from_identitas(UNIT),
    )
    _header(book, sheet, 6, ("No", "Sasaran", "Indikator Kinerja", "Satuan", "Target"))
    sheet.set_row(6, 28)
    for row in range(PK_FIRST, PK_FIRST + PK_ROWS):
        styles = ("paper center", "paper text", "paper text", "paper center", "paper figure")
        for column, style in enumerate(styles):
            write(sheet, row, column, None, book.style(style))
    _hide_spare(sheet, PK_FIRST, PK_ROWS)
    sheet.data_validation(PK_FIRST, 3, PK_FIRST + PK_ROWS - 1, 3, _list_of_satuan())
    sheet.data_validation(PK_FIRST, 4, PK_FIRST + PK_ROWS - 1, 4, DECIMAL)
    _kegiatan(book, sheet)
    row = KEGIATAN_FIRST + KEGIATAN_ROWS + 2
    _signatures(book, sheet, row, (0, 1), (3, 4))
    sheet.repeat_rows(6, 7)
    sheet.freeze_panes(PK_FIRST, 0)
    define = book.workbook.define_name
    name = "'Perjanjian Kinerja'"
    define("iku_judul_pk", f"={name}!$A$2")
    define("iku_baris_pk", f"={name}!$A${PK_FIRST + 1}:$E${PK_FIRST + PK_ROWS}")
    define(
        "iku_baris_kegiatan", f"={name}!$A${KEGIATAN_FIRST + 1}:$E${KEGIATAN_FIRST + KEGIATAN_ROWS}"
    )


DECIMAL = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": -1_000_000_000_000,
    "maximum": 1_000_000_000_000_000,
    "error_title": "Bukan angka",
    "error_message": "Isi dengan angka saja, tanpa satuan. Satuan ditulis di kolom Satuan.",
    "error_type": "warning",
}


def _hide_spare(sheet: Worksheet, first: int, count: int) -> None:
    for row in range(first + SHOWN_ROWS, first + count):
        sheet.set_row(row, None, None, {"hidden": True})


def _list_of_satuan() -> dict[str, object]:
    units = sorted({record.satuan for record in daftar_indikator()})
    return {
        "validate": "list",
        "source": units,
        "error_type": "information",
        "error_title": "Satuan lain",
        "error_message": "Satuan ini tidak ada dalam keputusan. Pilih dari daftar bila mungkin.",
    }


def _header(book: StyledBook, sheet: Worksheet, row: int, texts: tuple[str, ...]) -> None:
    for column, text in enumerate(texts):
        write(sheet, row, column, text, book.style("header"))
        write(sheet, row + 1, column, column + 1, book.style("numbers"))


def _kegiatan(book: StyledBook, sheet: Worksheet) -> None:
    top = KEGIATAN_FIRST - 1
    write(sheet, top, 0, "No", book.style("header"))
    sheet.merge_range(top, 1, top, 2, "Kegiatan", book.style("header"))
    sheet.merge_range(top, 3, top, 4, "Anggaran (Rp)", book.style("header"))
    sheet.set_row(top, 22)
    for row in range(KEGIATAN_FIRST, KEGIATAN_FIRST + KEGIATAN_ROWS):
        write(sheet, row, 0, None, book.style("paper center"))
        sheet.merge_range(row, 1, row, 2, None, book.style("paper text"))
        sheet.merge_range(row, 3, row, 4, None, book.style("paper rupiah"))
    sheet.data_validation(KEGIATAN_FIRST, 3, KEGIATAN_FIRST + KEGIATAN_ROWS - 1, 4, DECIMAL)
    total = KEGIATAN_FIRST + KEGIATAN_ROWS
    write(sheet, total, 0, None, book.style("total"))
    sheet.merge_range(total, 1, total, 2, "Jumlah", book.style("total"))
    sheet.merge_range(total, 3, total, 4, "", book.style("total rupiah"))
    formula = f"=SUM(D{KEGIATAN_FIRST + 1}:E{total})|0"
    write(sheet, total, 3, formula, book.style("total rupiah"))


AKSI_WIDTHS = (5, 20, 30, 12, 9, 22, 9, 22, 9, 22, 9, 22, 11, 11, 24, 24, 20, 20, 16, 10)


def add_rencana_aksi(book: StyledBook) -> None:
    """The 20-column Rencana Aksi Perjakin of the BSKJI offices."""
    sheet = book.sheet("Rencana Aksi", landscape=True)
    for column, width in enumerate(AKSI_WIDTHS):
        sheet.set_column(column, column, width)
    book.titles(
        sheet, 19, "RENCANA AKSI PERJANJIAN KINERJA", "TAHUN ....", book.from_identitas(UNIT)
    )
    head = book.style("header")
    for column, text in AKSI_TALL:
        sheet.merge_range(4, column, 6, column, text, head)
    sheet.merge_range(4, 4, 4, 11, "Rencana Aksi", head)
    for number, column in zip(("I", "II", "III", "IV"), (4, 6, 8, 10), strict=True):
        sheet.merge_range(5, column, 5, column + 1, f"Triwulan {number}", head)
        write(sheet, 6, column, "Target Antara", head)
        write(sheet, 6, column + 1, "Rencana Kegiatan", head)
    for column in range(20):
        write(sheet, 7, column, column + 1, book.style("numbers"))
        for row in range(AKSI_FIRST, AKSI_FIRST + AKSI_ROWS):
            write(sheet, row, column, None, book.style(_aksi_style(column)))
    sheet.set_row(6, 30)
    _hide_spare(sheet, AKSI_FIRST, AKSI_ROWS)
    last = AKSI_FIRST + AKSI_ROWS - 1
    for column in (4, 6, 8, 10, 12, 13):
        sheet.data_validation(AKSI_FIRST, column, last, column, PHYSICAL)
    sheet.repeat_rows(4, 7)
    sheet.freeze_panes(AKSI_FIRST, 3)
    book.workbook.define_name("iku_judul_aksi", "='Rencana Aksi'!$A$2")
    book.workbook.define_name(
        "iku_baris_aksi", f"='Rencana Aksi'!$A${AKSI_FIRST + 1}:$T${AKSI_FIRST + AKSI_ROWS}"
    )


AKSI_TALL = (
    (0, "No."),
    (1, "Sasaran Kegiatan"),
    (2, "Indikator Kinerja"),
    (3, "Target"),
    (12, "Realisasi Fisik Kumulatif"),
    (13, "Capaian (% Fisik)"),
    (14, "Realisasi Kegiatan"),
    (15, "Evaluasi Pelaksanaan Kegiatan"),
    (16, "Kendala"),
    (17, "Tindak Lanjut/Perbaikan"),
    (18, "Penanggung Jawab"),
    (19, "Timeline"),
)
PHYSICAL = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": 0,
    "maximum": 1,
    "input_title": "Kemajuan rencana aksi",
    "input_message": "Persen kemajuan fisik kumulatif, 0% sampai 100%.",
    "error_title": "Di luar 0%-100%",
    "error_message": "Kemajuan fisik antara 0% dan 100%.",
}


def _aksi_style(column: int) -> str:
    if column in (4, 6, 8, 10, 12, 13):
        return "paper physical"
    if column in (0, 3):
        return "paper center"
    return "paper month" if column == 19 else "paper text"


def add_indikator(book: StyledBook) -> Worksheet:
    """The decree's own sheet of indicators, for reading."""
    sheet = book.sheet("Indikator", landscape=True)
    heads = (
        "Kode",
        "Nama IK",
        "Baseline (2021)",
        "2022",
        "2023",
        "2024",
        "Satuan",
        "Klasifikasi",
        "Penanggung Jawab",
        "Definisi",
        "Sumber Data",
        "Cara Menghitung",
    )
    for column, width in enumerate((8, 34, 10, 8, 8, 8, 13, 12, 16, 60, 34, 46)):
        sheet.set_column(column, column, width)
    book.titles(
        sheet,
        11,
        "INDIKATOR KINERJA",
        "Keputusan Kepala BSPJI Pekanbaru Nomor 47 Tahun 2023, Lampiran II",
    )
    for column, text in enumerate(heads):
        write(sheet, 3, column, text, book.style("header"))
    for offset, record in enumerate(daftar_indikator()):
        targets = [decimal_or_mark(record.target[tahun]) for tahun in TAHUN]
        cells = (
            record.kode,
            record.nama,
            *targets,
            record.satuan,
            record.klasifikasi,
            record.penanggung_jawab,
            record.definisi,
            record.sumber_data,
            record.cara_menghitung,
        )
        for column, value in enumerate(cells):
            style = "center" if 2 <= column <= 7 or column == 0 else "text"
            if 2 <= column <= 5:
                style = f"target {_decimals(record.target[TAHUN[column - 2]])}"
            write(sheet, 4 + offset, column, value, book.style(style))
        lines = max(len(record.definisi) / 62, len(record.cara_menghitung) / 46, 2)
        sheet.set_row(4 + offset, min(13 * (int(lines) + 1) + 4, 400))
    sheet.repeat_rows(3)
    sheet.freeze_panes(4, 2)
    return sheet


def _decimals(text: str) -> int:
    return len(text.partition(",")[2])


def decimal_or_mark(text: str) -> Decimal | str:
    """A printed target as a number, or its mark."""
    return text if text in ("-", "N/A") else Decimal(text.replace(",", "."))
