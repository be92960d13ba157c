"""Which edition a workbook is checked against when nobody names one: that of its own year."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from book_maker import NAMA, make_book

from iku_excel.hosts.cli import main
from iku_excel.keputusan import export_sheet, import_sheet, load_keputusan
from iku_excel.pipeline import Report, examine

TODAY = date(2027, 1, 1)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition 12/2025 for 2025 to 2028: the shipped one, its years moved."""
    folder = tmp_path_factory.mktemp("edisi")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IKU_KEPUTUSAN", str(folder))
        export_sheet(load_keputusan("47-2023"), folder / "k.xlsx")
        made = import_sheet(folder / "k.xlsx", nomor="12/2025", tanggal=date(2025, 3, 1))
    for name in ("indikator.toml", "keputusan.toml"):
        text = (made / name).read_text("utf-8")
        text = re.sub(r"\b202[1-4](?= =)|(?<=tahun_awal = )2021|(?<=tahun_akhir = )2024",
                      lambda match: str(int(match[0]) + 4), text)  # fmt: skip
        (made / name).write_text(text, "utf-8")
    return made


@pytest.fixture(autouse=True)
def later_edition(later: Path, own_folder: Path) -> Path:
    """That edition in the user's folder."""
    return Path(shutil.copytree(later, own_folder / later.name))


def pk(folder: Path, tahun: int, target: object = 10) -> Path:
    rows = [
        [f"PERJANJIAN KINERJA TAHUN {tahun}"],
        ["Balai Contoh"],
        ["No", "Sasaran Kegiatan", "Indikator Kinerja", "Satuan", "Target"],
        [1, "Meningkatnya layanan", f"SK3/2 {NAMA['SK3/2']}", "Persen", target],
    ]
    return make_book(folder / f"PK_{tahun}.xlsx", {"PK": rows})


def checked(*paths: Path, **options: object) -> tuple[str, list[str]]:
    report: Report = examine(list(paths), hari_ini=TODAY, **options)  # type: ignore[arg-type]
    codes = [f.kode for f in report.findings if f.kode in ("PK003", "PK013")]
    return report.dossier.keputusan.edisi, codes


def test_the_year_of_the_workbook_chooses(tmp_path: Path) -> None:
    assert checked(pk(tmp_path, 2028)) == ("12-2025", [])
    assert checked(pk(tmp_path, 2028, 11)) == ("12-2025", ["PK003"])
    assert checked(pk(tmp_path, 2024)) == ("47-2023", [])
    assert checked(pk(tmp_path, 2040)) == ("47-2023", ["PK013"])


def test_what_is_asked_for_wins(tmp_path: Path) -> None:
    assert checked(pk(tmp_path, 2028), keputusan="47-2023") == ("47-2023", ["PK013"])
    assert checked(pk(tmp_path, 2028), tahun=2024)[0] == "47-2023"
    assert checked(pk(tmp_path, 2028), tahun=2028) == ("12-2025", [])


def test_workbooks_of_two_editions_stay_with_the_usual_one(tmp_path: Path) -> None:
    report = examine([pk(tmp_path, 2028), pk(tmp_path, 2024)], hari_ini=TODAY)
    assert report.dossier.keputusan.edisi == "47-2023"
    found = [f for f in report.findings if f.kode == "PK013"]
    assert [Path(f.location.berkas).name for f in found] == ["PK_2028.xlsx"]
    assert "--keputusan 12-2025" in (found[0].saran or "")


def test_years_of_one_edition_agree(tmp_path: Path) -> None:
    assert checked(pk(tmp_path, 2027, 10), pk(tmp_path, 2028))[0] == "12-2025"


def test_a_damaged_edition_is_no_stumbling_block(tmp_path: Path, later_edition: Path) -> None:
    broken = later_edition.parent / "rusak"
    shutil.copytree(later_edition, broken)
    (broken / "keputusan.toml").write_text("nomor = [", "utf-8")
    assert checked(pk(tmp_path, 2028)) == ("12-2025", [])
    assert checked(pk(tmp_path, 2040)) == ("47-2023", ["PK013"])


def test_the_command_says_which_edition_was_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["periksa", str(pk(tmp_path, 2028)), "--json", "--pilih", "PK003,PK013"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["keputusan"] == "12/2025"
    assert "12/2025" in captured.err
    assert main(["periksa", str(pk(tmp_path, 2024)), "--pilih", "PK003,PK013"]) == 0
    assert "12/2025" not in capsys.readouterr().err


def test_a_folder_of_two_years_uses_both_editions(
    tmp_path: Path, later_edition: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, result = tmp_path / "masuk", tmp_path / "hasil"
    folder.mkdir()
    pk(folder, 2024, 10)
    pk(folder, 2028, 11)

    def run(*more: str) -> dict[str, list[str]]:
        args = ["kumpulan", str(folder), "--ke", str(result), "--json", *more]
        capsys.readouterr()
        main(args)
        found = json.loads(capsys.readouterr().out)
        return {
            berkas["berkas"]: [
                t["kode"] for t in berkas["temuan"] if t["kode"] in ("PK003", "PK013")
            ]
            for berkas in found["berkas"]
        }

    assert run() == {"PK_2024.xlsx": [], "PK_2028.xlsx": ["PK003"]}
    # The edition changes, and what was checked against it with it.
    text = (later_edition / "indikator.toml").read_text("utf-8")
    (later_edition / "indikator.toml").write_text(text.replace('2028 = "10"', '2028 = "11"'))
    assert run() == {"PK_2024.xlsx": [], "PK_2028.xlsx": []}
    assert run("--keputusan", "47-2023") == {"PK_2024.xlsx": [], "PK_2028.xlsx": ["PK013"]}
