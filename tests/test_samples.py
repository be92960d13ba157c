"""samples/samples.toml is the specification: each sample gives exactly its findings, no others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from sample_changes import build, good, load_samples  # noqa: E402

from iku_excel import examine  # noqa: E402

TODAY = date(2025, 3, 1)
SAMPLES = load_samples()
BY_ID = {sample["id"]: sample for sample in SAMPLES}
SAH = ROOT / "samples" / "sah"


def place(kode: str, berkas: str, lembar: str | None, sel: str | None, own: str) -> str:
    """A finding in the notation of samples.toml."""
    where = "!".join(part for part in (lembar, sel) if part)
    other = f"{Path(berkas).name}:" if Path(berkas).name != own else ""
    return " ".join(part for part in (kode, other, where) if part)


def found_in(paths: list[Path], **options: Any) -> list[str]:
    return [entry for entry, _ in judged(paths, **options)]


def judged(paths: list[Path], **options: Any) -> list[tuple[str, str]]:
    """Every finding with its severity."""
    report = examine(paths, hari_ini=options.pop("hari_ini", TODAY), **options).to_json()
    return sorted(
        (place(t["kode"], berkas["berkas"], t["lembar"], t["sel"], paths[-1].name), t["tingkat"])
        for berkas in report["berkas"]
        for t in berkas["temuan"]
    )


# Section 3 of the contract; BK001, 2, 3 and 11 end with exit code 3 whatever their severity.
SEVERITY = dict.fromkeys(
    ["BK004", "BK005", "BK006", "BK010", "PK001", "PK002", "PK003", "PK006", "PK008", "PK010"]
    + ["MO001", "MO004", "MO005", "MO010"],
    "kesalahan",
)
SEVERITY |= dict.fromkeys(
    ["BK007", "BK009", "PK004", "PK005", "PK009", "PK011", "MO002", "MO006", "MO008", "MO011"]
    + ["MO012", "MO013", "CP001", "CP002", "CP003"],
    "peringatan",
)
SEVERITY |= dict.fromkeys(["BK008", "PK007", "MO007", "MO009"], "catatan")


def paths_for(sample: dict[str, Any], folder: Path) -> Iterator[Path]:
    for number, other in enumerate(sample.get("with", [])):
        if other.startswith("#"):
            yield build(BY_ID[other[1:]], folder / f"bersama-{number}")
        else:
            yield good(other)
    yield build(sample, folder)


def params(heavy: bool) -> list[Any]:
    return [
        pytest.param(sample, id=sample["id"])
        for sample in SAMPLES
        if sample.get("heavy", False) is heavy
    ]


def judge(sample: dict[str, Any], folder: Path) -> None:
    options = {"hari_ini": sample.get("today", TODAY)}
    if "tahun" in sample:
        options["tahun"] = sample["tahun"]
    found = judged(list(paths_for(sample, folder)), **options)
    assert [entry for entry, _ in found] == sorted(sample["expect"])
    for entry, severity in found:
        kode = entry.split()[0]
        assert severity == sample.get("severity", SEVERITY.get(kode, severity)), entry


@pytest.mark.berat
@pytest.mark.parametrize("sample", params(heavy=True))
def test_sample_passed_through_libreoffice(sample: dict[str, Any], tmp_path: Path) -> None:
    judge(sample, tmp_path)


@pytest.mark.parametrize("sample", [pytest.param(s, id=s["id"]) for s in SAMPLES if "refused" in s])
def test_sample_is_not_written(
    sample: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from iku_excel.hosts.cli import main

    path = build(sample, tmp_path)
    before = path.read_bytes()
    assert main(["hitung", str(path)]) == 3
    assert f"[{sample['refused']}]" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize("sample", params(heavy=False))
def test_sample_gives_exactly_its_findings(sample: dict[str, Any], tmp_path: Path) -> None:
    judge(sample, tmp_path)


GOOD = sorted(SAH.rglob("*.xlsx"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_sample_gives_no_finding(path: Path) -> None:
    assert found_in([path]) == []


def test_the_good_year_together_gives_no_finding() -> None:
    months = sorted((SAH / "bulanan").glob("*.xlsx"))
    history = sorted((SAH / "riwayat").glob("*.xlsx"))
    assert found_in([SAH / "PK_2024.xlsx", *history, *months]) == []


@pytest.mark.parametrize("name", ["PK_template.xlsx", "Monitoring_template.xlsx"])
def test_empty_template_gives_no_finding(name: str) -> None:
    assert found_in([ROOT / "templates" / name]) == []


def test_there_are_at_least_sixty_samples_with_names_of_their_own() -> None:
    assert len(BY_ID) == len(SAMPLES) >= 60


def test_every_code_of_workbooks_has_a_bad_sample() -> None:
    from iku_excel.checks.registry import all_checks

    shown = {entry.split()[0] for sample in SAMPLES for entry in sample["expect"]}
    shown |= {sample["refused"] for sample in SAMPLES if "refused" in sample}
    families = ("BK", "PK", "MO", "CP", "BD")
    known = {info.kode for info in all_checks() if info.kode.startswith(families)}
    assert known - shown == WITHOUT_SAMPLE


WITHOUT_SAMPLE = {
    "BK016",  # what a program asks to be written, not a workbook
    "BK017",
    "BK018",
    "BD023",  # a wrong setting of the decree's edition, not of a workbook
}


def test_four_kinds_of_producers_are_among_the_samples() -> None:
    producers = {sample.get("producer") for sample in SAMPLES} - {None}
    assert producers == {"openpyxl", "xlsxwriter", "libreoffice", "xml"}


@pytest.mark.parametrize(
    "path",
    [p for p in GOOD if p.parent.name == "bentuk" or "2024_12" in p.name],
    ids=lambda p: p.stem,
)
def test_computing_a_good_sample_twice_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    from iku_excel.hosts.cli import main

    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    assert main(["hitung", str(copy)]) == 0
    first = copy.read_bytes()
    assert main(["hitung", str(copy)]) == 0
    assert copy.read_bytes() == first
    assert found_in([copy]) == []
