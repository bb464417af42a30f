"""Tokens side by side: what each may take, and what becomes of it when it is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loaders import pace
from loaders.model import Again, Broken, Call, Failure, Owed, Unavailable
from loaders.pace import Pacer
from loaders.vk.client import VkClient
from loaders.vk.token import LANES, MOST_LANES, Lost, Passing, Refused, Token, TooBig
from tests.loaders.conftest import DAY, KEY, NOW

Sent = list[tuple[str, str]]


def client(*tokens: str, used: Any = None, said: list[str] | None = None) -> VkClient:
    return VkClient(tokens, "http://nowhere.invalid/method", 1000, 1, KEY,
                    (said if said is not None else []).append, used)  # fmt: skip


def walls(number: int, items: int = 10) -> list[Call]:
    return [Call("wall.get", {"owner_id": -n}, items) for n in range(1, number + 1)]


COMMENTS = [Call("wall.getComments", {"post_id": n}, 10) for n in range(3)]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What tokens are answered, by name of the token: a value, or an error to raise.

    A list: one after the other; a dict that is no answer: by method.
    """
    told: dict[str, Any] = {}

    def send(token: Token, method: str, params: dict[str, Any]) -> tuple[dict[str, Any], int]:
        found = told.get(token.name)
        if isinstance(found, list):
            found = found.pop(0) if found else None
        if isinstance(found, dict) and "response" not in found:
            found = found.get(method)
        if isinstance(found, int):
            token.judge(method, found, "refused")
        if isinstance(found, dict):
            return found, 1000
        if method == "execute":
            return {"response": [{"items": []}] * params["code"].count("API.")}, 1000
        return {"response": {"items": []}}, 1000

    monkeypatch.setattr(Token, "send", send)
    return told


def test_several_requests_of_one_token_are_under_way_at_its_pace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(pace.time, "sleep", sleep)
    pacer = Pacer(3)
    for _ in range(4):
        pacer.wait()
    assert slept == pytest.approx([1 / 3] * 3)
    now[0] += 5
    pacer.wait()
    assert len(slept) == 3, "who comes late does not wait"


def test_a_token_has_so_many_requests_under_way_and_no_more(network: dict[str, Any]) -> None:
    asking = client("a", "b")
    asking.ask(*first(asking, walls(1)))
    asking.ask(*first(asking, walls(1)))
    picked = [asking.pick(walls(25), hold=True) for _ in range(2 * LANES)]
    assert [p[0].name for p in picked if p].count("token 1") == LANES
    assert asking.lanes == 2 * LANES
    assert asking.pick(walls(25), hold=True) is None


def test_many_tokens_have_no_more_requests_under_way_than_memory_holds() -> None:
    asking = client("a", "b", "c")
    assert LANES < asking.lanes == MOST_LANES < 3 * LANES


def first(asking: VkClient, calls: list[Call]) -> tuple[Token, list[Call]]:
    """The next request a client would send."""
    picked = asking.pick(calls, hold=False)
    assert picked is not None
    return picked[0], [calls[n] for n in picked[1]]


def test_one_request_of_a_method_nobody_knows_goes_ahead(network: dict[str, Any]) -> None:
    asking = client("a")
    calls = walls(30) + COMMENTS
    token, ahead = first(asking, calls)
    assert {call.method for call in ahead} == {"wall.get"}
    assert asking.pick(walls(30), hold=True) is None, "the first has not come back"
    asking.ask(token, ahead)
    _, then = first(asking, COMMENTS + walls(30))
    assert len(then) == 25
    assert {call.method for call in then} == {"wall.get", "wall.getComments"}


def test_a_request_that_is_not_full_is_held_back_on_demand(network: dict[str, Any]) -> None:
    asking = client("a")
    asking.ask(*first(asking, walls(2)))
    assert asking.pick(walls(24), hold=True) is None
    assert len(first(asking, walls(24))[1]) == 24


