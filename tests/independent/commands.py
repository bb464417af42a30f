"""The product's commands as people run them: an own database, an emulator of VK."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import cli

ROOT = Path(__file__).parents[2]
COLUMNS = (
    "Уровень", "Учредитель", "Наименование подведомственной организации", "причина", "ОГРН",
    "Сфера 1", "Сфера 2", "Сфера 3", "Статус", "ID госпаблика", "Ссылка на госпаблик ВК",
)  # fmt: skip
KEYS = {"KPI_HASH_KEY": "independent-hash-key" * 2, "KPI_COOKIE_KEY": "independent-cookie" * 2}


def ogrn(number: int) -> str:
    """A number of the state register with its check digit."""
    head = f"1{number:011d}"
    return f"{head}{int(head) % 11 % 10}"


@dataclass(frozen=True)
class Desk:
    """A folder with its database, beside a running emulator."""

    folder: Path
    url: str
    timezone: str = "Europe/Moscow"
    deadline: str = "9wh"

    def _settings(self) -> dict[str, str]:
        return KEYS | {
            "KPI_DATABASE_URL": f"sqlite:///{self.folder / 'kpi.db'}",
            "KPI_VK_API_URL": self.url,
            "KPI_VK_TOKENS": "user-1",
            "KPI_VK_REQUESTS_PER_SECOND": "1000",
            "KPI_TIMEZONE": self.timezone,
            "KPI_DEADLINE": self.deadline,
        }

    def run(self, *arguments: object, code: int = 0) -> str:
        """Runs `cli.py` and returns what it printed; its exit code must be ``code``."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("KPI_")}
        done = subprocess.run(
            [sys.executable, "cli.py", *map(str, arguments)],
            cwd=ROOT, env=kept | self._settings(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def register(self, owners: list[int]) -> None:
        """Imports a register that lists these pages, one body each."""
        rows = [
            ("МО", "Учредитель", f"Организация {n}", "", ogrn(n), "Культура", "", "", "",
             str(owner), f"https://vk.com/club{owner}")
            for n, owner in enumerate(owners, 1)
        ]  # fmt: skip
        path = self.folder / "register.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *rows])
        self.run("register", "import", path)

    def table(self, command: str, first: str, last: str, *options: str) -> list[tuple[str, ...]]:
        """Rows of a csv that a command writes, as they stand in it, the head first.

        The command runs in this process: it only reads.
        """
        path = self.folder / f"{command}.csv"
        words = [command, "--from", first, "--to", last, *options, "--output", str(path)]
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("KPI_")]:
                patch.delenv(name)
            done = CliRunner(env=self._settings()).invoke(cli, words)
        assert done.exit_code == 0, f"{words}: {done.output}"
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [tuple(row) for row in csv.reader(file)]
