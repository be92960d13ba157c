"""Write a software bill of materials (CycloneDX 1.5, JSON): `python tools/make_sbom.py TARGET`.

Made of setup.cfg and the metadata of what is installed; no clock, no random number, so the same
installation gives the same bytes. The serial number is derived from the content.
"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Any

from installed import Component, components

import iku_excel


def bill(found: list[Component]) -> dict[str, Any]:
    """The CycloneDX document."""
    own = f"pkg:pypi/iku-excel@{iku_excel.__version__}"
    direct = [purl(c) for c in found if c.required]
    by_name = {c.name: purl(c) for c in found}
    document: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": own, "name": "iku-excel",
                "version": iku_excel.__version__, "purl": own,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": [entry(c) for c in found],
        "dependencies": [
            {"ref": own, "dependsOn": sorted(direct)},
            *({"ref": purl(c), "dependsOn": [by_name[n] for n in c.needs]} for c in found),
        ],
    }  # fmt: skip
    content = json.dumps(document, sort_keys=True)
    return {"serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, content).urn, **document}


def entry(c: Component) -> dict[str, Any]:
    is_expression = " " in c.licence
    licence = {"expression": c.licence} if is_expression else {"license": {"id": c.licence}}
    document: dict[str, Any] = {
        "type": "library", "bom-ref": purl(c), "name": c.name, "version": c.version,
        "description": c.summary, "purl": purl(c), "licenses": [licence],
    }  # fmt: skip
    if c.homepage:
        document["externalReferences"] = [{"type": "website", "url": c.homepage}]
    return document


def purl(c: Component) -> str:
    return f"pkg:pypi/{c.name}@{c.version}"


def main(argv: list[str]) -> int:
    text = json.dumps(bill(components()), indent=1, ensure_ascii=False) + "\n"
    if not argv:
        sys.stdout.write(text)
        return 0
    target = Path(argv[0])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
