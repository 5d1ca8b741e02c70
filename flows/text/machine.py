"""Compile functions to machine code; importing this loads numba, which takes half a second."""

import hashlib
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import numba
from numba.np import linalg


def _leave_out_linear_algebra() -> None:
    """Keep numba from importing SciPy for linear algebra when it loads machine code: 0.17 s, and nothing here uses it.

    Source: ``numba/np/arraymath.py``, ``_check_blas``.
    """
    ask: Any = linalg.ensure_blas

    def have_none() -> None:
        raise ImportError("no linear algebra is used")

    linalg.ensure_blas = have_none
    try:
        import_module("numba.np.arraymath")
    finally:
        linalg.ensure_blas = ask


_leave_out_linear_algebra()


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function on its first call, and keep the machine code on disk.

    References to arrays are not counted inside, which takes most of the time where small functions pass arrays on: so
    arrays are made outside, and no function of this kind may make or return one.

    Args:
        function: Of the part of Python and NumPy that numba knows, without what makes arrays.

    Returns:
        The function, callable as before; it releases the interpreter while it runs.
    """
    machine: Any = numba.njit
    return machine(cache=True, nogil=True, _nrt=False)(function)


def digest_of(sources: Iterable[Path]) -> int:
    """Make a number of the sources of machine code.

    Numba keeps machine code by the file of the function called, whatever the functions it calls turn into: with this
    number in the closure of an entry it is part of the key, so that code of an older version is never run.

    Args:
        sources: The files, in any order.

    Returns:
        60 bits, never 0 in practice.
    """
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return int(digest.hexdigest()[:15], 16)
