"""What the gate is asked, and what its answer means. Pure; nothing here sends anything."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, unquote

from latchkey._answers import Answer, problem_of, strings, wait_of
from latchkey._calls import scopes_of
from latchkey._retries import Failure

ClientHeaders = Mapping[str, str] | Iterable[tuple[str, str]] | Iterable[tuple[bytes, bytes]]

_CREDENTIALS = ("x-api-key", "authorization")
#: What is passed on to the client, if the gate sends it.
_PASSED_ON = (
    "ratelimit",
    "ratelimit-policy",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "retry-after",
    "www-authenticate",
    "request-id",
)
_NONE = "none"
_CHALLENGE = {"www-authenticate": 'Bearer realm="api"'}
_SENDABLE = re.compile(r"[\x20-\x7e]*")
# The gate takes 32 KiB of headers. What is longer is refused here, because its refusal may get lost on a connection
# that it closes, and would look as if the gate were away.
_MOST_BYTES = 16 * 1024


@dataclass(frozen=True)
class GateVerdict:
    """Whether a request may pass, who made it, and what to answer."""

    allowed: bool
    status: int
    #: The gate couldn't be asked, and the gate fails open: nothing is known about the key.
    failed_open: bool = False
    code: str | None = None
    reason: str | None = None
    required_scopes: Sequence[str] = ()
    retry_after_seconds: int | None = None
    key_id: str | None = None
    #: Instead of `key_id`, if a user's access token was sent.
    user_id: str | None = None
    workspace_id: str | None = None
    environment: str | None = None
    plan: str | None = None
    scopes: Sequence[str] = ()
    external_id: str | None = None
    #: Identifies the request in Latchkey's request log.
    request_id: str | None = None
    #: The body to answer (RFC 9457) if the request may not pass.
    problem: Mapping[str, Any] | None = None
    #: What to answer either way, such as RateLimit. Names are in lower case.
    headers: Mapping[str, str] = field(default_factory=dict)

    def has_scope(self, scope: str) -> bool:
        """Whether the credential has exactly this scope."""
        return scope in self.scopes

    def requiring(self, scopes: Sequence[str]) -> GateVerdict:
        """This verdict, or a refusal (403) if one of the scopes is missing. One that failed open stays so."""
        wanted = scopes_of(scopes)
        if not self.allowed or self.failed_open or all(self.has_scope(scope) for scope in wanted):
            return self
        refusal = refused(
            403,
            "forbidden",
            "Forbidden",
            f"This needs the scopes {', '.join(wanted)}.",
            reason="insufficient_scope",
            required_scopes=wanted,
            request_id=self.request_id,
        )
        return replace(refusal, headers={**self.headers})


@dataclass(frozen=True)
class Question:
    """A client's request, as far as the gate needs it."""

    headers: list[tuple[str, str]] = field(repr=False)
    query: list[tuple[str, str | int | float | bool | None]]
    credentials: list[tuple[str, str]] = field(repr=False)
    scopes: list[str]
    cost: int | None


def question(
    *,
    headers: ClientHeaders,
    method: str,
    uri: str,
    ip: str | None,
    scopes: Sequence[str],
    cost: int | None,
) -> Question | GateVerdict:
    """The question, or a refusal if the request has a credential that no gate takes."""
    credentials = [pair for pair in _pairs(headers) if pair[0] in _CREDENTIALS]
    uri = quote(uri, safe="".join(map(chr, range(0x21, 0x7F))))
    # As lines, because many empty ones are long, too.
    if len(uri) + sum(len(f"{name}: {value}\r\n") for name, value in credentials) > _MOST_BYTES:
        return refused(431, "headers_too_large", "Headers too large", "The path or the credential is too long.")
    if not all(_SENDABLE.fullmatch(value) for _, value in credentials):
        return unreadable()
    sent = [
        *credentials,
        ("X-Forwarded-Method", method if re.fullmatch(r"[A-Za-z-]{1,20}", method) else "OTHER"),
        ("X-Forwarded-Uri", uri),
    ]
    if ip is not None and _is_address(ip):
        sent.append(("X-Forwarded-For", ip))
    wanted = scopes_of(scopes)
    query: list[tuple[str, str | int | float | bool | None]] = [("scope", scope) for scope in wanted]
    if cost is not None:
        query.append(("cost", str(cost)))
    return Question(headers=sent, query=query, credentials=credentials, scopes=wanted, cost=cost)


