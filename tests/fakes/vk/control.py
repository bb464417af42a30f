"""The emulator's own addresses, for tests that run it as another process."""

from __future__ import annotations

from tests.fakes.vk.api import Api
from tests.fakes.vk.faults import parsed


def controlled(api: Api, path: str, params: dict[str, str]) -> object:
    """Do what an address asks for and return its answer; None for an unknown address.

    `/_stats`, `/_log`, `/_pages` show; `/_reset` forgets the log; `/_faults?spec=…` replaces the
    rules; `/_clock?now=…` or `?add=…` sets the world's time in unix seconds;
    `/_kill?token=…&code=5` refuses a token from now on.
    """
    with api.world.lock:
        if path == "/_stats":
            return api.log.stats()
        if path == "/_log":
            return api.log.as_json()
        if path == "/_pages":
            return [
                {"owner": page.owner, "screen_name": page.screen_name, "name": page.name,
                 "posts": len(page.posts)}
                for page in api.world.pages
            ]  # fmt: skip
        return changed(api, path, params)


def changed(api: Api, path: str, params: dict[str, str]) -> object:
    """Do what an address that changes something asks for; None for an unknown address."""
    if path == "/_reset":
        api.log.clear()
    elif path == "/_faults":
        rules = parsed(params.get("spec", ""))
        api.faults.clear()
        for rule in rules:
            api.faults.put(rule)
    elif path == "/_clock":
        now = float(params["now"]) if "now" in params else api.world.clock()
        moment = now + float(params.get("add", 0))
        api.world.clock = lambda: moment
    elif path == "/_kill":
        api.tokens.kill(params["token"], int(params.get("code", 5)))
    else:
        return None
    return "ok"
