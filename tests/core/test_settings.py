"""Settings: where they come from, and one sentence for each that cannot be used."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from core.settings import ROOT, SettingError, Settings, load


def test_environment_before_file_before_default(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    secrets.write_text('KPI_TIMEZONE = "Asia/Omsk"\nKPI_QUEUE_DAYS = 7\n', encoding="utf-8")
    settings = load({"KPI_TIMEZONE": "Asia/Sakhalin"}, tmp_path)
    assert (settings.timezone, settings.queue_days, settings.history_days) == (
        "Asia/Sakhalin", 7, 400,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("KPI_TOKENS", "x"),
        ("KPI_TIMEZONE", "Mars/Base"),
        ("KPI_TIMEZONE", "../etc/passwd"),
        ("KPI_DEADLINE", "5h"),
        ("KPI_WORKDAY", "9-18"),
        ("KPI_WORKDAY", "18:00-09:00"),
        ("KPI_LANGUAGE", "de"),
        ("KPI_HISTORY_DAYS", "many"),
        ("KPI_REFRESH_DAYS", "0"),
        ("KPI_VK_TIMEOUT_SECONDS", "-1"),
        ("KPI_VK_TIMEOUT_SECONDS", "inf"),
        ("KPI_VK_TIMEOUT_SECONDS", "nan"),
        ("KPI_VK_REQUESTS_PER_SECOND", "nan"),
        ("KPI_VK_WALL_QUOTA", "1" * 20),
        ("KPI_HISTORY_DAYS", "1" * 20),
        ("KPI_ARCHIVE_DAYS", "36501"),
        ("KPI_VK_API_URL", "http://"),
        ("KPI_VK_API_URL", "https://api vk"),
        ("KPI_VK_API_URL", "https://api.vk.ru:port"),
        ("KPI_VK_API_URL", "api.vk.ru"),
        ("KPI_HASH_KEY", "secret"),
        ("KPI_COOKIE_KEY", "short"),
    ],
)
def test_a_bad_setting_is_named_in_a_sentence(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(SettingError, match=key):
        load({key: value}, tmp_path)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("KPI_ARCHIVE_DAYS", "-1", "must be from 0 to 36500, not -1"),
        ("KPI_QUEUE_DAYS", "0", "must be from 1 to 36500, not 0"),
        ("KPI_POSTS_NORM_CARD", "2000000", "must be from 1 to 1000000, not 2000000"),
        ("KPI_VK_REQUESTS_PER_SECOND", "0", "must be greater than 0 and at most 1000000, not 0"),
        (
            "KPI_VK_TIMEOUT_SECONDS",
            "1e7",
            "must be greater than 0 and at most 1000000, not 10000000",
        ),
    ],
)
def test_a_number_out_of_its_range_is_told_the_range(
    tmp_path: Path, key: str, value: str, says: str
) -> None:
    with pytest.raises(SettingError, match=f"{key} {says}"):
        load({key: value}, tmp_path)
    assert load({"KPI_ARCHIVE_DAYS": "0", "KPI_VK_TIMEOUT_SECONDS": "0.5"}, tmp_path)


def test_tokens_are_a_list_too_and_each_counts_once(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    text = 'KPI_VK_TOKENS = ["first", "second", "first"]\n'
    (tmp_path / ".streamlit" / "secrets.toml").write_text(text, encoding="utf-8-sig")
    assert load({}, tmp_path).vk_tokens == ("first", "second")
    assert load({"KPI_VK_TOKENS": "a, b,a"}, tmp_path).vk_tokens == ("a", "b")


def test_keys_are_made_once_and_kept_to_the_owner(tmp_path: Path) -> None:
    first, second = load({}, tmp_path), load({}, tmp_path)
    assert first.hash_key == second.hash_key != first.cookie_key
    assert len(first.hash_key) == 64
    for name in ("hash_key", "cookie_key"):
        assert stat.S_IMODE((tmp_path / "data" / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "short", "ключ" * 20])
@pytest.mark.parametrize("name", ["hash_key", "cookie_key"])
def test_a_kept_key_is_judged_as_a_given_one(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_text(content, encoding="utf-8")
    with pytest.raises(SettingError, match=rf"data/{name} holds no key"):
        load({}, tmp_path)
    assert (tmp_path / "data" / name).read_text(encoding="utf-8") == content


def test_a_key_that_can_be_neither_read_nor_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(SettingError, match="data/hash_key can be neither read nor made: File exis"):
        load({}, tmp_path)


def test_of_two_processes_that_make_a_key_both_use_the_first_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(handle: int) -> None:
        assert not any(path.name.endswith("key") for path in (tmp_path / "data").iterdir())
        for name in ("hash_key", "cookie_key"):
            (tmp_path / "data" / name).write_text(name * 8, encoding="ascii")

    monkeypatch.setattr("os.fsync", late)
    assert load({}, tmp_path).hash_key == "hash_key" * 8
    assert {path.name for path in (tmp_path / "data").iterdir()} == {"hash_key", "cookie_key"}


def test_a_file_system_without_links_keeps_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr("os.link", refused)
    test_keys_are_made_once_and_kept_to_the_owner(tmp_path)


def test_secrets_are_not_in_the_repr(tmp_path: Path) -> None:
    settings = load({"KPI_VK_TOKENS": "vk1.a.secret, vk1.b.secret"}, tmp_path)
    assert settings.vk_tokens == ("vk1.a.secret", "vk1.b.secret")
    assert "secret" not in repr(settings)
    assert settings.hash_key not in repr(settings)


def test_every_setting_is_documented() -> None:
    example = (ROOT / ".streamlit" / "secrets.example.toml").read_text(encoding="utf-8")
    missing = [f.name for f in fields(Settings) if f"KPI_{f.name.upper()}" not in example]
    assert missing == []
