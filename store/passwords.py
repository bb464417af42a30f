"""Passwords: what may be one, bcrypt hashes, equal time whether a login exists or not.

Pure functions; knows no accounts and no tables.
"""

from __future__ import annotations

import secrets
from functools import cache

import bcrypt

LONGEST = 72
"""Bytes; bcrypt reads no more. Thirty-six Cyrillic letters."""
SHORTEST = 8
NONE = ""
"""What an account keeps while nobody has set a password: nothing fits it."""
_ROUNDS = 10
_COMMONEST = (
    "12345678 123456789 1234567890 0123456789 0987654321 87654321 11111111 00000000 88888888"
    " 11223344 12341234 123123123 1q2w3e4r 1q2w3e4r5t 1qaz2wsx zaq12wsx q1w2e3r4 q1w2e3r4t5"
    " password password1 password12 password123 passw0rd parol123 пароль12 пароль123"
    " qwerty12 qwerty123 qwertyui qwertyuiop qwerty123456 qweasdzxc asdfghjk asdfghjkl zxcvbnm123"
    " йцукенгш йцукен12 йцукен123 фывапролд abcd1234 abc12345 iloveyou admin123 adminadmin"
    " administrator supervisor operator presenter welcome1 letmein1 sunshine princess"
)
_COMMON = frozenset(_COMMONEST.split())


def fault(password: str, name: str) -> str | None:
    """Why a password cannot be used: short, long, login, common; null: it can."""
    bare = password.strip()
    if len(bare) < SHORTEST:
        return "short"
    if len(bare.encode()) > LONGEST:
        return "long"
    if bare.casefold() == name.casefold():
        return "login"
    if bare.casefold() in _COMMON or len(set(bare.casefold())) == 1:
        return "common"
    return None


def new() -> str:
    """A random password of 12 characters that cannot be misread: no 0 O, 1 l I."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(12))


def hashed(password: str) -> str:
    """The bcrypt hash of a password that has no ``fault``."""
    return bcrypt.hashpw(password.strip().encode(), bcrypt.gensalt(_ROUNDS)).decode()


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one kept; takes as long where none is kept (null or ``NONE``)."""
    encoded = password.strip().encode()
    readable = len(encoded) <= LONGEST
    right = bcrypt.checkpw(encoded if readable else b"", (kept or _dummy()).encode())
    return right and readable and bool(kept)


@cache
def _dummy() -> str:
    return bcrypt.hashpw(b"nobody has this password", bcrypt.gensalt(_ROUNDS)).decode()
