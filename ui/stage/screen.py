"""The view that prepares a show: list of scenes, a look at one, its words, files.

What a presenter changes is kept at once for everybody who prepares this year's show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import polars as pl
import streamlit as st

from store import accounts, stage
from store.accounts import Account
from store.stage import Arranged
from ui import download, filters
from ui.address import write
from ui.exports import names
from ui.exports.stage import html, pdf, pptx
from ui.formats import number
from ui.i18n import N_, _, ngettext
from ui.installation import here, now
from ui.stage import choices, opening
from ui.stage import data as stage_data
from ui.stage.model import Palette, Ratio, Scene, numbered
from ui.stage.scenes import Material
from ui.tables import ROW, arrow

PALETTE_NAMES = {"dark": N_("Dark"), "light": N_("Light")}
RATIOS = {"16:9": "16:9", "4:3": "4:3"}
HIGHEST = 620


def minutes(seconds: int) -> int:
    """Whole minutes, none of what is shown is nothing."""
    return max(1, round(seconds / 60))


def sentence(listed: Sequence[Scene], awards: int) -> str:
    """``37 сцен, 46 мин; 28 наград × 40 с = 19 мин``."""
    shown = [one for one in listed if one.shown]
    total = minutes(sum(one.seconds for one in shown))
    count = ngettext("{n} scene, {minutes} min", "{n} scenes, {minutes} min", len(shown))
    said = count.format(n=number(len(shown)), minutes=number(total))
    given = [one for one in shown if one.id.startswith("award:")]
    if not given:
        return said
    seconds = sum(one.seconds for one in given)
    each = round(seconds / len(given))
    told = ngettext("{n} award × {each} s = {minutes} min", "{n} awards × {each} s = {minutes} min",
                    awards)  # fmt: skip
    return f"{said}; " + told.format(
        n=number(awards), each=number(each), minutes=number(minutes(seconds))
    )


def chosen_scene(listed: Sequence[Scene]) -> Scene:
    """The scene of the address, else the one after the screen check."""
    asked = st.query_params.get("scene")
    return next((one for one in listed if one.id == asked), listed[min(1, len(listed) - 1)])


def draw_list(account: Account, year: int, listed: Sequence[Scene], one: Scene) -> None:
    """What is done with the open scene, and the list: a row opens its scene."""
    place = listed.index(one)
    with st.container(horizontal=True, key="stage_moves", vertical_alignment="center"):
        for label, to, word in (("↑", place - 1, _("Up")), ("↓", place + 1, _("Down"))):
            st.button(label, key=f"stage_move_{label}", help=word,
                      disabled=not 0 <= to < len(listed), on_click=_move,
                      args=(account, year, listed, place, to))  # fmt: skip
        st.session_state["stage_shown"] = one.shown
        st.checkbox(
            _("In the show"), key="stage_shown", on_change=_tick, args=(account, year, listed, one)
        )
    rows = pl.DataFrame({
        "shown": ["✓" if scene.shown else "" for scene in listed],
        "label": [f"{place} · {scene.label}" for place, scene in numbered(listed)],
        "seconds": [scene.seconds for scene in listed],
    })  # fmt: skip

    def choose() -> None:
        picked = st.session_state["stage_rows"].selection.rows
        if picked and picked[0] < len(listed):
            write(scene=listed[picked[0]].id)

    st.dataframe(
        arrow(rows, ()), key="stage_rows", hide_index=True, row_height=ROW, on_select=choose,
        height=min(HIGHEST, 40 + ROW * rows.height), selection_mode="single-row",
        alt=_("Scenes of the show"),
        column_config={
            "shown": st.column_config.TextColumn(_("In"), width=36),
            "label": st.column_config.TextColumn(_("Scene"), width=215),
            "seconds": st.column_config.NumberColumn(_("s"), width=44),
        },
    )  # fmt: skip


def _move(account: Account, year: int, listed: Sequence[Scene], place: int, to: int) -> None:
    order = list(listed)
    order[place], order[to] = order[to], order[place]
    _keep(account, year, order)


def _tick(account: Account, year: int, listed: Sequence[Scene], one: Scene) -> None:
    _keep(account, year, listed, one.id, shown=st.session_state["stage_shown"])


def draw_preview(found: Material, listed: Sequence[Scene], one: Scene) -> None:
    """The scene as the show's own document, alone; a click or a key goes through its screens."""
    palette, ratio = look()
    show = stage_data.composed(found, listed, palette, ratio, only=one.id)
    place = next(place for place, scene in numbered(listed) if scene is one)
    with st.container(key=f"stage_preview_{'wide' if ratio == '16:9' else 'narrow'}"):
        st.iframe(html.look(show, place), height=400, alt=one.label)


