"""Real walls from files, replayed.

A file `<screen name>.csv.gz` has the columns `id,text,date,likes,reposts,views`, the date local
to Moscow. It holds no comments, followers or attachments: comments are 0, followers and the
page's number follow from the file's name and stay the same for ever.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.fakes.vk.world import Page, Post

MOSCOW = ZoneInfo("Europe/Moscow")
SUFFIX = ".csv.gz"


def owner_of(screen_name: str) -> int:
    """Return the number that a replayed page of this screen name has."""
    return 100_000_000 + zlib.crc32(screen_name.encode()) % 100_000_000


def wall_page(path: Path) -> Page:
    """Return the page of one file."""
    name = path.name.removesuffix(SUFFIX)
    with gzip.open(path) as file:
        rows = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline=""))
        posts = {post.id: post for post in map(wall_post, rows)}
    listed = list(posts.values())
    # A wall is written down newest first: an older post at the head was the pinned one.
    if len(listed) > 1 and listed[0].date < listed[1].date:
        listed[0].pinned = True
    owner = owner_of(name)
    return Page(owner, listed, screen_name=name, name=name, followers=300 + owner % 5_000)


def wall_post(row: dict[str, str]) -> Post:
    """Return the post of one line; 0 views mean that the network did not count them yet."""
    local = datetime.fromisoformat(row["date"]).replace(tzinfo=MOSCOW)
    return Post(
        int(row["id"]), int(local.timestamp()), row["text"], likes=int(row["likes"]),
        reposts=int(row["reposts"]), views=int(float(row["views"] or 0)) or None,
    )  # fmt: skip


def wall_pages(folder: Path | str) -> list[Page]:
    """Return the pages of all files of a folder, by file name."""
    return [wall_page(path) for path in sorted(Path(folder).glob(f"*{SUFFIX}"))]
