"""A lock that is given out in the order it was asked for, so that a busy stage can't keep the others from writing."""

import threading
from collections import deque
from types import TracebackType


class Turns:
    """Use as a context manager; the thread that has the turn may take it again."""

    def __init__(self) -> None:
        """Nobody has the turn."""
        self._inner = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._owner: int | None = None
        self._depth = 0

    def __enter__(self) -> "Turns":
        """Wait behind everybody who asked before."""
        me = threading.get_ident()
        with self._inner:
            if self._owner is None or self._owner == me:
                self._owner, self._depth = me, self._depth + 1
                return self
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        called.acquire()
        # Who left handed the turn over without letting it go, so nobody can have come between.
        self._owner, self._depth = me, 1
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Hand the turn to whoever waits longest."""
        with self._inner:
            self._depth -= 1
            if self._depth:
                return
            self._owner = None
            if self._waiting:
                # A number no thread has: the turn is taken until the called one writes its own.
                self._owner = -1
                self._waiting.popleft().release()
