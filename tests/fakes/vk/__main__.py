"""Run the emulator as a process: `python -m tests.fakes.vk --port 8085 --pages 10`."""

from __future__ import annotations

import argparse
import signal
import threading
import time
from datetime import UTC, datetime

from tests.fakes.vk.faults import parsed
from tests.fakes.vk.random_world import random_pages
from tests.fakes.vk.server import Latency, serve
from tests.fakes.vk.tokens import WALL_QUOTA
from tests.fakes.vk.walls import wall_pages
from tests.fakes.vk.world import World

HELP = """\
tokens (told by their text; the limits are VK's own unless --rate says otherwise):
  user-…, vk1.…    3 requests/s, execute, walls
  service-…        3 requests/s, walls, no execute (--service-execute-error)
  community-…      20 requests/s, execute, groups.getById, no walls
  dead-…           error 5;  dead-27-… error 27, and so on
  anything else    error 5

faults: rules joined by ";", each KIND or KIND:CONDITION,CONDITION…
  KIND       an error code (6, 15, 29, 212 …), captcha, http500, http502, hang, badjson,
             truncate, drop, or drift (posts and comments come and go while they are read)
  CONDITION  p=0.05  at=3 (or 3+5, 3-5)  every=10  after=100  times=2  method=wall.get
             owner=12  post=5  comment=9  token=user-a  seconds=60 (hang)
             cut=0.5 (truncate, badjson; else by chance)  scope=request|call
  example    --faults "6:p=0.05; hang:at=7,seconds=40; 212:owner=12,post=5; drift:p=0.2"

addresses beside /method/<name>:
  /_stats /_log /_pages (number, screen name and name of every page)
  /_reset /_faults?spec=… /_clock?now=…|add=… /_kill?token=…&code=5

A page's number: utils.resolveScreenName or groups.getById of its screen name; a replayed wall
has its file's name without .csv.gz as screen name.
"""


def moment(text: str) -> float:
    """Return unix seconds of `1750000000` or ISO time (UTC where no zone is given)."""
    if text.isdigit():
        return float(text)
    parsed_time = datetime.fromisoformat(text)
    return (parsed_time if parsed_time.tzinfo else parsed_time.replace(tzinfo=UTC)).timestamp()


def latency(text: str) -> Latency:
    """Return seconds of `400`, or by method of `execute=400,other=120` (milliseconds)."""
    if "=" not in text:
        return float(text) / 1000
    pairs = (pair.split("=") for pair in text.split(","))
    return {name.strip(): float(value) / 1000 for name, value in pairs}


def faults(text: str) -> str:
    """Return the rules unchanged if they can be read."""
    parsed(text)
    return text


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fakes.vk", description="A VK you can run.", epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    add = parser.add_argument
    add("--port", type=int, default=8085)
    add("--walls", metavar="DIR", help="replay the walls in this folder instead of random pages")
    add("--seed", type=int, default=0, help="of the random world and of faults by chance")
    add("--pages", type=int, help="random pages: 10, with --walls 0 unless said")
    add("--weeks", type=int, default=60, help="history of the random pages, up to --now")
    add("--faults", type=faults, default="", metavar="SPEC")
    add("--latency", type=latency, default=0.0, metavar="MS", help="400 or execute=400,other=120")
    add("--rate", type=float, default=None, help="requests/s a token; 0: no limit")
    add("--wall-quota", type=int, default=WALL_QUOTA, help="wall.get a token and day")
    add("--growth", type=float, default=0.0, metavar="DAYS", help="counters grow: 63 %% by then")
    add("--service-execute-error", type=int, default=28, choices=(15, 28, 1051))
    add("--now", type=moment, default=None, metavar="TIME",
        help="freeze the clock at unix seconds or ISO time; default: the real clock")  # fmt: skip
    return parser.parse_args()


def main() -> None:
    """Serve until interrupted."""
    options = arguments()
    now = time.time() if options.now is None else options.now
    count = (0 if options.walls else 10) if options.pages is None else options.pages
    pages = wall_pages(options.walls) if options.walls else []
    pages += random_pages(count, seed=options.seed, now=int(now), weeks=options.weeks)
    clock = time.time if options.now is None else lambda: now
    world = World(pages, clock=clock, growth_days=options.growth)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with serve(
        world, faults=options.faults, rate=options.rate, wall_quota=options.wall_quota,
        latency=options.latency, seed=options.seed, port=options.port,
        service_execute_error=options.service_execute_error,
    ) as vk:  # fmt: skip
        posts = sum(len(page.posts) for page in world.pages)
        print(f"{vk.url}  pages {len(world.pages)}, posts {posts}", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
