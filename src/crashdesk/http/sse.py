"""Server-sent events, read as the WHATWG HTML standard says (section 9.2.6), with limits."""

from __future__ import annotations

import re

import msgspec

from crashdesk.core.errors import AnswerTooLarge

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"


class ServerEvent(msgspec.Struct, frozen=True):
    """One event. `type` is `message` unless the server named another."""

    type: str
    data: str
    id: str = ""


class EventParser:
    """Makes events of the bytes of a stream, however these are cut into pieces."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rest = b""
        self._at_start = True
        self._type = ""
        self._data: list[str] = []
        self._data_size = 0
        self._last_id = ""

    def feed(self, chunk: bytes) -> list[ServerEvent]:
        """Return the events that `chunk` completes.

        Raises:
            AnswerTooLarge: a line or an event has more bytes than are allowed.
        """
        events: list[ServerEvent] = []
        for line in self._lines(chunk):
            if line:
                self._take(line)
            elif event := self._dispatch():
                events.append(event)
        return events

    def _lines(self, chunk: bytes) -> list[bytes]:
        """Split off the complete lines. A CR at the very end may be half of a CR LF: it waits."""
        text = self._rest + chunk
        if self._at_start:
            if len(text) < len(_BOM) and _BOM.startswith(text):
                self._rest = text
                return []
            text = text.removeprefix(_BOM)
            self._at_start = False
        held = b"\r" if text.endswith(b"\r") else b""
        *lines, rest = _LINE_END.split(text[: len(text) - len(held)])
        self._rest = rest + held
        if max(len(self._rest), *map(len, lines), 0) > self._most:
            raise AnswerTooLarge(detail=f"a line of events has more than {self._most} bytes")
        return lines

    def _take(self, line: bytes) -> None:
        name, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        match name:
            case "data":
                self._data.append(value)
                self._data_size += len(line)
                if self._data_size > self._most:
                    raise AnswerTooLarge(detail=f"an event has more than {self._most} bytes")
            case "event":
                self._type = value
            case "id" if "\0" not in value:
                self._last_id = value
            case _:
                pass  # comments (heartbeats), `retry` (our own back-off decides) and unknown fields

    def _dispatch(self) -> ServerEvent | None:
        data, kind = "\n".join(self._data), self._type or "message"
        has_data = bool(self._data)
        self._data, self._data_size, self._type = [], 0, ""
        return ServerEvent(kind, data, self._last_id) if has_data else None
