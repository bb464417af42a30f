"""The client that people use, vk_api, works against the emulator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from requests.adapters import HTTPAdapter
from vk_api import ApiError, ApiHttpError, VkApi
from vk_api.exceptions import Captcha
from vk_api.execute import VkFunction
from vk_api.requests_pool import VkRequestsPool, vk_request_one_param_pool

from tests.fakes.vk import serve

REAL = "https://api.vk.ru/method"


class Elsewhere(HTTPAdapter):
    """Sends what is meant for VK to another address."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(self, request, *args, **kwargs):
        request.url = request.url.replace(REAL, self.url)
        return super().send(request, *args, **kwargs)


@pytest.fixture
def client(vk: serve) -> Iterator[VkApi]:
    with requests.Session() as session:
        session.mount(REAL, Elsewhere(vk.url))
        api = VkApi(token="user-1", session=session, api_version="5.199")
        api.RPS_DELAY = 0
        yield api


def test_a_plain_method(client):
    assert client.get_api().wall.get(owner_id=-1, count=1)["items"][0]["id"] == 1


def test_a_pool_of_one_method_is_the_loop(vk, client):
    with VkRequestsPool(client) as pool:
        good = pool.method("wall.get", {"owner_id": -1, "count": 2})
        bad = pool.method("wall.get", {"owner_id": -404})
        other = pool.method("wall.get", {"owner_id": -2})
    assert good.result["count"] == 5
    assert (bad.ok, bad.error["error_code"]) == (False, 100)
    assert other.result == {"count": 0, "items": []}
    assert vk.requests[0].params["code"].startswith("var values = ")
    assert [call.owner for call in vk.calls] == [1, 404, 2]


def test_a_pool_of_many_methods_is_the_list(vk, client):
    with VkRequestsPool(client) as pool:
        wall = pool.method("wall.get", {"owner_id": -1})
        name = pool.method("utils.resolveScreenName", {"screen_name": "Ёлка «2»"})
    assert wall.result["count"] == 5
    assert name.result == []
    assert vk.requests[0].params["code"].startswith("return [")


def test_a_pool_of_thirty_makes_two_requests(vk, client):
    with VkRequestsPool(client) as pool:
        results = [pool.method("wall.get", {"owner_id": -1, "offset": i}) for i in range(30)]
    assert all(result.ok for result in results)
    assert (len(vk.requests), len(vk.calls)) == (2, 30)


def test_the_loop_over_one_parameter(client):
    results, errors = vk_request_one_param_pool(
        client, "wall.get", "owner_id", [-1, -404, -2], {"count": 1}
    )
    assert {key: value["count"] for key, value in results.items()} == {-1: 5, -2: 0}
    assert errors[-404]["error_code"] == 100


def test_a_function_with_a_list_of_calls(client):
    function = VkFunction("return [API.wall.get(%(one)s),API.wall.get(%(two)s)];", ("one", "two"))
    one, two = function(client, {"owner_id": -1}, {"owner_id": -2})
    assert (one["count"], two["count"]) == (5, 0)


def test_errors_reach_the_client_without_the_token(vk, client):
    vk.faults.add(15, owner=1)
    with pytest.raises(ApiError) as refusal:
        client.method("wall.get", {"owner_id": -1})
    assert refusal.value.code == 15
    assert {"key": "owner_id", "value": "-1"} in refusal.value.error["request_params"]
    assert "user-1" not in str(refusal.value.error)


def test_captcha_and_http_errors_reach_the_client(vk, client):
    vk.faults.add("captcha", times=1)
    with pytest.raises(Captcha):
        client.method("wall.get", {"owner_id": -1})
    vk.faults.add("http502", times=1)
    with pytest.raises(ApiHttpError):
        client.method("wall.get", {"owner_id": -1})
    assert client.method("wall.get", {"owner_id": -1})["count"] == 5
