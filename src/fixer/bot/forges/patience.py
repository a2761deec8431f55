"""How long a forge may make us wait."""

from __future__ import annotations

from typing import Any

from urllib3 import Retry
from urllib3.exceptions import InvalidHeader, MaxRetryError, ResponseError

LONGEST = 300
"""Seconds."""


class Bounded(Retry):
    """Waits as told (Retry-After), and gives up at once where that is too long."""

    def increment(self, *words: Any, **named: Any) -> Any:
        """Raises MaxRetryError where there is no point in waiting."""
        response = named.get("response")
        told = response.headers.get("Retry-After", "") if response is not None else ""
        if told and self._seconds(told) > LONGEST:
            url = named.get("url") or (words[1] if len(words) > 1 else "")
            raise MaxRetryError(named["_pool"], url, ResponseError(f"told to wait {told} s"))
        return super().increment(*words, **named)

    def _seconds(self, told: str) -> float:
        """How long that is: a number of seconds, or a moment. What is neither is no time to wait for."""
        try:
            return self.parse_retry_after(told)
        except InvalidHeader:
            return float("inf")
