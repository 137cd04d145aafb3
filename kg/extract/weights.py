"""Weights of a linear model over named features: how they are kept in an ontology's folder and added up."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import OntologyError

if TYPE_CHECKING:
    import numpy as np

SMALLEST = 0.01
"""Weights nearer to 0 than this are not kept."""


@dataclass(frozen=True)
class Weights:
    """A row per feature, a column per label; a label's score is the sum of its column over the features that are there."""

    rows: dict[str, int]
    columns: dict[str, int]
    matrix: np.ndarray[Any, Any]
    settings: Mapping[str, float]
    """Thresholds that were found with these weights."""

    @classmethod
    def load(cls, path: Path) -> Weights | None:
        """The weights of a file; None where there is none. OntologyError for a file that is no such thing."""
        import numpy as np

        if not path.is_file():
            return None
        try:
            with zipfile.ZipFile(path) as archive:
                # Read whole, and so held against their checksums, before anything is made of them.
                parts = {name: archive.read(f"{name}.npy") for name in ("head", "index", "value")}
            data = {name: np.lib.format.read_array(io.BytesIO(part), allow_pickle=False) for name, part in parts.items()}
            head = json.loads(bytes(data["head"]).decode())
            matrix = np.zeros((len(head["rows"]), len(head["columns"])), dtype=np.float32)
            matrix.ravel()[data["index"]] = data["value"].astype(np.float32)
            rows, columns = ({name: i for i, name in enumerate(head[key])} for key in ("rows", "columns"))
            return cls(rows, columns, matrix, head["settings"])
        except (KeyError, ValueError, IndexError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
            raise OntologyError([f"{path}: holds no weights ({error}); make it anew with `kg train`, or delete it"]) from error

    def save(self, path: Path) -> None:
        """Equal weights give equal bytes: numpy's own writer would put the time of day into the archive."""
        import numpy as np

        flat = self.matrix.ravel()
        index = np.flatnonzero(np.abs(flat) > SMALLEST)
        head = json.dumps({"rows": list(self.rows), "columns": list(self.columns), "settings": dict(self.settings)})
        parts: dict[str, np.ndarray[Any, Any]] = {
            "head": np.frombuffer(head.encode(), dtype=np.uint8),
            "index": index.astype(np.uint32),
            "value": flat[index].astype(np.float16),
        }
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, array in parts.items():
                buffer = io.BytesIO()
                np.lib.format.write_array(buffer, array, allow_pickle=False)
                archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED)

    def scores(self, features: Iterable[str]) -> np.ndarray[Any, Any]:
        """The sum of the features' rows: a score per column. Unknown features count nothing, repeated ones once."""
        rows = self.rows
        found = sorted({rows[f] for f in features if f in rows})
        total: np.ndarray[Any, Any] = self.matrix[found].sum(axis=0)
        return total
