"""A VBA project of text modules, as the stream xl/vbaProject.bin ([MS-OVBA] 2.2 and 2.3)."""

from __future__ import annotations

import struct
import uuid
from dataclasses import dataclass

from iku_excel.hosts.excel.cfb import write_cfb
from iku_excel.hosts.excel.ovba import CODE_PAGE, compress, encrypt

BASE_WORKBOOK = "0{00020819-0000-0000-C000-000000000046}"
BASE_SHEET = "0{00020820-0000-0000-C000-000000000046}"
# Any fixed namespace will do; it only makes the project's id the same at every build.
_NAMESPACE = uuid.UUID("2f2f3bb4-9c4e-5a36-8e0a-3b8a4fb21d47")
_REFERENCES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#"
        r"C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",  # for IRibbonControl; Excel finds it by its id, the path is only a hint
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
        r"#Microsoft Office 16.0 Object Library",
    ),
)


@dataclass(frozen=True)
class Module:
    """One module: a standard one, or (with `base`) the code behind the workbook or a sheet."""

    name: str
    source: str
    base: str = ""

    def text(self) -> bytes:
        """Source with its attributes; raises UnicodeEncodeError outside the code page."""
        lines = [f'Attribute VB_Name = "{self.name}"']
        if self.base:
            lines.append(f'Attribute VB_Base = "{self.base}"')
            lines += [
                f"Attribute VB_{name} = {value}"
                for name, value in (
                    ("GlobalNameSpace", False),
                    ("Creatable", False),
                    ("PredeclaredId", True),
                    ("Exposed", True),
                    ("TemplateDerived", False),
                    ("Customizable", True),
                )
            ]
        return "".join(f"{line}\r\n" for line in (*lines, *self.source.splitlines())).encode(
            CODE_PAGE
        )


@dataclass(frozen=True)
class Project:
    """The project whole: unprotected, without a password, visible."""

    name: str
    modules: tuple[Module, ...]

    @property
    def id(self) -> str:
        return "{" + str(uuid.uuid5(_NAMESPACE, self.name)).upper() + "}"

    def to_bytes(self) -> bytes:
        """xl/vbaProject.bin."""
        vba: dict[str, bytes] = {
            "_VBA_PROJECT": bytes.fromhex("cc61ffff000000"),  # version 0xFFFF: no p-code
            "dir": compress(self._dir()),
        }
        vba.update((module.name, compress(module.text())) for module in self.modules)
        return write_cfb({"PROJECT": self._project(), "PROJECTwm": self._names(), "VBA": vba})

    def _names(self) -> bytes:
        return (
            b"".join(
                m.name.encode(CODE_PAGE) + b"\0" + m.name.encode("utf-16-le") + b"\0\0"
                for m in self.modules
            )
            + b"\0\0"
        )

    def _project(self) -> bytes:
        """The PROJECT stream (2.3.1): plain text."""
        kinds = {True: "Document={}/&H00000000", False: "Module={}"}
        lines = [
            f'ID="{self.id}"',
            *(kinds[bool(m.base)].format(m.name) for m in self.modules),
            f'Name="{self.name}"',
            'HelpContextID="0"',
            'VersionCompatible32="393222000"',
            f'CMG="{encrypt(self.id, bytes(4), 0x5D)}"',
            f'DPB="{encrypt(self.id, bytes(1), 0x1B)}"',
            f'GC="{encrypt(self.id, bytes([0xFF]), 0xD9)}"',
            "",
            "[Host Extender Info]",
            "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
            "",
            "[Workspace]",
            *(f"{m.name}=0, 0, 0, 0, C" for m in self.modules),
        ]
        return "".join(line + "\r\n" for line in lines).encode(CODE_PAGE)

    def _dir(self) -> bytes:
        """The dir stream (2.3.4.2), before compression."""
        out = _Records()
        out.add(0x01, struct.pack("<I", 3))  # 64-bit Windows; Excel adapts
        out.add(0x02, struct.pack("<I", 0x409))
        out.add(0x14, struct.pack("<I", 0x409))
        out.add(0x03, struct.pack("<H", 1252))
        out.add(0x04, self.name.encode(CODE_PAGE))
        out.pair(0x05, 0x40, "")
        out.add(0x06, b"")
        out.add(0x3D, b"")
        out.add(0x07, bytes(4))
        out.add(0x08, bytes(4))
        out.raw(struct.pack("<HIIH", 0x09, 4, 1, 1))  # its size field says 4, its body has 6 bytes
        out.pair(0x0C, 0x3C, "")
        for name, library in _REFERENCES:
            out.pair(0x16, 0x3E, name)
            text = library.encode(CODE_PAGE)
            out.add(0x0D, struct.pack("<I", len(text)) + text + struct.pack("<IH", 0, 0))
        out.add(0x0F, struct.pack("<H", len(self.modules)))
        out.add(0x13, struct.pack("<H", 0xFFFF))
        for module in self.modules:
            _module_records(out, module)
        out.add(0x10, b"")
        return bytes(out.data)


class _Records:
    """Records of a dir stream: id, size, body."""

    def __init__(self) -> None:
        self.data = bytearray()

    def raw(self, data: bytes) -> None:
        self.data += data

    def add(self, number: int, body: bytes) -> None:
        self.data += struct.pack("<HI", number, len(body)) + body

    def pair(self, number: int, unicode_number: int, text: str) -> None:
        self.add(number, text.encode(CODE_PAGE))
        self.add(unicode_number, text.encode("utf-16-le"))


def _module_records(out: _Records, module: Module) -> None:
    out.pair(0x19, 0x47, module.name)
    out.pair(0x1A, 0x32, module.name)
    out.pair(0x1C, 0x48, "")
    out.add(0x31, bytes(4))  # the text begins at once: no performance cache
    out.add(0x1E, bytes(4))
    out.add(0x2C, struct.pack("<H", 0xFFFF))
    out.add(0x22 if module.base else 0x21, b"")
    out.add(0x2B, b"")
