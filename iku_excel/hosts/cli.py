"""The console script `iku`: picks the command, and turns what stops us into one line.

Commands live in cli_<name>.py and are imported only when called: staff feel start-up time.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

import click

import iku_excel
from iku_excel.errors import IkuExcelError, UsageError
from iku_excel.hosts.cli_support import (
    EXIT_FILE,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    IkuGroup,
    make_streams_safe,
    say,
    usage_sentence,
)

_HOSTS = "iku_excel.hosts."
COMMANDS = {
    "periksa": (_HOSTS + "cli_periksa:periksa", "Periksa buku kerja terhadap keputusan."),
    "hitung": (_HOSTS + "cli_hitung:hitung", "Hitung capaian dan tulis ke buku kerja itu juga."),
    "batal": (_HOSTS + "cli_batal:batal", "Kembalikan buku kerja dari cadangan terbaru."),
    "pk": (_HOSTS + "cli_pk:pk", "Buat buku kerja Perjanjian Kinerja dari keputusan."),
    "kumpulan": (_HOSTS + "cli_kumpulan:kumpulan", "Olah semua buku kerja dalam satu folder."),
    "lakip": (_HOSTS + "cli_lakip:lakip", "Buat Laporan Kinerja (Word) dari buku kerja setahun."),
    "templat": (_HOSTS + "cli_templat:templat", "Periksa dan sunting templat Word."),
    "keputusan": (_HOSTS + "cli_keputusan:keputusan", "Tampilkan, ekspor atau impor keputusan."),
    "addin": (_HOSTS + "cli_addin:addin", "Pasang, copot atau periksa tombol IKU di Excel."),
    "contoh": (_HOSTS + "cli_contoh:contoh", "Jalankan seluruh pekerjaan pada contoh bawaan."),
}


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from iku_excel.keputusan import load_keputusan

        click.echo(f"iku-excel {iku_excel.__version__} (keputusan {load_keputusan().nomor})")
        ctx.exit()


@click.group(cls=IkuGroup, lazy=COMMANDS, context_settings={"help_option_names": ["--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Tampilkan versi dan edisi keputusan, lalu selesai.",
)
def app() -> None:
    """Periksa, hitung dan laporkan Indikator Kinerja Utama dari buku kerja Excel."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `iku`; returns the exit code of section 1 of the contract."""
    make_streams_safe()
    # Loading modules and reading make many objects and few cycles: looking for those less often
    # saves a twentieth of a run.
    gc.set_threshold(50_000, 20, 50)
    try:
        result = app.main(
            args=None if argv is None else list(argv), prog_name="iku", standalone_mode=False
        )
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return EXIT_USAGE
    except click.UsageError as error:
        say(f"iku: {usage_sentence(error)}")
        if error.ctx is not None:
            say(f"Lihat: {error.ctx.command_path} --help")
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        say("iku: dihentikan.")
        return EXIT_INTERRUPTED
    except UsageError as error:
        say(f"iku: {error.sentence} [{error.code}]")
        return EXIT_USAGE
    except IkuExcelError as error:
        say(f"iku: {error.sentence} [{error.code}]")
        return EXIT_FILE
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        say(f"iku: {error.filename or 'berkas'}: tidak dapat dibaca atau ditulis. [BK012]")
        return EXIT_FILE
    except MemoryError:
        say("iku: memori komputer tidak cukup untuk berkas ini. [BK011]")
        return EXIT_FILE
    except Exception as error:
        return _unexpected(error)


def _unexpected(error: Exception) -> int:
    """A fault of ours: one sentence for the user, the whole trace for whoever asks for it."""
    if os.environ.get("IKU_LACAK"):
        raise error
    say(
        f"iku: ada kesalahan di dalam iku-excel ({type(error).__name__}); tidak ada berkas yang "
        "rusak karenanya. Ulangi dengan IKU_LACAK=1 dan kirim hasilnya kepada pengelola. [PG000]"
    )
    return EXIT_FILE
