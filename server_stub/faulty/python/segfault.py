"""Asks a C library for the length of a text, with the wrong type of argument."""
import ctypes
import os

import crashdesk_report

crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="ledmatrix", version="2.0.0")

library = ctypes.CDLL(None)


def width_of(text_address):
    return library.strlen(ctypes.c_void_p(text_address)) * 6


def scroll(texts):
    for address in texts:
        print("width", width_of(address))


scroll([ctypes.addressof(ctypes.create_string_buffer(b"open")), 8])
