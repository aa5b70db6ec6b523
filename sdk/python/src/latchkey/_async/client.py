from __future__ import annotations

import inspect
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

import anyio
import httpx

from latchkey import _secret
from latchkey._answers import Answer, RawResponse, data_of, error_of, json_of
from latchkey._async.keys import AsyncKeys
from latchkey._async.resources import (
    AsyncAuditEvents,
    AsyncMe,
    AsyncPlans,
    AsyncRequests,
    AsyncScopes,
    AsyncUsage,
    AsyncWorkspaces,
)
from latchkey._calls import Call, PreparedCall, any_call
from latchkey._exchange import USER_AGENT, Deadline, aexchange, certificates, no_cookies
from latchkey._model import modelled
from latchkey._options import UNSET, Options, Unset, base_url_of, is_here, secret_of
from latchkey._retries import Failure, next_wait
from latchkey._secret import Secret
from latchkey.errors import ConfigurationError

P = ParamSpec("P")
T = TypeVar("T")
_log = logging.getLogger("latchkey")
# Where with_raw_response finds the answer of the method that it called.
_answer: ContextVar[list[Answer] | None] = ContextVar("latchkey_answer", default=None)


class AsyncLatchkey:
    """
    Latchkey's API.

    The credential is `api_key` (else LATCHKEY_API_KEY) or `access_token`: a user's token, or a function that returns
    the current one. The address is `base_url` (else LATCHKEY_BASE_URL). `timeout` and `max_retry_after` are in seconds:
    how long one try may take, and the longest wait that Latchkey may ask for before the client gives up instead.

    Raises ConfigurationError. Methods raise the classes in `latchkey.errors`.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        access_token: str | Callable[[], str | Awaitable[str]] | None = None,
        base_url: str | None = None,
        workspace_id: str | None = None,
        timeout: float = 30,
        max_retries: int = 2,
        max_retry_after: float = 60,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        self._secret = secret_of(api_key, access_token)
        self._token = access_token if callable(access_token) else None
        if self._secret is None and self._token is None:
            raise ConfigurationError("access_token must be a str or a function that returns one.")
        self._options = Options(
            base_url=base_url_of(base_url),
            timeout=timeout,
            max_retries=max_retries,
            max_retry_after=max_retry_after,
            workspace_id=workspace_id,
        )
        self._owns_http = http_client is None
        self._http = http_client or httpx.AsyncClient(
            cookies=no_cookies(), verify=certificates(), trust_env=not is_here(self._options.base_url)
        )
        self._make_resources()

    def _make_resources(self) -> None:
        self.me = AsyncMe(self)
        self.keys = AsyncKeys(self)
        self.scopes = AsyncScopes(self)
        self.usage = AsyncUsage(self)
        self.requests = AsyncRequests(self)
        self.workspaces = AsyncWorkspaces(self)
        self.audit_events = AsyncAuditEvents(self)
        self.plans = AsyncPlans(self)

    def with_options(
        self,
        *,
        timeout: float | Unset = UNSET,
        max_retries: int | Unset = UNSET,
        max_retry_after: float | Unset = UNSET,
        workspace_id: str | Unset | None = UNSET,
    ) -> AsyncLatchkey:
        """A client with other options, for one call or many. It shares the connections of this one."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._owns_http = False
        other._options = self._options.changed(
            timeout=timeout, max_retries=max_retries, max_retry_after=max_retry_after, workspace_id=workspace_id
        )
        other._make_resources()
        return other

    async def with_raw_response(
        self, method: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> RawResponse[T]:
        """Calls a method and also gives its answer: `client.with_raw_response(client.keys.create, name="ci")`."""
        answers: list[Answer] = []
        token = _answer.set(answers)
        try:
            value = await method(*args, **kwargs)
        finally:
            _answer.reset(token)
        if not answers:
            raise TypeError("with_raw_response takes a method that sends a request")
        answer = answers[-1]
        return RawResponse(status=answer.status, headers=answer.headers, body=answer.body, value=value)

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        idempotency_key: str | None = None,
    ) -> Any:
        """Any operation of the API: `request("POST", "/keys/bulk", body={…})`. Returns the JSON as it is."""
        return json_of(await self._send(any_call(method, path, query or {}, body, idempotency_key)))

    async def close(self) -> None:
        """Closes the connections, unless they belong to an `http_client` of yours."""
        if self._owns_http:
            await self._http.aclose()

    async def __aenter__(self) -> AsyncLatchkey:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._options.base_url!r}, credential='***')"

    async def _data(self, call: Call, model: Any = None) -> Any:
        data = data_of(await self._send(call))
        return data if model is None else modelled(data, model)

    async def _send(self, call: Call) -> Answer:
        """Sends a call, again where that is safe. Raises an error for every answer from status 400 on."""
        prepared = call.prepared()
        options = self._options
        retry = 0
        while True:
            outcome = await self._try(prepared)
            wait = next_wait(
                prepared,
                outcome,
                retry=retry,
                max_retries=options.max_retries,
                max_retry_after=options.max_retry_after,
                random=random.random,
            )
            retry += 1
            if wait is None:
                return _final(outcome, attempts=retry)
            _log.debug("%s %s: try %d failed, next in %.1f s", prepared.method, prepared.path, retry, wait)
            await anyio.sleep(wait)

    async def _try(self, call: PreparedCall) -> Answer | Failure:
        headers = [("Accept", "application/json"), ("User-Agent", USER_AGENT)]
        if call.content is not None:
            headers.append(("Content-Type", "application/json"))
        if call.idempotency_key is not None:
            headers.append(("Idempotency-Key", call.idempotency_key))
        if self._options.workspace_id is not None:
            headers.append(("X-Workspace-Id", self._options.workspace_id))
        secret = await self._credential()
        return await aexchange(
            self._http,
            call.method,
            self._options.base_url + call.path,
            headers=headers,
            deadline=Deadline(self._options.timeout),
            secret=secret,
            query=call.query,
            content=call.content,
        )

    async def _credential(self) -> Secret:
        if self._secret is not None:
            return self._secret
        assert self._token is not None
        token = self._token()
        if inspect.isawaitable(token):
            token = await token
        return _secret.access_token(token)


def _final(outcome: Answer | Failure, *, attempts: int) -> Answer:
    if isinstance(outcome, Failure):
        outcome.error.attempts = attempts
        raise outcome.error
    answer = replace(outcome, attempts=attempts)
    answers = _answer.get()
    if answers is not None:
        answers.append(answer)
    if answer.status >= 400:
        raise error_of(answer)
    return answer
