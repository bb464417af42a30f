"""Pictures of VK: where those of posts stand, their bytes, and the small JPEG that is kept.

Bytes come from VK's picture hosts only, over https, without tokens and without redirects. What
they hold is decoded under bounds and encoded anew, so nothing else of a foreign file (place and
time of shooting, a second payload) is kept.
"""

from __future__ import annotations

import io
import re
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from time import monotonic
from typing import Any

import requests
from PIL import Image, ImageOps
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from loaders.model import HISTORY, Answer, Batch, Call, Failure, Owed, Question
from loaders.vk.token import NoProxy

HOST = r"(?:[a-z0-9-]+\.)+userapi\.com"
"""Hosts pictures come from; ``docs/operations.md`` lists them for those who open the firewall."""

_ADDRESS = re.compile(rf"https://(?P<host>{HOST})(?P<path>/[!-\[\]-~]*)", re.IGNORECASE)
"""The whole of an address, without a port, a login or a backslash: parsers differ on these."""

POSTS_IN_CALL = 100

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 12_000_000
PATIENCE = 60
"""Seconds one picture may take altogether: a time-out bounds only the wait for the next bytes."""
CHUNK = 65_536
GIVE_UP_HOST, GIVE_UP = 3, 10
"""Failures in a row after which one host, or all of them, are asked no more in this run."""

AVATAR_SIZE = (96, 96)
POST_SIZE = (480, 640)
"""Width and height that are not exceeded."""
FILE_BYTES = 60 * 1024
QUALITIES = (80, 65, 50, 35, 20)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
KIND = "image/jpeg"


class BadPicture(Exception):
    """The picture cannot be taken: a reason without its address."""


class Unreachable(Exception):
    """Its host does not answer now: one sentence."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a picture stands; ``source`` hashes the path, which changes with the picture.

    The query holds a signature and sizes, the host is one of many that serve the same.
    """

    url: str
    host: str
    source: int


def address(url: object) -> Address:
    """What may be fetched.

    Raises:
        BadPicture: it does not stand on one of VK's picture hosts.
    """
    match = _ADDRESS.fullmatch(url) if isinstance(url, str) else None
    if match is None:
        raise BadPicture("not an address of a picture host")
    path = match["path"].split("?", 1)[0]
    source = int.from_bytes(blake2b(path.encode(), digest_size=8).digest(), "big", signed=True)
    return Address(match[0], match["host"].lower(), source)


@dataclass(frozen=True, slots=True)
class Shown:
    """A post whose picture is wanted: page here, number in the network, post."""

    page: int
    owner: int
    post: int


class PlacesWalk:
    """Asks where the pictures of some posts stand, 100 posts a call.

    After its answers ``found`` holds an address by page and post; null: the post is gone or shows
    no photo. A post that is missing there could not be asked for.
    """

    def __init__(self, posts: Sequence[Shown]) -> None:
        starts = range(0, len(posts), POSTS_IN_CALL)
        self._parts = {start: posts[start : start + POSTS_IN_CALL] for start in starts}
        self._asked = False
        self.found: dict[tuple[int, int], str | None] = {}
        self.owed: str | None = None
        self.least = len(self._parts)

    def questions(self) -> list[Question]:
        """One question a hundred posts."""
        if self._asked:
            return []
        self._asked = True
        return [
            Question(_posts_call(part), (HISTORY, float(key)), key)
            for key, part in self._parts.items()
        ]

    def take(self, key: int, answer: Answer, batch: Batch) -> None:  # noqa: ARG002 - no rows
        """Takes the addresses of a hundred posts."""
        if isinstance(answer, Owed):
            self.owed = answer.reason
            return
        items = answer.get("items") if isinstance(answer, dict) else answer
        if isinstance(answer, Failure) or not isinstance(items, list):
            return
        posts = {(i.get("owner_id"), i.get("id")): i for i in items if isinstance(i, dict)}
        for post in self._parts[key]:
            self.found[post.page, post.post] = _photo(posts.get((-post.owner, post.post)))


def _posts_call(posts: Sequence[Shown]) -> Call:
    names = ",".join(f"-{post.owner}_{post.post}" for post in posts)
    return Call("wall.getById", {"posts": names}, len(posts))


