"""What operators copy to their machines says what the code does: units, cron, container, docs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from cli import cli
from core.settings import ROOT, load
from tests.operations.network import environment, free_port, wait_for

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
ANALYZE = shutil.which("systemd-analyze")
PYTHON = "/opt/kpi/.venv/bin/python"


def options_of(unit: Path, key: str) -> list[str]:
    found = re.findall(rf"^{key}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    return [value.strip() for value in found]


def check_command(words: list[str]) -> None:
    """``cli.py …`` as it stands in a unit: the command and each flag exist."""
    command: click.Command = cli
    for word in words[words.index("cli.py") + 1 :]:
        if isinstance(command, click.Group):
            assert word in command.commands, word
            command = command.commands[word]
        elif word.startswith("-"):
            assert any(word in option.opts for option in command.params), word


def commands_of_units() -> dict[str, list[str]]:
    found = {}
    for unit in UNITS:
        (start,) = options_of(unit, "ExecStart")
        words = shlex.split(start)
        if words[0] == "/bin/sh":
            words = shlex.split(words[2])
        if "cli.py" in words:
            found[unit.stem] = words[words.index("cli.py") + 1 :]
    return found


def test_the_commands_of_the_units_exist() -> None:
    commands = commands_of_units()
    assert set(commands) == {"kpi-sync", "kpi-sync-short", "kpi-purge", "kpi-backup"}
    for words in commands.values():
        check_command(["cli.py", *words])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_fenced_in(unit: Path) -> None:
    for key, value in (
        ("User", "kpi"), ("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"),
        ("ReadWritePaths", "/var/lib/kpi"), ("EnvironmentFile", "/etc/kpi/kpi.env"),
    ):  # fmt: skip
        assert options_of(unit, key) == [value]


def test_an_incomplete_pass_is_no_failed_unit() -> None:
    for unit in UNITS:
        expected = ["3"] if "sync" in unit.stem else []
        assert options_of(unit, "SuccessExitStatus") == expected, unit.name


def test_every_timer_has_its_service_and_makes_up_for_the_nights() -> None:
    timers = sorted((DEPLOY / "systemd").glob("*.timer"))
    assert {timer.stem for timer in timers} == set(commands_of_units())
    for timer in timers:
        assert options_of(timer, "RandomizedDelaySec")
        hourly = timer.stem == "kpi-sync-short"
        assert options_of(timer, "Persistent") == ["false" if hourly else "true"]


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed on this machine")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    shutil.copytree(DEPLOY / "systemd", tmp_path, dirs_exist_ok=True)
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\n", encoding="utf-8")
    python.chmod(0o755)
    for unit in tmp_path.glob("*.service"):
        text = unit.read_text(encoding="utf-8")
        unit.write_text(text.replace(PYTHON, str(python)), encoding="utf-8")
    assert analyzed(tmp_path) == ""
    broken = tmp_path / "kpi-purge.service"
    broken.write_text(broken.read_text(encoding="utf-8") + "Nonsense=1\n", encoding="utf-8")
    assert "Nonsense" in analyzed(tmp_path), "the tool would say so"


def analyzed(folder: Path) -> str:
    assert ANALYZE
    units = [str(path) for path in folder.iterdir() if path.suffix in (".service", ".timer")]
    done = subprocess.run(
        [ANALYZE, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def cron_lines() -> list[str]:
    text = (DEPLOY / "cron" / "kpi").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if re.match(r"[0-9*]", line)]


def test_cron_runs_the_same_commands_at_the_same_times(tmp_path: Path) -> None:
    """Each line is really run by a shell, over a tree whose python writes down what it is given."""
    given = tmp_path / "given"
    python, env = tmp_path / ".venv" / "bin" / "python", tmp_path / "kpi.env"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$KPI_VK_TOKENS $PWD $*" >>{given}\n', encoding="utf-8")
    (tmp_path / "bin").mkdir()
    sleep = tmp_path / "bin" / "sleep"
    sleep.write_text(f"#!/bin/sh\necho $1 >>{tmp_path / 'slept'}\n", encoding="utf-8")
    for script in (python, sleep):
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    env.write_text("KPI_VK_TOKENS=user-1\n", encoding="utf-8")
    (tmp_path / "data" / "backups").mkdir(parents=True)
    text = (DEPLOY / "cron" / "kpi").read_text(encoding="utf-8")
    (prelude,) = re.findall(r"^KPI=(.*)$", text, re.MULTILINE)
    prelude = prelude.replace("/etc/kpi/kpi.env", str(env)).replace("/opt/kpi", str(tmp_path))
    times = {}
    for line in cron_lines():
        *when, user, command = line.split(None, 6)
        assert user == "kpi"
        given.unlink(missing_ok=True)
        subprocess.run(
            ["/bin/bash", "-c", command.replace("\\%", "%")], cwd=tmp_path, check=True,
            env={"KPI": prelude, "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"},
        )  # fmt: skip
        token, folder, _, *words = given.read_text(encoding="utf-8").split()
        assert (token, folder) == ("user-1", str(tmp_path))
        times[" ".join(words[:2] if words[0] == "db" else words)] = " ".join(when)
    assert times == {
        "sync vk": "30 2 * * *", "sync vk --short": "10 9-18 * * 1-5", "purge": "30 1 * * *",
        "db backup": "30 0 * * 0",
    }  # fmt: skip
    calendars = {
        "kpi-sync": "*-*-* 02:30:00", "kpi-sync-short": "Mon..Fri *-*-* 09..18:10:00",
        "kpi-purge": "*-*-* 01:30:00", "kpi-backup": "Sun *-*-* 00:30:00",
    }  # fmt: skip
    for name, calendar in calendars.items():
        assert options_of(DEPLOY / "systemd" / f"{name}.timer", "OnCalendar") == [calendar]
    assert len((tmp_path / "slept").read_text(encoding="utf-8").split()) == len(times)


def steps() -> list[tuple[str, str]]:
    """Instructions of the container file, joined where a line goes on."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def test_the_container_file_copies_what_there_is_and_all_that_is_needed() -> None:
    copied = []
    for step, rest in steps():
        if step == "COPY" and not rest.startswith("--from"):
            *sources, _ = rest.split()
            copied += sources
    made_by_bundle = {"wheels"}
    assert [path for path in copied if not (ROOT / path).exists()] == sorted(made_by_bundle)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["importlinter"]["root_packages"]
    assert set(packages) | {"locale", "app.py", "cli.py", "requirements.txt"} <= set(copied)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The tree as the container file lays it out."""
    laid = tmp_path / "tree"
    for step, rest in steps():
        if step == "COPY" and not rest.startswith("--from"):
            *sources, target = rest.split()
            for source in filter(lambda name: (ROOT / name).exists(), sources):
                copy_into(ROOT / source, laid / (source if target == "./" else target))
    (laid / "data").mkdir()
    return laid


def inside(folder: Path) -> dict[str, str]:
    """The environment the container file gives."""
    given = dict(pair.split("=", 1) for pair in dict(steps())["ENV"].split())
    return environment(folder, **{k: v for k, v in given.items() if k.startswith("KPI_")})


def test_what_the_container_copies_runs_by_itself(tree: Path, tmp_path: Path) -> None:
    for words, code in (("db upgrade", 0), ("health", 1)):
        done = subprocess.run(
            [sys.executable, "cli.py", *words.split()], cwd=tree, env=inside(tmp_path),
            check=False, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
    assert (tree / "data" / "kpi.db").exists(), "in the volume"


@pytest.mark.long
def test_what_the_container_copies_serves_by_itself(tree: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "server.log"
    command = [sys.executable, *re.findall(r'"([^"]+)"', dict(steps())["CMD"])[1:]]
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [*command, "--server.port", str(port)],
            cwd=tree,
            env=inside(tmp_path),
            stdout=out,
            stderr=out,
        ) as server,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/health", server, log)
        finally:
            server.terminate()


def copy_into(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def test_the_lines_of_the_container_are_those_of_the_docs() -> None:
    docs = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    lines = re.findall(r"^#   (podman .*)$", text, re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        assert line in docs
        if "cli.py" in line:
            check_command(line.split())
    exposed = dict(steps())["EXPOSE"]
    assert f":{exposed} kpi" in docs
    volume = dict(steps())["VOLUME"]
    assert f"-v kpi:{volume} " in docs


def test_the_container_runs_as_nobody_in_particular_and_tells_its_health() -> None:
    known = dict(steps())
    assert known["USER"].isdigit()
    assert known["VOLUME"] == "/opt/kpi/data"
    assert [step for step, _ in steps()].count("FROM") == 2
    (install,) = [rest for step, rest in steps() if step == "RUN" and "pip install" in rest]
    assert "--no-index" in install
    check = re.search(r"CMD (\[.*\])", known["HEALTHCHECK"])
    assert check
    check_command(re.findall(r'"([^"]+)"', check[1]))
    assert (ROOT / re.findall(r'"([^"]+)"', known["CMD"])[4]).name == "app.py"


def test_the_example_of_the_environment_is_understood() -> None:
    text = (DEPLOY / "kpi.env.example").read_text(encoding="utf-8")
    lines = [line.lstrip("#") for line in text.splitlines() if re.match(r"#?[A-Z_]+=", line)]
    given = dict(line.split("=", 1) for line in lines)
    assert {"HTTPS_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "KPI_VK_TOKENS"} <= set(given)
    assert load(given | {"KPI_HASH_KEY": "h" * 40, "KPI_COOKIE_KEY": "c" * 40}).timezone


def test_the_docs_name_every_file_and_command_an_operator_needs() -> None:
    docs = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for path in ("deploy/nginx.conf", "deploy/systemd", "deploy/cron/kpi", "deploy/Containerfile",
                 "deploy/kpi.env.example"):  # fmt: skip
        assert path in docs
        assert (ROOT / path).exists()
    named = re.findall(r"cli\.py ((?:[a-z-]+ ?)+)(?=[^a-z])", docs)
    assert named
    for words in named:
        check_command(["cli.py", *words.split()])
    for code in ("0", "1", "2", "3"):
        assert re.search(rf"^\| {code} \|", docs, re.MULTILINE)


def test_no_secret_is_readable_for_all() -> None:
    docs = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert re.search(r"install -o kpi -g kpi -m 600 \S+ /etc/kpi/kpi\.env", docs)
    assert os.access(DEPLOY / "install.sh", os.X_OK)
