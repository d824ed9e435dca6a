"""How a test follows a remedy: it is stopped, does what the message says, and goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from neglect_triage.errors import BadInput

Do = Callable[[], object]


def follow(go: Do, remedy: str, mend: Do) -> None:
    """See that `go` is stopped with this remedy, do what it says, and see that `go` is no longer stopped.

    Where files cannot be read, the message adds how to do without them.
    """
    with pytest.raises(BadInput) as stopped:
        go()
    assert stopped.value.do.partition("; or, to do without, ")[0] == remedy
    mend()
    go()
