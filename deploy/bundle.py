"""The bundle: one archive that installs with no network (``make bundle``).

Holds the committed source tree, a wheel of everything in requirements.txt for one platform and one
Python, ``install.sh`` and SHA256SUMS. The same commit and wheels give the same bytes: names are
sorted, owners and times fixed. What is not committed never gets in: no data, no settings.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
TARGETS = {
    "linux-x86_64": [
        *(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)),
        "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64",
    ],
    "linux-aarch64": [
        *(f"manylinux_2_{minor}_aarch64" for minor in range(28, 16, -1)), "manylinux2014_aarch64",
    ],
    "windows-x86_64": ["win_amd64"],
}  # fmt: skip
"""Platforms, each with the tags pip takes wheels of; 2.28 is the C library of the oldest Linux."""


class BundleError(RuntimeError):
    """The bundle cannot be made: one sentence."""


@dataclass(frozen=True)
class Target:
    """What the bundle is installed on: a key of ``TARGETS`` and a Python such as ``3.11``."""

    platform: str
    python: str

    @property
    def markers(self) -> dict[str, str]:
        """What pip would find there; on its own it asks the machine it runs on."""
        system, machine = self.platform.split("-", 1)
        windows = system == "windows"
        return {
            "implementation_name": "cpython", "implementation_version": f"{self.python}.0",
            "os_name": "nt" if windows else "posix",
            "platform_machine": "AMD64" if windows else machine, "platform_release": "",
            "platform_python_implementation": "CPython", "platform_system": system.capitalize(),
            "platform_version": "", "python_full_version": f"{self.python}.0",
            "python_version": self.python, "sys_platform": "win32" if windows else system,
        }  # fmt: skip


def wanted(requirements: str, target: Target) -> list[str]:
    """Lines of requirements.txt that hold on the target, without their markers."""
    found = []
    for line in requirements.splitlines():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(target.markers):
            found.append(line.split(";")[0].strip())
    return found


def download(target: Target, wheels: Path) -> None:
    """Fills a folder with the wheels of the target.

    Raises:
        BundleError: a package has no wheel for it, or the package index is not reached.
    """
    tags = [word for tag in TARGETS[target.platform] for word in ("--platform", tag)]
    lines = wanted((ROOT / "requirements.txt").read_text(encoding="utf-8"), target)
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
        "--no-deps", "--only-binary=:all:", "--implementation", "cp",
        "--python-version", target.python, *tags, "--dest", str(wheels), *lines,
    ]  # fmt: skip
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - our own words
        raise BundleError("the wheels could not be downloaded: pip says above which and why")
    text = f"{target.platform} {target.python}\n"
    (wheels / "TARGET").write_text(text, encoding="ascii", newline="\n")


def pack(root: Path, wheels: Path, folder: Path) -> Path:
    """Writes the archive of a repository's last commit and a folder of wheels.

    Raises:
        BundleError: the folder is no git repository, or git is not installed.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = f"{project['name']}-{project['version']}"
    moment = int(_git(root, "log", "-1", "--format=%ct"))
    entries = _committed(root)
    entries |= {f"wheels/{path.name}": (path.read_bytes(), 0o644) for path in wheels.iterdir()}
    entries["install.sh"] = (entries["deploy/install.sh"][0], 0o755)
    sums = "".join(
        f"{hashlib.sha256(entries[path][0]).hexdigest()}  {path}\n" for path in sorted(entries)
    )
    entries["SHA256SUMS"] = (sums.encode(), 0o644)
    folder.mkdir(exist_ok=True)
    archive = folder / f"{name}.tar.gz"
    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=moment) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in sorted(entries):
            content, mode = entries[path]
            entry = tarfile.TarInfo(f"{name}/{path}")
            entry.size, entry.mode, entry.mtime = len(content), mode, moment
            tar.addfile(entry, io.BytesIO(content))
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    line = f"{digest}  {archive.name}\n"
    (folder / f"{archive.name}.sha256").write_text(line, encoding="ascii", newline="\n")
    return archive


def _committed(root: Path) -> dict[str, tuple[bytes, int]]:
    """Files of the last commit by path: content and mode."""
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", "--format=tar", "HEAD"))) as tar:
        return {
            entry.name: (file.read(), 0o755 if entry.mode & 0o100 else 0o644)
            for entry in tar
            if (file := tar.extractfile(entry)) is not None
        }


def _git(root: Path, *words: str) -> bytes:
    git = shutil.which("git")
    if git is None:
        raise BundleError("git is not installed: the bundle holds what is committed")
    done = subprocess.run([git, *words], cwd=root, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise BundleError(f"git {words[0]}: {done.stderr.decode().strip()}")
    return done.stdout


def _this_machine() -> str:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine()
    )
    return f"{platform.system().lower()}-{machine}"


def main() -> None:
    """Makes ``dist/<name>-<version>.tar.gz`` and a file with its sum."""
    parser = argparse.ArgumentParser(prog="make bundle", description=main.__doc__)
    parser.add_argument("--python", default=".".join(platform.python_version_tuple()[:2]))
    parser.add_argument("--platform", default=_this_machine(), help=", ".join(TARGETS))
    options = parser.parse_args()
    if options.platform not in TARGETS:
        parser.error(f"BUNDLE_PLATFORM {options.platform}: give one of {', '.join(TARGETS)}")
    target = Target(options.platform, options.python)
    try:
        with tempfile.TemporaryDirectory() as wheels:
            download(target, Path(wheels))
            archive = pack(ROOT, Path(wheels), ROOT / "dist")
        if _git(ROOT, "status", "--porcelain"):
            sys.stderr.write("Note: changes that are not committed are not in the bundle.\n")
    except BundleError as error:
        sys.exit(f"Error: {error}")
    size = archive.stat().st_size / 1e6
    sys.stdout.write(
        f"{archive.relative_to(ROOT)}: {size:.0f} MB, {target.platform}, Python {target.python}\n"
    )


if __name__ == "__main__":
    main()
