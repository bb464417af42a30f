"""Every form in which people write a page, and what is no page."""

from __future__ import annotations

import pytest

from loaders.files import links
from loaders.files.fields import FieldError
from loaders.files.links import Link

VK = [
    ("https://vk.com/club1", "vk:1"),
    ("https://vk.com/public22", "vk:22"),
    ("https://vk.com/event333", "vk:333"),
    ("https://vk.com/mincult65", "vk:mincult65"),
    ("http://vk.com/mincult65", "vk:mincult65"),
    ("https://vk.ru/mincult65", "vk:mincult65"),
    ("https://m.vk.com/club1", "vk:1"),
    ("m.vk.ru/public1", "vk:1"),
    ("https://www.vk.com/club1", "vk:1"),
    ("https://vkontakte.ru/club1", "vk:1"),
    ("vk.com/club1", "vk:1"),
    ("vk.ru/name.with_dots.1", "vk:name.with_dots.1"),
    ("//vk.com/club1", "vk:1"),
    ("https:/vk.com/club1", "vk:1"),
    ("https://vk.com/club1/", "vk:1"),
    ("https://vk.com//club1", "vk:1"),
    ("https://vk.com/mincult65?from=search", "vk:mincult65"),
    ("https://vk.com/mincult65#top", "vk:mincult65"),
    ("https://vk.com/mincult65?w=wall-7_8", "vk:mincult65"),
    ("HTTPS://VK.COM/Mincult65", "vk:mincult65"),
    ("https://vk.com/wall-1_2", "vk:1"),
    ("https://vk.com/wall-1", "vk:1"),
    ("https://vk.com/wall-1_2?reply=3", "vk:1"),
    ("https://vk.com/feed?w=wall-1_2", "vk:1"),
    ("https://vk.com/?w=wall-1_2", "vk:1"),
    ("https://vk.com/photo-1_2", "vk:1"),
    ("https://vk.com/clip-1_2", "vk:1"),
    ("https://vk.com/topic-1_2", "vk:1"),
    ("@mincult65", "vk:mincult65"),
    ("@club1", "vk:1"),
    ("https://vk.com/@mincult65", "vk:mincult65"),
    ("mincult65", "vk:mincult65"),
    ("school1.region", "vk:school1.region"),
    ("club1", "vk:1"),
    ("club_1", "vk:club_1"),
    ("123456", "vk:123456"),
    ("-123456", "vk:123456"),
    ("123456.0", "vk:123456"),
    ("123 456", "vk:123456"),
    ("«https://vk.com/club1»", "vk:1"),
    ("https://vk.com/club1.", "vk:1"),
]


@pytest.mark.parametrize(("text", "page_id"), VK)
def test_a_link_to_vk_names_its_community(text: str, page_id: str) -> None:
    found = links.vk(text)
    assert found is not None
    assert found.page_id == page_id


@pytest.mark.parametrize("text", ["", "0", "0.0", "нет", "Нет", "НЕТ", "-", "–", "—"])
@pytest.mark.parametrize("network", links.READERS)
def test_words_for_no_page_mean_no_page(text: str, network: str) -> None:
    assert links.READERS[network](text) is None


NO_VK = [
    ("https://ok.ru/group/1", "does not lead to VK"),
    ("https://t.me/mincult", "does not lead to VK"),
    ("mincult.ru", "does not lead to VK"),
    ("https://vk.com.evil.ru/club1", "does not lead to VK"),
    ("https://notvk.com/club1", "does not lead to VK"),
    ("https://vk.cc/abc", "does not lead to VK"),
    ("https://vk.com/id1", "person"),
    ("https://vk.com/wall1_2", "person"),
    ("https://vk.com/", "no link to a community"),
    ("vk.com", "no link to a community"),
    ("https://vk.com/feed", "no link to a community"),
    ("https://vk.com/123456", "no link to a community"),
    ("https://vk.com/@mincult-article-name", "no link to a community"),
    ("ссылка", "no link to a community"),
    ("#N/A", "does not lead to VK"),
    ("да", "no link to a community"),
    ("club0", "no community has"),
    ("https://vk.com/club99999999999999", "no community has"),
    ("https://vk.com/club1 https://vk.com/club2", "one link"),
    ("https://vk.com/club1 (закрыт)", "one link"),
    ("2,1E+08", "rounded"),
    ("a" * 10_000, "no link to a community"),
]


@pytest.mark.parametrize(("text", "reason"), NO_VK)
def test_what_is_no_community_of_vk_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(FieldError, match=reason) as caught:
        links.vk(text)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("1", 1),
        ("-1", 1),
        ("123456.0", 123456),
        ("123 456", 123456),
        ("club7", 7),
        ("'5", 5),
        ("https://vk.com/public9", 9),
        ("0", None),
        ("", None),
        ("нет", None),
    ],
)
def test_the_number_of_a_page(text: str, owner: int | None) -> None:
    assert links.number(text) == owner


@pytest.mark.parametrize("text", ["mincult", "1.5", "два", "https://vk.com/id1", "2E8", "#N/A"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(FieldError, match="number"):
        links.number(text)


OTHERS = [
    ("ok", "https://ok.ru/group/123", Link("ok", 123)),
    ("ok", "https://ok.ru/group/123/topic/4", Link("ok", 123)),
    ("ok", "https://m.ok.ru/mincult", Link("ok", name="mincult")),
    ("ok", "odnoklassniki.ru/mincult", Link("ok", name="mincult")),
    ("ok", "70000001234567", Link("ok", 70000001234567)),
    ("telegram", "https://t.me/MinCult65", Link("telegram", name="mincult65")),
    ("telegram", "https://t.me/s/mincult65", Link("telegram", name="mincult65")),
    ("telegram", "https://t.me/mincult65/17", Link("telegram", name="mincult65")),
    ("telegram", "telegram.me/mincult65", Link("telegram", name="mincult65")),
    ("telegram", "@mincult65", Link("telegram", name="mincult65")),
    ("telegram", "mincult65", Link("telegram", name="mincult65")),
    ("max", "https://max.ru/id6501000001_gos", Link("max", name="id6501000001_gos")),
    ("max", "https://web.max.ru/mincult", Link("max", name="mincult")),
    ("max", "@mincult", Link("max", name="mincult")),
]


@pytest.mark.parametrize(("network", "text", "link"), OTHERS)
def test_links_of_other_networks(network: str, text: str, link: Link) -> None:
    assert links.READERS[network](text) == link


@pytest.mark.parametrize(
    ("network", "text"),
    [
        ("ok", "https://vk.com/club1"),
        ("ok", "https://ok.ru/profile/1"),
        ("ok", "https://ok.ru/"),
        ("telegram", "https://t.me/+AbCdEf"),
        ("telegram", "https://t.me/joinchat/AbCdEf"),
        ("telegram", "https://t.me/c/123/4"),
        ("telegram", "123456"),
        ("max", "https://max.ru/join/AbCdEf"),
        ("max", "https://t.me/mincult"),
        ("max", "есть"),
    ],
)
def test_what_is_no_open_page_of_the_network_is_refused(network: str, text: str) -> None:
    with pytest.raises(FieldError, match="link"):
        links.READERS[network](text)
