"""The API methods: parameters in, JSON text of the `response` out, or `VkError`.

Know the world and the kind of token that asks; know nothing of HTTP, limits and faults.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.vk.errors import VkError, missing
from tests.fakes.vk.groups import group
from tests.fakes.vk.render import comment_json, post_json, thread_json
from tests.fakes.vk.world import Comment, Page, Post, World, everyone, living, wall

Params = dict[str, str]
OBJECT_SHAPE_SINCE = (5, 139)
FILTERS = ("owner", "others", "all")


@dataclass(frozen=True, slots=True)
class Ask:
    """One API call: its parameters as text, and who asks (`user`, `service`, `community`)."""

    world: World
    params: Params
    kind: str = "user"

    def number(self, name: str, default: int | None = None) -> int:
        """Return an integer parameter; error 100 where it is missing or no number."""
        text = self.params.get(name, "")
        if text == "" and default is not None:
            return default
        try:
            return int(text)
        except ValueError:
            raise missing(f"{name} is undefined" if not text else f"{name} not integer") from None

    def window(self, default: int) -> tuple[int, int]:
        """Return (offset, count), the count at most 100."""
        offset, count = self.number("offset", 0), self.number("count", default)
        if not 0 <= count <= 100:
            raise missing("count should be less or equal to 100")
        if offset < 0:
            raise missing("offset should be positive")
        return offset, count

    def flag(self, name: str) -> bool:
        """Return whether a yes/no parameter says yes."""
        return self.params.get(name, "") in ("1", "true", "True")

    @property
    def old_shape(self) -> bool:
        """Whether the asked version answers bare arrays where 5.199 answers objects."""
        parts = self.params.get("v", "5.199").split(".")
        try:
            return tuple(int(part) for part in parts[:2]) < OBJECT_SHAPE_SINCE
        except ValueError:
            raise VkError(8, "v is incorrect") from None


def dumps(value: object) -> str:
    """Return compact JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def open_page(ask: Ask) -> Page:
    """Return the page of `owner_id` or `domain` if its wall may be read, else raise."""
    names = ask.world.by_name() if "owner_id" not in ask.params else {}
    try:
        if names:
            page = names[ask.params.get("domain", "").lower()]
        else:
            owner = ask.number("owner_id")
            if owner >= 0:
                raise VkError(15, "walls of persons are not shown")
            page = ask.world.page(owner)
    except KeyError:
        raise missing("owner_id is invalid") from None
    check_open(page)
    return page


def check_open(page: Page) -> None:
    """Raise what VK answers for a page whose wall may not be read."""
    if page.wall_error:
        raise VkError(page.wall_error)
    if page.deactivated == "deleted":
        raise VkError(18)
    if page.deactivated:
        raise VkError(15, "group is blocked")
    if page.is_closed:
        raise VkError(15, "this wall available only for community members")
    if page.wall == 0:
        raise VkError(15, "wall is disabled")


def wall_get(ask: Ask) -> str:
    """`wall.get`: the pinned post first, the others newest first."""
    page = open_page(ask)
    offset, count = ask.window(20)
    whose = ask.params.get("filter", "all") or "all"
    if whose not in FILTERS:
        raise missing("filter is invalid")
    posts = wall(page, ask.world.now(), whose)
    shown = posts[offset : offset + count]
    may_comment = ask.kind == "user"
    items = ",".join([post_json(post, page, ask.world, may_comment) for post in shown])
    people = profiles(ask, [page], [post.from_id or 0 for post in shown])
    return f'{{"count":{len(posts)},"items":[{items}]{people}}}'


def wall_get_by_id(ask: Ask) -> str:
    """`wall.getById`: the posts of `-1_5,-1_6` that exist and may be read."""
    keys = [key for key in ask.params.get("posts", "").split(",") if key]
    if not keys:
        raise missing("posts is undefined")
    found: list[tuple[Page, Post]] = []
    for key in keys[:100]:
        try:
            owner, post_id = (int(part) for part in key.split("_")[:2])
            page = ask.world.page(owner)
            check_open(page)
            post = page.post(post_id)
        except (KeyError, ValueError, VkError):
            continue
        if post.date <= ask.world.now():
            found.append((page, post))
    items = [post_json(post, page, ask.world, ask.kind == "user") for page, post in found]
    listed = f"[{','.join(items)}]"
    people = profiles(ask, [page for page, _ in found], [post.from_id or 0 for _, post in found])
    return listed if ask.old_shape and not people else f'{{"items":{listed}{people}}}'


def existing(comments: list[Comment], now: int, backwards: bool = False) -> list[Comment]:
    """Return the comments of one level that exist by now, by date."""
    shown = [comment for comment in comments if comment.date <= now]
    return sorted(shown, key=lambda comment: (comment.date, comment.id), reverse=backwards)


