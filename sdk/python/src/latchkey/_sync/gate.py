# Generated from _async by tools/generate_sync.py. Don't edit.
from __future__ import annotations

import logging
from collections.abc import Sequence
from types import TracebackType

import httpx

from latchkey._answers import Answer
from latchkey._sync.client import Latchkey
from latchkey._exchange import USER_AGENT, Deadline, exchange, certificates
from latchkey._gate import ClientHeaders, GateVerdict, Question, question, unavailable, verdict_of
from latchkey._gate_api import key_of, refused_by_api, verdict_of_api, verification
from latchkey._options import base_url_of
from latchkey._retries import Failure
from latchkey.errors import APIStatusError, ConfigurationError, LatchkeyError

_log = logging.getLogger("latchkey")
# A problem is much shorter.
_MOST_BYTES = 64 * 1024
# The gate closes idle connections after 75 seconds.
_LIMITS = httpx.Limits(max_connections=256, max_keepalive_connections=256, keepalive_expiry=60)


def _own_http() -> httpx.HTTPTransport:
    # Without a client of httpx, whose cookies, redirects and proxies the gate must not have, and which take a quarter
    # of the time of a check.
    return httpx.HTTPTransport(limits=_LIMITS, verify=certificates(), trust_env=False)


class Gate:
    """
    Asks Latchkey whether requests to your API may pass.

    `url` is the gate port (else LATCHKEY_GATE_URL). A service that can't reach it gives `client`, a client whose key
    has the scope keys:verify: then POST /keys/verify is asked. `timeout` is in seconds, by default 0.2 at the gate
    port and 2 with the API. If the gate can't be asked, requests are refused with 503; with `fail_open` they pass
    instead, without a key.

    Raises ConfigurationError.
    """

    def __init__(
        self,
        *,
        url: str | None = None,
        client: Latchkey | None = None,
        timeout: float | None = None,
        fail_open: bool = False,
    ) -> None:
        if url is not None and client is not None:
            raise ConfigurationError("Give url or client, not both.")
        if timeout is None:
            timeout = 2.0 if client else 0.2
        if not timeout > 0:
            raise ConfigurationError("timeout must be more than 0 seconds.")
        self._fail_open = fail_open
        self._timeout = timeout
        self._client = client and client.with_options(timeout=timeout, max_retries=0)
        self._url = "" if client else base_url_of(url, "LATCHKEY_GATE_URL")
        self._http = None if client else _own_http()

    def check(
        self,
        *,
        headers: ClientHeaders,
        method: str = "GET",
        uri: str = "/",
        ip: str | None = None,
        scopes: Sequence[str] = (),
        cost: int | None = None,
    ) -> GateVerdict:
        """
        The verdict on a client's request: its headers, its method, its path with the query, and its address. It needs
        all `scopes`, and counts `cost` (1) against the key's limits. Never raises because of the request or the gate.
        """
        asked = question(headers=headers, method=method, uri=uri, ip=ip, scopes=scopes, cost=cost)
        if isinstance(asked, GateVerdict):
            return asked
        try:
            return (self._ask_api(asked) if self._client else self._ask_gate(asked))
        except APIStatusError as error:
            _log.warning("The gate can't be asked: %s", error)
            return refused_by_api(error, fail_open=self._fail_open)
        except ConfigurationError as error:
            _log.warning("The gate can't be asked: %s", error)
            return unavailable(fail_open=False)
        except LatchkeyError as error:
            _log.warning("The gate can't be asked: %s", error)
            return unavailable(fail_open=self._fail_open)
        except Exception:
            # Not the gate's fault, so it doesn't open.
            _log.exception("The gate can't be asked")
            return unavailable(fail_open=False)

    def _ask_gate(self, asked: Question) -> GateVerdict:
        outcome = self._exchange(asked)
        if isinstance(outcome, Failure):
            _log.warning("The gate can't be asked: %s", outcome.error)
        return verdict_of(outcome, fail_open=self._fail_open)

    def _exchange(self, asked: Question) -> Answer | Failure:
        assert self._http is not None
        deadline = Deadline(self._timeout)
        for last in (False, True):
            outcome = exchange(
                self._http,
                "GET",
                f"{self._url}/gate",
                headers=[*asked.headers, ("User-Agent", USER_AGENT)],
                deadline=deadline,
                query=asked.query,
                most_bytes=_MOST_BYTES,
            )
            # The gate may have closed a connection that was kept, just as it was used.
            if last or not (isinstance(outcome, Failure) and deadline.found_closed(outcome)):
                break
        return outcome

    def _ask_api(self, asked: Question) -> GateVerdict:
        assert self._client is not None
        key = key_of(asked)
        if isinstance(key, GateVerdict):
            return key
        answer = self._client._send(verification(key, asked))
        return verdict_of_api(answer, fail_open=self._fail_open)

    def close(self) -> None:
        """Closes the gate's connections. A `client` of yours stays open."""
        if self._http:
            self._http.close()

    def __enter__(self) -> Gate:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        asked = repr(self._client) if self._client else repr(self._url)
        return f"{type(self).__name__}({asked}, fail_open={self._fail_open})"
