"""Fixtures that several test files share: the shipped ontology, and a build of each of the two sets of seed articles."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.ontology import Ontology, default_folder, load

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
SHARED = ROOT.parent / "shared"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `shared` skip without ../shared, or fail where KG_REQUIRE_SHARED=1 says that it must be there."""
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        if os.environ.get("KG_REQUIRE_SHARED") == "1":
            pytest.fail(f"KG_REQUIRE_SHARED=1, but there is no {SHARED}")
        pytest.skip("needs ../shared, which this clone has not")


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The ontology that ships with kg."""
    return load(default_folder())


@pytest.fixture(scope="session")
def seeds_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of `kg build seeds`."""
    return _build(SEEDS, tmp_path_factory.mktemp("seeds") / "output")


@pytest.fixture(scope="session")
def shared_seeds_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of `kg build ../shared/seeds`; tests that use it are marked `shared`."""
    return _build(SHARED / "seeds", tmp_path_factory.mktemp("shared") / "output")


def _build(sources: Path, output: Path) -> Path:
    command = [sys.executable, "-m", "kg", "build", str(sources), "--output", str(output)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return output
