"""Draws the svg on standard input as a png on standard output, in a process of its own.

Started by ``ui.exports.awards.arms``: a drawing nested too deep ends the process that reads it, and
a few references to references are a drawing of millions of parts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typst

from core.apart import bounded

NO_PICTURE = 3
"""Exit code where there is nothing that can be drawn."""

TEMPLATES = Path(__file__).parents[1] / "typst"


def main() -> None:
    """Draws it, or ends with an exit code."""
    bounded()
    try:
        data = json.dumps({"svg": sys.stdin.buffer.read().decode("utf-8")})
        made: bytes | list[bytes] = typst.compile(
            str(TEMPLATES / "arms.typ"), root=str(TEMPLATES), format="png", ppi=72,
            sys_inputs={"data": data}, timestamp=0,
        )  # fmt: skip
    except (UnicodeDecodeError, typst.TypstError):
        sys.exit(NO_PICTURE)
    sys.stdout.buffer.write(made[0] if isinstance(made, list) else made)


if __name__ == "__main__":
    main()
