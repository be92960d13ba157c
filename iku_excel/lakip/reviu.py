"""The office's own checklist reviu: each point a program can decide, with its evidence.

The points are data (data/reviu.toml). An answer is "ya" or "tidak" with what was counted; a point
without a way of deciding, and every part that needs a person's judgement, stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from iku_excel.finding import Finding, Severity
from iku_excel.lakip.context import Laporan
from iku_excel.lakip.fields import ButirReviu, KelompokReviu
from iku_excel.lakip.figure import Angka, Asal
from iku_excel.lakip.isian import load_data, load_isian

Jawaban = tuple[str, str, tuple[int, ...]]
"""("ya" | "tidak" | "", evidence, the counts in the evidence)."""


def build_reviu(laporan: Laporan, findings: Sequence[Finding]) -> tuple[KelompokReviu, ...]:
    """The checklist filled; `findings` are those of the workbooks and of the report."""
    groups = []
    for group in load_data("reviu.toml")["kelompok"]:
        name = group["nama"]
        butir = tuple(_decide(entry, name, laporan, findings) for entry in group["butir"])
        groups.append(KelompokReviu(group["nomor"], group["nama"], butir))
    return tuple(groups)


def _decide(
    entry: dict[str, str], kelompok: str, laporan: Laporan, findings: Sequence[Finding]
) -> ButirReviu:
    cara = entry.get("cara")
    open_point: Jawaban = ("", "Diisi oleh pereviu.", ())
    jawaban, keterangan, counts = _CARA[cara](laporan, findings) if cara else open_point
    for count in counts:
        laporan.jejak.catat(count, Asal(f"reviu butir {entry['nomor']}", rumus="cacah"))
    return ButirReviu(
        entry["nomor"], kelompok, entry["pernyataan"], jawaban, keterangan, cara is None
    )


def _of(count: int, total: int, what: str, missing: Iterable[str] = ()) -> Jawaban:
    rest = ", ".join(missing)
    tail = f" Belum: {rest}." if rest else ""
    answer = "ya" if total and count == total else "tidak"
    return answer, f"{count} dari {total} {what}.{tail}", (count, total)


def _identitas(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    wanted = [i for i in load_isian("identitas") if i.wajib]
    given = laporan.catatan.identitas
    missing = [
        i.label for i in wanted
        if i.kunci not in given or given[i.kunci].teks.strip().startswith("[")
    ]  # fmt: skip
    return _of(len(wanted) - len(missing), len(wanted), "isian identitas wajib terisi", missing)


def _target(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    daftar = laporan.konteks.indikator
    missing = [i.kode for i in daftar if not isinstance(i.target, Angka)]
    return _of(len(daftar) - len(missing), len(daftar), "indikator bertarget (Bab II)", missing)


def _capaian(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    daftar = laporan.konteks.indikator
    missing = [
        i.kode for i in daftar
        if not isinstance(i.realisasi, Angka) or not isinstance(i.capaian, Angka) or not i.penyebab
    ]  # fmt: skip
    what = "indikator mempunyai realisasi, capaian, dan analisis penyebab (Bab III)"
    return _of(len(daftar) - len(missing), len(daftar), what, missing)


def _lampiran(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    daftar = laporan.konteks.indikator
    missing = [i.kode for i in daftar if not i.bukti]
    return _of(len(daftar) - len(missing), len(daftar), "indikator menyebut data dukung", missing)


def _perbaikan(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    short = [i for i in laporan.konteks.indikator if i.status == "belum tercapai"]
    missing = [i.kode for i in short if not i.solusi]
    langkah = laporan.konteks.narasi["langkah"]
    if not langkah or missing:
        parts = ["langkah di masa mendatang"] if not langkah else []
        parts += [f"solusi {kode}" for kode in missing]
        return "tidak", f"Belum ditulis: {', '.join(parts)}.", ()
    return "ya", "Langkah di masa mendatang ditulis (Bab IV); mutunya dinilai pereviu.", ()


def _keuangan(laporan: Laporan, findings: Sequence[Finding]) -> Jawaban:
    ringkasan = laporan.konteks.ringkasan
    if not isinstance(ringkasan.pagu, Angka) or not isinstance(ringkasan.realisasi_anggaran, Angka):
        return "tidak", "Pagu atau realisasi anggaran tidak ada dalam berkas kerja.", ()
    wrong = [f for f in findings if f.kode in ("LK011", "LK016")]
    if wrong:
        codes = ", ".join(sorted({f.kode for f in wrong}))
        return "tidak", f"Tabel anggaran tidak cocok (temuan {codes}).", ()
    count = len(laporan.konteks.anggaran)
    return "ya", f"Bab III: {count} kegiatan, jumlahnya cocok.", (count,)


def _jejak(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    figures = laporan.jejak.figures
    traced = [f for f in figures if f.asal.daftar_sumber or f.asal.rumus or f.asal.rujukan]
    what = "angka tertelusur ke sel, rumus, atau keputusan (Lampiran Jejak Angka)"
    # The counts of the checklist itself are recorded after this; they rest on a formula too.
    answer = "ya" if len(traced) == len(figures) else "tidak"
    return answer, f"Seluruh {what}." if answer == "ya" else f"Belum seluruh {what}.", ()


def _penanggung_jawab(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    daftar = laporan.konteks.indikator
    missing = [i.kode for i in daftar if not i.penanggung_jawab.strip()]
    return _of(
        len(daftar) - len(missing), len(daftar), "indikator berpenanggung jawab menurut keputusan",
        missing,
    )  # fmt: skip


def _keandalan(laporan: Laporan, findings: Sequence[Finding]) -> Jawaban:
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if errors:
        codes = ", ".join(sorted({f.kode for f in errors}))
        text = f"{len(errors)} temuan kesalahan belum diselesaikan ({codes})."
        return "tidak", text, (len(errors),)
    text = "Pemeriksaan berkas kerja tanpa temuan kesalahan; keyakinan akhir pada pereviu."
    return "ya", text, ()


def _sasaran_pk(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    daftar = laporan.konteks.sasaran
    missing = [s.kode for s in daftar if s.kode not in laporan.bahan.sasaran]
    return _of(
        len(daftar) - len(missing), len(daftar), "sasaran bernama sama dengan Perjanjian Kinerja",
        missing,
    )  # fmt: skip


def _indikator(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    daftar = laporan.konteks.indikator
    tabel = laporan.bahan.tabel_pk
    in_pk = {b.indikator for b in tabel.daftar_baris} if tabel else set()
    missing = [i.kode for i in daftar if i.kode not in in_pk]
    return _of(
        len(daftar) - len(missing), len(daftar),
        "indikator berlaku menurut keputusan ada dalam Perjanjian Kinerja", missing,
    )  # fmt: skip


def _indikator_utama(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    active = {i.kode for i in laporan.konteks.indikator}
    utama = laporan.dossier.keputusan.daftar_indikator_utama
    tahun = laporan.bahan.tahun
    wanted = [
        u.indikator for u in utama
        if (i := laporan.dossier.keputusan.indikator_by_kode(u.indikator)) and i.is_active(tahun)
    ]  # fmt: skip
    missing = [kode for kode in wanted if kode not in active]
    return _of(
        len(wanted) - len(missing), len(wanted),
        f"IKU Lampiran I yang berlaku tahun {tahun} dilaporkan", missing,
    )  # fmt: skip


def _perbandingan(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    daftar = laporan.konteks.indikator
    compared = [i for i in daftar if sum(1 for t in i.tren if isinstance(t.realisasi, Angka)) > 1]
    standard = [i for i in daftar if i.pembanding]
    answer = "ya" if daftar and len(compared) == len(daftar) else "tidak"
    missing = [i.kode for i in daftar if i not in compared]
    tail = f" Tanpa tahun pembanding: {', '.join(missing)}." if missing else ""
    return (
        answer,
        (
            f"{len(compared)} dari {len(daftar)} indikator dibandingkan dengan tahun lain; "
            f"{len(standard)} dengan standar nasional atau unit induk.{tail}"
        ),
        (len(compared), len(daftar), len(standard)),
    )


def _smart(laporan: Laporan, _: Sequence[Finding]) -> Jawaban:
    daftar = laporan.konteks.indikator
    missing = [
        i.kode for i in daftar
        if not (i.satuan and i.cara_menghitung and i.sumber_data and isinstance(i.target, Angka))
    ]  # fmt: skip
    what = "indikator mempunyai satuan, target, cara menghitung, dan sumber data"
    answer, text, counts = _of(len(daftar) - len(missing), len(daftar), what, missing)
    return ("" if answer == "ya" else answer), f"{text} Mutunya dinilai pereviu.", counts


_CARA: dict[str, Callable[[Laporan, Sequence[Finding]], Jawaban]] = {
    "identitas": _identitas,
    "target": _target,
    "capaian": _capaian,
    "lampiran": _lampiran,
    "perbaikan": _perbaikan,
    "keuangan": _keuangan,
    "jejak": _jejak,
    "penanggung_jawab": _penanggung_jawab,
    "keandalan": _keandalan,
    "sasaran_pk": _sasaran_pk,
    "indikator": _indikator,
    "indikator_utama": _indikator_utama,
    "perbandingan": _perbandingan,
    "smart": _smart,
}
