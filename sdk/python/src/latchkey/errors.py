"""What the SDK raises. Everything is a `LatchkeyError`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class LatchkeyError(Exception):
    """The base class of all errors of this package."""

    type: ClassVar[str] = "error"

    def __init__(self, message: str, **members: Any) -> None:
        super().__init__(message)
        self.message = message
        self.__dict__.update(members)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.message, {**self.__dict__})


def _restore(kind: type[LatchkeyError], message: str, members: dict[str, Any]) -> LatchkeyError:
    error = kind.__new__(kind, message)
    error.__dict__.update(members)
    return error


class ConfigurationError(LatchkeyError):
    """The client can't work with these options: no credential, two credentials, or a base URL that isn't http(s)."""

    type = "configuration"


class APIConnectionError(LatchkeyError):
    """No answer, half an answer, or something that isn't HTTP."""

    type = "connection"
    #: How many requests were sent.
    attempts: int = 1


class APITimeoutError(APIConnectionError):
    """No answer in time."""

    type = "timeout"


class APIDecodeError(LatchkeyError):
    """A successful answer that isn't the JSON that was expected, or a redirect: redirects aren't followed."""

    type = "decode"
    attempts: int = 1
    status: int
    request_id: str | None = None


class APIStatusError(LatchkeyError):
    """Latchkey refused the request. The message is the problem's `detail`: a sentence that says what to do."""

    type = "status"
    attempts: int = 1
    status: int
    #: Such as "rate_limited". None if a proxy answered, and not Latchkey.
    code: str | None = None
    reason: str | None = None
    #: Identifies the request in Latchkey's request log.
    request_id: str | None = None
    required_scopes: Sequence[str] = ()
    retry_after_seconds: int | None = None
    #: What is wrong with which field: `pointer`, `code`, `detail`.
    errors: Sequence[Mapping[str, str]] = ()
    #: The body of the answer (RFC 9457); None if it isn't a problem.
    problem: Mapping[str, Any] | None = None


class BadRequestError(APIStatusError):
    """400, 405, 408, 410, 413, 415 and every other 4xx without a class of its own."""

    type = "bad_request"


class AuthenticationError(APIStatusError):
    """401: the credential is missing, unknown, revoked or expired."""

    type = "authentication"


class PermissionDeniedError(APIStatusError):
    """403. `required_scopes` are the scopes that the credential needs."""

    type = "permission_denied"


class NotFoundError(APIStatusError):
    """404: it doesn't exist, or this credential can't see it."""

    type = "not_found"


class ConflictError(APIStatusError):
    """409. `reason` says which rule of the current state."""

    type = "conflict"


class ValidationError(APIStatusError):
    """422. `errors` says which field is wrong, and why."""

    type = "validation"


class RateLimitError(APIStatusError):
    """429: a rate limit or a quota. `retry_after_seconds` is how long to wait."""

    type = "rate_limit"


class ServerError(APIStatusError):
    """5xx."""

    type = "server"


class WebhookVerificationError(LatchkeyError):
    """
    The message isn't from Latchkey, or it is too old.

    `reason` is missing_header, bad_timestamp, too_old, too_new, bad_signature, bad_secret or bad_body.
    """

    type = "webhook"
    reason: str


CLASS_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: ValidationError,
    429: RateLimitError,
}


def class_of(status: int) -> type[APIStatusError]:
    """The class of an error with this status."""
    if status >= 500:
        return ServerError
    return CLASS_BY_STATUS.get(status, BadRequestError)
