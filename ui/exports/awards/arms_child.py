"""Draws the svg on standard input as a png on standard output, in a process of its own.

Started by ``ui.exports.awards.arms``: a drawing nested too deep ends the process that reads it, and
a few references to references are a drawing of millions of parts. Imports nothing of ours.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import typst

TEMPLATES = Path(__file__).parents[1] / "typst"
MEMORY = 1_500_000_000
"""Bytes of address space a drawing may take, the program itself included."""


def main() -> None:
    """Draws it, or ends with an error."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    data = json.dumps({"svg": sys.stdin.buffer.read().decode("utf-8")})
    made: bytes | list[bytes] = typst.compile(
        str(TEMPLATES / "arms.typ"), root=str(TEMPLATES), format="png", ppi=72,
        sys_inputs={"data": data}, timestamp=0,
    )  # fmt: skip
    sys.stdout.buffer.write(made[0] if isinstance(made, list) else made)


if __name__ == "__main__":
    main()
