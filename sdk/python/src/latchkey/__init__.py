"""The Python SDK of Latchkey: its API, the gate in front of your own, and its webhooks."""

from latchkey import types, webhooks
from latchkey._answers import RawResponse
from latchkey._async.client import AsyncLatchkey
from latchkey._async.gate import AsyncGate
from latchkey._calls import UNSET
from latchkey._gate import GateVerdict
from latchkey._key_info import KeyInfo
from latchkey._pages import AsyncPage, AsyncPages, Page
from latchkey._sync.client import Latchkey
from latchkey._sync.gate import Gate
from latchkey._version import VERSION as __version__
from latchkey.errors import (
    APIConnectionError,
    APIDecodeError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    LatchkeyError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    ValidationError,
    WebhookVerificationError,
)

__all__ = [
    "UNSET",
    "APIConnectionError",
    "APIDecodeError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncGate",
    "AsyncLatchkey",
    "AsyncPage",
    "AsyncPages",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "Gate",
    "GateVerdict",
    "KeyInfo",
    "Latchkey",
    "LatchkeyError",
    "NotFoundError",
    "Page",
    "PermissionDeniedError",
    "RateLimitError",
    "RawResponse",
    "ServerError",
    "ValidationError",
    "WebhookVerificationError",
    "__version__",
    "types",
    "webhooks",
]
