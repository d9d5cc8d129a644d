"""A policy's functions as machine code, for loops that decide a million times a second.

The simulator's loop is compiled, and what it calls must be as well; live, the plain function
decides, and numba is never imported. The functions a policy calls, by global name or from a
closure, are compiled with it. Nothing is cached on disk: numba's cache looks at the file of the
outermost function alone and would go on running an older version of what that calls.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import CellType, FunctionType
from typing import Any, TypeVar

import structlog

from nawba.dispatch.kernel import blank, lay_out

log = structlog.get_logger()

F = TypeVar("F", bound=Callable[..., Any])


@cache
def compiled(function: F) -> F:
    """``function(now, number, state, rules)`` or a switch, compiled and callable from numba.

    Returned unchanged where numba is missing or when the function is outside numba's subset:
    it then runs as Python, a hundred times slower, and a warning says so once.
    """
    try:
        import numba
    except ImportError:
        _as_python(function, "numba is not installed")
        return function
    why = ""
    for counting in (False, True):  # references: counting them takes longer than deciding
        try:
            fast = _linked(function, counting)
            fast.compile(_signature(function))
        except (numba.core.errors.NumbaError, RecursionError) as error:
            why = str(error).strip().splitlines()[0]
        else:
            return fast  # type: ignore[no-any-return]
    _as_python(function, why)
    return function


def linked(function: F) -> F:
    """``function``, of any arguments, for a compiled loop to call: compiled when that is."""
    return _linked(function, False)  # type: ignore[no-any-return]


def is_compiled(function: Callable[..., Any]) -> bool:
    """True for what ``compiled`` could compile."""
    return hasattr(function, "py_func")


def _as_python(function: Callable[..., Any], why: str) -> None:
    log.warning("policy_not_compiled", function=function.__qualname__, why=why)


def _signature(function: Any) -> tuple[Any, ...]:
    """The types that drivers call with: times are float64, numbers int64."""
    import numba

    typeof: Callable[[Any], Any] = numba.typeof
    arrays = typeof(blank(1, 1)), typeof(lay_out(1, 1, ()))
    numbers = function.__code__.co_argcount - 3
    return (numba.float64, *[numba.int64] * numbers, *arrays)


@cache
def _linked(function: Any, counting: bool) -> Any:
    """A dispatcher of numba's for a copy of ``function`` that refers to compiled functions.

    Only with ``counting`` of references may it make arrays of its own; policies seldom do.
    """
    import numba

    used = {*function.__code__.co_names, "__builtins__", "__name__"}
    names = {
        name: _link(one, counting) for name, one in function.__globals__.items() if name in used
    }
    cells = tuple(
        CellType(_link(cell.cell_contents, counting)) for cell in function.__closure__ or ()
    )
    code, defaults = function.__code__, function.__defaults__
    copy = FunctionType(code, names, function.__name__, defaults, cells)
    copy.__qualname__, copy.__module__ = function.__qualname__, function.__module__
    how: dict[str, Any] = {"nogil": True, "_nrt": counting}
    return numba.njit(**how)(copy)


def _link(value: Any, counting: bool) -> Any:
    return _linked(value, counting) if isinstance(value, FunctionType) else value
