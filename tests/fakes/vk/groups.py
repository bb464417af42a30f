"""A community as `groups.getById` shows it, with only the fields that were asked for."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from tests.fakes.vk.attachments import images
from tests.fakes.vk.world import Page

PHOTO = "https://sun9-35.userapi.com/s/v1/ig2/ava_{owner}.jpg?quality=95&size={size}x{size}"


def cover(page: Page) -> dict:
    """Return the cover picture, or that there is none."""
    if not page.cover:
        return {"enabled": 0}
    pictures = [{**picture, "url": picture["url"].replace("~id~", str(page.owner))}
                for picture in images("cover")]  # fmt: skip
    return {"enabled": 1, "images": pictures}


def menu(page: Page) -> dict:
    """Return the page's menu of widgets."""
    items = [
        {"id": number, "url": url, "title": "Сообщить о проблеме", "type": "external", "cover": []}
        for number, url in enumerate(page.menu, start=1)
    ]
    return {"items": items}


def addresses(page: Page) -> dict:
    """Return whether the page shows an address."""
    if page.address is None:
        return {"is_enabled": False}
    return {"is_enabled": True, "main_address_id": page.owner % 100_000, "count": 1}


def links(page: Page) -> list[dict]:
    """Return the block of links."""
    return [
        {"id": number, "url": url, "name": url, "desc": "", "edit_title": 0}
        for number, url in enumerate(page.links, start=1)
    ]


def city(page: Page) -> dict | None:
    """Return the city; its number follows from its name."""
    if page.city is None:
        return None
    return {"id": zlib.crc32(page.city.encode()) % 10_000 + 1, "title": page.city}


FIELDS: dict[str, Callable[[Page], object]] = {
    "members_count": lambda page: page.followers,
    "verified": lambda page: int(page.verified),
    "is_government_organization": lambda page: page.government,
    "cover": cover,
    "has_photo": lambda page: int(page.has_photo),
    "description": lambda page: page.description,
    "site": lambda page: page.site,
    "contacts": lambda page: page.contacts or None,
    "addresses": addresses,
    "phone": lambda page: page.phone or None,
    "status": lambda page: page.status,
    "activity": lambda page: page.activity,
    "menu": lambda page: menu(page) if page.menu else None,
    "wall": lambda page: page.wall,
    "city": city,
    "links": lambda page: links(page) or None,
    "clips_count": lambda page: page.clips_count,
    "ban_info": lambda page: page.ban_info,
}
"""Field → value; None leaves the field out of the answer."""

SHOWN_WHEN_GONE = frozenset({"has_photo", "ban_info", "verified"})


def group(page: Page, fields: set[str]) -> dict:
    """Return one community; a deactivated one shows little besides its name."""
    body: dict = {"id": page.owner, "name": page.name, "screen_name": page.screen_name}
    body |= {"is_closed": page.is_closed, "type": page.type}
    body |= {"is_admin": 0, "is_member": 0, "is_advertiser": 0}
    if page.deactivated:
        body["deactivated"] = page.deactivated
    for size in (50, 100, 200):
        body[f"photo_{size}"] = PHOTO.format(owner=page.owner, size=size)
    for name in FIELDS.keys() & fields:
        value = FIELDS[name](page)
        if value is not None and (not page.deactivated or name in SHOWN_WHEN_GONE):
            body[name] = value
    return body | page.extra
