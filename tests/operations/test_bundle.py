"""The bundle: what is in it, that it is the same twice, and that it installs with no network."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

from core.settings import ROOT
from tests.operations.network import environment, free_port, wait_for

LONG = pytest.mark.skipif(
    "TEST_BUNDLE" not in os.environ, reason="downloads 200 MB of wheels: make check-long"
)


@pytest.fixture(scope="module")
def bundle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundle", ROOT / "deploy" / "bundle.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["bundle"] = module  # dataclasses look there for their module
    spec.loader.exec_module(module)
    return module


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A commit of the tree as it stands, with data, a secret and a stray file beside it."""
    root = tmp_path / "source"
    root.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, root / name)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "As it stands")
    for name in ("data/kpi.db", ".streamlit/secrets.toml", "stray.txt"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("secret", encoding="utf-8")
    return root


def test_it_holds_the_commit_the_wheels_and_their_sums(
    bundle: ModuleType, repository: Path, tmp_path: Path
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "some-1.0-py3-none-any.whl").write_bytes(b"wheel")
    archive = bundle.pack(repository, wheels, tmp_path / "dist")
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        folder = names[0].split("/")[0]
        entries = {name.removeprefix(f"{folder}/"): tar.getmember(name) for name in names}
        sums = tar.extractfile(f"{folder}/SHA256SUMS")
        assert sums
        listed = dict(reversed(line.split("  ")) for line in sums.read().decode().splitlines())
        for name, entry in entries.items():
            content = tar.extractfile(entry)
            assert content
            if name != "SHA256SUMS":
                assert listed.pop(name) == hashlib.sha256(content.read()).hexdigest()
    assert listed == {}
    assert folder == archive.name.removesuffix(".tar.gz")
    wheel = "wheels/some-1.0-py3-none-any.whl"
    made = {"SHA256SUMS", "install.sh", wheel}
    assert set(entries) - made == set(git(repository, "ls-files").splitlines())
    assert made | {"deploy/Containerfile"} <= set(entries)
    assert names == sorted(names)
    assert {entry.uid for entry in entries.values()} == {0}
    assert entries["install.sh"].mode == 0o755
    sum_file = archive.with_name(f"{archive.name}.sha256").read_text(encoding="ascii")
    assert sum_file == f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n"


def test_the_same_commit_gives_the_same_bytes(
    bundle: ModuleType, repository: Path, tmp_path: Path
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "some.whl").write_bytes(b"wheel")
    first = bundle.pack(repository, wheels, tmp_path / "one").read_bytes()
    (repository / "app.py").touch()
    (wheels / "some.whl").touch()
    assert bundle.pack(repository, wheels, tmp_path / "two").read_bytes() == first


def test_a_bundle_for_windows_takes_what_windows_needs(bundle: ModuleType) -> None:
    lines = (
        "a==1 ; sys_platform == 'win32'\nb==2 ; sys_platform != 'win32'\nc==3\n"
        "d==4 ; python_version < '3.12'\n"
    )
    assert bundle.wanted(lines, bundle.Target("windows-x86_64", "3.12")) == ["a==1", "c==3"]
    assert bundle.wanted(lines, bundle.Target("linux-aarch64", "3.11")) == ["b==2", "c==3", "d==4"]


def test_what_cannot_be_made_is_said_in_a_sentence(bundle: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname='a'\nversion='1'\n", encoding="utf-8")
    with pytest.raises(bundle.BundleError, match="not a git repository"):
        bundle.pack(tmp_path, tmp_path, tmp_path / "dist")
    done = subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "bundle.py"), "--platform", "amiga"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "BUNDLE_PLATFORM amiga: give one of linux-x86_64" in done.stderr


@LONG
def test_it_installs_and_runs_where_no_index_is_reached(repository: Path, tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "deploy/bundle.py"], cwd=repository, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (archive,) = (repository / "dist").glob("*.tar.gz")
    shutil.unpack_archive(archive, tmp_path / "unpacked", filter="data")
    (root,) = (tmp_path / "unpacked").iterdir()
    dead = f"http://127.0.0.1:{free_port()}"
    closed = environment(
        tmp_path, PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull, HTTP_PROXY=dead, HTTPS_PROXY=dead,
        ALL_PROXY=dead,
    )  # fmt: skip
    del closed["PYTHONPATH"]

    def run(*words: str) -> str:
        done = subprocess.run(
            words, cwd=root, env=closed, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("sh", "install.sh")
    python = str(root / ".venv" / "bin" / "python")
    assert "Example: python cli.py" in run(python, "cli.py", "--help")
    assert "Demo region: 12 pages" in run(python, "cli.py", "demo", "--pages", "12")
    assert "fresh: data of" in run(python, "cli.py", "health")
    port, log = free_port(), tmp_path / "server.log"
    command = [python, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=root, env=closed, stdout=out, stderr=out)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", server, log)
    finally:
        server.terminate()
        server.wait(timeout=20)

    (root / "cli.py").write_text("damaged", encoding="utf-8")
    damaged = subprocess.run(
        ["sh", "install.sh"], cwd=root, env=closed, capture_output=True, text=True, check=False
    )
    assert damaged.returncode == 1
    assert "the bundle is damaged" in damaged.stderr
