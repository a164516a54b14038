"""What can be wrong with accounts on the command line."""

from __future__ import annotations


class AccountError(Exception):
    """An account can't be used as asked; the text is for people."""
