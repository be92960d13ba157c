"""Family TM: Word templates. The template engine raises these itself; here they are documented."""

from __future__ import annotations

from iku_excel.checks.registry import declare

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
