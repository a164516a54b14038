"""The program's own frames are told from those of libraries, in the notations of several languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crashdesk.core.stack import Fold, LineKind, StackLine, fold_foreign, read_stack

PYTHON = """Traceback (most recent call last):
  File "/home/_/app/invoice.py", line 12, in load
    return json.loads(text)
           ^^^^^^^^^^^^^^^^
  File "/usr/lib/python3.11/json/__init__.py", line 346, in loads
    return _default_decoder.decode(s)
  File "/usr/lib/python3.11/json/decoder.py", line 337, in decode
    obj, end = self.raw_decode(s, idx=_w(s, 0).end())
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"""


def owned(text: str) -> list[str]:
    return [line.text.strip() for line in read_stack(text) if line.own and line.kind is LineKind.FRAME]


def test_python_frames_of_the_standard_library_are_not_ones_own() -> None:
    assert owned(PYTHON) == ['File "/home/_/app/invoice.py", line 12, in load']


def test_source_lines_that_are_calls_belong_to_their_frame() -> None:
    text = '  File "/usr/lib/python3.11/threading.py", line 975, in run\n    self._target(*self._args)'

    assert [(line.kind, line.own) for line in read_stack(text)] == [
        (LineKind.FRAME, False),
        (LineKind.DETAIL, False),
    ]


def test_source_lines_belong_to_the_frame_above() -> None:
    lines = {line.text.strip(): line.own for line in read_stack(PYTHON)}

    assert lines["return json.loads(text)"]
    assert not lines["return _default_decoder.decode(s)"]


@pytest.mark.parametrize(
    ("frame", "own"),
    [
        ("    at parse (/home/_/app/importer.js:8:15)", True),
        ("    at Module._compile (node:internal/modules/cjs/loader:1358:14)", False),
        ("    at JSON.parse (<anonymous>)", False),
        ("    at run (/home/_/app/node_modules/left/index.js:1:1)", False),
        ("    #0 0x55d in rotate /home/_/app/rotate.c:21", True),
        ("    #1 0x7f2 in __libc_start_call_main ../sysdeps/nptl/libc_start_call_main.h:58", False),
        ("    #1 0x7f2 in __interceptor_malloc ../../libsanitizer/asan/asan_malloc_linux.cpp:69", False),
        ("/home/_/app/division(share+0x30)[0x561e8db7931a]", True),
        ("/lib/x86_64-linux-gnu/libc.so.6(+0x3c050)[0x7f7fab68e050]", False),
        ("/home/_/app/division(_start+0x21)[0x561e8db790c1]", False),
        ("main.handle(0xc0000140a0)", True),
        ("runtime.gopanic({0x4a3b20, 0x4e5a80})", False),
        ("	at com.example.Main.run(Main.java:5)", True),
        ("	at java.base/java.lang.Thread.run(Thread.java:840)", False),
        ('  File "/srv/venv/lib/python3.11/site-packages/httpx/_client.py", line 1, in send', False),
        ('  | File "/home/_/app/batch.py", line 3, in one', True),
    ],
)
def test_frames_of_many_languages(frame: str, own: bool) -> None:
    (line,) = read_stack(frame)

    assert (line.kind, line.own) == (LineKind.FRAME, own)


def test_a_run_of_foreign_frames_folds_into_one_and_loses_nothing() -> None:
    folded = fold_foreign(read_stack(PYTHON))
    folds = [item for item in folded if isinstance(item, Fold)]
    flat = [line for item in folded for line in (item.lines if isinstance(item, Fold) else (item,))]

    assert [fold.frames for fold in folds] == [2]
    assert "\n".join(line.text for line in flat) == PYTHON
    assert isinstance(folded[-1], StackLine)
    assert folded[-1].kind is LineKind.HEADING


@given(st.text(max_size=500))
def test_any_text_is_read_and_nothing_is_lost(text: str) -> None:
    assert "\n".join(line.text for line in read_stack(text)) == text