def test_a_service_token_asks_one_by_one_what_no_batch_can_ask(network: dict[str, Any]) -> None:
    network["token 1"] = 28
    asking = client("service", "user")
    token, calls = first(asking, walls(4))
    assert token.name == "token 1"
    assert asking.ask(token, calls) == [Again()] * 4
    assert (token.dead, token.batches) == (None, False)
    network.clear()
    other, calls = first(asking, walls(4))
    assert (other.name, len(calls)) == ("token 2", 4)
    asking.ask(other, calls)
    other.flying = LANES
    assert asking.pick(walls(4), hold=False) is None, "what fits a batch waits for one"
    other.spent["wall.get"] = "quota"
    alone, calls = first(asking, walls(4))
    assert (alone.name, len(calls)) == ("token 1", 1)


def test_a_dead_token_is_named_without_its_text_and_used_no_more(network: dict[str, Any]) -> None:
    said: list[str] = []
    network["token 1"] = 5
    asking = client("secret-text", "other", said=said)
    token, calls = first(asking, walls(1))
    assert asking.ask(token, calls) == [Again()]
    assert len(said) == 1
    assert "secret-text" not in said[0] + repr(token) + repr(vars(asking).get("_tokens"))
    network["token 2"] = 1117
    token, calls = first(asking, walls(1))
    assert token.name == "token 2"
    asking.ask(token, calls)
    with pytest.raises(Broken, match="KPI_VK_TOKENS"):
        asking.can("wall.get")


def test_a_spent_method_leaves_the_token_its_others(network: dict[str, Any]) -> None:
    network["token 1"] = [29]
    asking = client("a")
    token, calls = first(asking, walls(1))
    assert asking.ask(token, calls) == [Again()]
    assert not asking.can("wall.get")
    assert asking.can("wall.getComments")
    assert asking.pick(walls(1), hold=False) is None
    assert {call.method for call in first(asking, walls(1) + COMMENTS[:1])[1]} == {
        "wall.getComments"
    }


def test_partial_success_of_a_batch_keeps_the_order_of_its_errors(network: dict[str, Any]) -> None:
    network["token 1"] = {
        "response": [False, {"items": [1]}, False, False],
        "execute_errors": [{"error_code": 15, "error_msg": "denied"},
                           {"error_code": 29, "error_msg": "quota"},
                           {"error_code": 10, "error_msg": "broken"}],
    }  # fmt: skip
    asking = client("a")
    token, calls = first(asking, walls(4))
    assert asking.ask(token, calls) == [Failure(15, "denied"), {"items": [1]}, Again(), Again()]
    assert asking.retries == 1
    assert not asking.can("wall.get")


@pytest.mark.parametrize("code", [13, 36])
def test_a_call_that_is_too_much_inside_a_batch_is_asked_again_alone(
    network: dict[str, Any], code: int
) -> None:
    error = {"error_code": code, "error_msg": "too much"}
    network["token 1"] = {"response": [{"items": [1]}, False], "execute_errors": [error]}
    asking = client("a")
    token, calls = first(asking, walls(2))
    assert asking.ask(token, calls) == [{"items": [1]}, Again()]
    assert (asking.requests, asking.retries, token.most_calls) == (1, 1, 25)


def test_an_answer_of_another_length_is_not_taken(network: dict[str, Any]) -> None:
    network["token 1"] = {"response": [{"items": []}]}
    asking = client("a")
    with pytest.raises(Unavailable):
        asking.ask(*first(asking, walls(2)))
    assert asking.requests == asking.retries == 6


@pytest.mark.parametrize("code", [13, 36])
def test_too_big_or_too_slow_asks_less_at_once(network: dict[str, Any], code: int) -> None:
    asking = client("a")
    asking.ask(*first(asking, walls(1, items=100)))
    network["token 1"] = [code]
    token, calls = first(asking, walls(25, items=100))
    assert asking.ask(token, calls) == [Again()] * len(calls), "to be asked with others"
    assert (asking.requests, asking.retries) == (1 + 1, 1)
    assert len(first(asking, walls(25, items=100))[1]) < len(calls)
    network["token 1"] = [code]
    token.flying += 1
    assert asking.ask(token, calls) == [{"items": []}] * len(calls), "now in two halves"
    assert (asking.requests, asking.retries) == (1 + 1 + 3, 2)


