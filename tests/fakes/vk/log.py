"""What was asked of the server: HTTP requests and the API calls they held."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field

Params = dict[str, str]


@dataclass(slots=True)
class Request:
    """One HTTP request. `outcome` is `ok`, an error code as text, or the name of a fault."""

    number: int
    method: str
    params: Params
    token: str
    at: float
    outcome: str = "ok"
    size: int = 0


@dataclass(slots=True)
class Call:
    """One API call, alone or within `execute`; `error` is the code it failed with."""

    request: int
    method: str
    params: Params
    within_execute: bool
    token: str = ""
    error: int | None = None

    @property
    def owner(self) -> int | None:
        """The page the call is about, as a positive number."""
        text = self.params.get("owner_id", "")
        return abs(int(text)) if text.lstrip("-").isdigit() else None


@dataclass(slots=True)
class Log:
    """Everything since the start or the last `clear`, in order."""

    requests: list[Request] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def clear(self) -> None:
        """Forget everything."""
        self.requests.clear()
        self.calls.clear()

    def stats(self) -> dict:
        """Return the counts by method and outcome."""
        failed = Counter(f"{call.method}:{call.error}" for call in self.calls if call.error)
        return {
            "requests": len(self.requests),
            "requests_by_method": dict(Counter(r.method for r in self.requests)),
            "requests_by_outcome": dict(Counter(r.outcome for r in self.requests)),
            "requests_by_token": dict(Counter(r.token for r in self.requests)),
            "calls": len(self.calls),
            "calls_by_method": dict(Counter(call.method for call in self.calls)),
            "calls_failed": dict(failed),
            "bytes": sum(request.size for request in self.requests),
        }

    def as_json(self) -> dict:
        """Return the whole log as plain data."""
        return {
            "requests": [asdict(request) for request in self.requests],
            "calls": [asdict(call) for call in self.calls],
        }