def _pairs(headers: ClientHeaders) -> list[tuple[str, str]]:
    items = headers.items() if isinstance(headers, Mapping) else headers
    return [(_decoded(name).lower(), _decoded(value).strip(" \t")) for name, value in items]


def _decoded(text: str | bytes) -> str:
    return text.decode("latin-1") if isinstance(text, bytes) else text


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def refused(status: int, code: str, title: str, detail: str, **members: Any) -> GateVerdict:
    """A refusal that this service makes itself."""
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    problem |= {name: value for name, value in members.items() if value is not None}
    headers = dict(_CHALLENGE) if status == 401 else {}
    if seconds := members.get("retry_after_seconds"):
        headers["retry-after"] = str(seconds)
    return GateVerdict(allowed=False, status=status, code=code, problem=problem, headers=headers, **members)


def unreadable() -> GateVerdict:
    return refused(401, "invalid_api_key", "Invalid API key", "The API key is not valid.", reason="malformed")


def unavailable(*, fail_open: bool) -> GateVerdict:
    """The verdict if the gate couldn't be asked."""
    if fail_open:
        return GateVerdict(allowed=True, status=200, failed_open=True)
    return refused(
        503,
        "unavailable",
        "Unavailable",
        "The service is temporarily unavailable. Try again in a moment.",
        retry_after_seconds=1,
    )


def verdict_of(outcome: Answer | Failure, *, fail_open: bool) -> GateVerdict:
    """What an answer of the gate port means."""
    if isinstance(outcome, Failure):
        return unavailable(fail_open=fail_open)
    if outcome.status == 200 and outcome.headers.get("x-gate-key-id"):
        verdict = _passed(outcome)
        who = verdict.key_id or verdict.user_id
        # Two IDs are joined by a comma.
        return verdict if who and "," not in who else unavailable(fail_open=fail_open)
    problem = problem_of(outcome)
    if problem is None or not 400 <= outcome.status <= 503 or (fail_open and outcome.status >= 500):
        return unavailable(fail_open=fail_open)
    return _refused_by_gate(outcome, problem)


def _passed(answer: Answer) -> GateVerdict:
    # Looking up a header of httpx goes over all of them.
    headers = dict(answer.headers.items())

    def said(name: str) -> str | None:
        value = headers.get(f"x-gate-{name}", _NONE)
        return None if value in (_NONE, "") else value

    plan, external_id = said("plan"), said("external-id")
    return GateVerdict(
        allowed=True,
        status=200,
        key_id=said("key-id"),
        user_id=said("user-id"),
        workspace_id=said("workspace-id"),
        environment=said("environment"),
        plan=plan and unquote(plan),
        scopes=(said("scopes") or "").split(),
        external_id=external_id and unquote(external_id),
        request_id=headers.get("request-id"),
        headers=_passed_on(headers),
    )


def _refused_by_gate(answer: Answer, problem: dict[str, Any]) -> GateVerdict:
    reason, request_id = problem.get("reason"), problem.get("request_id")
    return GateVerdict(
        allowed=False,
        status=answer.status,
        code=problem["code"],
        reason=reason if isinstance(reason, str) else None,
        required_scopes=strings(problem.get("required_scopes")),
        retry_after_seconds=wait_of(answer.headers, problem),
        request_id=request_id if isinstance(request_id, str) else answer.headers.get("request-id"),
        problem=problem,
        headers=_passed_on(answer.headers),
    )


def _passed_on(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in _PASSED_ON if name in headers}


def problem_bytes(verdict: GateVerdict) -> bytes:
    return json.dumps(verdict.problem, separators=(",", ":")).encode()


def answer_headers(verdict: GateVerdict) -> list[tuple[str, str]]:
    """The headers of a refusal's answer."""
    return [
        *verdict.headers.items(),
        ("content-type", "application/problem+json"),
        ("content-length", str(len(problem_bytes(verdict)))),
        ("cache-control", "no-store"),
    ]
