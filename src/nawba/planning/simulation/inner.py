"""Machine code for the simulator's loop: what is marked ``inner`` runs only inside it.

The loop works on rows of memory that Python holds (``world``). ``rows`` reaches a row by its
address: one number is handed from function to function instead of two dozen arrays, whose
counting of references cost forty times what the simulation does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import njit, types
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""No GIL, division as in NumPy, and nothing is allocated, so no references are counted."""


def inner(function: F) -> F:
    """``function`` in numba's subset of Python, callable from compiled code."""
    return njit(**OPTIONS)(function)  # type: ignore[no-any-return]


def rows(dtype: np.dtype[Any]) -> Callable[[int, int], Any]:
    """``row(address, index)`` in compiled code: the record at ``index`` of an array of ``dtype``
    that begins at ``address``. Who calls keeps the array alive, and the index within it."""
    record = numba.from_dtype(dtype)

    @intrinsic
    def row(typing: Any, address: Any, index: Any) -> Any:
        def reach(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            offset = builder.mul(given[1], given[1].type(dtype.itemsize))
            return builder.inttoptr(builder.add(given[0], offset), context.get_value_type(record))

        return record(types.int64, types.int64), reach

    return cast(Callable[[int, int], Any], row)
