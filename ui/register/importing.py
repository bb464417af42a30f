"""The dialog that takes a register: file, what it would change, and only then writing."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from jobs import register as job
from jobs.register import ImportRefusedError, Summary
from loaders.files.table import FileError
from store import accounts, demo_logins
from store.accounts import Account
from store.register import Change
from ui import data
from ui.exports.register import template
from ui.exports.sheets import XLSX, Column, Sheet
from ui.formats import literal, number
from ui.i18n import _, ngettext
from ui.installation import here, now
from ui.register import words
from ui.register.preview import Part, draw

MEGABYTES = 30


def dialog(account: Account) -> None:
    """Opens it."""
    st.dialog(_("Load the register"), width="large")(_steps)(account)


def template_button(key: str) -> None:
    """The button that gives the template."""
    st.download_button(
        _("Download a template"), data=template, file_name=_("Register — template") + ".xlsx",
        mime=XLSX, on_click="ignore", icon=":material/description:", key=key,
    )  # fmt: skip


def _steps(account: Account) -> None:
    st.write(_("Nothing is written before you confirm. What is gone from the file is marked, not "
               "deleted."))  # fmt: skip
    file = st.file_uploader(
        _("1. File, xlsx or csv"), type=["xlsx", "csv"], max_upload_size=MEGABYTES,
        key="register_file",
    )  # fmt: skip
    if file is None:
        template_button("register_template_step")
        return
    try:
        summary = _planned(file.file_id, file.getvalue(), file.name)
    except FileError as error:
        st.error(words.file_error(str(error), file.name))
        return
    _preview(account, summary)
    if not summary.taken:
        st.error(_("No row can be taken, so nothing is written: mend the rows named above."))
    elif not summary.difference.changes:
        st.info(_("The file changes nothing."))
    elif demo_logins.shown(here().reader) is not None:
        st.warning(_("These data are invented, so a real register is not written among them: set "
                     "KPI_DATABASE_URL to a new database."))  # fmt: skip
    elif st.button(_("3. Write"), type="primary", key="register_write"):
        _write(account, file.getvalue(), file.name, summary)


def _planned(file_id: str, content: bytes, name: str) -> Summary:
    """The preview of an uploaded file; it stays until another file comes or the data move."""
    key = (file_id, data.version())
    kept = st.session_state.get("register_plan")
    if kept is None or kept[0] != key:
        summary = job.plan_bytes(content, name, here().settings.database_url)
        st.session_state["register_plan"] = kept = (key, summary)
    found: Summary = kept[1]
    return found


def _preview(account: Account, summary: Summary) -> None:
    st.markdown(f"**{_('2. What it would change')}**")
    st.caption(
        _("{file}: {rows} rows, {bodies} organisations, {pages} pages.").format(
            file=literal(summary.file), rows=number(summary.rows), bodies=number(summary.bodies),
            pages=number(summary.pages),
        )
    )  # fmt: skip
    draw(preview_parts(summary), _("Register — preview") + ".xlsx", lambda: accounts.log(
        here().writer, account.name, "export", "register preview xlsx", now()))  # fmt: skip
    if summary.notices:
        with st.expander(_("To check · {n}").format(n=number(len(summary.notices)))):
            for one in summary.notices[:200]:
                st.caption(literal(words.notice(one)))


def preview_parts(summary: Summary) -> list[Part]:
    """The four tabs: new, changed (old → new), gone, not taken with why and how to mend it."""
    kind, name, key = (
        Column(_("What"), "text", 14), Column(_("Organisation"), "text", 45),
        Column(_("OGRN or page"), "text", 20),
    )  # fmt: skip
    changes = summary.difference.changes
    plain = {
        state: [(_kind(one), one.name, one.key) for one in changes if one.state == state]
        for state in ("new", "gone")
    }
    changed = [
        (_kind(one), one.name, _(words.FIELDS.get(column, column)), words.value(column, old),
         words.value(column, new))
        for one in changes if one.state == "changed" for column, old, new in one.fields
    ]  # fmt: skip
    field = Column(_("Column"), "text", 20)
    was, becomes = Column(_("Is now"), "text", 30), Column(_("Becomes"), "text", 30)
    left = [(row, *words.fault(reason)) for row, reason in summary.rejected]
    faults = (
        Column(_("Row"), "number", 8), Column(_("Why"), "text", 50),
        Column(_("How to mend it"), "text", 50),
    )  # fmt: skip
    return [
        Part(_("New"), Sheet(_("New"), (kind, name, key), plain["new"]), _("Nothing is new.")),
        Part(_("Changed"), Sheet(_("Changed"), (kind, name, field, was, becomes), changed),
             _("Nothing changes.")),
        Part(_("Gone"), Sheet(_("Gone"), (kind, name, key), plain["gone"]),
             _("Nothing is gone.")),
        Part(_("Rows not taken"), Sheet(_("Rows not taken"), faults, left),
             _("Every row is taken.")),
    ]  # fmt: skip


def _kind(change: Change) -> str:
    return _("organisation") if change.kind == "body" else _("page")


def _write(account: Account, content: bytes, name: str, seen: Summary) -> None:
    url = here().settings.database_url
    try:
        with st.spinner(_("Writing…")):
            done = job.apply_bytes(content, name, url, seen.difference)
            told = Counter(change.state for change in done.difference.changes)
            target = ", ".join(f"{count} {state}" for state, count in told.items())
            accounts.log(here().writer, account.name, "register imported", target, now())
            data.serve_newest()
    except ImportRefusedError:
        st.session_state.pop("register_plan", None)
        st.warning(_("The register has changed meanwhile: look at the preview again."))
        return
    st.session_state["register_said"] = written(done)
    st.rerun()


def written(done: Summary) -> str:
    """``Записано: 831 организация, 828 страниц, 5 строк не приняты``."""
    bodies = ngettext("{n} organisation", "{n} organisations", done.bodies)
    pages = ngettext("{n} page", "{n} pages", done.pages)
    parts = [bodies.format(n=number(done.bodies)), pages.format(n=number(done.pages))]
    if done.rejected:
        left = len(done.rejected)
        parts.append(ngettext("{n} row not taken", "{n} rows not taken", left).format(n=left))
    return _("Written: {what}").format(what=", ".join(parts))
