"""Crashes read out of what programs write on their way down."""

from __future__ import annotations

import pytest

from crashdesk_report_cli import fault_in

ADDRESS = """\
starting
=================================================================
==812==ERROR: AddressSanitizer: heap-use-after-free on address 0x6030 at pc 0x55 bp 0x7f sp 0x7f
READ of size 4 at 0x6030 thread T0
    #0 0x7f0 in __interceptor_memcpy ../../../../src/libsanitizer/asan/memcpy.cpp:52
    #1 0x55a in report /nowhere/app/sessions.c:18
    #2 0x55b in main /nowhere/app/sessions.c:30
SUMMARY: AddressSanitizer: heap-use-after-free /nowhere/app/sessions.c:18 in report
Shadow bytes around the buggy address:
  0x0c06: fa fa
"""
LEAK = """\
==9==ERROR: LeakSanitizer: detected memory leaks

Direct leak of 17 byte(s) in 1 object(s) allocated from:
    #0 0x7f1 in __interceptor_strdup ../../../../src/libsanitizer/asan/strdup.cpp:439
    #1 0x55c in remember /nowhere/app/dnscache.c:10
"""
UNDEFINED = """\
/nowhere/app/quota.c:8:15: runtime error: signed integer overflow: 2 + 3 cannot be represented in type 'int'
    #0 0x55d in total /nowhere/app/quota.c:8
"""
BACKTRACE = """\
./rotate(+0x11cd)[0x5583]
/lib/x86_64-linux-gnu/libc.so.6(+0x3c050)[0x7f37]
./rotate(newest+0x2f)[0x5584]
./rotate(main+0x43)[0x5585]
"""
ASSERTION = "thumbs: thumbs.c:9: scale: Assertion `height > 0' failed.\n"
NODE = """\
/nowhere/app/shop.js:8
  return line.price.net * line.count;
                    ^

TypeError: Cannot read properties of undefined (reading 'net')
    at Array.reduce (<anonymous>)
    at lineTotal (/nowhere/app/shop.js:8:21)
    at node:internal/main/run_main_module:28:49

Node.js v20.20.2
"""
NODE_GROUP = """\
node:internal/process/promises:391
    triggerUncaughtException(err, true /* fromPromise */);
    ^

[AggregateError: All promises were rejected] {
  [errors]: [
    Error: mirror answered 503
        at fetchFrom (file:///nowhere/app/mirrors.js:4:29)
  ]
}

Node.js v20.20.2
"""
NODE_JSON = """\
<anonymous_script>:1
{"lastSeen": 1763

SyntaxError: Expected ',' or '}'
    at JSON.parse (<anonymous>)
    at loadState (/nowhere/app/bot.js:10:22)

Node.js v20.20.2
"""
PYTHON = """\
reading
Traceback (most recent call last):
  File "/nowhere/app/importer.py", line 3, in parse
    return int("x")
ValueError: invalid literal for int() with base 10: 'x'
"""
PYTHON_GROUP = """\
  + Exception Group Traceback (most recent call last):
  |   File "/nowhere/app/hosts.py", line 23, in check_all
  |     raise group
  | ExceptionGroup: two failures (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: expired
    +------------------------------------
"""


@pytest.mark.parametrize(
    ("output", "code", "source", "kind", "message", "top"),
    [
        (
            ADDRESS,
            1,
            "native",
            "heap-use-after-free",
            "AddressSanitizer: heap-use-after-free",
            "report (sessions.c:18)",
        ),
        (
            LEAK,
            23,
            "native",
            "memory leak",
            "LeakSanitizer: detected memory leaks",
            "remember (dnscache.c:10)",
        ),
        (
            UNDEFINED,
            0,
            "native",
            "undefined behaviour",
            "signed integer overflow: 2 + 3 cannot be represented in type 'int'",
            "total (quota.c:8)",
        ),
        (BACKTRACE, -11, "native", "SIGSEGV", "Segmentation fault", "newest (rotate)"),
        ("", -8, "native", "SIGFPE", "Floating point exception", ""),
        (ASSERTION, -6, "native", "SIGABRT", "Assertion `height > 0' failed.", "scale (thumbs.c:9)"),
        (
            NODE,
            1,
            "node",
            "TypeError",
            "Cannot read properties of undefined (reading 'net')",
            "lineTotal (shop.js:8)",
        ),
        (NODE_GROUP, 1, "node", "AggregateError", "All promises were rejected", "fetchFrom (mirrors.js:4)"),
        (NODE_JSON, 1, "node", "SyntaxError", "Expected ',' or '}'", "loadState (bot.js:10)"),
        (
            PYTHON,
            1,
            "python",
            "ValueError",
            "invalid literal for int() with base 10: 'x'",
            "parse (/nowhere/app/importer.py:3)",
        ),
        (
            PYTHON_GROUP,
            1,
            "python",
            "ExceptionGroup",
            "two failures (2 sub-exceptions)",
            "check_all (/nowhere/app/hosts.py:23)",
        ),
    ],
    ids=[
        "asan",
        "leak",
        "ubsan",
        "backtrace",
        "sigfpe",
        "assert",
        "node",
        "aggregate",
        "json",
        "python",
        "group",
    ],
)
def test_a_crash_is_recognised(
    output: str, code: int, source: str, kind: str, message: str, top: str
) -> None:
    fault = fault_in(output, code)

    assert fault is not None
    assert (fault.source, fault.error_type, fault.error_message, fault.top_frame) == (
        source,
        kind,
        message,
        top,
    )


def test_the_sanitizers_own_memory_is_left_out() -> None:
    fault = fault_in(ADDRESS, 1)

    assert fault is not None
    assert fault.stack.startswith("==812==ERROR")
    assert "Shadow bytes" not in fault.stack


@pytest.mark.parametrize(
    ("output", "code"), [("", 0), ("usage: thumbs FILE\n", 2), (PYTHON, 0), ("", -2), ("", -15)]
)
def test_what_is_no_crash_is_not_reported(output: str, code: int) -> None:
    assert fault_in(output, code) is None
