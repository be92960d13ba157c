"""What is installed of what the package needs: names, versions, licences, from its metadata."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Trove classifiers and the words of older metadata, as SPDX says them.
_SPDX = {
    "MIT": "MIT", "MIT License": "MIT", "BSD License": "BSD-3-Clause", "BSD": "BSD-3-Clause",
    "BSD 3-Clause": "BSD-3-Clause", "Python Software Foundation License": "PSF-2.0",
    "PSF-2.0": "PSF-2.0", "BSD-3-Clause": "BSD-3-Clause", "BSD-2-Clause": "BSD-2-Clause",
    "Apache Software License": "Apache-2.0",
}  # fmt: skip


@dataclass(frozen=True, order=True)
class Component:
    """One installed distribution. `required` is what setup.cfg asks for, "" when indirect."""

    name: str
    version: str
    licence: str
    summary: str
    homepage: str
    required: str
    needs: tuple[str, ...]


def requirements() -> dict[str, str]:
    """Name → version specification of install_requires."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    found = {}
    for line in config["options"]["install_requires"].split("\n"):
        match = re.match(r"([A-Za-z0-9._-]+)\s*(.*)", line.strip())
        if match:
            found[canonical(match[1])] = match[2].strip()
    return found


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def components() -> list[Component]:
    """Every runtime distribution, the indirect ones included, by name. Those that another system
    alone needs (a marker, as xlwings' for Windows) are left out."""
    direct = requirements()
    queue, seen = list(direct), {}
    while queue:
        name = queue.pop()
        if name in seen:
            continue
        found = distribution(name)
        seen[name] = component(name, found, direct.get(name, ""))
        queue += seen[name].needs
    return sorted(seen.values())


def component(name: str, found: Distribution, required: str) -> Component:
    return Component(
        name, found.version, licence_of(found), field(found, "Summary"), homepage(found),
        required, tuple(sorted(needed_by(found))),
    )  # fmt: skip


def field(found: Distribution, name: str) -> str:
    """One field of the metadata, "" when it has none. Not `metadata[name]`: that answers None, and
    raises KeyError once a package has brought in the importlib_metadata of PyPI."""
    return (found.metadata.get_all(name) or [""])[0].strip()


def needed_by(found: Distribution) -> Iterator[str]:
    for line in found.requires or ():
        specification, _, marker = line.partition(";")
        match = re.match(r"[A-Za-z0-9._-]+", specification.strip())
        if match and not marker.strip() and is_installed(canonical(match[0])):
            yield canonical(match[0])


def is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def licence_of(found: Distribution) -> str:
    """The SPDX expression, from whichever of three places the metadata uses."""
    if expression := field(found, "License-Expression"):
        return expression
    classified = [
        value.rsplit(" :: ", 1)[1]
        for value in found.metadata.get_all("Classifier") or ()
        if value.startswith("License ::")
    ]
    stated = field(found, "License").splitlines()
    for word in (*stated[:1], *classified):
        if word in _SPDX:
            return _SPDX[word]
    raise ValueError(f"{field(found, 'Name')}: licence not understood: {stated[:1]} {classified}")


def homepage(found: Distribution) -> str:
    """The project's own page; "" when the metadata names none."""
    listed = found.metadata.get_all("Project-URL") or ()
    urls = dict(value.split(", ", 1) for value in listed if ", " in value)
    lowered = {label.lower(): url for label, url in urls.items()}
    for label in ("homepage", "source", "source code", "repository", "documentation"):
        if label in lowered:
            return lowered[label]
    return field(found, "Home-page")
