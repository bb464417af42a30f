"""The command line: ``python cli.py --help``.

Every failure is one clear sentence on standard error: exit code 2 for a wrong call or setting,
1 for a failure.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for those who have it older
    sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0])

import click

from commands.awards import awards
from commands.collect import purge, responders, sync
from commands.data import db, demo
from commands.health import health
from commands.rating import rating
from commands.register import register
from commands.report import appeals_command, kpi_command
from commands.run import run
from commands.signals import signals_command
from commands.status import status
from commands.users import users
from core.period import PeriodError
from core.settings import SettingError
from jobs.collect import DemoData
from jobs.demo import Refused
from jobs.report import NoData, WrongFile
from loaders.archive import WrongArchive
from store.bulk import ReadError
from store.engine import Unusable, told

FAILURES = (DemoData, NoData, WrongArchive, WrongFile, ReadError, Refused, Unusable)


class Sentences(click.Group):
    """Turns what goes wrong into one sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Runs a command."""
        try:
            with told():
                return super().invoke(ctx)
        except (SettingError, PeriodError) as error:
            raise click.UsageError(str(error)) from None
        except FAILURES as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            where = f": {error.filename}" if error.filename else ""
            raise click.ClickException(f"{error.strerror or error}{where}") from None


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """KPI dashboard of a region's official pages.

    Example: python cli.py register import pages.xlsx && python cli.py sync vk
    """


for command in (
    appeals_command, awards, db, demo, health, kpi_command, purge, rating, register, responders,
    run, signals_command, status, sync, users,
):  # fmt: skip
    cli.add_command(command)

if __name__ == "__main__":
    cli()
