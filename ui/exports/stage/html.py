"""The show as one html document: font, pictures, charts and script inside, no address outside.

Everybody's text goes through ``safe``; the policy in the head lets run nothing but our own script
and load nothing at all, so that a text that slipped through would still be text.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from ui.exports.stage import svg
from ui.exports.stage.text import safe
from ui.i18n import _, language
from ui.stage.model import (
    MARGIN,
    PALETTES,
    SIZES,
    WIDTHS,
    Block,
    Figure,
    Picture,
    Scene,
    Screen,
    Show,
    numbered,
)  # fmt: skip

_HERE = Path(__file__).parent
FALL = (14.0, SIZES["name"], SIZES["title"], 5.0, SIZES["body"], SIZES["small"])
"""Sizes of the lines of the screen check."""
LONG = 60
"""Letters of a name from which on it stands smaller."""
WORD = 14
"""Letters of a word from which on names side by side stand smaller, so that it is not broken."""
_GLYPH = 0.56
"""Of the size of type: width of a digit of the large number."""


def document(show: Show) -> str:
    """The show."""
    return _document(show, numbered(show.scenes), whole=False)


def look(show: Show, number: int) -> str:
    """A show of one scene, for a look at it: nothing appears step by step."""
    return _document(show, [(number, one) for one in show.scenes], whole=True)


def _document(show: Show, scenes: list[tuple[int, Scene]], *, whole: bool) -> str:
    screens = "".join(
        _screen(screen, show, scene, number) for number, scene in scenes for screen in scene.screens
    )
    script = _file("show.js")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    return (
        f"<!doctype html><html lang='{language()}'><head><meta charset='utf-8'>"
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        "<meta name='viewport' content='width=device-width,initial-scale=1'>"
        f"<title>{safe(show.title)}</title><style>{_style(show)}</style></head>"
        f"<body{_attributes(show, whole=whole)}><main id='stage'>{screens}</main>"
        f"<div id='typed'></div><div id='help'>{_help()}</div><div id='black'></div>"
        f"<script>{script}</script></body></html>"
    )


def _style(show: Show) -> str:
    wide = WIDTHS[show.ratio]
    font = (
        "@font-face{font-family:'Stage Sans';font-weight:400 700;"
        f"src:url(data:font/woff2;base64,{_font()}) format('woff2')}}"
    )
    unit = f":root{{--wide:{wide:.4f};--u:min(1vh,calc(100vw / {wide:.4f}))}}"
    palettes = "".join(
        f"{where}{{{''.join(f'--{tone}:{colour};' for tone, colour in PALETTES[name].items())}}}"
        for name, where in (
            (show.palette, ":root"), ("dark", ".swatch.dark"), ("light", ".swatch.light")
        )
    )  # fmt: skip
    return font + unit + palettes + _file("show.css")


def _attributes(show: Show, *, whole: bool) -> str:
    words = {
        "space": _("space"), "notes": _("Speaker's notes"), "scene": _("Scene"),
        "next": _("Next:"), "total": _("From the start:"),
        "blocked": _("The browser did not open a second window: allow it and press N again."),
        "seconds": str(sum(scene.seconds for scene in show.scenes)), "whole": "1" if whole else "",
    }  # fmt: skip
    return "".join(f" data-{name}='{safe(text)}'" for name, text in words.items())


def _help() -> str:
    keys = (
        ("→ PageDown " + _("space"), _("forward")), ("← PageUp", _("back")),
        ("B .", _("black screen")), ("12 Enter", _("to the scene of that number")),
        ("Home", _("to the beginning")), ("F", _("full screen")),
        ("N", _("speaker's notes in a second window")), ("?", _("this list")),
    )  # fmt: skip
    return "".join(f"<b>{safe(key)}</b>{safe(words)}<br>" for key, words in keys)


def _screen(screen: Screen, show: Show, scene: Scene, number: int) -> str:
    steps = {"year": len(screen.figures), "check": 2}.get(screen.kind, 1)
    long = (
        screen.kind in ("award", "winner") and max(map(len, (screen.title, *screen.names))) > LONG
    )
    return (
        f"<section class='screen {screen.kind}{' long' if long else ''}' data-kind='{screen.kind}' "
        f"data-steps='{steps}' data-number='{number}' data-seconds='{scene.seconds}' "
        f"data-label='{safe(scene.label)}'>{_inside(screen, show)}"
        f"<p class='stamp'><span>{safe(show.stamp)}</span><span>{number}</span></p>"
        f"<aside class='note'>{safe(scene.note)}</aside></section>"
    )


def _inside(screen: Screen, show: Show) -> str:
    width = WIDTHS[show.ratio] - 2 * MARGIN
    match screen.kind:
        case "check":
            return _check(screen)
        case "year":
            return _title(screen) + _six(screen, width)
        case "post":
            return _post(screen)
        case "winner":
            return _winner(screen, width)
        case "title":
            return _arms(show) + _headline(screen)
        case "award" | "thanks" | "finalists":
            return _headline(screen) + _listed("ul", screen.names)
        case _:
            told = _title(screen) + _lead(screen) + _chart(screen, width)
            return told + _columns(screen) + _listed("ol", screen.lines)


def _headline(screen: Screen) -> str:
    return _kicker(screen) + _title(screen) + _lead(screen)


def _listed(tag: str, texts: tuple[str, ...]) -> str:
    """A list, the numbers of a counted one in the accent; empty: nothing."""
    number = "<b>{}</b>" if tag == "ol" else ""
    rows = (f"<li>{number.format(place)}{safe(text)}</li>" for place, text in enumerate(texts, 1))
    return f"<{tag}>{''.join(rows)}</{tag}>" if texts else ""


def _six(screen: Screen, width: float) -> str:
    size = number_size(screen.figures, width / 3 - 3)
    cells = (
        f"<div data-step='{step}'>{_figure(one, size)}</div>"
        for step, one in enumerate(screen.figures, 1)
    )
    return f"<div class='six'>{''.join(cells)}</div>"


def _title(screen: Screen) -> str:
    return f"<h1>{safe(screen.title)}</h1>"


def _kicker(screen: Screen) -> str:
    return f"<p class='kicker'>{safe(screen.kicker)}</p>" if screen.kicker else ""


def _lead(screen: Screen) -> str:
    return f"<p class='lead'>{safe(screen.lead)}</p>" if screen.lead else ""


def number_size(figures: tuple[Figure, ...], room: float) -> float:
    """As large as the longest number finds room in its column, at most 22 % of the height."""
    longest = max((len(one.value) + 0.4 * len(one.unit) for one in figures), default=1)
    return min(SIZES["number"], room / (_GLYPH * longest))


def _figure(one: Figure, size: float) -> str:
    unit = f"<small>{safe(one.unit)}</small>" if one.unit else ""
    return (
        f"<p class='number' style='font-size:calc(var(--u)*{size:.2f})'>{safe(one.value)}{unit}</p>"
        f"<p class='words'>{safe(one.words)}</p><p class='change'>{safe(one.change)}</p>"
    )


def _chart(screen: Screen, width: float) -> str:
    drawing = svg.drawn(screen, width)
    return drawing.inline() if drawing else ""


def _post(screen: Screen) -> str:
    plate = f"<span>{safe(screen.initials)}</span>"
    if screen.picture:
        plate = f"<img src='{_data(screen.picture)}' alt=''>"
    figures = "".join(
        f"<div><b>{safe(one.value)}</b><span>{safe(one.words)}</span></div>"
        for one in screen.figures
    )
    return (
        f"<div class='plate'>{plate}</div><div class='said'>{_kicker(screen)}{_title(screen)}"
        f"{_lead(screen)}<div class='three'>{figures}</div></div>"
    )


def _winner(screen: Screen, width: float) -> str:
    many = {1: "", 2: " two"}.get(len(screen.names), " more")
    if many and max(len(word) for name in screen.names for word in name.split()) > WORD:
        many += " small"
    names = "".join(f"<h1>{safe(name)}</h1>" for name in screen.names)
    side = f"<div class='side{many}'>{names}</div>"
    return _kicker(screen) + side + _lead(screen) + _chart(screen, width)


def _columns(screen: Screen) -> str:
    columns = "".join(f"<div>{''.join(map(_block, column))}</div>" for column in screen.columns)
    return f"<div class='columns'>{columns}</div>" if columns else ""


def _block(block: Block) -> str:
    head, listed = block
    return f"<h2>{safe(head)}</h2>{''.join(f'<p>{safe(name)}</p>' for name in listed)}"


def _check(screen: Screen) -> str:
    corners = "".join(f"<i class='corner {where}'></i>" for where in ("nw", "ne", "sw", "se"))
    fall = "".join(
        f"<p style='font-size:calc(var(--u)*{size})'>{safe(words)}</p>"
        for size, words in zip(FALL, screen.lines, strict=True)
    )
    swatches = "".join(
        f"<div class='swatch {name}'><b>28</b><div><p>{safe(words)}</p>"
        "<i style='background:var(--bar)'></i><i style='background:var(--other)'></i>"
        "<i style='background:var(--accent)'></i></div></div>"
        for name, words in zip(PALETTES, screen.names, strict=True)
    )
    return (
        f"{corners}<div class='safe'></div>{_title(screen)}<div class='both'>"
        f"<div class='fall'>{fall}</div><div class='swatches'>{swatches}"
        f"<p class='key'>{safe(screen.lead)} <b>…</b></p></div></div>"
    )


def _arms(show: Show) -> str:
    if show.arms is None:
        return ""
    return f"<img class='arms' alt='' src='data:image/png;base64,{b64encode(show.arms).decode()}'>"


def _data(picture: Picture) -> str:
    return f"data:{safe(picture.kind)};base64,{b64encode(picture.content).decode()}"


@cache
def _file(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def _font() -> str:
    return b64encode((_HERE / "StageSans.woff2").read_bytes()).decode()
