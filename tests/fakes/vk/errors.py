"""What VK says when it refuses: codes, their wording and the shape of an error answer."""

from __future__ import annotations

MESSAGES = {
    1: "Unknown error occurred",
    2: "Application is disabled. Enable your application or use test mode",
    3: "Unknown method passed",
    4: "Incorrect signature",
    5: "User authorization failed: invalid access_token (4).",
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error: could not check access_token now, check later.",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    14: "Captcha needed",
    15: "Access denied",
    17: "Validation required: please open redirect_uri in browser",
    18: "User was deleted or banned",
    19: "Content blocked",
    24: "Confirmation required",
    25: "Token confirmation required",
    27: "Group authorization failed: method is unavailable with group auth.",
    28: "Application authorization failed: method is unavailable with service token.",
    29: "Rate limit reached",
    30: "This profile is private",
    32: "Need wait",
    36: "Method execution was interrupted due to timeout",
    40: "Unknown group",
    43: "This section is temporary unavailable",
    100: "One of the parameters specified was missing or invalid",
    101: "Invalid application API ID",
    104: "Not found",
    113: "Invalid user id",
    125: "Invalid group id",
    150: "Invalid timestamp",
    203: "Access to group denied",
    210: "Access to wall's post denied",
    211: "Access to wall's comment denied",
    212: "Access to post comments denied",
    1051: "Method is unavailable for this profile type",
    1114: "Anonymous token has expired",
    1116: "Anonymous token is invalid",
    1117: "Access token has expired",
    3300: "Recaptcha needed",
    3301: "Phone validation needed",
    3302: "Password validation needed",
    3303: "Otp app validation needed",
    3304: "Email confirmation needed",
    3609: "Token extension required",
}

OBJECT_CODES = frozenset({7, 15, 18, 19, 30, 40, 100, 104, 113, 125, 203, 210, 211, 212})
"""Codes that speak of one page, post or comment, never of a token or of the whole service."""


class VkError(Exception):
    """A refusal; becomes an error answer, or an entry of `execute_errors`."""

    def __init__(self, code: int, detail: str = "") -> None:
        message = MESSAGES.get(code, "Unknown error")
        super().__init__(f"{message}: {detail}" if detail else message)
        self.code = code


def missing(detail: str) -> VkError:
    """Return the refusal of a bad parameter."""
    return VkError(100, detail)


def error_body(error: VkError, method: str, params: dict[str, str]) -> dict:
    """Return the whole error answer; the token never stands among the request's parameters."""
    shown = {"method": method, "oauth": "1", **params}
    shown.pop("access_token", None)
    body: dict = {
        "error_code": error.code,
        "error_msg": str(error),
        "request_params": [{"key": key, "value": value} for key, value in shown.items()],
    }
    if error.code == 14:
        body["captcha_sid"] = "239633676097"
        body["captcha_img"] = "https://api.vk.ru/captcha.php?sid=239633676097"
    if error.code in (17, 3300):
        body["redirect_uri"] = "https://id.vk.ru/not_robot_captcha?domain=vk.com"
    if error.code == 24:
        body["confirmation_text"] = "Подтвердите действие"
    return {"error": body}
