"""Attachments of posts as JSON text.

Text and not dicts: an `execute` of 25 walls holds thousands of photos of ten sizes each, and
filling a ready template is twenty times faster than building and encoding them. The addresses
are as long as real ones, so that answers grow over 5 MB where real answers do.
"""

from __future__ import annotations

import json

from tests.fakes.vk.world import Attachment

SIZES = {
    "s": (75, 56), "m": (130, 98), "x": (604, 453), "y": (807, 605), "z": (1280, 960),
    "w": (1920, 1440), "o": (130, 98), "p": (200, 150), "q": (320, 240), "r": (510, 383),
}  # fmt: skip
LADDER = ",".join(f"{width}x{height}" for width, height in sorted(SIZES.values()))
HOST = "https://sun9-35.userapi.com/s/v1/ig2/"
OWNER, ID, DATE = "~owner~", "~id~", "~date~"


def image_url(name: str, width: int, height: int) -> str:
    """Return an address of a picture, as long as a real one."""
    tail = "kXb0wYtQ4vJc9ZsRnL2mHdGf7PaEuT5iKo1"
    return (
        f"{HOST}{name}_{ID}_{tail}.jpg?quality=95&as={LADDER}&from=bu&u={tail}&cs={width}x{height}"
    )


def images(name: str) -> list[dict]:
    """Return three pictures of growing size."""
    sizes = ((320, 180), (720, 405), (1280, 720))
    return [{"url": image_url(name, w, h), "width": w, "height": h} for w, h in sizes]


def photo() -> dict:
    """Return a photo of ten sizes."""
    sizes = [
        {"type": kind, "url": image_url("photo", w, h), "width": w, "height": h}
        for kind, (w, h) in SIZES.items()
    ]
    return {
        "album_id": -7, "date": DATE, "id": ID, "owner_id": OWNER, "access_key": "a1b2c3d4e5f6a7b8",
        "sizes": sizes, "text": "", "user_id": 100, "has_tags": False, "web_view_token": "0f1e2d3c",
        "orig_photo": {"type": "base", "url": image_url("orig", 2560, 1920), "width": 2560,
                       "height": 1920},
    }  # fmt: skip


def video(kind: str) -> dict:
    """Return a video; a clip is a video of the type `short_video`."""
    return {
        "response_type": "full", "access_key": "c7d8e9f0a1b2c3d4e5", "can_comment": 1,
        "can_like": 1, "can_repost": 1, "can_subscribe": 1, "can_add_to_faves": 1, "can_add": 1,
        "comments": 0, "date": DATE, "description": "", "duration": 41, "image": images("video"),
        "first_frame": images("frame"), "width": 1280, "height": 720, "id": ID, "owner_id": OWNER,
        "title": "Видео", "is_favorite": False, "track_code": "video_a1b2c3d4e5f6a7b8c9d0",
        "type": kind, "views": 120, "local_views": 120,
    }  # fmt: skip


def poll() -> dict:
    """Return a poll of two answers."""
    answers = [
        {"id": 1, "rate": 60.0, "text": "Да", "votes": 6},
        {"id": 2, "rate": 40.0, "text": "Нет", "votes": 4},
    ]
    return {
        "id": ID, "owner_id": OWNER, "author_id": OWNER, "question": "Как вам?", "votes": 10,
        "answers": answers, "answer_ids": [], "anonymous": True, "multiple": False, "end_date": 0,
        "closed": False, "is_board": False, "can_edit": False, "can_vote": False,
        "can_report": True, "can_share": True, "created": DATE, "disable_unvote": False,
    }  # fmt: skip


def link() -> dict:
    """Return a link to an outside page."""
    return {
        "url": "https://example.org/news/~id~", "title": "Новость", "caption": "example.org",
        "description": "", "photo": photo(), "target": "external", "is_favorite": False,
    }  # fmt: skip


def article() -> dict:
    """Return an article of the page."""
    return {
        "id": ID, "owner_id": OWNER, "owner_name": "Сообщество", "owner_photo": HOST, "views": 50,
        "state": "available", "can_report": True, "title": "Статья", "subtitle": "", "shares": 1,
        "is_favorite": False, "url": "https://vk.com/@club-~id~", "access_key": "d4e5f6a7",
        "view_url": "https://m.vk.com/@club-~id~", "published_date": DATE, "photo": photo(),
    }  # fmt: skip


def doc() -> dict:
    """Return a file."""
    return {
        "id": ID, "owner_id": OWNER, "title": "Постановление.pdf", "size": 204_800, "ext": "pdf",
        "date": DATE, "type": 1, "url": "https://vk.com/doc~owner~_~id~", "access_key": "e5f6a7b8",
    }  # fmt: skip


def audio() -> dict:
    """Return a track."""
    return {
        "id": ID, "owner_id": OWNER, "artist": "Хор", "title": "Песня", "duration": 180,
        "date": DATE, "url": "",
    }  # fmt: skip


def template(kind: str, body: dict) -> str:
    """Return the JSON text of an attachment with holes for owner, id and date."""
    text = json.dumps({"type": kind, kind: body}, ensure_ascii=False, separators=(",", ":"))
    for hole in (OWNER, ID, DATE):
        text = text.replace(f'"{hole}"', hole)
    return text


TEMPLATES = {
    "photo": template("photo", photo()),
    "video": template("video", video("video")),
    "clip": template("video", video("short_video")),
    "poll": template("poll", poll()),
    "link": template("link", link()),
    "article": template("article", article()),
    "doc": template("doc", doc()),
    "audio": template("audio", audio()),
}


def attachments_json(items: tuple[Attachment, ...] | list[Attachment], owner: int, first: int,
                     date: int) -> str:  # fmt: skip
    """Return the JSON list of attachments; ids count on from `first`."""
    texts = []
    for number, item in enumerate(items):
        if isinstance(item, dict):
            texts.append(json.dumps(item, ensure_ascii=False))
            continue
        text = TEMPLATES[item].replace(OWNER, str(owner)).replace(DATE, str(date))
        texts.append(text.replace(ID, str(456_000_000 + first * 10 + number)))
    return "[" + ",".join(texts) + "]"
