"""Settings: environment first, then ``.streamlit/secrets.toml``, then the default.

Owns names, defaults and checks of every ``KPI_*`` key; nobody else reads the environment.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent.parent


class SettingError(ValueError):
    """A setting that cannot be used: one sentence says which, where and how to mend it."""


def _key(default: str, doc: str) -> str:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True)
class Settings:
    """All settings, checked. Every field ``x`` is the key ``KPI_X``."""

    database_url: str = field(  # may hold a password
        default="sqlite:///data/kpi.db", repr=False, metadata={"doc": "database"}
    )
    vk_tokens: tuple[str, ...] = field(
        default=(), repr=False, metadata={"doc": "access tokens of VK, comma-separated"}
    )
    vk_api_url: str = _key("https://api.vk.ru/method", "address of the API")
    vk_requests_per_second: float = field(default=3.0, metadata={"doc": "rate of one token"})
    vk_timeout_seconds: float = field(default=30.0, metadata={"doc": "one request may take"})
    vk_wall_quota: int = field(default=5000, metadata={"doc": "wall.get a token has a day"})
    pictures: str = _key("off", "keep avatars and pictures of shown posts: on or off")
    leaders: str = _key("on", "name a group's leaders to administrators: on or off")
    archive_days: int = field(default=0, metadata={"doc": "raw answers are kept; 0: not"})
    timezone: str = _key("Europe/Moscow", "the region's IANA time zone")
    region_name: str = _key("", "name of the region on the login page")
    posts_norm_card: int = field(default=3, metadata={"doc": "posts a week of a визитка"})
    posts_norm_active: int = field(default=5, metadata={"doc": "posts a week of an активный"})
    posts_norm_flagship: int = field(default=10, metadata={"doc": "posts a week of a флагманский"})
    deadline: str = _key("9wh", "time to answer: 4h, 9wh (working hours) or 24h")
    workday: str = _key("09:00-18:00", "working hours, local")
    history_days: int = field(default=400, metadata={"doc": "how far back walls are read"})
    refresh_days: int = field(default=30, metadata={"doc": "posts younger than this are re-read"})
    comment_text_days: int = field(default=90, metadata={"doc": "retention of comment texts"})
    hash_key: str = field(default="", repr=False, metadata={"doc": "key of author hashes"})
    cookie_key: str = field(default="", repr=False, metadata={"doc": "key that signs cookies"})
    queue_days: int = field(default=14, metadata={"doc": "horizon of the queue of questions"})
    support_contact: str = _key("", "whom to ask, shown on the login page")
    language: str = _key("ru", "ru or en")

    @property
    def norms(self) -> dict[str, int]:
        """Posts a week by category of a page."""
        return {
            "card": self.posts_norm_card,
            "active": self.posts_norm_active,
            "flagship": self.posts_norm_flagship,
        }


DEMO_URL = "sqlite:///data/demo.db"
"""Where the demo region goes while no database is configured."""
_SECRET = ("hash_key", "cookie_key")
_SHORTEST = 32
"""Characters of a key."""
_MOST_DAYS = 36_500
"""A hundred years."""
_MOST = 1_000_000
"""Of what is not days."""


def load(environ: Mapping[str, str] | None = None, root: Path = ROOT) -> Settings:
    """Settings of this installation; keys for hashes and cookies are made where absent.

    Raises:
        SettingError: an unknown ``KPI_*`` key, or a value that cannot be used.
    """
    environ = os.environ if environ is None else environ
    known = {f"KPI_{f.name.upper()}": f for f in fields(Settings)}
    given: dict[str, tuple[str, str]] = {}
    for key, value in _from_file(root).items():
        text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        given[key] = (text, ".streamlit/secrets.toml")
    given |= {k: (v, "the environment") for k, v in environ.items() if k.startswith("KPI_")}
    for key, (_, where) in given.items():
        if key not in known:
            raise SettingError(
                f"{key} in {where} is not a setting: see .streamlit/secrets.example.toml"
            )
    values = {
        known[key].name: _read(key, known[key].type, text.strip(), where)
        for key, (text, where) in given.items()
    }
    for name in _SECRET:
        values[name] = _secret(name, values.get(name), root)
    settings = Settings(**values)  # type: ignore[arg-type]
    _check(settings)
    return settings


def own_files(root: Path = ROOT) -> list[Path]:
    """Files that hold settings and keys: no output may replace them."""
    return [root / ".streamlit" / "secrets.toml", *(root / "data" / name for name in _SECRET)]


def _from_file(root: Path) -> dict[str, object]:
    path = root / ".streamlit" / "secrets.toml"
    if not path.exists():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f".streamlit/secrets.toml cannot be read: {error}") from None
    return {k: v for k, v in content.items() if k.startswith("KPI_")}


def _read(key: str, kind: object, text: str, where: str) -> object:
    if kind == "tuple[str, ...]":
        return tuple(dict.fromkeys(t.strip() for t in text.split(",") if t.strip()))
    try:
        if kind == "int":
            return int(text)
        if kind == "float":
            return float(text)
    except ValueError:
        raise SettingError(f"{key} in {where} must be a number, not {text!r}") from None
    return text


def _secret(name: str, given: object, root: Path) -> str:
    if given is not None:
        if _is_weak(str(given)):
            raise SettingError(
                f"KPI_{name.upper()} is too weak: give at least {_SHORTEST} random characters, or "
                "leave it out"
            )
        return str(given)
    path = root / "data" / name
    try:
        if not path.exists():
            _make_key(path)
        kept = path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        kept = ""
    except OSError as error:
        raise SettingError(f"data/{name} can be neither read nor made: {error.strerror}") from None
    if _is_weak(kept):
        raise SettingError(
            f"data/{name} holds no key of at least {_SHORTEST} characters: bring the file back "
            "from a backup; only where nothing was ever collected, delete it for a new one"
        )
    return kept


def _is_weak(key: str) -> bool:
    return len(key) < _SHORTEST


def _make_key(path: Path) -> None:
    """Makes a key whole or not at all; of two processes at once the first one's stays."""
    path.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(os.urandom(32).hex())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _check(settings: Settings) -> None:
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingError(
            f"KPI_TIMEZONE {settings.timezone!r} is not an IANA zone such as Europe/Moscow"
        ) from None
    if not is_web_address(settings.vk_api_url):
        raise SettingError(
            f"KPI_VK_API_URL {settings.vk_api_url!r} must be an address such as "
            f"{Settings.vk_api_url}"
        )
    if settings.deadline not in ("4h", "9wh", "24h"):
        raise SettingError(f"KPI_DEADLINE {settings.deadline!r} must be 4h, 9wh or 24h")
    workday_hours(settings.workday)
    for name in ("pictures", "leaders"):
        if getattr(settings, name) not in ("on", "off"):
            raise SettingError(f"KPI_{name.upper()} {getattr(settings, name)!r} must be on or off")
    if settings.language not in ("ru", "en"):
        raise SettingError(f"KPI_LANGUAGE {settings.language!r} must be ru or en")
    for item in fields(Settings):
        value = getattr(settings, item.name)
        if isinstance(value, (int, float)):
            _check_number(item.name, value)


def _check_number(name: str, value: float) -> None:
    most = _MOST_DAYS if name.endswith("_days") else _MOST
    if isinstance(value, int):
        least = 0 if name == "archive_days" else 1
        fits, wanted, shown = least <= value <= most, f"from {least} to {most}", str(value)
    else:
        fits, wanted = 0 < value <= most, f"greater than 0 and at most {most}"
        shown = f"{value:f}".rstrip("0").rstrip(".")
    if not fits:
        raise SettingError(f"KPI_{name.upper()} must be {wanted}, not {shown}")


def is_web_address(text: str) -> bool:
    """Whether a text is an address of http or https with a host."""
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and has_host and not re.search(r"\s", text)


def workday_hours(text: str) -> tuple[int, int]:
    """Start and end of the working day in seconds after local midnight.

    Raises:
        SettingError: not of the form ``09:00-18:00``.
    """
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", text)
    if match:
        hour, minute, last_hour, last_minute = (int(part) for part in match.groups())
        start, end = hour * 3600 + minute * 60, last_hour * 3600 + last_minute * 60
        if end - start > 3600:
            return start, end
    raise SettingError(f"KPI_WORKDAY {text!r} must look like 09:00-18:00 and be over an hour long")
