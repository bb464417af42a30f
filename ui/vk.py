"""Addresses in VK of what the store knows by number."""

from __future__ import annotations


def page_link(page_id: str) -> str | None:
    """The page itself; null: no page of VK, or a name that is not known to be one."""
    network, _, owner = page_id.partition(":")
    if network != "vk" or not owner:
        return None
    return f"https://vk.com/public{owner}" if owner.isdigit() else f"https://vk.com/{owner}"


def post_link(owner: int, post: int) -> str:
    """A post on the wall of a community."""
    return f"https://vk.com/wall-{owner}_{post}"


def comment_link(owner: int, post: int, comment: int, root: int) -> str:
    """A comment; a nested one opens inside its thread."""
    link = f"{post_link(owner, post)}?reply={comment}"
    return link if root == comment else f"{link}&thread={root}"
