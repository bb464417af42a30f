"""Commands that bring data in: sync, responders, purge."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from sqlalchemy import Engine

from commands.options import Day, Moment, counted, now, store, taken
from commands.progress import Bar
from core.period import midnight
from core.settings import Settings
from core.text import author_hash
from jobs import collect
from jobs.collect import Wish, collect_vk
from kpi.replies import first_replies
from store import page_writing
from store.lock import Busy
from store.read import find_page


@click.group()
def sync() -> None:
    """Collect pages, posts and comments from a network."""


@sync.command("vk")
@click.option("--page", "pages", multiple=True, metavar="ID", help="Only this page, e.g. vk:123.")
@click.option("--since", type=Day(), help="Oldest day wanted; default: KPI_HISTORY_DAYS back.")
@click.option("--as-of", type=Moment(), help="The moment taken as now.")
@click.option("--max-requests", type=click.IntRange(1), help="Stop after so many requests.")
@click.option(
    "--short", is_flag=True, help="Only posts of the last 72 hours and threads with open questions."
)
@click.option("--post", type=click.IntRange(1), metavar="NUMBER",
              help="With one --page: its last posts, and all comments of this one.")  # fmt: skip
@store
def sync_vk(
    settings: Settings, engine: Engine, pages: tuple[str, ...], since: date | None,
    as_of: int | None, max_requests: int | None, short: bool, post: int | None,
) -> None:  # fmt: skip
    """Collect from VK what is missing or may have changed.

    Exit code 0: complete, 3: incomplete, the next run goes on, 1: broken.

    Example: python cli.py sync vk --page vk:123 --since 2025-01-01
    """
    for page_id in pages:
        if find_page(engine, page_id) is None:
            raise click.UsageError(f"--page {page_id}: there is no such page in the register")
    if post and len(pages) != 1:
        raise click.UsageError("--post needs the one --page it stands on")
    if short and pages:
        raise click.UsageError("--short goes over all pages: leave --page out")
    moment = as_of or now()
    oldest = _oldest(since, settings, moment)
    wish = Wish(frozenset(pages) or None, oldest, max_requests, short, post)
    with Bar() as bar:
        try:
            report = collect_vk(
                engine, settings, moment, now, wish, progress=bar.show, warn=bar.say
            )  # fmt: skip
        except Busy as busy:
            click.echo(f"{busy}: nothing was done")
            return
    if report.state == "complete" and wish.kind == "full" and not report.pages:
        click.echo("there are no pages of VK: run `python cli.py register import FILE` first")
    if report.message:
        click.echo(f"Error: {report.message}", err=True)
    owed = sum(report.owed.values())
    click.echo(
        f"{report.state}: {taken(report.pages, report.posts, report.comments)}, "
        f"{counted(report.requests, 'request')} (least {report.least}), "
        f"{counted(report.retries, 'retry', 'retries')}, {owed} owed"
    )
    for reason, count in report.owed.items():
        click.echo(f"owed {count}: {reason}")
    raise SystemExit(report.exit_code)


def _oldest(since: date | None, settings: Settings, moment: int) -> int | None:
    """The first moment of the oldest day wanted; null: none is named."""
    if since is None:
        return None
    oldest = midnight(since, settings.timezone)
    if oldest > moment:
        raise click.UsageError(f"--since {since} has not come yet: give the oldest day wanted")
    return oldest


@sync.command("replay")
@click.argument("files", nargs=-1, required=True,
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@store
def sync_replay(settings: Settings, engine: Engine, files: tuple[Path, ...]) -> None:
    """Collect anew from raw answers that KPI_ARCHIVE_DAYS kept, oldest first; no network is asked.

    Into a database that lists the same pages and holds nothing of these days yet.

    Example: python cli.py sync replay data/archive/vk-*.jsonl.gz
    """
    with Bar() as bar:
        for path in sorted(files, key=lambda path: path.name):
            report = collect.replay(engine, settings, path, now, bar.show)
            click.echo(
                f"{path.name}: {taken(report.pages, report.posts, report.comments)}, "
                f"{sum(report.owed.values())} not in it"
            )


@click.group()
def responders() -> None:
    """Persons who answer for a page from accounts of their own."""


@responders.command("add")
@click.option("--page", "page_id", required=True, metavar="ID", help="Page, e.g. vk:123.")
@click.option("--user", "users", type=click.IntRange(1), multiple=True, required=True,
              help="Number of the person's account; kept as a keyed hash only.")  # fmt: skip
@store
def add_responders(
    settings: Settings, engine: Engine, page_id: str, users: tuple[int, ...]
) -> None:
    """List persons whose comments count as the page's, and judge its threads anew.

    Example: python cli.py responders add --page vk:123 --user 77
    """
    page = find_page(engine, page_id)
    if page is None:
        raise click.UsageError(f"--page {page_id}: there is no such page in the register")
    authors = [author_hash(user, settings.hash_key) for user in users]
    page_writing.add_responders(engine, page, authors, first_replies)
    click.echo(f"{page_id}: {counted(len(authors), 'responder')} listed")


@click.command()
@store
def purge(settings: Settings, engine: Engine) -> None:
    """Remove comment texts past KPI_COMMENT_TEXT_DAYS; what was decided from them stays.

    Example: python cli.py purge
    """
    texts, files = collect.purge(engine, settings, now())
    days = counted(settings.comment_text_days, "day")
    click.echo(f"{counted(texts, 'text')} older than {days} removed")
    if files:
        click.echo(f"{counted(files, 'archive')} of raw answers removed")
