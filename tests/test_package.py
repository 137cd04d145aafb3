"""The wheel: what it carries, and that it works installed alone, outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

import kg
from kg.ontology import TRAINING

ROOT = Path(__file__).resolve().parent.parent
INSTALL = os.environ.get("KG_TEST_INSTALL") == "1"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built by the backend itself: nothing is downloaded."""
    if not INSTALL:
        pytest.importorskip("hatchling", reason="hatchling comes with the dev extra")
    return built(ROOT, tmp_path_factory.mktemp("dist"))


def built(project: Path, folder: Path) -> Path:
    """The wheel of a checkout."""
    run = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(run, cwd=project, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


def members(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def below(folder: Path, prefix: str) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {prefix + path.relative_to(folder).as_posix() for path in files}


def test_wheel_carries_the_package_and_the_ontology(wheel: Path) -> None:
    ontology = {name for name in below(ROOT / "ontology", "kg/_ontology/") if f"/{TRAINING}/" not in name}
    assert (below(ROOT / "kg", "kg/") | ontology) - members(wheel) == set()


def test_wheel_carries_weights_and_no_training_texts(wheel: Path, tmp_path: Path) -> None:
    """In a copy of the checkout, so that there are some of both. The fixture is asked for because it skips without hatchling."""
    for name in ("kg", "ontology", "pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    folder = tmp_path / "ontology/ai-industry"
    (folder / TRAINING).mkdir(exist_ok=True)
    (folder / TRAINING / "made.jsonl").write_text("{}\n", encoding="utf-8")
    (folder / "made.npz").write_bytes(b"weights")
    found = members(built(tmp_path, tmp_path / "dist"))
    assert "kg/_ontology/ai-industry/made.npz" in found
    assert [name for name in found if f"/{TRAINING}/" in name] == []


def test_wheel_carries_nothing_else(wheel: Path) -> None:
    others = {name for name in members(wheel) if not name.startswith("kg/")}
    folder = f"cited_kg-{kg.__version__}.dist-info"
    assert {name.split("/")[0] for name in others} == {folder}
    assert {f"{folder}/licenses/LICENSE", f"{folder}/licenses/NOTICE"} <= others


def test_wheel_metadata(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"cited_kg-{kg.__version__}.dist-info/METADATA").decode()
    metadata = HeaderParser().parsestr(text)
    assert metadata["Version"] == kg.__version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"


def test_every_core_dependency_has_an_upper_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    loose = [line for line in project["dependencies"] if "<" not in line and "==" not in line]
    assert loose == []


@pytest.mark.install
@pytest.mark.skipif(not INSTALL, reason="installs a whole environment; set KG_TEST_INSTALL=1")
def test_bare_install_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """With the pip that the interpreter brings, however old: that is what a fresh machine has."""
    venv.create(tmp_path / "venv", with_pip=True)
    run = [str(tmp_path / "venv" / "bin" / "python"), "-m", "pip", "install", "--quiet", str(wheel)]
    subprocess.run(run, check=True, capture_output=True, text=True)
    command = str(tmp_path / "venv" / "bin" / "kg")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    shown = subprocess.run([command, "--help"], cwd=elsewhere, check=True, capture_output=True, text=True)
    assert "build" in shown.stdout

    built = subprocess.run([command, "build", str(ROOT / "seeds"), "--output", "graph"], cwd=elsewhere, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    for name in ("graph.ttl", "graph.html", "claims.jsonl", "report.json"):
        assert (elsewhere / "graph" / name).stat().st_size > 0
    assert "Traceback" not in built.stderr
