"""What an earlier run left in the result folder, so that the next one does only what changed.

One small JSON file; when it is missing, damaged or of another version, everything is done again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from iku_excel.records import dataclass, field

STATE_NAME = ".iku-kumpulan.json"
STATE_VERSION = 1


@dataclass
class State:
    """Hashes of sources and results by relative path, and the results of each group.

    `settings` stands for everything else that decides a result: program version, decree edition,
    policy, options. `groups` maps a group's key to {"sumber": {path: hash}, "hasil": {...}}.
    """

    settings: str = ""
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "versi": STATE_VERSION,
            "pengaturan": self.settings,
            "sumber": self.sources,
            "kelompok": self.groups,
        }


def read_state(folder: Path, settings: str) -> State:
    """The state that `folder` holds for these settings, or an empty one."""
    try:
        document = json.loads((folder / STATE_NAME).read_text("utf-8"))
        if document["versi"] != STATE_VERSION or document["pengaturan"] != settings:
            return State(settings)
        return State(settings, dict(document["kelompok"]), dict(document["sumber"]))
    except (OSError, ValueError, KeyError, TypeError):
        return State(settings)


def write_state(folder: Path, state: State) -> None:
    from iku_excel.workbook.engine import atomic_write

    text = json.dumps(state.to_json(), ensure_ascii=False)
    atomic_write(folder / STATE_NAME, text.encode("utf-8"))


def hash_file(path: Path) -> str:
    """SHA-256 of the content; "" when the file cannot be read."""
    digest = hashlib.sha256()
    if not path.is_file():  # a pipe or a device may never end
        return ""
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def hash_settings(settings: Mapping[str, object]) -> str:
    text = json.dumps(settings, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
