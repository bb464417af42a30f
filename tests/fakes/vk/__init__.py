"""A VK you can run: an emulator of its API over real HTTP.

It imitates what a loader must live with: drift, pinned posts, threads, hidden figures, limits,
refusals and broken answers. In a test:

    world = World([Page(1, [Post(5, date=1_700_000_000, text="Привет")])])
    with serve(world) as vk:
        ...  # a client against vk.url with the token "user-1"
        assert [call.method for call in vk.calls] == ["wall.get"]

The token's text tells its kind: `user-…`, `service-…` (no `execute`), `community-…` (no walls),
`dead-…` (error 5), `dead-27-…` (error 27). `serve` sets no rate limit unless asked: `rate=None`
is VK's own. `vk.faults.add(212, owner=1, post=5)` makes faults, `vk.tokens.kill("user-1")` ends a
token, `world.page(1)` is changed at will between calls, `world.clock` is replaced to let time
pass. `vk.requests` holds every HTTP request, `vk.calls` every API call that was let through to a
method, those within `execute` included. Replayed walls: `World(wall_pages(folder))`, a page's
number is `owner_of("screen_name")` or what `utils.resolveScreenName` answers.

As a process: `python -m tests.fakes.vk --help`.
"""

from tests.fakes.vk.faults import Fault, Faults
from tests.fakes.vk.log import Call, Log, Request
from tests.fakes.vk.random_world import random_pages, random_world
from tests.fakes.vk.server import serve
from tests.fakes.vk.walls import owner_of, wall_pages
from tests.fakes.vk.world import Comment, Page, Post, World

__all__ = [
    "Call", "Comment", "Fault", "Faults", "Log", "Page", "Post", "Request", "World", "owner_of",
    "random_pages", "random_world", "serve", "wall_pages",
]  # fmt: skip
