"""The profiles of this desk, in a TOML file that people may edit too. It never holds a secret."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import cast

import msgspec

from crashdesk.core.errors import SettingsError
from crashdesk.core.ids import ProfileId
from crashdesk.core.profile import Profile
from crashdesk.core.profile_rules import problems_of, tidied
from crashdesk.core.text import QT_TRANSLATE_NOOP
from crashdesk.settings.files import Document, open_document, read_text, read_toml, save_document
from crashdesk.settings.places import line_of_entry

ENTRIES = "profile"
DEFAULT = "default"
LAST_USED = "last_used"

_PERSONAL = {"id", "email", "ca_file", "last_server_id", "last_user_id"}
"""What an export leaves out: it is of this person or this computer."""

NOT_A_PROFILE = QT_TRANSLATE_NOOP(
    "Profiles",
    "“{file}”, line {line}: this profile cannot be used ({reason}). Correct it, or remove the entry.",
)
NAME_TAKEN = QT_TRANSLATE_NOOP("Profiles", "There is a profile “{name}” already.")


class ProfileBook:
    """All profiles in the order of the file.

    A change reads the file again: comments, unknown keys and what was edited meanwhile stay, and a broken
    file is never overwritten.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._profiles: tuple[Profile, ...] = ()
        self._default = ""
        self._last_used = ""

    def load(self) -> None:
        """Read the file. Raises `SettingsError`, which names the line."""
        content = read_toml(self._path)
        entries = content.get(ENTRIES, [])
        if not isinstance(entries, list):
            raise self._unusable(0, f"{ENTRIES} has to be written as [[{ENTRIES}]]")
        found: list[Profile] = []
        for index, entry in enumerate(cast("list[object]", entries)):
            try:
                profile = tidied(msgspec.convert(entry, Profile))
            except msgspec.ValidationError as error:
                raise self._unusable(index, str(error)) from error
            wrong = problems_of(profile)
            if wrong:
                raise self._unusable(index, f"{wrong[0].field}: {wrong[0].text}")
            if profile.id in {other.id for other in found}:
                raise self._unusable(index, f"id: {profile.id} is there twice")
            found.append(profile)
        self._profiles = tuple(found)
        self._default = str(content.get(DEFAULT, ""))
        self._last_used = str(content.get(LAST_USED, ""))

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """All profiles."""
        return self._profiles

    @property
    def default(self) -> Profile | None:
        """The profile that the user chose to open at the start."""
        return self.get(ProfileId(self._default))

    @property
    def first(self) -> Profile | None:
        """The profile to open at the start: the chosen one, the one used last, the first, or none."""
        return (
            self.default
            or self.get(ProfileId(self._last_used))
            or (self._profiles[0] if self._profiles else None)
        )

    def get(self, profile_id: ProfileId) -> Profile | None:
        """Return a profile."""
        return next((profile for profile in self._profiles if profile.id == profile_id), None)

    def add(self, profile: Profile) -> Profile:
        """Save a new profile, tidied and under an id of its own, and return it. Raises `SettingsError`."""
        added = self._checked(msgspec.structs.replace(profile, id=ProfileId(secrets.token_hex(8))))
        self._save(added)
        return added

    def change(self, profile: Profile) -> None:
        """Save a profile in place of the one with its id. Raises `SettingsError`; `KeyError` without one."""
        if self.get(profile.id) is None:
            raise KeyError(profile.id)
        self._save(self._checked(profile))

    def remove(self, profile_id: ProfileId) -> None:
        """Forget a profile. Its secrets and store are the caller's to delete. Raises `SettingsError`."""
        document = self._document()
        index = _index_of(document, profile_id)
        if index is not None:
            _entries(document).pop(index)
        for key in (DEFAULT, LAST_USED):
            if document.get(key) == profile_id:
                del document[key]
        self._write(document)

    def choose_default(self, profile_id: ProfileId | None) -> None:
        """Open this profile at every start, or with None the one used last. Raises `SettingsError`."""
        self._set(DEFAULT, profile_id)

    def mark_used(self, profile_id: ProfileId) -> None:
        """Remember the profile that is open. Raises `SettingsError`."""
        if profile_id != self._last_used:
            self._set(LAST_USED, profile_id)

    def export(self) -> str:
        """Return all profiles as TOML for a colleague, without what belongs to this person or computer."""
        import tomlkit

        document = cast("Document", tomlkit.document())
        document[ENTRIES] = tomlkit.aot()
        for profile in self._profiles:
            told = {key: value for key, value in _as_table(profile).items() if key not in _PERSONAL}
            _entries(document).append(cast("Document", tomlkit.item(told)))
        return tomlkit.dumps(document)

    def _checked(self, profile: Profile) -> Profile:
        profile = tidied(profile)
        wrong = problems_of(profile)
        if wrong:
            raise SettingsError(wrong[0].text)
        if any(other.name == profile.name and other.id != profile.id for other in self._profiles):
            raise SettingsError(NAME_TAKEN(name=profile.name))
        return profile

    def _save(self, profile: Profile) -> None:
        import tomlkit
        from tomlkit.items import AoT

        document = self._document()
        if not _entries(document):
            document[ENTRIES] = tomlkit.aot()
        entries = _entries(document)
        index = _index_of(document, profile.id)
        if index is None:
            # An array in one line takes only tables in one line.
            new = tomlkit.table() if isinstance(document[ENTRIES], AoT) else tomlkit.inline_table()
            entry = cast("Document", new)
            entry.update(_as_table(profile))
            entries.append(entry)
        else:
            _update(entries[index], profile)
        self._write(document)

    def _set(self, key: str, value: str | None) -> None:
        document = self._document()
        if value is None:
            document.pop(key, None)
        elif key in document:
            document[key] = value
        else:
            document = _with_first_key(document, key, value)
        self._write(document)

    def _document(self) -> Document:
        self.load()
        return open_document(self._path)

    def _write(self, document: Document) -> None:
        if not _entries(document):
            document.pop(ENTRIES, None)  # tomlkit would leave `profile = []` behind
        save_document(self._path, document)
        self.load()

    def _unusable(self, index: int, reason: str) -> SettingsError:
        line = line_of_entry(read_text(self._path), ENTRIES, index)
        return SettingsError(NOT_A_PROFILE(file=str(self._path), line=line, reason=reason))


def _as_table(profile: Profile) -> dict[str, object]:
    return cast("dict[str, object]", msgspec.to_builtins(profile))


def _entries(document: Document) -> list[Document]:
    return cast("list[Document]", document.get(ENTRIES, []))


def _index_of(document: Document, profile_id: ProfileId) -> int | None:
    ids = [entry.get("id") for entry in _entries(document)]
    return ids.index(profile_id) if profile_id in ids else None


def _update(entry: Document, profile: Profile) -> None:
    """Set what the profile says and take out what is at its default again; other keys stay."""
    said = _as_table(profile)
    for key in Profile.__struct_fields__:
        if key not in said:
            entry.pop(key, None)
        elif entry.get(key) != said[key]:
            entry[key] = said[key]


def _with_first_key(document: Document, key: str, value: str) -> Document:
    """Return the document with a new key before its first table, where TOML wants it."""
    import tomlkit

    line = tomlkit.document()
    line[key] = value
    return cast("Document", tomlkit.parse(tomlkit.dumps(line) + tomlkit.dumps(document)))
