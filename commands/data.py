"""Commands on the database itself: db, demo."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import Engine

from commands.options import now
from commands.progress import Bar
from core.settings import load
from store.engine import open_engine, upgrade


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest migration.

    Example: python cli.py db upgrade
    """
    settings = load()
    engine: Engine = open_engine(settings.database_url)
    upgrade(engine)
    click.echo("the database is at the newest migration")


@click.command()
@click.option("--pages", type=click.IntRange(1, 20_000), default=831, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--weeks", type=click.IntRange(1, 260), default=52, show_default=True)
@click.option("--if-empty", is_flag=True, help="Do nothing where a database is filled already.")
def demo(pages: int, seed: int, weeks: int, if_empty: bool) -> None:
    """Build the synthetic demo region, with its planted truth in a file beside it.

    Into KPI_DATABASE_URL where that is set and empty, else into data/demo.db; a database with
    real data is refused.

    Example: python cli.py demo --pages 831 --seed 7
    """
    from jobs.demo import build, demo_url

    settings = load()
    url = demo_url(settings)
    with Bar() as bar:
        built = build(url, settings, pages, weeks, seed, now(), bar.show, if_empty=if_empty)
    if built is None:
        click.echo("the database is filled already")
        return
    click.echo(f"Demo region: {built.pages} pages, {built.posts} posts, {built.comments} comments")
    click.echo(f"Truth: {Path(built.truth).name} beside the database")
    click.echo("The data are synthetic. Logins:")
    for login in built.logins:
        click.echo(f"  {login['name']} / {login['password']}  ({login['role']})")
