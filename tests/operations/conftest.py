"""What the tests of operations share: a filled database, a Chromium, a register of one page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.operations.network import run_cli

HEAD = (
    "Уровень;Учредитель;Наименование подведомственной организации;причина;ОГРН;Сфера 1;"
    "Сфера 2;Сфера 3;Статус;ID госпаблика;Ссылка на госпаблик ВК"
)
ROW = "МО;Управа;Школа № 1;;1027700132195;Школы;;;визитка;5;https://vk.com/club5"


@pytest.fixture
def filled(database: Path, tmp_path: Path) -> Path:
    """A folder with a copy of the invented region and its logins."""
    shutil.copy(database, tmp_path / "kpi.db")
    return tmp_path


@pytest.fixture(scope="session")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that lists one page, vk:5."""
    folder = tmp_path_factory.mktemp("listed")
    path = folder / "register.csv"
    path.write_text(f"{HEAD}\n{ROW}", encoding="utf-8-sig")
    done = run_cli(folder, "register", "import", str(path))
    assert done.returncode == 0, done.stderr
    return folder / "kpi.db"


@pytest.fixture
def registered(listed: Path, tmp_path: Path) -> Path:
    """A folder with a copy of it."""
    shutil.copy(listed, tmp_path / "kpi.db")
    return tmp_path
