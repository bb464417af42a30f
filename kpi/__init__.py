"""Measures, in pure Polars: no clock, no input or output, no screen.

``KPIS`` holds every declaration found in ``kpi.definitions``, in order of ``BLOCKS``.
"""

from core.registry import collect
from kpi import definitions
from kpi.model import BLOCKS, Kpi

KPIS: dict[str, Kpi] = dict(
    sorted(collect(definitions, Kpi).items(), key=lambda item: BLOCKS.index(item[1].block))
)
