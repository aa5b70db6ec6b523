"""Lists, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from latchkey._answers import Answer, json_of, undecodable
from latchkey._calls import Call
from latchkey._model import Model, modelled
from latchkey.errors import APIDecodeError

if TYPE_CHECKING:
    from latchkey._async.client import AsyncLatchkey
    from latchkey._sync.client import Latchkey

M = TypeVar("M", bound=Model)


class _Page(Generic[M]):
    #: The elements of this page.
    data: list[M]
    meta: Mapping[str, Any]

    def __init__(self, call: Call, model: type[M], answer: Answer) -> None:
        body = json_of(answer)
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            raise undecodable(answer, "The answer isn't a list. Check the base URL.")
        self._call = call
        self._model = model
        self._json = body
        self.data = modelled(body["data"], model)
        meta = body.get("meta")
        self.meta = meta if isinstance(meta, dict) else {}

    @property
    def next_cursor(self) -> str | None:
        """Where the next page begins; None on the last page."""
        return self.meta.get("next_cursor") or None

    def to_dict(self) -> dict[str, Any]:
        return dict(self._json)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(data={self.data!r}, next_cursor={self.next_cursor!r})"

    def _next_call(self) -> Call | None:
        cursor = self.next_cursor
        if cursor and cursor == self._call.query.get("cursor"):
            raise APIDecodeError("The list repeats a page.", status=200)
        return replace(self._call, query={**self._call.query, "cursor": cursor}) if cursor else None


class Page(_Page[M]):
    """One page of a list. Iterating goes over the elements of this page and of all pages after it."""

    def __init__(self, client: Latchkey, call: Call, model: type[M]) -> None:
        self._client = client
        super().__init__(call, model, client._send(call))

    def next_page(self) -> Page[M] | None:
        """The next page; None after the last."""
        call = self._next_call()
        return Page(self._client, call, self._model) if call else None

    def __iter__(self) -> Iterator[M]:
        page: Page[M] | None = self
        while page is not None:
            yield from page.data
            page = page.next_page()


class AsyncPage(_Page[M]):
    """One page of a list. `async for` goes over the elements of this page and of all pages after it."""

    def __init__(self, client: AsyncLatchkey, call: Call, model: type[M], answer: Answer) -> None:
        self._client = client
        super().__init__(call, model, answer)

    async def next_page(self) -> AsyncPage[M] | None:
        """The next page; None after the last."""
        call = self._next_call()
        return await AsyncPages(self._client, call, self._model) if call else None

    async def __aiter__(self) -> AsyncIterator[M]:
        page: AsyncPage[M] | None = self
        while page is not None:
            for item in page.data:
                yield item
            page = await page.next_page()


class AsyncPages(Generic[M]):
    """A list that is about to be read: `async for` goes over all elements, `await` gives the first page."""

    def __init__(self, client: AsyncLatchkey, call: Call, model: type[M]) -> None:
        self._client = client
        self._call = call
        self._model = model

    async def _first(self) -> AsyncPage[M]:
        return AsyncPage(self._client, self._call, self._model, await self._client._send(self._call))

    def __await__(self) -> Generator[Any, None, AsyncPage[M]]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[M]:
        async for item in await self._first():
            yield item
