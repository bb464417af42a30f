"""What the network and the loader said, in plain words: refusals, tokens, ends of runs, rejects.

Every function gives words for a person; ``code`` is what stands beside them in small, for whoever
looks it up. What is not known is shown as it came.
"""

from __future__ import annotations

import re

from ui.i18n import N_, _, ngettext

_GONE = {
    "banned": (N_("VK has blocked the page"), N_("Ask VK's support to unblock it.")),
    "deleted": (N_("The page was deleted"), N_("Restore it in VK or strike it off the register.")),
    "closed": (N_("The page is closed: only its members see it"),
               N_("Open the community in its settings.")),
    "vanished": (N_("VK no longer finds the page"), N_("Check the link in the register.")),
    "unknown name": (N_("VK knows no such address"), N_("Check the link in the register.")),
}  # fmt: skip
_CODES = {
    7: N_("VK does not allow reading the page"),
    15: N_("Access to the page's wall is denied"),
    18: N_("The account was deleted or blocked"),
    19: N_("The content is not available"),
    30: N_("The profile is private"),
    100: N_("VK does not understand the page's address"),
    104: N_("VK finds nothing at this address"),
    113: N_("VK knows no such account"),
    125: N_("VK knows no such community"),
    203: N_("Access to the community is denied"),
    210: N_("Access to posts is denied"),
    211: N_("Access to comments is denied"),
    212: N_("Comments are switched off"),
}
_WRONG_LINK = ("18", "100", "104", "113", "125")
_TOKEN = (
    ("captcha", N_("VK asks for a code from a picture: somebody has to log in by hand")),
    ("alidation", N_("VK asks to confirm the login: somebody has to log in by hand")),
    ("onfirmation", N_("VK asks to confirm the login: somebody has to log in by hand")),
    ("authorization", N_("VK does not accept the key: it was revoked or has expired")),
    ("ate limit", N_("Today's quota of VK is spent")),
    ("lood control", N_("VK has limited the key for a while: too many equal requests")),
    ("many", N_("Today's quota of VK is spent")),
)
_ENDS = (
    ("killed", N_("the run was killed before it ended; the next one goes on from there")),
    ("there is no VK token", N_("no access key of VK is set: put it into KPI_VK_TOKENS")),
    ("VK refuses every token", N_("VK accepts none of the keys: renew KPI_VK_TOKENS")),
    ("VK refuses", N_("VK refused a request as wrong: the program has to be mended")),
    ("the moment of this run", N_("this machine's clock is ahead of VK's: set it right")),
    ("the API answers HTTP", N_("something else answers instead of VK: check KPI_VK_API_URL")),
    ("the certificate of the API", N_("the certificate of VK's server is not trusted")),
    ("REQUESTS_CA_BUNDLE", N_("the file of certificates that the settings name is not there")),
    ("wall.get answers", N_("VK has changed its answers: the program has to be mended")),
    ("wall.getComments answers", N_("VK has changed its answers: the program has to be mended")),
)  # fmt: skip


def refusal(reason: str) -> tuple[str, str]:
    """Why the network refuses a page, and its code."""
    if reason in _GONE:
        return _(_GONE[reason][0]), reason
    if twin := re.fullmatch(r"the same page as (\S+)", reason):
        return _("The register holds the page twice: it is {page}").format(page=twin[1]), ""
    if reason.startswith("not a community"):
        return _("The address belongs to a person or an app, not to a community"), ""
    code = re.match(r"(\d+): ", reason)
    if code and int(code[1]) in _CODES:
        return _(_CODES[int(code[1])]), code[1]
    return _("VK refuses the page"), reason


def remedy(reason: str) -> str:
    """What to do about a refused page."""
    if reason in _GONE:
        return _(_GONE[reason][1])
    code = reason.partition(":")[0]
    if reason.startswith(("the same page", "not a community")) or code in _WRONG_LINK:
        return _("Check the link in the register.")
    if code in ("211", "212"):
        return _("Ask the page's administrator to open comments.")
    return _("Ask the page's administrator to open the wall to everybody.")


def token(reason: str) -> str:
    """Why the network refused a token."""
    words = next((words for part, words in _TOKEN if part in reason), None)
    return _(words) if words else _("VK refused the key: {words}").format(words=reason)


def end(message: str | None) -> str:
    """Why a run ended early; empty: nothing to say."""
    if message is None or message == "synthetic":
        return ""
    words = next((words for start, words in _ENDS if message.startswith(start)), None)
    return _(words) if words else message


_PICTURES = (
    ("HTTP", N_("a picture that is no longer there")),
    ("not an address", N_("a picture at a foreign address")),
    ("no image", N_("a picture that is damaged")),
    ("", N_("a picture that is too large")),
)


def reject(what: str, reason: str) -> str:
    """Why a row could not be taken; ``what`` is post, comment or picture."""
    if what == "picture":
        return _(next(words for start, words in _PICTURES if reason.startswith(start)))
    lacking = re.fullmatch(r"a (?:post|comment) without '?(.+?)'?", reason)
    if lacking is None:
        return reason
    said = _("a post without the field {field}") if what == "post" else _(
        "a comment without the field {field}")  # fmt: skip
    return said.format(field=lacking[1])


_RUNS = {
    "full": N_("All pages"), "short": N_("Last days"), "chosen": N_("One page"),
}  # fmt: skip
STATES = {
    "complete": ("●", "good", N_("complete")), "incomplete": ("▲", "warn", N_("incomplete")),
    "broken": ("■", "bad", N_("broken off")), "running": ("◔", "none", N_("under way")),
}  # fmt: skip
"""Shape, colour and word of a run's end."""


def kind(run: str) -> str:
    """What a run went over."""
    return _(_RUNS.get(run, run))


def state(run: str) -> str:
    """A run's end as shape and word."""
    shape, _colour, words = STATES[run]
    return f"{shape} {_(words)}"


_PHASES = {"pages": N_("Pages"), "walls": N_("Walls"), "comments": N_("Comments")}


def phase(name: str) -> str:
    """A phase of a run."""
    return _(_PHASES.get(name, name))


def change(what: str, was: str | None, became: str | None) -> str:
    """What became different about a page."""
    if what == "refused":
        if became is None:
            return _("Opened again")
        return refusal(became)[0]
    if what == "comments_open":
        return _("Comments were opened") if became == "open" else _("Comments were closed")
    label = _("Address changed: {was} → {became}") if what == "screen_name" else _(
        "Name changed: {was} → {became}")  # fmt: skip
    return label.format(was=was or "—", became=became or "—")


def days(count: int) -> str:
    """``1 день``."""
    return ngettext("{n} day", "{n} days", count).format(n=count)
