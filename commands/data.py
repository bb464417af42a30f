"""Commands on the database itself: db upgrade, backup and restore; demo."""

from __future__ import annotations

from pathlib import Path

import click

from commands.options import now, taken
from commands.progress import Bar
from core.settings import DEMO_URL, load, own_files
from store.backup import BackupError, Done, back_up
from store.engine import database_files, database_name, is_made, opened, upgrade
from store.restore import restore


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest migration.

    Example: python cli.py db upgrade
    """
    with opened(load().database_url) as engine:
        upgrade(engine)
    click.echo("the database is at the newest migration")


@db.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def db_backup(file: Path) -> None:
    """Write the whole database to FILE: one archive, the same for SQLite and PostgreSQL.

    All of it is of one moment, even while a sync writes. It holds the logins with their hashes, so
    the file is readable by its owner only; settings and tokens are not in it.

    Example: python cli.py db backup kpi-2025-11-24.zip
    """
    settings = load()
    if not file.parent.is_dir():
        raise click.UsageError(f"{file}: there is no folder {file.parent} to write into")
    own = [*database_files(settings.database_url), *own_files()]
    if file.resolve() in [one.resolve() for one in own]:
        raise click.UsageError(
            f"{file} belongs to the installation itself: name another file for the backup"
        )
    if not is_made(settings.database_url):
        name = database_name(settings.database_url)
        raise click.ClickException(f"there is nothing to back up: there is no database {name}")
    with opened(settings.database_url, read_only=True) as engine:
        try:
            done = back_up(engine, file, now(), settings.timezone)
        except BackupError as error:
            raise click.ClickException(str(error)) from None
    click.echo(f"{file}: {_said(done)}")


@db.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def db_restore(file: Path) -> None:
    """Fill the empty database of KPI_DATABASE_URL from FILE, whichever database it came from.

    A database with data is refused, so is a damaged file; all of it is restored or nothing.

    Example: python cli.py db restore kpi-2025-11-24.zip
    """
    with opened(load().database_url) as engine:
        try:
            done = restore(engine, file)
        except BackupError as error:
            raise click.ClickException(str(error)) from None
    click.echo(f"restored: {_said(done)}")


def _said(done: Done) -> str:
    return f"{done.tables} tables, {done.rows} rows, {done.size / 1e6:.1f} MB"


@click.command()
@click.option("--pages", type=click.IntRange(1, 20_000), default=831, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--weeks", type=click.IntRange(1, 260), default=52, show_default=True)
@click.option("--if-empty", is_flag=True, help="Do nothing where a database is filled already.")
def demo(pages: int, seed: int, weeks: int, if_empty: bool) -> None:
    """Build the synthetic demo region, with its planted truth in a file beside it.

    Into KPI_DATABASE_URL where that is set and empty, else into data/demo.db; a database with
    accounts or data is refused.

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
    click.echo(f"Demo region: {taken(built.pages, built.posts, built.comments)}")
    click.echo(f"Truth: {built.truth}")
    if url == DEMO_URL:
        click.echo(f"Other commands look at it with KPI_DATABASE_URL={url}")
    click.echo("The data are synthetic. Logins:")
    for login in built.logins:
        click.echo(f"  {login['name']} / {login['password']}  ({login['role']})")
