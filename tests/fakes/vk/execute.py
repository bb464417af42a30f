"""Reading the code of `execute`: the forms of VKScript that batches are written in.

Understood are `return [API.a.b({…}),…];`, `return API.a.b({…});` and the two loops that
`vk_api.requests_pool` generates (`vk_one_method` and `vk_one_param`). Anything else is
error 12, as is a syntax error in VK.
"""

from __future__ import annotations

import json
import re

from tests.fakes.vk.errors import VkError

MAX_CALLS = 25
MAX_BYTES = 5 * 1024 * 1024

Planned = tuple[str, dict]
CALL = re.compile(r"\s*API\.([A-Za-z]+(?:\.[A-Za-z]+)?)\(\s*")
ONE_METHOD = re.compile(
    r"\s*,\s*i\s*=\s*0\s*,\s*result\s*=\s*\[\]\s*;\s*while\s*\(\s*i\s*<\s*values\.length\s*\)"
    r"\s*\{\s*result\.push\(\s*API\.([\w.]+)\(\s*values\[i\]\s*\)\s*\)\s*;"
    r"\s*i\s*=\s*i\s*\+\s*1\s*;\s*\}\s*return\s+result\s*;?\s*"
)
ONE_PARAM = re.compile(
    r"\s*,\s*result\s*=\s*\[\]\s*,\s*i\s*=\s*0\s*;\s*while\s*\(\s*i\s*<\s*values\.length\s*\)"
    r"\s*\{\s*def_values\.(\w+)\s*=\s*values\[i\]\s*;"
    r"\s*result\.push\(\s*API\.([\w.]+)\(\s*def_values\s*\)\s*\)\s*;"
    r"\s*i\s*=\s*i\s*\+\s*1\s*;\s*\}\s*return\s+result\s*;?\s*"
)
DECODER = json.JSONDecoder()


def bad_code(code: str, position: int) -> VkError:
    """Return the refusal of code that is not understood."""
    return VkError(12, f"unexpected '{code[position : position + 12]}' at {position}")


def value_at(code: str, position: int) -> tuple[object, int]:
    """Return the JSON value that begins here and where it ends."""
    try:
        return DECODER.raw_decode(code, position)
    except json.JSONDecodeError:
        raise bad_code(code, position) from None


def objects_at(code: str, position: int) -> tuple[list, int]:
    """Return a JSON list that begins here and where it ends."""
    value, end = value_at(code, position)
    if not isinstance(value, list):
        raise bad_code(code, position)
    return value, end


def call_at(code: str, position: int) -> tuple[Planned, int]:
    """Return one `API.method({…})` and where it ends."""
    start = CALL.match(code, position)
    if not start:
        raise bad_code(code, position)
    params: object = {}
    end = start.end()
    if code[end : end + 1] != ")":
        params, end = value_at(code, end)
    end = skipped(code, end)
    if code[end : end + 1] != ")" or not isinstance(params, dict):
        raise bad_code(code, end)
    return (start[1], params), end + 1


def skipped(code: str, position: int) -> int:
    """Return the next place that is no white space."""
    while code[position : position + 1].isspace():
        position += 1
    return position


def listed_calls(code: str, position: int) -> list[Planned]:
    """Return the calls of `[API.a({…}),…];`, the bracket being at `position`."""
    calls: list[Planned] = []
    position = skipped(code, position + 1)
    while code[position : position + 1] != "]":
        call, position = call_at(code, position)
        calls.append(call)
        position = skipped(code, position)
        if code[position : position + 1] == ",":
            position = skipped(code, position + 1)
        elif code[position : position + 1] != "]":
            raise bad_code(code, position)
    if code[position + 1 :].strip() not in ("", ";"):
        raise bad_code(code, position + 1)
    return calls


def looped_calls(code: str) -> list[Planned]:
    """Return the calls of a loop that `vk_api.requests_pool` generated."""
    if start := re.match(r"\s*var\s+values\s*=\s*", code):
        values, end = objects_at(code, start.end())
        if loop := ONE_METHOD.fullmatch(code, end):
            return [(loop[1], dict(value)) for value in values]
        raise bad_code(code, end)
    if start := re.match(r"\s*var\s+def_values\s*=\s*", code):
        default, end = value_at(code, start.end())
        middle = re.compile(r"\s*,\s*values\s*=\s*").match(code, end)
        if not middle or not isinstance(default, dict):
            raise bad_code(code, end)
        values, end = objects_at(code, middle.end())
        if loop := ONE_PARAM.fullmatch(code, end):
            return [(loop[2], {**default, loop[1]: value}) for value in values]
        raise bad_code(code, end)
    raise bad_code(code, 0)


def planned_calls(code: str) -> tuple[list[Planned], bool]:
    """Return the calls that `code` makes, and whether it answers a list of them."""
    start = re.match(r"\s*return\s*", code)
    if not start:
        calls, many = looped_calls(code), True
    elif code[start.end() : start.end() + 1] == "[":
        calls, many = listed_calls(code, start.end()), True
    else:
        call, end = call_at(code, start.end())
        if code[end:].strip() not in ("", ";"):
            raise bad_code(code, end)
        calls, many = [call], False
    if len(calls) > MAX_CALLS:
        raise VkError(13, "Too many API calls")
    return calls, many
