"""``users``: accounts from the command line.

Owns words, prompts and exit codes; the accounts themselves are ``store.accounts``. Passwords are
asked for or made and printed once, never an argument.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy import Engine

from commands.options import now, store
from core.settings import Settings
from store import accounts
from store.accounts import ROLES, Account, AccountError, Grant

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
    given = [Grant("page", page) for page in pages]
    given += [Grant("founder", founder) for founder in founders]
    given += [Grant("territory", territory) for territory in territories]
    with _sentences():
        if accounts.find(engine, name):
            raise AccountError(f"the login {accounts.plain_name(name)!r} is taken")
        made = accounts.add(engine, name, role, _password(generate), given, now(), BY)
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
        accounts.set_password(engine, name, _password(generate), now(), BY)
    click.echo(f"{accounts.plain_name(name)} has a new password")


@contextmanager
def _sentences() -> Iterator[None]:
    """Turns what is wrong with an account into one sentence and exit code 1."""
    try:
        yield
    except AccountError as error:
        raise click.ClickException(str(error)) from None


def _password(generate: bool) -> str:
    if not generate:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    made = accounts.new_password()
    click.echo(f"password: {made}")
    return made


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