@pytest.mark.parametrize("code", [13, 36])
def test_batches_that_never_do_end_in_calls_of_their_own(
    network: dict[str, Any], code: int
) -> None:
    asking = client("a")
    asking.ask(*first(asking, walls(1)))
    network["token 1"] = {"execute": code}
    token, calls = first(asking, walls(25))
    assert asking.ask(token, calls) == [Again()] * 25
    token.flying += 1
    assert asking.ask(token, calls) == [{"items": []}] * 25
    assert asking.requests == 1 + 1 + 24 + 25, "the batch, each smaller one, then each call"


@pytest.mark.parametrize("code", [13, 36])
def test_a_call_that_is_too_big_by_itself_is_owed_and_takes_no_other_with_it(
    network: dict[str, Any], code: int
) -> None:
    asking = client("a")
    network["token 1"] = [code] * 3
    [answer] = asking.ask(*first(asking, walls(1)))
    assert isinstance(answer, Owed)
    assert (asking.requests, asking.retries) == (3, 2)
    assert asking.ask(*first(asking, walls(1))) == [{"items": []}]


def test_batches_that_were_too_slow_grow_again(network: dict[str, Any]) -> None:
    asking = client("a")
    asking.ask(*first(asking, walls(1)))
    network["token 1"] = [36]
    assert asking.ask(*first(asking, walls(25))) == [Again()] * 25
    sizes = []
    while not sizes or sizes[-1] < 25:
        token, calls = first(asking, walls(25))
        sizes.append(len(calls))
        asking.ask(token, calls)
    assert sizes == list(range(12, 26))


def test_what_one_half_was_answered_is_kept_when_the_other_is_silent(
    network: dict[str, Any],
) -> None:
    asking = client("a")
    asking.ask(*first(asking, walls(1)))
    network["token 1"] = [13, 13, {"response": [{"items": []}] * 2}, *[10] * 6]
    token, calls = first(asking, walls(4))
    asking.ask(token, calls)
    token.flying += 1
    answers = asking.ask(token, calls)
    assert answers[:2] == [{"items": []}] * 2
    assert [type(answer) for answer in answers[2:]] == [Owed, Owed]


def test_what_a_token_has_spent_adds_to_what_it_spent_today(network: dict[str, Any]) -> None:
    mark = client("a")._tokens[0].mark
    asking = client("a", used={(mark, "wall.get"): (NOW - 3600, 40)})
    assert asking.left("wall.get", 100, NOW) == 60
    asking.ask(*first(asking, walls(7)))
    assert asking.left("wall.get", 100, NOW) == 53
    row = next(row for row in asking.usage(NOW) if row["method"] == "wall.get")
    assert (row["token"], row["began"], row["calls"]) == (mark, NOW - 3600, 47)
    assert asking.left("wall.get", 100, NOW + DAY) == 93, "yesterday's calls are forgotten"


def test_parameters_reach_a_batch_as_they_are(
    monkeypatch: pytest.MonkeyPatch, network: dict[str, Any]
) -> None:
    codes: Sent = []
    send = Token.send

    def noted(token: Token, method: str, params: dict[str, Any]) -> Any:
        codes.append((method, params.get("code", "")))
        return send(token, method, params)

    monkeypatch.setattr(Token, "send", noted)
    asking = client("a")
    calls = [Call("utils.resolveScreenName", {"screen_name": 'a"b\\c'}) for _ in range(2)]
    asking.ask(*first(asking, calls))
    [(method, code)] = codes
    given = json.loads(code.removeprefix("return [API.utils.resolveScreenName(").split(")")[0])
    assert (method, given) == ("execute", {"screen_name": 'a"b\\c'})


@pytest.mark.parametrize(
    ("method", "code", "meaning"),
    [
        ("wall.get", 6, Passing), ("wall.get", 36, TooBig), ("execute", 36, TooBig),
        ("execute", 13, TooBig), ("wall.get", 13, TooBig), ("wall.get", 32, Lost),
        ("wall.get", 14, Lost), ("execute", 15, Lost), ("wall.get", 15, Refused),
        ("wall.get", 9999, Refused), ("wall.get", 3, Broken),
    ],
)  # fmt: skip
def test_the_meaning_of_a_code_depends_on_what_was_asked(
    method: str, code: int, meaning: type[Exception]
) -> None:
    token = Token("text", 1, "http://nowhere.invalid", 3, 1, KEY)
    with pytest.raises(meaning):
        token.judge(method, code, "words")
