"""What widgets write into the address, which is the truth of every view.

A person may act again before the browser has heard of what was written: the address that comes with
the second act is then the one before the first. What the first has written is kept for that while.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

_LAST = "address_written"
_ACTED = "address_acted"
FARTHEST = 8
"""Addresses that may still be under way."""

Address = dict[str, str]


@dataclass(frozen=True)
class _Last:
    """What was written last, and the addresses the browser may still hold instead."""

    now: Address
    before: tuple[Address, ...]


def begin() -> None:
    """To be asked before a view reads the address: whoever went elsewhere has not acted."""
    last: _Last | None = st.session_state.get(_LAST)
    acted = st.session_state.pop(_ACTED, False)
    if last is None or acted:
        return
    if st.query_params.to_dict() == last.now:
        st.session_state[_LAST] = _Last(last.now, ())
    else:
        del st.session_state[_LAST]


def write(**changes: str | None) -> None:
    """Changes names of the address; those that become null are taken away."""
    here = st.query_params.to_dict()
    last: _Last | None = st.session_state.get(_LAST)
    if last is None or here not in (last.now, *last.before):
        last = _Last(here, ())
    new = {name: value for name, value in (last.now | changes).items() if value is not None}
    before = (*last.before, *(one for one in (here, last.now) if one not in last.before))
    st.session_state[_LAST] = _Last(new, before[-FARTHEST:])
    st.session_state[_ACTED] = True
    st.query_params.from_dict(new)


def writes(name: str, key: str, **changes: str | None) -> Callable[[], None]:
    """A callback that writes a widget's value under a name, and other changes with it.

    A value that is empty takes the name away.
    """

    def change() -> None:
        write(**{name: st.session_state[key] or None}, **changes)

    return change
