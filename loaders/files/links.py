"""What page a cell names, however people write links: VK, ОК, Телеграм, MAX.

Knows single cells as cleaned text and asks no network: a screen name stays a name until the sync
resolves it. A link that leads elsewhere is refused with a reason, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from loaders.files.fields import FieldError, is_nothing, quoted, whole

_SCHEME = r"(?:https?[:;]?/{0,2}|//)?"
_VK = re.compile(
    rf"{_SCHEME}(?:(?:www|m|new|touch)\.)?(?:vk\.com|vk\.ru|vk\.me|vkontakte\.ru)(?:/+(.*)|([?#].*))?",
    re.IGNORECASE,
)
_OK = re.compile(rf"(?i){_SCHEME}(?:(?:www|m)\.)?(?:ok\.ru|odnoklassniki\.ru)(?:/+(.*))?")
_TELEGRAM = re.compile(rf"(?i){_SCHEME}(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)(?:/+(.*))?")
_MAX = re.compile(rf"{_SCHEME}(?:(?:www|web)\.)?max\.ru(?:/+(.*))?", re.IGNORECASE)
_ADDRESS = re.compile(r"(?i)https?:|//|^www\.|\.(?:ru|com|me|рф|org|net|info|su|cc)(?:$|/)")

_GROUP = re.compile(r"(?:club|public|event)(\d+)")
_OBJECT = re.compile(
    r"(?:wall|photos?|videos?|clips?|albums?|topic|market|audios?|docs?)(-?\d+)(?:_\d+)?(?:%2f.*)?"
)
_SHOWN = re.compile(r"[?&#](?:w|z)=((?:wall|photo|video|clip|album|topic)-\d+_\d+)", re.IGNORECASE)
_RESERVED = frozenset(
    {
        "",
        "feed",
        "im",
        "groups",
        "search",
        "video",
        "wall",
        "club",
        "public",
        "event",
        "clips",
        "al_feed.php",
    }
)
_VK_NAME = re.compile(r"(?=.*[a-z_])[a-z0-9_.]{2,64}")
_NAME = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9_.-]{1,63}")
_TELEGRAM_NAME = re.compile(r"[a-z][a-z0-9_]{3,31}")
_LARGEST = 10**12


@dataclass(frozen=True)
class Link:
    """A page as a cell names it: ``owner`` is its positive number; null: only a name is known."""

    network: str
    owner: int | None = None
    name: str | None = None

    @property
    def page_id(self) -> str:
        """``vk:123``, or ``vk:name`` until the sync has resolved the name."""
        return f"{self.network}:{self.name if self.owner is None else self.owner}"


def vk(text: str) -> Link | None:
    """The community a cell names in VK; null: it says there is no page.

    Raises:
        FieldError: no link to a community of VK.
    """
    if is_nothing(text):
        return None
    bare = _single(text, "VK")
    if (number := whole(bare)) is not None:
        return _numbered("vk", abs(number), text)
    match = _VK.fullmatch(bare)
    if not match and (_ADDRESS.search(bare) or "/" in bare):
        raise FieldError(
            f"{quoted(text)} does not lead to VK: give a link such as https://vk.com/club1"
        )
    tail = (match[1] or match[2] or "") if match else bare
    path = re.split(r"[?#/]", tail, maxsplit=1)[0].casefold().removeprefix("@")
    if path in _RESERVED and (shown := _SHOWN.search(tail)):
        path = shown[1].casefold()
    return _vk_path(path, text)


def _vk_path(path: str, text: str) -> Link:
    if group := _GROUP.fullmatch(path):
        return _numbered("vk", int(group[1]), text)
    thing = _OBJECT.fullmatch(path)
    if thing and thing[1].startswith("-"):
        return _numbered("vk", int(thing[1][1:]), text)
    if thing or re.fullmatch(r"id\d+", path):
        raise FieldError(
            f"{quoted(text)} leads to a person's page: give the link of the body's community"
        )
    if path in _RESERVED or not _VK_NAME.fullmatch(path):
        raise FieldError(
            f"{quoted(text)} is no link to a community of VK: give one such as https://vk.com/club1"
            " or https://vk.com/name, as text in the cell"
        )
    return Link("vk", name=path)


def number(text: str) -> int | None:
    """«ID госпаблика» as a positive number, also ``-1``, ``1.0``, ``club1``; null: there is none.

    Raises:
        FieldError: no number.
    """
    if is_nothing(text):
        return None
    try:
        found = vk(text)
    except FieldError:
        found = None
    if found is None or found.owner is None:
        raise FieldError(f"{quoted(text)} is no number of a community: give digits such as 123456")
    return found.owner


def ok(text: str) -> Link | None:
    """The group a cell names in Одноклассники; null: none. Raises FieldError as ``vk`` does."""
    if is_nothing(text):
        return None
    bare = _single(text, "ОК")
    if (found := whole(bare)) is not None:
        return _numbered("ok", abs(found), text)
    parts = _parts(_OK, bare, text, "ОК", "https://ok.ru/group/1")
    if parts[0] == "group" and len(parts) > 1 and parts[1].isdecimal():
        return _numbered("ok", int(parts[1]), text)
    if parts[0] in ("profile", "group") or not _NAME.fullmatch(parts[0]):
        raise FieldError(
            f"{quoted(text)} is no link to a group of ОК such as https://ok.ru/group/1"
        )
    return Link("ok", name=parts[0])


def telegram(text: str) -> Link | None:
    """The channel a cell names in Телеграм; null: none. Raises FieldError as ``vk`` does."""
    if is_nothing(text):
        return None
    parts = _parts(_TELEGRAM, _single(text, "Телеграм"), text, "Телеграм", "https://t.me/name")
    name = parts[1] if parts[0] == "s" and len(parts) > 1 else parts[0]
    if name == "joinchat" or not _TELEGRAM_NAME.fullmatch(name):
        raise FieldError(f"{quoted(text)} is no link to an open channel such as https://t.me/name")
    return Link("telegram", name=name)


def max_(text: str) -> Link | None:
    """The channel a cell names in MAX; null: none. Raises FieldError as ``vk`` does."""
    if is_nothing(text):
        return None
    parts = _parts(_MAX, _single(text, "MAX"), text, "MAX", "https://max.ru/name")
    if len(parts) > 1 or parts[0] == "join" or not _NAME.fullmatch(parts[0]):
        raise FieldError(
            f"{quoted(text)} is no link to an open channel such as https://max.ru/name"
        )
    return Link("max", name=parts[0])


READERS: Mapping[str, Callable[[str], Link | None]] = {
    "vk": vk,
    "ok": ok,
    "telegram": telegram,
    "max": max_,
}
"""What reads the cell of each network."""


def _single(text: str, network: str) -> str:
    bare = text.strip(" .,;<>«»\"'")
    if " " in bare and whole(bare) is None:
        raise FieldError(
            f"{quoted(text)} must be one link to {network} and nothing else:"
            " give every page a row of its own"
        )
    return bare


def _parts(host: re.Pattern[str], bare: str, text: str, network: str, sample: str) -> list[str]:
    """Parts of the path below the host, in lower case; a bare name is a path."""
    match = host.fullmatch(re.split(r"[?#]", bare, maxsplit=1)[0])
    if not match and (_ADDRESS.search(bare) or "/" in bare):
        raise FieldError(f"{quoted(text)} does not lead to {network}: give a link such as {sample}")
    path = (match[1] or "") if match else bare.removeprefix("@")
    return [part for part in path.casefold().split("/") if part] or [""]


def _numbered(network: str, owner: int, text: str) -> Link:
    if not 0 < owner < _LARGEST and network == "vk":
        raise FieldError(
            f"{quoted(text)} holds a number that no community has: copy the link again"
        )
    if not 0 < owner < 2**63:
        raise FieldError(f"{quoted(text)} holds a number that no group has: copy the link again")
    return Link(network, owner=owner)
