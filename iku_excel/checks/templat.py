"""Family TM: Word templates. The template engine raises these itself; here they are documented."""

from __future__ import annotations

from iku_excel.checks.registry import declare
from iku_excel.finding import Severity

declare(
    "TM001",
    "Templat hanya boleh memakai isian yang dikenal.",
    saran="Perbaiki nama isian itu; daftarnya ada di panduan templat.",
)
declare(
    "TM002",
    "Setiap blok templat ({% for %}, {% if %}) harus benar, ditutup, dan tidak bersilangan.",
    saran="Lengkapi penutup blok di dekat tempat yang disebut.",
)
declare(
    "TM003",
    "Ungkapan dalam templat hanya boleh membaca isian dan memakai penyaring yang disediakan.",
    saran="Sederhanakan ungkapan itu.",
)
declare(
    "TM004",
    "Isian yang tersedia sebaiknya dipakai dalam templat.",
    saran="Tambahkan isian itu, atau abaikan bila memang tidak diperlukan.",
    severity=Severity.NOTE,
)
declare(
    "TM005",
    "Penapis dan pengulangan harus cocok dengan jenis isiannya.",
    saran="Periksa jenis isian itu di panduan templat.",
)
declare(
    "TM006",
    "Perubahan terlacak pada tag harus diterima atau ditolak dahulu.",
    saran="Di Word: Tinjau > Terima atau Tolak, lalu simpan.",
    severity=Severity.WARNING,
)
declare(
    "TM007",
    "Templat harus berupa dokumen Word (.docx) yang dapat dibaca.",
    saran="Buka templat itu di Word dan simpan ulang sebagai .docx.",
    is_stopping=True,
)
declare(
    "TM008",
    "Dokumen hasil harus dapat ditulis.",
    saran="Tutup dokumen itu di Word, atau tulis ke tempat lain dengan --ke.",
    is_stopping=True,
)
declare(
    "TM009",
    "Templat tidak boleh mengambil isi dari luar dokumennya.",
    saran="Sisipkan gambar atau teksnya ke dalam templat, bukan tautannya.",
    severity=Severity.WARNING,
)
