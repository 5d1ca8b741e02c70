"""Compile functions to machine code; importing this loads numba, which takes half a second."""

from collections.abc import Callable
from typing import Any

import numba


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
