"""The show of 28 awards as html, pptx and pdf: seconds and size of each."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.timing import seconds
from core.settings import Settings
from tests.ui import staged
from ui import installation
from ui.exports.stage import html, pdf, pptx
from ui.stage import scenes
from ui.stage.model import Show

AWARDS = 28


def main() -> None:
    installation.begin(Settings(database_url="sqlite://"), lambda: staged.AS_OF)
    material = staged.material(staged.many(AWARDS))

    def show() -> Show:
        listed = scenes.scenes(material, (), {"vk:41_7": staged.picture()})
        return Show("Итоги года", tuple(listed), scenes.stamp(material))

    sides: dict[str, Callable[[], bytes]] = {
        "html": lambda: html.document(show()).encode(),
        "pptx": lambda: pptx.document(show()),
        "pdf": lambda: pdf.document(show(), staged.AS_OF),
    }
    taken = seconds(sides)
    screens = sum(len(scene.screens) for scene in show().scenes)
    print(f"{AWARDS} awards, {screens} screens")
    for name, side in sides.items():
        print(f"{name}: {taken[name]:.2f} s, {len(side()) / 1024:.0f} KiB")
