"""The lines of docs/perintah.md: every command with its arguments and options, read from the
commands themselves, so that the page and `--help` cannot differ."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from iku_excel.hosts.cli import app
from iku_excel.hosts.cli_support import common_options

INTRODUCTION = """\
Setiap perintah menjawab `--help` dengan isi yang sama seperti di sini. Langkah demi langkah,
dengan gambar, ada di [panduan](panduan/README.md).

Hasil dicetak ke keluaran baku, percakapan dan kemajuan ke keluaran galat. Dengan `--json`, keluaran
baku hanya memuat satu dokumen JSON. Kode keluar:

| Kode | Arti |
|---|---|
| 0 | tidak ada temuan setingkat atau di atas ambang (`--gagal-pada`, bawaan kesalahan) |
| 1 | ada temuan setingkat atau di atas ambang |
| 2 | perintah atau pilihannya salah |
| 3 | ada berkas atau templat yang tidak dapat dibaca atau ditulis |

Peubah lingkungan: `IKU_HARI_INI=2025-01-15` memeriksa seolah-olah hari itu; `IKU_KEPUTUSAN`
menyebut folder lain untuk edisi keputusan milik sendiri; `IKU_LACAK=1` memperlihatkan jejak
kesalahan program."""


def perintah_lines() -> Iterator[str]:
    """The whole page."""
    yield "# Perintah"
    yield ""
    yield from INTRODUCTION.split("\n")
    yield ""
    commands = list(walk(app, "iku"))
    yield "| Perintah | Kegunaan |"
    yield "|---|---|"
    for path, command in commands:
        if not isinstance(command, click.Group):
            yield f"| [`{path}`](#{path.replace(' ', '-')}) | {first_line(command)} |"
    yield ""
    for path, command in commands:
        if not isinstance(command, click.Group):
            yield from command_lines(path, command)
    yield "## Pilihan bersama"
    yield ""
    yield from option_table(shared_options())


def walk(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from walk(command, f"{path} {name}")


def command_lines(path: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## {path}"
    yield ""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        yield " ".join(paragraph.split())
        yield ""
    yield "```"
    yield f"{path} {usage}".rstrip()
    yield "```"
    yield ""
    options = [p for p in command.params if isinstance(p, click.Option)]
    shared = {option.name: option.help for option in shared_options()}
    own = [o for o in options if shared.get(o.name) != o.help]
    yield from option_table(own)
    common = [f"`{o.opts[0]}`" for o in options if shared.get(o.name) == o.help]
    if common:
        yield f"Juga [pilihan bersama](#pilihan-bersama): {', '.join(common)}."
        yield ""


def option_table(options: list[click.Option]) -> Iterator[str]:
    if not options:
        return
    yield "| Pilihan | Arti |"
    yield "|---|---|"
    for option in options:
        context = click.Context(click.Command("iku"))
        value = "" if option.is_flag else " " + option.make_metavar(context).replace("|", "\\|")
        required = " Wajib." if option.required else ""
        yield f"| `{', '.join(option.opts)}{value}` | {(option.help or '').strip()}{required} |"
    yield ""


def shared_options() -> list[click.Option]:
    """The options that most commands share."""

    @common_options
    def bearer() -> None:
        """Only carries the options."""

    return [p for p in click.command()(bearer).params if isinstance(p, click.Option)]


def first_line(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "").split("\n\n")[0].replace("\n", " ")
