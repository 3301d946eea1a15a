"""Memory of a process that serves for long: little of it lies idle.

Figures are of a server with 1,000,000 releases after lists, searches and facets never asked before.
"""

import ctypes
import gc
from functools import cache

# Names and numbers of glibc (malloc.h).
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
# Bytes. What is larger is a piece by itself, and gone when it is done with. Left alone, glibc takes
# up to 32 MB from its heap, where numbers of one search leave holes between what is kept of it:
# 447 MB resident, instead of 361.
_LARGE = 256 * 1024
# Threads share these; each other one would keep what it has freed for itself.
_ARENAS = 2


def settle() -> None:
    """Choose how memory is taken; before much of it is."""
    library = _library()
    if library is not None and hasattr(library, "mallopt"):
        library.mallopt(_MMAP_THRESHOLD, _LARGE)
        library.mallopt(_ARENA_MAX, _ARENAS)


def keep() -> None:
    """What is loaded by now stays until the end.

    To look whether it is garbage takes a tenth of a second each time, in which nobody is answered.
    """
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Give back what is free, where the C library can.

    After an index was read from its rows that was 150 of 370 MB.
    """
    library = _library()
    if library is not None and hasattr(library, "malloc_trim"):
        library.malloc_trim(0)


@cache
def _library() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
