"""The dialog that takes a list of accounts: file, what it would change, and only then writing."""

from __future__ import annotations

import streamlit as st

from jobs import users as lists
from jobs.users import Plan
from loaders.files.table import FileError
from store import accounts
from store.accounts import Account
from store.roster import Wanted
from ui import rights
from ui.address import write
from ui.exports.sheets import XLSX, Column, Sheet
from ui.exports.users import template
from ui.formats import number
from ui.i18n import _, ngettext
from ui.installation import here, now
from ui.register.preview import Part, draw
from ui.register.words import file_error
from ui.users import words

MEGABYTES = 20


def dialog(account: Account) -> None:
    """Opens it."""
    st.dialog(_("Load a list of accounts"), width="large")(_steps)(account)


def _steps(account: Account) -> None:
    st.write(_("Columns: login, role, page, founder, territory. Nothing is written before you "
               "confirm. Accounts the list does not name stay as they are."))  # fmt: skip
    st.download_button(
        _("Download a template"), data=template, file_name=_("Accounts — template") + ".xlsx",
        mime=XLSX, on_click="ignore", icon=":material/description:", key="users_template",
    )  # fmt: skip
    file = st.file_uploader(
        _("1. File, xlsx or csv"), type=["xlsx", "csv"], max_upload_size=MEGABYTES,
        key="users_file",
    )  # fmt: skip
    if file is None:
        return
    try:
        planned = _plan(account, file.getvalue(), file.name)
    except FileError as error:
        st.error(file_error(str(error), file.name))
        return
    st.markdown(f"**{_('2. What it would change')}**")
    draw(_parts(planned), _("Accounts — preview") + ".xlsx", lambda: accounts.log(
        here().writer, account.name, "export", "users preview xlsx", now()))  # fmt: skip
    count = len(planned.new) + len(planned.changed)
    if not count:
        st.info(_("The list changes nothing."))
    elif st.button(_("3. Write"), type="primary", key="users_write"):
        _write(account, file.getvalue(), file.name, planned)


def _plan(account: Account, data: bytes, name: str) -> Plan:
    roles = rights.MANAGES.get(account.role, ())
    return lists.plan(here().reader, data, name, roles, account.name)


def _write(account: Account, data: bytes, name: str, seen: Plan) -> None:
    """Writes what was seen; where the store has changed since, the preview is shown again."""
    if _plan(account, data, name) != seen:
        st.warning(_("Somebody has changed accounts meanwhile: look at the preview again."))
        return
    lists.apply(here().writer, seen, now(), account.name)
    made = len(seen.new) + len(seen.changed)
    target = f"{len(seen.new)} new, {len(seen.changed)} changed, {len(seen.rejected)} left out"
    accounts.log(here().writer, account.name, "users imported", target, now())
    said = ngettext("Written: {n} account", "Written: {n} accounts", made).format(n=number(made))
    if seen.rejected:
        left = len(seen.rejected)
        said += ", " + ngettext("{n} row not taken", "{n} rows not taken", left).format(n=left)
    st.session_state["users_said"] = said + ". " + _("New ones have no password yet: invite them.")
    write(show="waiting")
    st.rerun()


def _parts(planned: Plan) -> list[Part]:
    login, role = Column(_("Login"), "text", 22), Column(_("Role"), "text", 22)
    new = Sheet(_("New"), (login, role, Column(_("Access"), "text", 60)), [
        (one.name, words.role(one), words.access(one.grants, {})) for one in planned.new
    ])  # fmt: skip
    was, becomes = Column(_("Is now"), "text", 45), Column(_("Becomes"), "text", 45)
    changed = Sheet(_("Changed"), (login, was, becomes), [
        (one.after.name, _told(one.before), _told(one.after)) for one in planned.changed
    ])  # fmt: skip
    left = Sheet(
        _("Rows not taken"),
        (
            Column(_("Row"), "number", 8), login, Column(_("Why"), "text", 45),
            Column(_("How to mend it"), "text", 60),
        ),
        [(row, name, *words.fault(fault)) for row, name, fault in planned.rejected],
    )  # fmt: skip
    return [
        Part(_("New"), new, _("No account is new.")),
        Part(_("Changed"), changed, _("No account changes.")),
        Part(_("Rows not taken"), left, _("Every row is taken.")),
    ]


def _told(one: Account | Wanted) -> str:
    return f"{words.role(one)}: {words.access(one.grants, {})}"
