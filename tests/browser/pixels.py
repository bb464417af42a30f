"""What is read on a screen, measured on its pixels: contrast of every text with its ground.

Styles tell what was meant; a canvas, a figure or an opacity above may paint something else. So a
picture is taken at twice the size, where strokes of letters reach their full colour.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from playwright.sync_api import Page

TALLEST = 4000
"""Pixels of a view that are measured."""
MOST = 40
"""Pictures taken until the screen stands still."""
LARGE = 24
"""Pixels of a letter from which a contrast of 3 is enough (WCAG)."""
_BOXES = """
() => {
  const found = [];
  const put = (box, size, text) => {
    if (box.width > 3 && box.height > 6 && box.top >= 0 && box.left >= 0
        && box.bottom <= innerHeight && box.right <= innerWidth)
      found.push([box.left, box.top, box.width, box.height, size, text.trim().slice(0, 40)]);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, home = node.parentElement;
    if (!/[\\p{L}\\p{N}]/u.test(node.data) || !home.checkVisibility({visibilityProperty: true})
        || home.closest('[disabled], [aria-disabled=true], [data-testid=stIconMaterial], canvas,'
                        + ' script, style')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const size = parseFloat(getComputedStyle(home).fontSize);
    for (const box of range.getClientRects()) {
      const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (at && (home.contains(at) || at.contains(home))) put(box, size, node.data);
    }
  }
  for (const table of document.querySelectorAll('[data-testid=stDataFrame] canvas:first-of-type')) {
    const box = table.getBoundingClientRect();
    if (!table.checkVisibility() || box.height < 72) continue;
    for (const [row, name] of [[0, 'head'], [1, 'row']])
      put(new DOMRect(box.left + 44, box.top + 36 * row + 4, 150, 28), 14, 'table: ' + name);
  }
  return found;
}
"""
Pixels = npt.NDArray[np.float64]


def faint(page: Page, least: float = 4.5) -> list[str]:
    """Texts on the screen whose contrast is less than it must be, with the ratio.

    The page must have been opened with two pixels a point. Disabled controls have no duty to be
    read; a text under something else is not on the screen.
    """
    height = page.evaluate(
        "Math.max(...[...document.querySelectorAll('section')].map(e => e.scrollHeight))"
    )
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.set_viewport_size({"width": width, "height": min(max(height, 600), TALLEST)})
    boxes, picture = _still(page)
    assert boxes, "no text was found on the screen"
    told = []
    for left, top, wide, high, size, text in boxes:
        x, y = round(2 * left), round(2 * top)
        ratio = contrast(picture[y : y + round(2 * high), x : x + round(2 * wide)])
        if ratio < (3 if size >= LARGE else least):
            told.append(f"{ratio:.2f} {text}")
    return told


def _still(page: Page) -> tuple[list[list[Any]], npt.NDArray[np.uint8]]:
    """Boxes of texts and the picture they are in, once two pictures in turn are the same.

    What has been given another height is painted anew, canvases last of all.
    """
    before = (page.evaluate(_BOXES), page.screenshot())
    for _ in range(MOST):
        page.wait_for_timeout(500)
        now = (page.evaluate(_BOXES), page.screenshot())
        if now == before:
            return now[0], np.asarray(Image.open(io.BytesIO(now[1])).convert("RGB"))
        before = now
    raise AssertionError("the screen does not stand still")


def contrast(crop: npt.NDArray[np.uint8]) -> float:
    """Of the most frequent colour of a picture with the one that stands out most (WCAG 2)."""
    colours, counts = np.unique(crop.reshape(-1, 3), axis=0, return_counts=True)
    light = _light(colours / 255)
    ground = light[counts.argmax()]
    ratios = (np.maximum(light, ground) + 0.05) / (np.minimum(light, ground) + 0.05)
    return float(ratios.max())


def _light(colours: Pixels) -> Pixels:
    """Relative luminance of sRGB colours."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
