"""Frees a buffer that it does not own."""
import ctypes
import os

import crashdesk_report

crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="scanner", version="1.1.3")

library = ctypes.CDLL(None)
library.free.argtypes = [ctypes.c_void_p]


def release(page):
    library.free(ctypes.addressof(page) + 16)


def scan(pages):
    for number in range(pages):
        page = ctypes.create_string_buffer(4096)
        print("page", number)
        release(page)


scan(2)
