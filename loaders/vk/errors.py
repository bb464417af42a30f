"""Error codes of the VK API by what to do about them."""

TOO_SLOW = 36

TRANSIENT = frozenset({1, 6, 10, 43})
"""Try again after a wait."""

QUOTA = frozenset({9, 29, 32})
"""Stop this method for this token; the rest goes on."""

TOO_BIG = frozenset({13, TOO_SLOW})
"""Ask with fewer others; a call by itself, again after a wait."""

NEEDS_PERSON = frozenset({14, 17, 24, 25, *range(3300, 3305)})
"""Stop this token and say so."""

DEAD_TOKEN = frozenset({2, 4, 5, 27, 28, 1114, 1116, 1117, 3609})
"""Drop this token."""

OUR_FAULT = frozenset({3, 8, 12, 101, 150})
"""Fail loudly."""

NO_EXECUTE = frozenset({15, 28, 1051})
"""As an answer to ``execute``: this token has no batches."""
