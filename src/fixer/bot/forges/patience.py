"""How long a forge may make us wait, what is tried again, and what is said when it was in vain."""

from __future__ import annotations

import sys
import time
from typing import Any, ClassVar, Self

import requests
from urllib3 import Retry
from urllib3.exceptions import (
    ConnectTimeoutError,
    InvalidHeader,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
    ResponseError,
)

from fixer.model import FixerError
from fixer.values import Value

_TRIES = 4
"""How often a request that may be repeated is tried again."""
_NOTICED = 5
"""Seconds of a wait that is told."""
_SILENCES = 1
"""How often it is tried again where nothing was said at all: a forge that is stuck stays so."""


class Patience(Value, frozen=True):
    """Both in seconds."""

    silence: int = 30
    """After so long without a word, a connection or an answer is given up."""
    longest: float = 300
    """A wait that the forge asks for is kept up to here; a longer one is an error at once."""


USUAL = Patience()
ODD = (AssertionError, AttributeError, IndexError, KeyError, RuntimeError, TypeError, ValueError)
"""What the forges' packages raise for an answer that no forge gives: a proxy's page, a list where there should be an object."""


REFUSED = frozenset({400, 404, 422})
"""The statuses of an answer that says no to just this."""


class Refused(FixerError):  # noqa: N818  an error, by the name of what happened
    """The forge says no to what was asked; to ask again would not help."""


class Bounded(Retry):
    """Waits as told (``Retry-After``, else the moment when a used-up limit is renewed), and gives up at once where that is too long.

    What the forge refuses for its rate, it has not done: that is sent again, whatever it is.
    """

    refused: ClassVar[frozenset[int]] = frozenset({429})
    """The statuses that say so."""
    longest: float = USUAL.longest

    @classmethod
    def within(cls, patience: Patience, repeated: frozenset[str], **words: Any) -> Self:
        """For requests of which those with the methods ``repeated`` may be sent again; ``words`` as Retry takes them."""
        made = cls(
            total=_TRIES,
            read=_SILENCES,
            connect=_SILENCES,
            backoff_factor=0.5,
            allowed_methods=repeated,
            **words,
        )
        made.longest = patience.longest
        return made

    def new(self, **words: Any) -> Self:
        made = super().new(**words)
        made.longest = self.longest
        return made

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        if status_code in self.refused:
            return bool(self.total)
        return super().is_retry(method, status_code, has_retry_after)

    def sleep(self, response: Any = None) -> None:
        """Says so before a wait that people would wonder about."""
        told = self.get_retry_after(response) if response is not None else None
        seconds = self.get_backoff_time() if told is None else told
        if seconds >= _NOTICED:
            print(f"waiting {_spelled(seconds)}, as the forge asks", file=sys.stderr, flush=True)
        super().sleep(response)

    def increment(self, *words: Any, **named: Any) -> Any:
        """Raises MaxRetryError where there is no point in waiting."""
        response = named.get("response")
        told = self.get_retry_after(response) if response is not None else None
        if told is not None and told > self.longest:
            url = named.get("url") or (words[1] if len(words) > 1 else "")
            raise MaxRetryError(named["_pool"], url, ResponseError(f"it asks to wait {_spelled(told)}"))
        return super().increment(*words, **named)

    def get_retry_after(self, response: Any) -> float | None:
        """Seconds. What is neither a number nor a moment is no time to wait for."""
        headers = response.headers
        if "Retry-After" in headers:
            try:
                return self.parse_retry_after(headers["Retry-After"])
            except InvalidHeader:
                return float("inf")
        for prefix in ("X-RateLimit-", "RateLimit-"):  # GitHub's, GitLab's
            reset = headers.get(f"{prefix}Reset", "")
            if headers.get(f"{prefix}Remaining") == "0" and reset.isdigit():
                return max(float(reset) - time.time(), 0) + 1  # in which second is not said
        return None


def odd(forge: str, what: str) -> FixerError:
    """The error for an answer that is none."""
    return FixerError(
        f"{forge} could not be asked to {what}: its answer is none that its API gives",
        hint="Something between us and it may have answered, such as a proxy.",
    )


def _spelled(seconds: float) -> str:
    return "for longer than can be told" if seconds == float("inf") else f"{seconds:.0f} s"


def why(error: requests.RequestException) -> str:
    """Why no answer came, in words; no URL and no header is among them."""
    cause: object = error.args[0] if error.args else error
    reason = getattr(cause, "reason", None) or cause
    if isinstance(reason, NewConnectionError):  # a kind of ConnectTimeoutError, by its class
        return "there is no connection"
    if isinstance(error, requests.Timeout) or isinstance(reason, ReadTimeoutError | ConnectTimeoutError):
        return "it does not answer"
    if isinstance(reason, ResponseError):
        return str(reason)  # our own words, or "too many 502 error responses"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted"
    if isinstance(error, requests.ConnectionError):
        return "there is no connection"
    return type(error).__name__
