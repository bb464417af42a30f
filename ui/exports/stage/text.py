"""Somebody's text inside the show's html: shown as it is, obeyed nowhere."""

from __future__ import annotations

from html import escape

from ui.exports.names import printable


def safe(text: str) -> str:
    """The text for html, between tags and inside attributes.

    An address in it is broken by an entity: it reads alike, and a document without outside
    addresses has none even as text.
    """
    return escape(printable(text)).replace("://", "&#58;//")
