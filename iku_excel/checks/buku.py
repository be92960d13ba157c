"""Family BK: the workbook itself, as far as it could be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from iku_excel.checks.registry import Hit, check, declare, observed
from iku_excel.finding import Location, Severity
from iku_excel.model import Dossier

declare(
    "BK001",
    "Berkas harus berupa buku kerja Excel (.xlsx atau .xlsm) yang utuh.",
    saran="Buka berkas itu di Excel dan simpan ulang sebagai .xlsx.",
    is_stopping=True,
)
declare(
    "BK002",
    "Buku kerja tidak boleh terkunci dengan kata sandi.",
    saran="Hapus kata sandinya di Excel (Berkas > Info > Proteksi), lalu simpan.",
    is_stopping=True,
)
declare(
    "BK003",
    "Buku kerja format lama (.xls) dan biner (.xlsb) tidak dibaca.",
    saran="Buka di Excel dan simpan sebagai .xlsx.",
    is_stopping=True,
)
declare(
    "BK011",
    "Buku kerja tidak boleh melebihi batas ukuran yang wajar.",
    saran="Periksa asal berkas itu; salin lembar yang diperlukan ke buku kerja baru.",
    is_stopping=True,
)
declare(
    "BK012",
    "Buku kerja yang akan ditulis tidak boleh sedang dipakai atau hanya-baca.",
    saran="Tutup buku kerja itu di Excel, hapus tanda hanya-bacanya, atau kerjakan salinannya.",
    is_stopping=True,
)
declare(
    "BK013",
    "Buku kerja bertanda tangan digital tidak ditulis, sebab tanda tangannya akan batal.",
    saran="Tulis ke salinannya, atau pakai --buang-tanda-tangan.",
    is_stopping=True,
)
declare(
    "BK014",
    "Sel terkunci pada lembar yang terproteksi tidak ditulis.",
    saran="Buka proteksi lembar itu di Excel, atau pakai --abaikan-proteksi.",
    is_stopping=True,
)
declare(
    "BK015",
    "Buku kerja yang dipakai bersama dengan cara lama tidak ditulis.",
    saran="Hentikan berbagi di Excel (Tinjau > Bagikan Buku Kerja), lalu simpan.",
    is_stopping=True,
)
declare(
    "BK016",
    "Sel yang akan ditulis tidak boleh tertutup sel gabungan, rumus larik, tabel pivot, atau judul "
    "dan baris jumlah sebuah tabel Excel; lembar yang dirujuk rumus tidak dihapus.",
    saran="Pisahkan sel gabungan itu, atau pindahkan yang menghalangi, lalu ulangi.",
    is_stopping=True,
)
declare(
    "BK017",
    "Lembar yang ditulis harus ada dalam buku kerja itu.",
    saran="Periksa nama lembarnya, atau buka lagi buku kerja itu bila baru saja diubah.",
    is_stopping=True,
)
declare(
    "BK018",
    "Yang ditulis harus dapat disimpan Excel: angka, tanggal, teks, rumus, nama lembar yang sah.",
    saran="Pendekkan teks atau nama lembarnya, atau perbaiki angkanya.",
    is_stopping=True,
)


@check(
    "BK004",
    Severity.ERROR,
    template="Tidak ada tabel indikator yang dikenali.{mirip}",
    saran="Periksa judul kolomnya: sedikitnya indikator, dan target atau realisasi.",
)
def check_table_found(dossier: Dossier) -> Iterator[Hit]:
    """Buku kerja harus memuat sedikitnya satu tabel indikator atau lembar data dukung."""
    near = {hit.location.berkas: hit for hit in observed(dossier, "BK004")}
    for hasil in dossier.daftar_berkas:
        berkas = hasil.berkas
        if berkas.error is not None or berkas.daftar_tabel or hasil.daftar_rincian:
            continue
        hit = near.get(berkas.path, Hit(Location(berkas.path)))
        mirip = hit.data.get("mirip")
        said = f" Yang paling mirip: {mirip}." if mirip else ""
        yield replace(hit, data={**hit.data, "mirip": said})


@check(
    "BK005",
    Severity.ERROR,
    template="Sel ini berisi galat Excel {tertulis}, sehingga tidak dapat dibaca.",
    saran="Perbaiki rumus atau rujukan di sel itu.",
)
def check_error_value(dossier: Dossier) -> Iterator[Hit]:
    """Sel yang dibaca tidak boleh berisi nilai galat Excel (#REF!, #DIV/0!, #N/A)."""
    for hit in observed(dossier, "BK005"):
        yield replace(hit, tertulis=hit.tertulis or _text(hit, "galat"))


@check(
    "BK006",
    Severity.ERROR,
    template="Sel ini berisi rumus yang belum pernah dihitung, sehingga tidak ada nilainya.",
    saran="Buka buku kerja itu di Excel, simpan sekali, lalu periksa lagi.",
)
def check_uncached_formula(dossier: Dossier) -> Iterator[Hit]:
    """Rumus pada sel yang dibaca harus menyimpan nilai hasilnya."""
    yield from observed(dossier, "BK006")


@check(
    "BK007",
    Severity.WARNING,
    template="Ada data pada {bagian} yang disembunyikan; data itu tetap dibaca.",
    saran="Tampilkan kembali, atau hapus bila memang bukan bagian laporan.",
)
def check_hidden_data(dossier: Dossier) -> Iterator[Hit]:
    """Data indikator tidak boleh berada di baris, kolom atau lembar yang disembunyikan."""
    for hit in observed(dossier, "BK007"):
        bagian = hit.data.get("apa") or "baris, kolom atau lembar"
        yield replace(hit, data={**hit.data, "bagian": bagian})


@check(
    "BK008",
    Severity.NOTE,
    template="Angka ini tersimpan sebagai teks: “{tertulis}”; dibaca {dibaca}.",
    saran="Ubah menjadi angka agar rumus di Excel ikut menghitungnya.",
)
def check_number_as_text(dossier: Dossier) -> Iterator[Hit]:
    """Angka sebaiknya tersimpan sebagai angka, bukan sebagai teks."""
    for hit in observed(dossier, "BK008"):
        yield _read_as(hit)


@check(
    "BK009",
    Severity.WARNING,
    template="“{tertulis}” dapat berarti dua angka; dibaca {dibaca}, bukan {lainnya} ({alasan}).",
    saran="Tulis sebagai angka, bukan teks, agar tidak ada dua arti.",
)
def check_ambiguous_number(dossier: Dossier) -> Iterator[Hit]:
    """Angka berupa teks harus ditulis sedemikian rupa sehingga hanya ada satu cara membacanya."""
    for hit in observed(dossier, "BK009"):
        yield _read_as(hit)


@check(
    "BK010",
    Severity.ERROR,
    template="“{tertulis}” tidak dapat dibaca sebagai angka.",
    saran="Tulis angkanya saja, misalnya 92,5; keterangan lain di kolom keterangan.",
)
def check_readable_number(dossier: Dossier) -> Iterator[Hit]:
    """Sel target dan realisasi harus berisi angka, kosong, “-” atau “N/A”."""
    for hit in observed(dossier, "BK010"):
        yield replace(hit, tertulis=hit.tertulis or _text(hit, "teks"))


@check(
    "BK019",
    Severity.WARNING,
    template="Kolom “{tertulis}” tidak dibaca sebagai {peran}: judulnya tidak dikenal seluruhnya.",
    saran="Pendekkan judulnya menjadi Target atau Realisasi dengan bulan atau triwulannya, "
    "atau daftarkan judul itu di sinonim.toml.",
)
def check_doubtful_column(dossier: Dossier) -> Iterator[Hit]:
    """Judul kolom target dan realisasi harus dikenal seluruhnya, tidak hanya kata pertamanya."""
    for hit in observed(dossier, "BK019"):
        yield replace(hit, tertulis=hit.tertulis or _text(hit, "teks"))


@check(
    "BK020",
    Severity.NOTE,
    template="Judul kolom “{tertulis}” dibaca sebagai “{seharusnya}”.",
    saran="Perbaiki ejaan judul kolom itu.",
)
def check_misspelt_header(dossier: Dossier) -> Iterator[Hit]:
    """Judul kolom sebaiknya dieja benar; salah satu dua huruf tetap dibaca."""
    for hit in observed(dossier, "BK020"):
        yield replace(
            hit,
            tertulis=hit.tertulis or _text(hit, "teks"),
            seharusnya=hit.seharusnya or _text(hit, "dibaca"),
        )


@check(
    "BK021",
    Severity.WARNING,
    template="Baris “{tertulis}” berangka, tetapi di luar tabel yang dibaca.",
    saran="Satukan baris itu dengan tabelnya, atau beri judul kolom di atasnya.",
)
def check_lost_row(dossier: Dossier) -> Iterator[Hit]:
    """Baris indikator yang berangka harus berada di dalam tabel yang dikenali."""
    for hit in observed(dossier, "BK021"):
        yield replace(hit, tertulis=hit.tertulis or _text(hit, "teks"))


@check(
    "BK022",
    Severity.NOTE,
    template="Angka di baris ini dibaca sebagai milik “{nama}” di baris atasnya.",
    saran="Tulis angkanya sebaris dengan nama indikatornya, atau beri nama pada baris jumlah.",
)
def check_figures_below(dossier: Dossier) -> Iterator[Hit]:
    """Angka sebuah indikator sebaiknya sebaris dengan namanya."""
    yield from observed(dossier, "BK022")


def _read_as(hit: Hit) -> Hit:
    seharusnya = hit.seharusnya or _text(hit, "angka")
    # Without dots between thousands: they are what the finding is about.
    words = {"dibaca": seharusnya, "lainnya": _text(hit, "bukan")}
    shown = {name: word.replace(".", ",") for name, word in words.items() if word is not None}
    return replace(
        hit,
        tertulis=hit.tertulis or _text(hit, "teks"),
        seharusnya=seharusnya,
        data={**hit.data, **shown},
    )


def _text(hit: Hit, key: str) -> str | None:
    value = hit.data.get(key)
    return None if value is None else str(value)
