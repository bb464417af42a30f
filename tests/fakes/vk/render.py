"""Posts and comments as the JSON text of API version 5.199.

Text is written straight, without dicts between: see `attachments` for the reason.
"""

from __future__ import annotations

import json

from tests.fakes.vk.attachments import attachments_json
from tests.fakes.vk.world import Comment, Page, Post, World, living

quoted = json.JSONEncoder(ensure_ascii=False).encode
REPOST_AGE = 7_200


def likes_json(count: int) -> str:
    """Return the `likes` of a post or comment."""
    return f'{{"can_like":0,"count":{count},"user_likes":0,"can_publish":0}}'


def copy_history(post: Post) -> str:
    """Return the field that marks a repost, with its comma."""
    if post.repost_of is None:
        return ""
    origin, date = post.repost_of, post.date - REPOST_AGE
    return (
        f',"copy_history":[{{"inner_type":"wall_wallpost","type":"post",'
        f'"attachments":{attachments_json(("photo",), origin, post.id, date)},"date":{date},'
        f'"from_id":{origin},"id":{post.id + 7},"owner_id":{origin},'
        f'"post_source":{{"type":"vk"}},"post_type":"post","text":"Исходная запись"}}]'
    )


def optional_fields(post: Post, page: Page, grown: float) -> str:
    """Return the fields a post may lack, each with its comma before it."""
    fields = copy_history(post)
    if post.views:
        fields += f',"views":{{"count":{int(post.views * grown)}}}'
    if post.pinned:
        fields += ',"is_pinned":1'
    if post.signer_id:
        fields += f',"signer_id":{post.signer_id}'
    if post.edited:
        fields += f',"edited":{post.edited}'
    return fields


def post_json(post: Post, page: Page, world: World, may_comment: bool) -> str:
    """Return one item of `wall.get`; `may_comment`: the token belongs to a person."""
    grown = world.share_grown(post.date)
    own = -page.owner
    author = own if post.from_id is None else post.from_id
    can_post = int(may_comment and post.comments_open)
    attached = attachments_json(post.attachments, own, post.id, post.date)
    return (
        f'{{"inner_type":"wall_wallpost","donut":{{"is_donut":false}},"comments":{{"can_post":'
        f'{can_post},"can_view":{int(post.comments_open)},"count":{living(post, world.now())},'
        f'"groups_can_post":{"true" if post.comments_open else "false"}}},'
        f'"marked_as_ads":{int(post.ads)},"hash":"h{post.id}","type":{quoted(post.post_type)},'
        f'"carousel_offset":0,"is_favorite":false,"attachments":{attached},'
        f'"date":{post.date},"from_id":{author},"id":{post.id},'
        f'"likes":{likes_json(int(post.likes * grown))},"owner_id":{own},'
        f'"post_source":{{"type":"vk"}},"post_type":{quoted(post.post_type)},'
        f'"reposts":{{"count":{int(post.reposts * grown)},"user_reposted":0}},'
        f'"text":{quoted(post.text)},"short_text_rate":0.8{optional_fields(post, page, grown)}}}'
    )


def comment_json(comment: Comment, post: Post, page: Page, root: int | None, thread: str,
                 with_likes: bool) -> str:  # fmt: skip
    """Return one comment; `thread` is the JSON of its thread, empty for a nested one."""
    own = -page.owner
    head = f'{{"id":{comment.id},"date":{comment.date},"can_edit":0,"post_id":{post.id}'
    head += f',"owner_id":{own},"parents_stack":[{"" if root is None else root}]'
    if thread:
        head += f',"thread":{thread}'
    if comment.deleted:
        return head + ',"deleted":true}'
    head += f',"from_id":{comment.from_id},"text":{quoted(comment.text)}'
    if comment.reply_to_user is not None:
        head += f',"reply_to_user":{comment.reply_to_user}'
    if comment.reply_to_comment is not None:
        head += f',"reply_to_comment":{comment.reply_to_comment}'
    if comment.attachments:
        listed = attachments_json(comment.attachments, comment.from_id, comment.id, comment.date)
        head += f',"attachments":{listed}'
    if with_likes:
        head += f',"likes":{likes_json(comment.likes)}'
    return head + f',"is_from_post_author":{"true" if comment.from_id == own else "false"}}}'


def thread_json(count: int, items: list[str], author_replied: bool) -> str:
    """Return the `thread` of a root comment."""
    replied = "true" if author_replied else "false"
    return (
        f'{{"count":{count},"items":[{",".join(items)}],"can_post":false,'
        f'"show_reply_button":false,"groups_can_post":true,"author_replied":{replied}}}'
    )
