"""The databases of the store's tests."""

from tests.store.conftest import engine, filled, kind, region, url

__all__ = ["engine", "filled", "kind", "region", "url"]
