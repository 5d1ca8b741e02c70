"""Compile functions to machine code; importing this loads numba, which takes half a second."""

from collections.abc import Callable
from typing import Any

import numba


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function on its first call, and keep the machine code on disk.

    Args:
        function: Of the part of Python and NumPy that numba knows.

    Returns:
        The function, callable as before; it releases the interpreter while it runs.
    """
    return numba.njit(cache=True, nogil=True)(function)
