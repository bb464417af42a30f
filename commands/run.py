"""The command that serves the dashboard."""

from __future__ import annotations

import os
import subprocess
import sys

import click

from commands.options import now
from commands.progress import Bar
from core.settings import ROOT, load
from jobs import demo
from store.engine import open_engine, upgrade


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), default=8501, show_default=True)
def run(port: int) -> None:
    """Serve the dashboard; where the database is empty, build and show the demo region.

    Example: python cli.py run --port 8501
    """
    settings = load()
    engine = open_engine(settings.database_url)
    upgrade(engine)
    url = settings.database_url
    if demo.is_empty(engine):
        url = demo.demo_url(settings)
        with Bar() as bar:
            built = demo.build(url, settings, 831, 52, 7, now(), bar.show, if_empty=True)
        if built:
            click.echo(
                f"Demo region: {built.pages} pages, {built.posts} posts. The data are synthetic."
            )
    for login in demo.logins(url):
        click.echo(f"  demo login: {login['name']} / {login['password']}")
    click.echo(f"http://localhost:{port}")
    sys.stdout.flush()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"KPI_DATABASE_URL": url}
    if os.name == "nt":
        raise SystemExit(subprocess.call(command, cwd=ROOT, env=environment))  # noqa: S603 - our own words
    os.chdir(ROOT)
    os.execve(command[0], command, environment)  # noqa: S606 - signals reach the server itself
