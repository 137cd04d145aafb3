"""Fixtures that several test files share: the shipped ontology, and a build of each set of articles."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from quality import ROOT, SEEDS, SHARED, build

from kg.ontology import Ontology, default_folder, load

if TYPE_CHECKING:
    from kg.extract.pipeline import Extractor

__all__ = ["ROOT", "SEEDS", "SHARED"]


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
def extractor(ontology: Ontology) -> Extractor:
    """The shipped ontology with the trained model, loaded once for all who ask."""
    from kg.extract import pipeline

    return pipeline.load(ontology)


@pytest.fixture(scope="session")
def seeds_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of `kg build seeds`."""
    return _built_once(SEEDS, "seeds", tmp_path_factory)


@pytest.fixture(scope="session")
def shared_seeds_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of `kg build ../shared/seeds`; tests that use it are marked `shared`."""
    return _built_once(SHARED / "seeds", "shared-seeds", tmp_path_factory)


@pytest.fixture(scope="session")
def shared_briefs_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of `kg build ../shared/gold/briefs`; tests that use it are marked `shared`."""
    return _built_once(SHARED / "gold/briefs", "shared-briefs", tmp_path_factory)


def _built_once(sources: Path, name: str, factory: pytest.TempPathFactory) -> Path:
    """A build that the workers of pytest-xdist share: the first to ask builds, the others wait for it."""
    folder = factory.getbasetemp() if "PYTEST_XDIST_WORKER" not in os.environ else factory.getbasetemp().parent
    output = folder / name
    with (folder / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        return output if output.exists() else build(sources, output)
