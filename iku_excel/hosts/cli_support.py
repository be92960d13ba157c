"""What every command shares: Indonesian help and usage errors, JSON on stdout, talk on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

EXIT_OK = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_FILE = 3
EXIT_INTERRUPTED = 130


class IkuCommand(click.Command):
    """A command whose help page is Indonesian throughout."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Pemakaian: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        records = [row for p in options if (row := p.get_help_record(ctx)) is not None]
        rows = [(names, text.replace("[required]", "[wajib]")) for names, text in records]
        if rows:
            with formatter.section("Pilihan"):
                formatter.write_dl(rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Tampilkan bantuan ini, lalu selesai."
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = super().collect_usage_pieces(ctx)
        return ["[PILIHAN]" if piece == "[OPTIONS]" else piece for piece in pieces]


class IkuGroup(IkuCommand, click.Group):
    """A group of commands. Those in `lazy` (name → ("module:attribute", one line of help)) are
    imported only when called; a test holds the line of help to the command's own."""

    command_class = IkuCommand
    group_class = type

    def __init__(
        self, *args: Any, lazy: dict[str, tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("subcommand_metavar", "PERINTAH [ARGUMEN]...")
        super().__init__(*args, **kwargs)
        self.lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.lazy, *(name for name in self.commands if name not in self.lazy)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.lazy:
            import importlib

            module, _, attribute = self.lazy[cmd_name][0].partition(":")
            command = getattr(importlib.import_module(module), attribute)
            assert isinstance(command, click.Command)
            return command
        return super().get_command(ctx, cmd_name)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        IkuCommand.format_options(self, ctx, formatter)
        rows = []
        for name in self.list_commands(ctx):
            if name in self.lazy:
                rows.append((name, self.lazy[name][1]))
            elif (command := self.get_command(ctx, name)) is not None and not command.hidden:
                rows.append((name, command.get_short_help_str(100)))
        if rows:
            with formatter.section("Perintah"):
                formatter.write_dl(rows)


def usage_sentence(error: click.UsageError) -> str:
    """The Indonesian sentence for what click refuses."""
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or ())
        hint = f" Mungkin maksudnya: {near}." if near else ""
        return f"pilihan {error.option_name} tidak dikenal.{hint}"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else "argumen"
        if isinstance(error.param, click.Option):
            name = error.param.opts[-1]
        return f"{name} belum diberikan."
    if isinstance(error, click.BadParameter):
        name = error.param.opts[-1] if error.param and error.param.opts else "argumen"
        return f"nilai untuk {name} tidak dapat dipakai. {_bad_value(error)}".rstrip()
    if isinstance(error, click.BadOptionUsage):
        return f"pilihan {error.option_name} dipakai dengan cara yang salah."
    text = error.format_message()
    if text.startswith("No such command"):
        return f"perintah {text.split()[3].rstrip('.')} tidak dikenal."
    if text.startswith("Got unexpected extra"):
        return "ada argumen yang berlebih pada perintah ini."
    if text.startswith("Missing command"):
        return "perintah belum diberikan."
    return text


def _bad_value(error: click.BadParameter) -> str:
    param = error.param
    if param is not None and isinstance(param.type, click.Choice):
        return f"Pilihannya: {', '.join(str(c) for c in param.type.choices)}."
    if param is not None and isinstance(param.type, (click.types.IntParamType, click.IntRange)):
        return "Berikan bilangan bulat, misalnya 2024."
    if param is not None and isinstance(param.type, click.Path):
        return "Berkas atau folder itu tidak ada atau tidak dapat dibuka."
    return error.message


def make_streams_safe() -> None:
    """An old Windows console must not stop us because it lacks a character."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def print_json(document: object) -> None:
    """One JSON document on stdout; plain ASCII where the console cannot take more."""
    import json

    click.echo(json.dumps(document, ensure_ascii=needs_ascii(), indent=1))


def needs_ascii() -> bool:
    """Whether the console may lack characters."""
    encoding = (getattr(sys.stdout, "encoding", "") or "").lower().replace("-", "")
    return encoding != "utf8"


def say(text: str) -> None:
    """Talk to the person: stderr."""
    click.echo(text, err=True)


def fail_line(path: str, sentence: str, code: str) -> str:
    """The one line of a failure, as in section 1 of the contract."""
    return f"iku: {path}: {sentence} [{code}]"


def split_codes(text: str | None) -> tuple[str, ...]:
    """"PK003, MO" → ("PK003", "MO")."""
    return tuple(part.strip().upper() for part in (text or "").split(",") if part.strip())


def common_options(command: Command) -> Command:
    """The options that periksa, hitung and their like share (contract section 1)."""
    options: Sequence[Callable[[Command], Command]] = (
        click.option("--tahun", type=int, metavar="TAHUN", help="Tahun; biasanya dibaca sendiri."),
        click.option(
            "--keputusan",
            metavar="EDISI",
            help="Edisi keputusan: nomor, nama edisi, atau berkas. Bawaan: yang berlaku.",
        ),
        click.option(
            "--kebijakan",
            metavar="KEBIJAKAN",
            help="Kebijakan capaian: baku, tanpa-batas, batas-100, batas-110, atau kunci=nilai,...",
        ),
        click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON."),
        click.option(
            "--gagal-pada",
            type=click.Choice(["kesalahan", "peringatan"]),
            default="kesalahan",
            show_default=False,
            help="Kode keluar 1 mulai tingkat ini (bawaan: kesalahan).",
        ),
        click.option("--pilih", metavar="KODE,...", help="Hanya temuan berkode atau serumpun ini."),
        click.option("--abaikan", metavar="KODE,...", help="Tanpa temuan berkode/serumpun ini."),
    )
    for option in reversed(options):
        command = option(command)
    return command
