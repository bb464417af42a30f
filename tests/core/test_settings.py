"""Settings: where they come from, and one sentence for each that cannot be used."""

from __future__ import annotations

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
        ("KPI_HASH_KEY", "secret"),
        ("KPI_COOKIE_KEY", "short"),
    ],
)
def test_a_bad_setting_is_named_in_a_sentence(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(SettingError, match=key):
        load({key: value}, tmp_path)


def test_keys_are_made_once_and_kept_to_the_owner(tmp_path: Path) -> None:
    first, second = load({}, tmp_path), load({}, tmp_path)
    assert first.hash_key == second.hash_key != first.cookie_key
    assert len(first.hash_key) == 64
    for name in ("hash_key", "cookie_key"):
        assert stat.S_IMODE((tmp_path / "data" / name).stat().st_mode) == 0o600


def test_secrets_are_not_in_the_repr(tmp_path: Path) -> None:
    settings = load({"KPI_VK_TOKENS": "vk1.a.secret, vk1.b.secret"}, tmp_path)
    assert settings.vk_tokens == ("vk1.a.secret", "vk1.b.secret")
    assert "secret" not in repr(settings)
    assert settings.hash_key not in repr(settings)


def test_every_setting_is_documented() -> None:
    example = (ROOT / ".streamlit" / "secrets.example.toml").read_text(encoding="utf-8")
    missing = [f.name for f in fields(Settings) if f"KPI_{f.name.upper()}" not in example]
    assert missing == []
