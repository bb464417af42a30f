"""Finds the declarations of a package, so that adding one touches one file and no list.

Knows packages and dataclasses; must not know what is declared.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Protocol, TypeVar


class _Declared(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Declared)


def collect(package: ModuleType, kind: type[T]) -> dict[str, T]:
    """Declarations of ``kind`` in the modules of ``package``, in order of module and line, by id.

    Raises:
        ValueError: two declarations share an id; the sentence names both modules.
    """
    found: dict[str, T] = {}
    home: dict[str, str] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for item in vars(module).values():
            if not isinstance(item, kind) or found.get(item.id) is item:
                continue
            if item.id in found:
                raise ValueError(
                    f"{kind.__name__} {item.id!r} is declared twice: "
                    f"in {home[item.id]} and in {module.__name__}"
                )
            found[item.id], home[item.id] = item, module.__name__
    return found
