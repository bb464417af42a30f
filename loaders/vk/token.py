"""One access token: its sessions, its pace, what it may not do any more, what it has spent.

Wraps ``vk_api`` and adds what it lacks: time-outs and the classes of errors. A token's text never
leaves this module: no error, log line or ``repr`` holds it; outside it is known by a keyed hash.
"""

from __future__ import annotations

import threading
from collections import Counter
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from queue import LifoQueue
from typing import Any

import requests
import vk_api
from jconfig import MemoryConfig
from vk_api.exceptions import ApiError, ApiHttpError, Captcha

from loaders.model import Broken, Failure
from loaders.pace import Pacer
from loaders.vk.errors import (
    DEAD_TOKEN,
    NEEDS_PERSON,
    NO_EXECUTE,
    OUR_FAULT,
    QUOTA,
    TOO_BIG,
    TRANSIENT,
)

VERSION = "5.199"
CALLS_IN_EXECUTE = 25
LANES = 4
"""Requests of one token under way at once: an answer takes longer than the pace allows."""
MOST_LANES = 8
"""Of all tokens: each answer is megabytes, and unpacked ten times as many in memory."""


class Passing(Exception):
    """The request failed in passing: wait and try again."""

    sentence = "the network does not answer"


class NoProxy(Passing):
    """The proxy on the way failed in passing."""

    sentence = "the proxy does not answer or refuses: is HTTPS_PROXY right?"


class Lost(Exception):
    """The token cannot be used for this; another may."""


class TooBig(Exception):
    """The answer would be too big, or took VK too long."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Refused(Exception):
    """The one object asked for is refused."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.failure = Failure(code, words)


class _Session(requests.Session):
    """Sends what ``vk_api`` posts to the configured address, with a time-out."""

    def __init__(self, url: str, timeout: float) -> None:
        super().__init__()
        self._url, self._timeout = url.rstrip("/"), timeout
        self.received = 0
        self.network_time: int | None = None

    def request(
        self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any
    ) -> requests.Response:
        name = str(url).rsplit("/", 1)[-1]
        kwargs.setdefault("timeout", self._timeout)
        response = super().request(method, f"{self._url}/{name}", *args, **kwargs)
        self.received = len(response.content)
        told = response.headers.get("Date")
        if told:
            self.network_time = int(parsedate_to_datetime(told).timestamp())
        return response


class Token:
    """One access token; ``spent`` methods are out of quota, ``dead`` says why it is of no use."""

    def __init__(
        self, text: str, number: int, url: str, rate: float, timeout: float, key: str
    ) -> None:
        self._sessions: LifoQueue[tuple[vk_api.VkApi, _Session]] = LifoQueue()
        for _ in range(LANES):
            self._sessions.put(_api(text, url, timeout))
        self.pacer = Pacer(rate)
        self.name = f"token {number}"
        self.mark = blake2b(text.encode(), key=key.encode()[:64], digest_size=4).hexdigest()
        self.batches = True
        self.most_calls = CALLS_IN_EXECUTE
        self.flying = 0
        self.dead: str | None = None
        self.spent: dict[str, str] = {}
        self.used: Counter[str] = Counter()
        self.network_time: int | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def count(self, methods: list[str]) -> None:
        """Counts calls against the day's quota."""
        with self._lock:
            self.used.update(methods)

    def shrink(self, calls: int) -> None:
        """A batch took VK too long: the next ones hold no more calls than this."""
        with self._lock:
            self.most_calls = min(self.most_calls, calls)

    def grow(self) -> None:
        """An answer came in time: the next batch may be larger by one."""
        with self._lock:
            self.most_calls = min(self.most_calls + 1, CALLS_IN_EXECUTE)

    def send(self, method: str, params: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """One HTTP request; the whole answer with ``execute_errors``, and its bytes.

        Raises:
            Passing, Lost, TooBig, Refused: what an error means; see ``judge``.
            Broken: the address is wrong, or its certificate is not trusted.
        """
        self.pacer.wait()
        api, session = self._sessions.get()
        try:
            answer = api.method(method, params, raw=True)
        except (ApiError, Captcha) as error:
            self.judge(method, error.code, _words(error))
            raise AssertionError from None
        except ApiHttpError as error:
            status = error.response.status_code
            if status >= 500 or status == 429:
                raise Passing(f"HTTP {status}") from None
            raise Broken(f"the API answers HTTP {status}: is KPI_VK_API_URL right?") from None
        except (OSError, ValueError) as error:  # OSError: those of requests, and a missing file
            raise _below(error) from None
        finally:
            self._sessions.put((api, session))
            self.network_time = session.network_time
        if not isinstance(answer, dict) or "response" not in answer:
            raise Passing("an answer without a response")
        return answer, session.received

    def judge(self, method: str, code: int, words: str) -> None:
        """Raises what an error code means for this token."""
        if method == "execute" and code in NO_EXECUTE:
            self.batches = False
            raise Lost
        if code in TOO_BIG:
            raise TooBig(code)
        if code in TRANSIENT:
            raise Passing(words)
        if code in QUOTA:
            self.spent[method] = words
            raise Lost
        if code in DEAD_TOKEN or code in NEEDS_PERSON:
            self.dead = words
            raise Lost
        if code in OUR_FAULT:
            raise Broken(f"VK refuses {method}: {words}")
        raise Refused(code, words)


def _api(text: str, url: str, timeout: float) -> tuple[vk_api.VkApi, _Session]:
    session = _Session(url, timeout)
    api = vk_api.VkApi(token=text, session=session, api_version=VERSION, config=MemoryConfig)
    api.RPS_DELAY = 0
    api.error_handlers = {}
    api.logger.disabled = True
    return api, session


def _below(error: OSError | ValueError) -> Exception:
    """What an error on the way means: ``Broken`` where trying again cannot help."""
    words = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in words:
        return Broken(
            "the certificate of the API is not trusted: set REQUESTS_CA_BUNDLE to the file "
            "with your network's certificate authority"
        )
    if not isinstance(error, requests.RequestException) and "invalid path: " in words:
        path = words.rsplit("invalid path: ", 1)[1]
        return Broken(f"REQUESTS_CA_BUNDLE names a file that is not there: {path}")
    if isinstance(error, requests.exceptions.ProxyError):
        return NoProxy("ProxyError")
    return Passing(type(error).__name__)


def _words(error: ApiError | Captcha) -> str:
    if isinstance(error, Captcha):
        return "VK asks for a captcha"
    return str(error.error.get("error_msg", "")) or f"error {error.code}"