def draw_words(
    account: Account, year: int, listed: Sequence[Scene], one: Scene, found: Material
) -> None:
    """Caption, note and seconds of a scene, and the choices of its kind; kept by one press."""
    own = {row.scene: row for row in stage.arrangement(here().reader, year)}
    kept = own.get(one.id, Arranged(one.id))
    with st.form(f"stage_words_{one.id}", border=False, enter_to_submit=False):
        caption = st.text_input(
            _("Own headline"), kept.caption or "", max_chars=stage.LONGEST // 10,
            placeholder=one.label,
        )  # fmt: skip
        note = st.text_area(_("Speaker's note"), one.note, height=110, max_chars=stage.LONGEST)
        seconds = st.number_input(_("Seconds"), 5, 900, one.seconds, step=5, width=140)
        detail = _fields(one, kept, found)
        if st.form_submit_button(_("Save")):
            said = {
                "caption": caption.strip() or None, "note": note if note != one.note else kept.note,
                "seconds": seconds if seconds != one.seconds else kept.seconds,
                "detail": detail,
            }  # fmt: skip
            _keep(account, year, listed, one.id, **said)
            st.rerun()


def _fields(one: Scene, kept: Arranged, found: Material) -> dict[str, object]:
    """Fields of the scenes that have choices of their own, and what they hold."""
    if one.id == "posts":
        return choices.posts(found, kept)
    if one.id == "growth":
        return choices.growth(found, kept)
    return dict(kept.detail)


def _keep(
    account: Account, year: int, listed: Sequence[Scene], changed: str = "", **said: object
) -> None:
    """Keeps the order of a list, and for one scene something new."""
    own = {row.scene: row for row in stage.arrangement(here().reader, year)}
    rows = [own.get(one.id, Arranged(one.id, shown=one.shown)) for one in listed]
    rows = [replace(row, **said) if row.scene == changed else row for row in rows]  # type: ignore[arg-type]
    # A scene that is not there today, of a contest without winners as yet, keeps its words.
    rows += [row for name, row in own.items() if name not in {one.id for one in listed}]
    stage.arrange(here().writer, year, rows, account.name, now())


def draw_files(account: Account, found: Material, listed: Sequence[Scene]) -> None:
    """Palette, ratio, and the show as files."""
    palette, ratio = look()
    filters.switch("palette", PALETTE_NAMES, palette, _("Palette"))
    filters.switch("ratio", RATIOS, ratio, _("Ratio of the screen"))
    if found.results is None or not found.results.frozen:
        st.caption(_("The results are not frozen: every screen says “preliminary”."))
    year = found.year.year
    name = names.file_name([_("Results of the year of official pages"), str(year)], "")
    show = stage_data.composed(found, listed, palette, ratio)
    with st.container(key="stage_files"):
        for label, ending, kind, made in (
            (_("Download the show (one file)"), "html", "text/html",
             lambda: html.document(show).encode()),
            ("PPTX", "pptx", pptx.TYPE, lambda: pptx.document(show)),
            ("PDF", "pdf", "application/pdf", lambda: pdf.document(show, now())),
        ):  # fmt: skip
            file = f"{name}.{ending}", kind
            download.button(account, label, file, made, f"stage {ending} {year}", wide=True)


def draw_open(account: Account, found: Material, listed: Sequence[Scene]) -> None:
    """«Открыть»: the show as it is arranged now."""
    document = html.document(stage_data.composed(found, listed, *look()))
    target = f"stage opened {found.year.year}"

    def log() -> None:
        accounts.log(here().writer, account.name, "export", target, now())

    opening.button(document, log)


def look() -> tuple[Palette, Ratio]:
    """Palette and ratio of the address; what means nothing there is the usual."""
    palette: Palette = "light" if st.query_params.get("palette") == "light" else "dark"
    ratio: Ratio = "4:3" if st.query_params.get("ratio") == "4:3" else "16:9"
    return palette, ratio


def notes(listed: Sequence[Scene]) -> str:
    """Notes of all scenes, for a phone in the speaker's hand."""
    told = "".join(
        f"<li value='{place}'><b>{escape(one.label)}</b>"
        f"<p>{escape(one.note).replace(chr(10), '<br>')}</p></li>"
        for place, one in numbered([one for one in listed if one.shown])
    )
    return f"<h2 class='kpi-h2'>{escape(_('Notes'))}</h2><ol class='kpi-stage-notes'>{told}</ol>"