def commented_post(ask: Ask) -> tuple[Page, Post]:
    """Return the post whose comments are asked for, if they may be read."""
    page = open_page(ask)
    try:
        post = page.post(ask.number("post_id"))
    except KeyError:
        raise VkError(212, "post not found") from None
    code = post.comments_error or page.comments_error
    if code or not post.comments_open or post.date > ask.world.now():
        raise VkError(code or 212)
    return page, post


def root_json(root: Comment, post: Post, page: Page, ask: Ask, shown: int) -> str:
    """Return a top-level comment with the first `shown` of its thread."""
    thread = existing(root.thread, ask.world.now())
    likes = ask.flag("need_likes")
    items = [comment_json(item, post, page, root.id, "", likes) for item in thread[:shown]]
    replied = any(item.from_id == -page.owner and not item.deleted for item in thread)
    return comment_json(root, post, page, None, thread_json(len(thread), items, replied), likes)


def wall_get_comments(ask: Ask) -> str:
    """`wall.getComments`: the roots with their threads' beginnings, or one thread."""
    page, post = commented_post(ask)
    offset, count = ask.window(10)
    shown = ask.number("thread_items_count", 0)
    if not 0 <= shown <= 10:
        raise missing("thread_items_count should be less or equal to 10")
    now, backwards = ask.world.now(), ask.params.get("sort") == "desc"
    root_id = ask.number("comment_id", 0)
    if root_id:
        root = next((root for root in post.comments if root.id == root_id), None)
        if root is None:
            raise missing("comment_id is invalid")
        level = existing(root.thread, now, backwards)
        total = len(level)
    else:
        level = existing(post.comments, now, backwards)
        total = living(post, now)
    start = ask.number("start_comment_id", 0)
    if start:
        offset += next((i for i, item in enumerate(level) if item.id == start), 0)
    part = level[offset : offset + count]
    likes = ask.flag("need_likes")
    if root_id:
        items = [comment_json(item, post, page, root_id, "", likes) for item in part]
    else:
        items = [root_json(root, post, page, ask, shown) for root in part]
    people = profiles(ask, [page], [item.from_id for item in everyone(part) if not item.deleted])
    return (
        f'{{"count":{total},"items":[{",".join(items)}],"current_level_count":{len(level)},'
        f'"can_post":false,"show_reply_button":false,"groups_can_post":true{people}}}'
    )


def profiles(ask: Ask, walls: list[Page], authors: list[int]) -> str:
    """Return `profiles` and `groups` with their comma where `extended` asks for them."""
    if not ask.flag("extended"):
        return ""
    persons = [
        {"id": number, "first_name": "Имя", "last_name": f"Фамилия{number}", "sex": 0,
         "screen_name": f"id{number}", "can_access_closed": True, "is_closed": False}
        for number in sorted({author for author in authors if author > 0})
    ]  # fmt: skip
    pages = {page.owner: page for page in walls}
    for author in authors:
        if author < 0 and -author not in pages:
            pages[-author] = next((p for p in ask.world.pages if p.owner == -author), Page(-author))
    return (
        f',"profiles":{dumps(persons)},"groups":{dumps([group(p, set()) for p in pages.values()])}'
    )


def groups_get_by_id(ask: Ask) -> str:
    """`groups.getById`: up to 500 ids or names; unknown ones are left out."""
    asked = ask.params.get("group_ids") or ask.params.get("group_id", "")
    keys = [key.strip().lower() for key in asked.split(",") if key.strip()]
    if not keys:
        raise missing("group_ids is undefined")
    if len(keys) > 500:
        raise missing("group_ids should contain no more than 500 items")
    names = ask.world.by_name()
    fields = {name.strip() for name in ask.params.get("fields", "").split(",")}
    pages = {names[key].owner: names[key] for key in keys if key in names}
    if not pages:
        raise VkError(125)
    shown = [group(page, fields) for page in pages.values()]
    return dumps(shown if ask.old_shape else {"groups": shown, "profiles": []})


def utils_resolve_screen_name(ask: Ask) -> str:
    """`utils.resolveScreenName`: an empty list, not an error, where nobody has the name."""
    name = ask.params.get("screen_name", "").lower()
    if not name:
        raise missing("screen_name is undefined")
    page = None if name.isdigit() else ask.world.by_name().get(name)
    if page is not None:
        kind = page.type if page.type == "event" else "group"
        return dumps({"object_id": page.owner, "group_id": page.owner, "type": kind})
    if name.startswith("id") and name[2:].isdigit():
        return dumps({"object_id": int(name[2:]), "type": "user"})
    return "[]"


METHODS: dict[str, Callable[[Ask], str]] = {
    "groups.getById": groups_get_by_id,
    "utils.resolveScreenName": utils_resolve_screen_name,
    "wall.get": wall_get,
    "wall.getById": wall_get_by_id,
    "wall.getComments": wall_get_comments,
}
