"""The log in words: what was done, and over what.

The log is stored in English, for programs. Here its closed phrases are said in the language of the
interface; names, ids and whatever is not known stay as they are.
"""

from __future__ import annotations

import re

from kpi.signals.evaluate import SIGNALS
from ui.i18n import N_, _
from ui.overview.decisions import MARK_NAMES
from ui.users.words import ROLES
from ui.watching import CAUSE_NAMES

DONE = {
    "login": N_("logged in"), "login refused": N_("login refused"), "logout": N_("logged out"),
    "export": N_("exported a file"), "user added": N_("added an account"),
    "user changed": N_("changed an account"), "user disabled": N_("closed an account"),
    "user enabled": N_("opened an account again"), "sessions ended": N_("ended all sessions"),
    "password changed": N_("changed a password"), "password reset": N_("reset a password"),
    "password confirmed": N_("confirmed the own password"), "invited": N_("invited"),
    "invitation refused": N_("invitation refused"),
    "invitation accepted": N_("set a password by invitation"),
    "register imported": N_("loaded the register"), "users imported": N_("loaded accounts"),
    "collect": N_("started collecting"), "stage": N_("arranged the show"),
    "methodology published": N_("published a methodology"),
    "papers": N_("changed the words of papers"), "arms": N_("changed the arms on papers"),
    "laureates": N_("changed persons of laureates"),
    "laureates forgotten": N_("deleted persons of laureates"),
    "events replaced": N_("loaded events"), "public votes replaced": N_("loaded public votes"),
}  # fmt: skip
"""What the log says was done to accounts and files."""
_ABOUT = {
    "signal": N_("signal"), "comment": N_("comment"), "mark": N_("page's remark"),
    "watch": N_("under watch"), "post": N_("a post"), "season": N_("awards"),
}  # fmt: skip
_WORDS = {
    "confirmed": N_("confirmed"), "dismissed": N_("dismissed"), "reopened": N_("reopened"),
    "objected": N_("objection"), "retracted": N_("objection withdrawn"),
    "not_question": N_("not a question"), "question": N_("a question"),
    "answered": N_("answered elsewhere"), "proposed": N_("proposed"),
    "accepted": N_("accepted"), "declined": N_("declined"), "withdrawn": N_("withdrawn"),
    "mended": N_("mended"), "removed": N_("removed"), "": N_("set"),
    "obituary": N_("an obituary"), "disaster": N_("news of a disaster"),
    "giveaway": N_("a giveaway"), "clean": N_("no exception"), "practice": N_("a best practice"),
    "hidden": N_("hidden from practices"), "neutral": N_("practice word taken back"),
    "star": N_("starred"), "unstar": N_("star taken back"), "opened": N_("rules set"),
    "member": N_("member added"), "left": N_("member left"), "chair": N_("chair named"),
    "listed": N_("candidate listed"), "dropped": N_("candidate dropped"), "voted": N_("vote"),
    "recused": N_("recusal"), "returned": N_("recusal taken back"), "decided": N_("decision"),
    "amending": N_("amending begun"), "sealed": N_("results frozen"),
}  # fmt: skip
"""Lines of decisions are two words: about what, and what was said. Others are shown as they are."""
_WHOLE = {
    "all pages": N_("all pages"), "last days of all pages": N_("last days of all pages"),
    "locked": N_("too many attempts"), "none": N_("taken away"),
}  # fmt: skip
_COUNTED = {
    "new": N_("new: {n}"), "changed": N_("changed: {n}"), "gone": N_("gone: {n}"),
    "left out": N_("left out: {n}"), "written": N_("written: {n}"), "deleted": N_("deleted: {n}"),
    "rows": N_("rows: {n}"), "pages": N_("pages: {n}"), "posts": N_("posts: {n}"),
    "scenes": N_("scenes: {n}"), "bytes": N_("bytes: {n}"),
}  # fmt: skip
_TAKEN = {
    "register preview": N_("Register — preview"), "register letters": N_("Letters"),
    "register": N_("Register"), "users preview": N_("Accounts — preview"), "users": N_("Users"),
    "invitations": N_("Invitations"), "method": N_("Trial of weights"),
    "stage opened": N_("Presentation opened"), "stage": N_("Presentation"),
    "send out": N_("Mailing"), "practices": N_("Best practices"), "ranking": N_("Ranking"),
    "replies": N_("Questions of residents"), "collection": N_("Data collection"),
    "page": N_("Page"), "picture": N_("Picture"),
}  # fmt: skip
"""Lists that are taken as files; a longer beginning stands before a shorter one."""
_CHOSEN = CAUSE_NAMES | {
    "today": N_("deadline today"), "ahead": N_("deadline ahead"), "older": N_("older ones"),
    "review": N_("under review"), "all": N_("everything"),
}  # fmt: skip
"""Which rows of a list they are."""
_CAUSES = {
    "mark": MARK_NAMES, "watch": CAUSE_NAMES,
    "signal": {one.id: one.title for one in SIGNALS.values()},
}  # fmt: skip
"""What the second word of a line may be, by what the line is about."""
_COUNT = re.compile(rf"\b(\d+) ({'|'.join(_COUNTED)})\b")
_LIST = re.compile(rf"({'|'.join(_TAKEN)})(?: ({'|'.join(_CHOSEN)}))?(?=[ ,])")
_TEXTS = ", with texts"
_OF_ROLE = re.compile(rf"(.+) \(({'|'.join(ROLES)})\)")
_OF_POST = re.compile(r"(\S+) post (\d+)")


def done(what: str) -> str:
    """A word of the log."""
    about, _space, word = what.partition(" ")
    if about in _ABOUT and word in _WORDS:
        return f"{_(_ABOUT[about])}: {_(_WORDS[word])}"
    return _(DONE[what]) if what in DONE else what


def target(what: str, text: str | None) -> str | None:
    """Over what it was done; null: the log does not say."""
    if text is None:
        return None
    if text in _WHOLE:
        return _(_WHOLE[text])
    if found := _OF_ROLE.fullmatch(text):
        return f"{found[1]} ({_(ROLES[found[2]])})"
    if found := _OF_POST.fullmatch(text):
        return _("{page}, post {n}").format(page=found[1], n=found[2])
    about = what.partition(" ")[0]
    if about in _CAUSES:
        page, _space, rest = text.partition(" ")
        cause, _space, dates = rest.partition(" ")
        return " ".join(filter(None, [page, _(_CAUSES[about].get(cause, cause)), dates]))
    if what == "export":
        text = _taken(text)
    return _COUNT.sub(lambda one: _(_COUNTED[one[2]]).format(n=one[1]), text)


def _taken(text: str) -> str:
    """Which list was taken as a file, of which rows, and whether with texts."""
    bare = text.removesuffix(_TEXTS)
    more = ", " + _("with what residents wrote") if bare != text else ""
    if found := _LIST.match(bare):
        rows = f", {_(_CHOSEN[found[2]])}," if found[2] else ""
        bare = f"{_(_TAKEN[found[1]])}{rows}{bare[found.end() :]}"
    return bare + more
