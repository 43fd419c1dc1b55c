"""Models in files: arrays in an `.npz` that cannot run code, and that has the same bytes whenever the model is the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.line_model.forest import Forest


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write the arrays by name. No pickles: an array of objects is refused (ValueError)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for key in sorted(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, arrays[key], allow_pickle=False)
            # The date of every entry is 1980-01-01: a file's bytes must not depend on the day it was made.
            archive.writestr(zipfile.ZipInfo(f"{key}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED)


def forest_arrays(forest: Forest, prefix: str) -> dict[str, NDArray[Any]]:
    """What a file holds of a forest, each name with the prefix."""
    return {
        f"{prefix}_names": np.array(forest.names),
        f"{prefix}_feature": forest.feature,
        f"{prefix}_threshold": forest.threshold,
        f"{prefix}_sides": forest.sides,
        f"{prefix}_values": forest.values,
        f"{prefix}_bias": np.array(forest.bias),
    }


def forest_of(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Forest:
    """The forest that `forest_arrays` gave.

    Raises:
        KeyError, ValueError: An array is missing, or is none of a forest.
    """
    names = tuple(str(name) for name in arrays[f"{prefix}_names"])
    feature, threshold, sides, values = (arrays[f"{prefix}_{part}"] for part in ("feature", "threshold", "sides", "values"))
    return Forest.of(names, feature, threshold, sides, values, int(arrays[f"{prefix}_bias"]))