def _photo(item: dict[str, Any] | None) -> str | None:
    """Address of a post's first photo, in the smallest size that is wide enough."""
    for attachment in (item or {}).get("attachments") or []:
        photo = attachment.get("photo") if isinstance(attachment, dict) else None
        sizes = photo.get("sizes") if isinstance(photo, dict) else None
        usable: list[tuple[int, str]] = [
            (size["width"], size["url"])
            for size in (sizes if isinstance(sizes, list) else [])
            if isinstance(size, dict)
            and isinstance(size.get("width"), int)
            and isinstance(size.get("url"), str)
        ]
        if usable:
            wide = [size for size in usable if size[0] >= POST_SIZE[0]]
            return min(wide)[1] if wide else max(usable)[1]
    return None


class Pictures:
    """Reads pictures; safe in threads. Heeds proxy and authority of the environment.

    Args:
        timeout: seconds to wait for a connection and for the next bytes.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._session = requests.Session()
        # Once more: a connection kept open may have been closed at the other end meanwhile.
        self._session.mount("https://", HTTPAdapter(max_retries=1))
        self._failed: Counter[str] = Counter()
        self._why = ""

    def read(self, place: Address) -> bytes:
        """The bytes that stand at an address.

        Raises:
            BadPicture: the host has none for us there.
            Unreachable: the host failed, or failed too often to be asked again.
        """
        if self._failed[place.host] >= GIVE_UP_HOST or self._failed["*"] >= GIVE_UP:
            raise Unreachable(self._why)
        try:
            content = self._answer(place.url)
        except Unreachable as error:
            self._failed.update((place.host, "*"))
            self._why = str(error)
            raise
        self._failed[place.host] = self._failed["*"] = 0
        return content

    def _answer(self, url: str) -> bytes:
        given_up = monotonic() + PATIENCE
        try:
            with self._session.get(
                url, timeout=self._timeout, stream=True, allow_redirects=False,
                headers={"Accept-Encoding": "identity"},
            ) as response:  # fmt: skip
                if response.status_code >= 500 or response.status_code == 429:
                    raise Unreachable(f"the picture host answers HTTP {response.status_code}")
                if response.status_code != 200:
                    raise BadPicture(f"HTTP {response.status_code}")
                return _body(response, given_up)
        except (OSError, ValueError, HTTPError) as error:  # OSError: those of requests, no file
            raise Unreachable(_why(error)) from None

    def close(self) -> None:
        """Ends the connections."""
        self._session.close()


def _body(response: requests.Response, given_up: float) -> bytes:
    content = bytearray()
    # read1 returns with what has come; read would wait for the whole chunk, however slow.
    while part := response.raw.read1(CHUNK, decode_content=False):
        content += part
        if len(content) > MOST_BYTES:
            raise BadPicture("over 2 MB")
        if monotonic() > given_up:
            raise Unreachable("the picture host is too slow")
    return bytes(content)


def _why(error: Exception) -> str:
    words = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in words or "invalid path: " in words:
        return "its certificate is not trusted: is REQUESTS_CA_BUNDLE right?"
    if isinstance(error, requests.exceptions.ProxyError):
        return NoProxy.sentence
    return f"the picture host does not answer ({type(error).__name__})"


def jpeg(content: bytes, size: tuple[int, int]) -> bytes:
    """A picture as a JPEG of at most this width and height and ``FILE_BYTES``, and nothing else.

    An avatar fills its square, a picture of a post keeps its shape down to the greatest height.

    Raises:
        BadPicture: no image, too big an image, a broken one.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise BadPicture("too many pixels")
                return _encoded(_fitted(_plain(image), size))
    except BadPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture("too many pixels") from None
    except Exception as error:  # noqa: BLE001 - decoders raise anything on hostile bytes
        raise BadPicture(f"no image ({type(error).__name__})") from None


def _plain(image: Image.Image) -> Image.Image:
    """The first frame upright in RGB, on white where it is transparent."""
    upright = ImageOps.exif_transpose(image)
    if not upright.has_transparency_data:
        return upright.convert("RGB")
    shown = upright.convert("RGBA")
    ground = Image.new("RGB", shown.size, "white")
    ground.paste(shown, mask=shown.getchannel("A"))
    return ground


def _fitted(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if size == AVATAR_SIZE:
        return ImageOps.fit(image, size)
    width = min(image.width, size[0])
    height = max(round(image.height * width / image.width), 1)
    return ImageOps.fit(image, (width, min(height, size[1])))


def _encoded(image: Image.Image) -> bytes:
    for quality in QUALITIES:
        kept = io.BytesIO()
        image.save(kept, "JPEG", quality=quality, optimize=True)
        if kept.tell() <= FILE_BYTES:
            return kept.getvalue()
    raise BadPicture("over 60 KB at any quality")
