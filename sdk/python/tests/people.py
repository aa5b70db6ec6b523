"""People with an account of their own, who sign up as the API says: the SDK is for those who have one."""

from __future__ import annotations

import email
import email.policy
import os
import random
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import servers

MAIL_SECONDS = 20


@dataclass
class Person:
    email: str
    password: str
    access_token: str = ""
    refresh_token: str = ""

    def log_in(self) -> None:
        self._take(post("login", email=self.email, password=self.password))

    def refresh(self) -> None:
        self._take(post("refresh", refresh_token=self.refresh_token))

    def _take(self, tokens: dict[str, Any]) -> None:
        assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 3600)
        self.access_token, self.refresh_token = tokens["access_token"], tokens["refresh_token"]


def sign_up() -> Person:
    """Someone who has verified the address and is logged in."""
    person = Person(f"dev-{secrets.token_hex(6)}@example.test", secrets.token_urlsafe(12))
    post("signup", email=person.email, password=person.password)
    with httpx.Client(base_url=servers.base_url(), trust_env=False, timeout=30) as http:
        body = {"email": person.email, "password": person.password}
        assert http.post("/api/v1/auth/login", json=body, headers=_address()).json()["code"] == "email_not_verified"
    post("verify", token=_mailed_token(person.email))
    person.log_in()
    return person


def post(action: str, **body: str) -> dict[str, Any]:
    url = f"{servers.base_url()}/api/v1/auth/{action}"
    response = httpx.post(url, json=body, headers=_address(), trust_env=False, timeout=30)
    assert response.is_success, response.text
    data: dict[str, Any] = response.json()["data"] if response.content else {}
    return data


def _address() -> dict[str, str]:
    """Attempts are limited by address, so every one comes from another."""
    return {"X-Forwarded-For": f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"}


def _mailed_token(address: str) -> str:
    folder = Path(servers.variable("LATCHKEY_TEST_MAIL_FOLDER"))
    ends = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < ends:
        for name in os.listdir(folder):
            if name.endswith(f"-{quote(address)}.eml"):
                message = email.message_from_bytes((folder / name).read_bytes(), policy=email.policy.default)
                text = message.get_body(("plain",))
                assert text is not None
                found = re.search(r"token=([\w-]+)", text.get_content())
                assert found
                return found[1]
        time.sleep(0.05)
    raise AssertionError(f"No mail to {address}")
