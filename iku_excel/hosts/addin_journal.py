"""What the buttons wrote into which workbook, so that "Batalkan" can put it back.

One small JSON file for each workbook in the settings folder, the last steps only. Excel forgets
its own undo list at every change that comes from outside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from iku_excel.workbook.live import Applied, Kept

FOLDER = "jurnal"
KEEP = 20


@dataclass(frozen=True)
class Step:
    """One command that changed the workbook."""

    perintah: str
    sel: tuple[Kept, ...] = ()
    lembar: tuple[str, ...] = ()
    """Names that sheets of ours were asked for by."""
    is_marked: bool = False


class Journal:
    """The steps of one workbook, oldest first."""

    def __init__(self, settings: Path, full_name: str) -> None:
        digest = hashlib.sha256(full_name.casefold().encode("utf-8", "surrogatepass"))
        self.full_name = full_name
        self.path = settings / FOLDER / f"{digest.hexdigest()[:24]}.json"

    def steps(self) -> list[Step]:
        """Empty where there are none, or the file is not ours."""
        try:
            document = json.loads(self.path.read_text("utf-8"))
            return [
                Step(
                    entry["perintah"],
                    tuple(Kept(**kept) for kept in entry["sel"]),
                    tuple(entry["lembar"]),
                    entry["is_marked"],
                )
                for entry in document["langkah"]
            ]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def add(self, perintah: str, applied: Applied, sheets: Sequence[str]) -> bool:
        """Note a step; False where there was nothing to note."""
        step = Step(perintah, applied.written, tuple(sheets), applied.marks > 0)
        if not step.sel and not step.lembar and not step.is_marked:
            return False
        self._save([*self.steps(), step][-KEEP:])
        return True

    def drop_last(self, left: Sequence[Kept] = ()) -> None:
        """The last step was undone; cells in `left` were not and stay in the journal no longer
        than the step itself: what a person typed since is theirs."""
        self._save(self.steps()[:-1])

    def _save(self, steps: Sequence[Step]) -> None:
        from iku_excel.workbook.engine import atomic_write

        document = {
            "versi": 1,
            "buku": self.full_name,
            "langkah": [asdict(step) for step in steps],
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(self.path, json.dumps(document, ensure_ascii=False).encode("utf-8"))
