"""Batches: both forms of code, partial success, and their limits."""

from __future__ import annotations

import pytest

from tests.fakes.vk import Page, Post, World, serve
from tests.fakes.vk.errors import VkError
from tests.fakes.vk.execute import planned_calls
from tests.fakes_tests.conftest import NOW


def call(method: str, text: str) -> str:
    return f"API.{method}({text})"


def test_a_list_of_calls_answers_in_order(vk, ask):
    one = call("wall.get", '{"owner_id":-1,"count":1}')
    two = call("utils.resolveScreenName", '{"screen_name":"second"}')
    code = f"return [{one},{two}];"
    answer = ask(vk, "execute", code=code)
    assert answer["response"][0]["items"][0]["id"] == 1
    assert answer["response"][1]["object_id"] == 2
    assert "execute_errors" not in answer
    assert [(c.method, c.within_execute, c.request) for c in vk.calls] == [
        ("wall.get", True, 1),
        ("utils.resolveScreenName", True, 1),
    ]
    assert [request.method for request in vk.requests] == ["execute"]


def test_a_failed_call_leaves_false_and_its_error(vk, ask):
    calls = [call("wall.get", f'{{"owner_id":{owner}}}') for owner in (-404, -1, 5)]
    answer = ask(vk, "execute", code=f"return [{','.join(calls)}];")
    assert [part is False for part in answer["response"]] == [True, False, True]
    assert [(e["method"], e["error_code"]) for e in answer["execute_errors"]] == [
        ("wall.get", 100),
        ("wall.get", 15),
    ]


def test_one_call_answers_without_a_list(vk, ask):
    code = "return API.wall.get({\"owner_id\":-1});"  # fmt: skip
    assert ask(vk, "execute", code=code)["response"]["count"] == 5


def test_twenty_five_calls_and_no_more(vk, ask):
    def code(count: int) -> str:
        one = call("utils.resolveScreenName", '{"screen_name":"first"}')
        return f"return [{','.join([one] * count)}];"

    assert len(ask(vk, "execute", code=code(25))["response"]) == 25
    assert ask(vk, "execute", code=code(26))["error"]["error_code"] == 13


def test_an_answer_over_five_megabytes_is_error_13(ask):
    posts = [Post(i, NOW - i, attachments=["photo"] * 2) for i in range(1, 101)]
    with serve(World([Page(1, posts)], clock=lambda: NOW)) as vk:

        def batch(calls: int) -> dict:
            one = call("wall.get", '{"owner_id":-1,"count":100}')
            return ask(vk, "execute", code=f"return [{','.join([one] * calls)}];")

        assert len(batch(3)["response"]) == 3
        assert batch(25)["error"]["error_code"] == 13


@pytest.mark.parametrize(
    "code",
    ["", "return 1;", "return [API.wall.get({)];", 'return [API.wall.get({"a":1}) API.b.c({})];',
     "var values = [],i = 0;return values;", 'return API.wall.get({"a":1}).items;'],
)  # fmt: skip
def test_code_that_is_not_understood_is_error_12(code):
    with pytest.raises(VkError) as refusal:
        planned_calls(code)
    assert refusal.value.code == 12


def test_spaces_and_brackets_in_texts_do_not_matter():
    calls, many = planned_calls('return [ API.a.b( {"q":"];) API.x.y({})"} ) , API.c.d() ];')
    assert calls == [("a.b", {"q": "];) API.x.y({})"}), ("c.d", {})]
    assert many


def test_lists_and_flags_reach_the_method_as_text(vk, ask):
    ask(vk, "execute", code='return [API.groups.getById({"group_ids":[1,2],"a":true})];')
    assert vk.calls[0].params == {"v": "5.199", "group_ids": "1,2", "a": "1"}
