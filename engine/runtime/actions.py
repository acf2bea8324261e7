"""Calls the action server over connections that stay open, and tells its failures apart."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from engine.errors import ActionFailed, ActionsUnavailable

TOKEN_VARIABLE = "AMENDS_INTERNAL_TOKEN"  # noqa: S105 - the name of a variable, not a secret
URL_VARIABLE = "AMENDS_ACTIONS_URL"
_TIMEOUT_S = 10.0
_REJECTED = 400
_UNAVAILABLE = 503


class ActionEndpoint(EndpointConfig):
    """Rasa's description of the action server, with one session for all calls."""

    def __init__(self, described: EndpointConfig) -> None:
        token = os.environ.get(TOKEN_VARIABLE)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        super().__init__(
            os.environ.get(URL_VARIABLE) or described.url,
            headers={**headers, **described.headers},
            **described.kwargs,
        )
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Return the server's answer.

        Raises `ActionsUnavailable` if there is none or the server asks to be called again (503),
        Rasa's `ClientResponseError` if an action declined to run (400), and `ActionFailed` for all
        other errors.
        """
        try:
            async with self._open().request(method, self.url, json=kwargs.get("json")) as answer:
                if answer.status == _REJECTED:
                    text = await answer.text()
                    raise ClientResponseError(answer.status, str(answer.reason), text)
                if answer.status == _UNAVAILABLE:
                    raise ActionsUnavailable(f"HTTP status {answer.status}")
                if not answer.ok:
                    raise ActionFailed(f"HTTP status {answer.status}")
                return await answer.json()
        except (asyncio.TimeoutError, aiohttp.ClientConnectionError, OSError) as error:
            raise ActionsUnavailable(type(error).__name__) from error
        except (aiohttp.ClientPayloadError, aiohttp.ContentTypeError, ValueError) as error:
            raise ActionFailed(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                headers=self.headers, timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S)
            )
        return self._session
