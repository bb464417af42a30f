"""``users``: accounts from the command line.

Owns words, prompts and exit codes; the accounts themselves are ``store.accounts``, lists of them
``jobs.users``. Passwords are asked for or made and printed once, never an argument; whoever comes
by a list sets the own one through an invitation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

import click
import xlsxwriter
from sqlalchemy import Engine

from commands.options import Address, NoFile, counted, now, store
from core.settings import Settings
from jobs import invitations as handing
from jobs import users as lists
from jobs.invitations import Ticket
from jobs.report import WrongFile, checked_output, prepared
from loaders.files.table import FileError, NoFileError, content
from store import accounts, invitations, passwords
from store.accounts import ROLES, Account, AccountError
from store.roster import Wanted

BY = "cli"


@click.group()
def users() -> None:
    """Accounts: who may enter and what they may see.

    Example: python cli.py users add anna --role supervisor
    """


@users.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What the person does.")
@click.option("--page", "pages", multiple=True, metavar="ID", help="Own page, e.g. vk:123.")
@click.option("--founder", "founders", multiple=True, metavar="F", help="All pages of a founder.")
@click.option("--territory", "territories", multiple=True, metavar="T", help="All of a territory.")
@click.option("--generate", is_flag=True, help="Make a password and print it once.")
@store
def add(
    settings: Settings,
    engine: Engine,
    name: str,
    role: str,
    pages: tuple[str, ...],
    founders: tuple[str, ...],
    territories: tuple[str, ...],
    generate: bool,
) -> None:
    """Make an account; the password is asked for, or made with --generate.

    Example: python cli.py users add school17 --role administrator --page vk:123 --generate
    """
    with _sentences():
        if accounts.find(engine, name):
            raise AccountError(f"the login {accounts.plain_name(name)!r} is taken")
        given = lists.granted(engine, pages, founders, territories)
        chosen = _password(generate)
        made = accounts.add(engine, name, role, chosen, given, now(), BY)
    if generate:
        click.echo(f"password: {chosen}")
    click.echo(f"{made.name} ({role}) is added")


@users.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, for a program.")
@store
def listed(settings: Settings, engine: Engine, as_json: bool) -> None:
    """Show all accounts; passwords are never shown.

    Example: python cli.py users list --json
    """
    every = accounts.every(engine)
    if as_json:
        click.echo(json.dumps([_described(a) for a in every], ensure_ascii=False, indent=2))
        return
    if not every:
        click.echo("No accounts yet: python cli.py users add NAME --role supervisor")
    for account in every:
        shown = _described(account)
        state = "disabled" if account.disabled else "active"
        given = "; ".join(f"{g.kind} {g.value}" for g in account.grants) or "all pages"
        click.echo(f"{account.name}\t{account.role}\t{state}\t{given}\t{shown['seen_at'] or '-'}")


@users.command()
@click.argument("name")
@store
def disable(settings: Settings, engine: Engine, name: str) -> None:
    """Close an account; open sessions end with their next click.

    Example: python cli.py users disable anna
    """
    with _sentences():
        accounts.disable(engine, name, now(), BY)
    click.echo(f"{accounts.plain_name(name)} is disabled")


@users.command()
@click.argument("name")
@click.option("--generate", is_flag=True, help="Make a password and print it once.")
@store
def password(settings: Settings, engine: Engine, name: str, generate: bool) -> None:
    """Give a new password; sessions and cookies given before are refused.

    Example: python cli.py users password anna --generate
    """
    with _sentences():
        if not accounts.find(engine, name):
            raise AccountError(f"there is no login {accounts.plain_name(name)!r}")
        chosen = _password(generate)
        accounts.set_password(engine, name, chosen, now(), BY)
    if generate:
        click.echo(f"password: {chosen}")
    click.echo(f"{accounts.plain_name(name)} has a new password")


@users.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole summary for a program.")
@store
def import_(settings: Settings, engine: Engine, file: Path, dry_run: bool, as_json: bool) -> None:
    """Make and change accounts by FILE, xlsx or csv: Логин, Роль, Страница, Учредитель, Территория.

    Several pages, founders or territories of one login stand in one cell, parted by semicolons.
    New accounts have no password: invite them. Accounts the file does not name stay as they are.

    Example: python cli.py users import users.xlsx --dry-run
    """
    with _sentences():
        planned = lists.plan(engine, content(file), str(file), ROLES)
        if not dry_run:
            lists.apply(engine, planned, now(), BY)
    if as_json:
        told = {"written": not dry_run} | planned.as_json()
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _tell(planned, file)
    if len(planned.rejected) == planned.rows:
        raise click.ClickException(
            f"no row of {file} can be taken, so nothing is written: mend the rows named above"
        )
    if dry_run and not as_json:
        click.echo("Dry run: nothing is written.")


@users.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--founder", metavar="F", help="Those of one founder who wait for a link.")
@click.option("--output", type=click.Path(path_type=Path), help="Workbook, a sheet a founder.")
@click.option(
    "--url", type=Address(), default="http://localhost:8501", show_default=True,
    help="Address of the dashboard as people open it.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON array, for a program.")
@store
def invite(
    settings: Settings,
    engine: Engine,
    names: tuple[str, ...],
    founder: str | None,
    output: Path | None,
    url: str,
    as_json: bool,
) -> None:
    """Make one-time links, valid 7 days, by which people set their passwords.

    Without a NAME for everybody who has neither a password nor a link that still holds; for a NAME
    in any case, and links given before are void from then on.

    Example: python cli.py users invite --founder "Министерство спорта" --output links.xlsx
    """
    if output is not None:
        _check_workbook(output)
    if names and founder:
        raise click.UsageError("name logins or a founder, not both")
    moment = now()
    with _sentences():
        codes = invitations.new_codes(names or handing.waiting(engine, moment, founder))
        made = handing.tickets(engine, codes, url, moment + invitations.LASTS)
        with _handed(made, output, settings.timezone):
            invitations.keep(engine, codes, moment, BY)
    if as_json:
        told = [{"login": one.name, "until": _time(one.until), "link": one.link} for one in made]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in made if output is None else []:
        click.echo(f"{one.name}\t{one.link}")
    click.echo(f"made {counted(len(made), 'link')}" if made else "Nobody waits for an invitation.")


@contextmanager
def _sentences() -> Iterator[None]:
    """Turns what is wrong with an account or a file into one sentence and an exit code."""
    try:
        yield
    except NoFileError as error:
        raise NoFile(str(error)) from None
    except (AccountError, FileError) as error:
        raise click.ClickException(str(error)) from None


def _tell(planned: lists.Plan, file: Path) -> None:
    click.echo(
        f"{file}: {planned.rows} rows, {len(planned.new)} new, {len(planned.changed)} changed,"
        f" {planned.same} same, {len(planned.rejected)} left out"
    )
    for one in planned.changed:
        click.echo(f"  changed {one.after.name}: {_given(one.before)} → {_given(one.after)}")
    for row, name, fault in planned.rejected:
        click.echo(f"  row {row} {name}: {lists.sentence(fault)}")
    for notice in planned.notices:
        click.echo(f"  {notice}")


def _given(one: Account | Wanted) -> str:
    return ", ".join([one.role, *(f"{grant.kind} {grant.value}" for grant in one.grants)])


def _check_workbook(path: Path) -> None:
    try:
        checked_output(path)
    except WrongFile as error:
        raise NoFile(str(error)) from None
    if path.suffix.lower() != ".xlsx":
        raise NoFile(f"{path.name}: the output must end in .xlsx")


def _handed(made: list[Ticket], path: Path | None, zone: str) -> AbstractContextManager[None]:
    """The links in a workbook that stands once the block has kept their codes; null: in none."""
    if path is None:
        return nullcontext()
    return prepared(path, lambda file: _write_workbook(file, made, zone), 0o600)


def _write_workbook(file: IO[bytes], made: list[Ticket], zone: str) -> None:
    """The links, a sheet a founder; every cell is text."""
    heads = ("Логин", "Что ведёт", "Ссылка для первого входа", "Действует до")
    with xlsxwriter.Workbook(file) as book:
        for title, group in (handing.by_founder(made, "Без учредителя") or {"—": []}).items():
            sheet = book.add_worksheet(title)
            sheet.set_column(0, 3, 24)
            sheet.freeze_panes(1, 0)
            lines = [heads]
            for one in group:
                until = datetime.fromtimestamp(one.until, ZoneInfo(zone))
                lines.append((one.name, one.looks_after, one.link, f"{until:%d.%m.%Y %H:%M}"))
            for y, line in enumerate(lines):
                for x, cell in enumerate(line):
                    sheet.write_string(y, x, cell)


def _password(generate: bool) -> str:
    if generate:
        return passwords.new()
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _described(account: Account) -> dict[str, object]:
    return {
        "name": account.name,
        "role": account.role,
        "disabled": account.disabled,
        "grants": [{"kind": grant.kind, "value": grant.value} for grant in account.grants],
        "created_at": _time(account.created_at),
        "seen_at": _time(account.seen_at),
    }


def _time(instant: int | None) -> str | None:
    return None if instant is None else datetime.fromtimestamp(instant, UTC).isoformat()
