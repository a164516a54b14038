"""What a new password has to be like. The server has the last word; this saves the round trip."""

from __future__ import annotations

from crashdesk.core.secret import Secret
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 200
"""Characters, the limits of our server."""

NEW_PASSWORD_HINT = QT_TRANSLATE_NOOP(
    "Passwords", "At least {least} characters; a few words make a good one."
)
PASSWORD_SHORT = QT_TRANSLATE_NOOP("Passwords", "Take at least {least} characters.")
PASSWORD_LONG = QT_TRANSLATE_NOOP("Passwords", "Take at most {most} characters.")
PASSWORD_GUESSED = QT_TRANSLATE_NOOP(
    "Passwords", "Anybody who knows you would guess this. Take something that is not your name or address."
)
PASSWORDS_DIFFER = QT_TRANSLATE_NOOP("Passwords", "The two passwords differ.")
PASSWORD_SAME = QT_TRANSLATE_NOOP("Passwords", "This is the password that you have already.")


def new_password_problems(password: Secret, again: Secret, *known: str) -> dict[str, Text]:
    """Return what is wrong with a new password typed twice, at the fields `password` and `again`.

    `known` is what strangers know of the person: name and address.
    """
    typed = password.reveal()
    if len(typed) < SHORTEST_PASSWORD:
        return {"password": PASSWORD_SHORT(least=SHORTEST_PASSWORD)}
    if len(typed) > LONGEST_PASSWORD:
        return {"password": PASSWORD_LONG(most=LONGEST_PASSWORD)}
    if typed.casefold() in {each.strip().casefold() for each in known}:
        return {"password": PASSWORD_GUESSED}
    return {} if password == again else {"again": PASSWORDS_DIFFER}
