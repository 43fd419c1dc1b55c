"""A Python file of somebody's workspace, run as a conftest is: by its path, hiding no module and leaving nothing behind."""

from __future__ import annotations

import importlib.util
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from cleaner.errors import CleanError, UsageError
from cleaner.own_files import read_own


def run_file(path: Path) -> ModuleType:
    """The file as a module of a name that nobody can import, so that it can hide no module and be hidden by none.

    Raises:
        UsageError: There is no such file, or it raises something; with the line.
    """
    name = f"contract file {os.fspath(path)}"
    loader = SourceFileLoader(name, os.fspath(path))
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # a DataFrameModel looks there for the names in its annotations
    try:
        read_own(path)
        with _no_bytecode():
            loader.exec_module(module)
    except OSError as error:
        if error.filename != os.fspath(path):
            raise _broken(path, error) from error
        if not isinstance(error, FileNotFoundError):
            raise UsageError(f"cannot be read ({error.strerror})", where=str(path), hint="give a Python file") from error
        raise UsageError("does not exist", where=str(path), hint="create it, or leave the contract out to use the built-in one") from error
    except (Exception, SystemExit) as error:
        raise _broken(path, error) from error
    return module


@contextmanager
def _no_bytecode() -> Iterator[None]:
    """Leave no `__pycache__` in the user's folder."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def _broken(path: Path, error: BaseException) -> UsageError:
    if isinstance(error, CleanError):  # our own say what to do
        return UsageError(error.message, where=_place(path, error), hint=error.hint)
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    message = f"{type(error).__name__}: {said}" if said else type(error).__name__
    hint = "mend that line" if isinstance(error, SyntaxError) else f"mend it; 'python {path}' shows how it came to that"
    if isinstance(error, ModuleNotFoundError):
        hint = "install it, or take the import out"
    return UsageError(" ".join(message.split()), where=_place(path, error), hint=hint)


def _place(path: Path, error: BaseException) -> str:
    """The file, with the last of its lines that had to do with it."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == os.fspath(path)]
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == os.fspath(path) else (lines[-1] if lines else None)
    return f"{path}:{line}" if line else str(path)
