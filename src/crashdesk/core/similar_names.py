"""Who could be taken for whom: names and addresses of people who ask to be let in, held against all others.

It is cheap for ten thousand accounts: each account is looked up in indexes of those who are asked about,
never compared with every one of them.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from crashdesk.core.confusables import name_skeleton, skeleton
from crashdesk.core.ids import UserId
from crashdesk.core.text import QT_TRANSLATE_NOOP, Text
from crashdesk.core.users import User, UserState

_NEAR_FROM = 5
"""Letters from which a single one more, less, other or swapped still means the same name."""
_MOST = 5
"""People named for one account at most."""
_KEPT = 20
"""Finds kept for one account while searching, those who may do most first: a crowd is told by few."""
_SHARED_MAILBOXES = frozenset(
    {"admin", "contact", "hello", "help", "info", "mail", "me", "office", "support", "team", "test"}
)
"""Names before the @ that say nothing about a person."""


class Likeness(enum.StrEnum):
    """Why somebody could be taken for somebody else, the most telling first."""

    ADDRESS = "address"
    """The whole address looks the same."""
    NAME_IS_ADDRESS = "name_is_address"
    """One calls oneself by the address of the other."""
    NAME = "name"
    """The same name, letter by letter."""
    LOOKS = "looks"
    """The names look the same and are not."""
    NEARLY = "nearly"
    """One letter is more, less, another or swapped."""
    MAILBOX = "mailbox"
    """The same name before the @, at another domain."""
    DOMAIN = "domain"
    """The domain looks like one that people who were let in have."""


_RANK = {likeness: rank for rank, likeness in enumerate(Likeness)}
_WORDS = {
    Likeness.ADDRESS: QT_TRANSLATE_NOOP("SimilarNames", "The address looks like {email}."),
    Likeness.NAME_IS_ADDRESS: QT_TRANSLATE_NOOP("SimilarNames", "The name reads like the address {email}."),
    Likeness.NAME: QT_TRANSLATE_NOOP("SimilarNames", "Both have the same name; the other one is {email}."),
    Likeness.LOOKS: QT_TRANSLATE_NOOP(
        "SimilarNames", "The names look the same but have different letters; the other one is {email}."
    ),
    Likeness.NEARLY: QT_TRANSLATE_NOOP(
        "SimilarNames", "The names differ by one letter; the other one is {email}."
    ),
    Likeness.MAILBOX: QT_TRANSLATE_NOOP(
        "SimilarNames", "The same name before the @, at another domain: {email}."
    ),
    Likeness.DOMAIN: QT_TRANSLATE_NOOP("SimilarNames", "The domain looks like the one of {email}."),
}


class Similar(msgspec.Struct, frozen=True):
    """Somebody whom an account could be taken for. Names and addresses are text of strangers."""

    other: User
    likeness: Likeness

    @property
    def reason(self) -> Text:
        """Why, in words."""
        return _WORDS[self.likeness](email=self.other.email)


def find_similar(asked: Iterable[User], everybody: Iterable[User]) -> Mapping[UserId, tuple[Similar, ...]]:
    """Return for each account of `asked` whom of `everybody` it could be taken for, the most telling first.

    Accounts without a likeness have no entry. Nobody is held against themselves.
    """
    asked, ranked = tuple(asked), sorted(everybody, key=_standing)
    index, finds = _Index(asked), _Finds()
    for other in ranked:
        index.find(other, finds)
    _find_domains(asked, ranked, finds)
    return {user_id: _best(found.values()) for user_id, found in finds.by_user.items()}


class _Finds:
    """What was found so far, by account and by whom it is like."""

    def __init__(self) -> None:
        self.by_user: dict[UserId, dict[UserId, Similar]] = {}

    def add(self, user: User, other: User, likeness: Likeness) -> None:
        """Take note of a likeness, unless a more telling one is known."""
        if user.id == other.id:
            return
        found = self.by_user.setdefault(user.id, {})
        known = found.get(other.id)
        if len(found) < _KEPT if known is None else _RANK[likeness] < _RANK[known.likeness]:
            found[other.id] = Similar(other, likeness)


def _best(found: Iterable[Similar]) -> tuple[Similar, ...]:
    # One sentence about the domain is enough, and none where a person is named already.
    ranked = sorted(found, key=lambda each: _RANK[each.likeness])
    persons = [each for each in ranked if each.likeness is not Likeness.DOMAIN]
    return tuple((persons or ranked[:1])[:_MOST])


def _standing(user: User) -> tuple[int, int]:
    """Put those first whom it would be worst to be taken for."""
    states = (UserState.ACTIVE, UserState.PENDING, UserState.DISABLED, UserState.REJECTED)
    roles = ("admin", "operator", "viewer")
    return states.index(user.state), roles.index(user.role) if user.role in roles else len(roles)


class _Index:
    """Finds those of a few accounts that another one is like."""

    def __init__(self, asked: Iterable[User]) -> None:
        self._names: dict[str, list[User]] = {}
        self._near_names: dict[str, list[User]] = {}
        self._mailboxes: dict[str, list[User]] = {}
        self._lengths: set[int] = set()
        self._told: Counter[tuple[int, str]] = Counter()
        for user in asked:
            self._add(user)

    def _add(self, user: User) -> None:
        name = name_skeleton(user.name)
        _put(self._names, name, user)
        if len(name) >= _NEAR_FROM:
            self._lengths.update((len(name) - 1, len(name), len(name) + 1))
            for shorter in _without_one(name):
                _put(self._near_names, shorter, user)
        _put(self._mailboxes, _halves(user.email)[0], user)

    def find(self, other: User, finds: _Finds) -> None:
        """Add all those who are like `other`."""
        name = name_skeleton(other.name)
        for user in self._few(self._names, name):
            finds.add(user, other, Likeness.NAME if _same(user.name, other.name) else Likeness.LOOKS)
        for user in self._few(self._names, name_skeleton(other.email)):
            finds.add(user, other, Likeness.NAME_IS_ADDRESS)
        if len(name) >= _NEAR_FROM and len(name) in self._lengths:
            self._find_near(name, other, finds)
        mailbox, domain = _halves(other.email)
        for user in self._few(self._mailboxes, mailbox):
            theirs = _halves(user.email)[1]
            if user.email.casefold() != other.email.casefold() and _looks_like(theirs, domain):
                finds.add(user, other, Likeness.ADDRESS)
            elif theirs != domain and _mailbox(other) not in _SHARED_MAILBOXES:
                finds.add(user, other, Likeness.MAILBOX)

    def _few(self, index: dict[str, list[User]], key: str) -> list[User]:
        """Return whom `key` finds, at the first askings alone: of a crowd, a few are enough."""
        found = index.get(key)
        if not found:
            return []
        self._told[id(index), key] += 1
        return found if self._told[id(index), key] <= _KEPT else []

    def _find_near(self, name: str, other: User, finds: _Finds) -> None:
        tried: set[UserId] = set()
        for shorter in _without_one(name):
            key, is_told = (id(self._near_names), shorter), False
            for user in self._near_names.get(shorter, ()) if self._told[key] < _KEPT else ():
                if user.id in tried:
                    continue
                tried.add(user.id)
                if _is_near(name_skeleton(user.name), name) and not _is_numbered(user.name, other.name):
                    finds.add(user, other, Likeness.NEARLY)
                    is_told = True
            self._told[key] += is_told


def _find_domains(asked: Iterable[User], ranked: Iterable[User], finds: _Finds) -> None:
    """Add those whose domain looks like one of people who were let in, and is none of theirs."""
    known: dict[str, User] = {}
    for other in ranked:
        if other.state is UserState.ACTIVE:
            known.setdefault(_domain(other), other)
    near: dict[str, list[User]] = {}
    for domain, other in known.items():
        for shorter in _without_one(skeleton(domain)):
            _put(near, shorter, other)
    for user in asked:
        domain = _domain(user)
        if domain and domain not in known:
            shown = skeleton(domain)
            for other in [each for shorter in _without_one(shown) for each in near.get(shorter, ())][:_KEPT]:
                if _looks_like(shown, skeleton(_domain(other))) and not _is_numbered(domain, _domain(other)):
                    finds.add(user, other, Likeness.DOMAIN)


def _put(index: dict[str, list[User]], key: str, user: User) -> None:
    if key:
        index.setdefault(key, []).append(user)


def _halves(email: str) -> tuple[str, str]:
    """Return how both halves of an address look; what follows a plus does not count."""
    mailbox, _, domain = email.rpartition("@")
    return skeleton(mailbox.partition("+")[0]), skeleton(domain)


def _mailbox(user: User) -> str:
    return user.email.rpartition("@")[0].casefold()


def _domain(user: User) -> str:
    return user.email.rpartition("@")[2].casefold()


def _looks_like(one: str, other: str) -> bool:
    return one == other or (len(one) > _NEAR_FROM and _is_near(one, other))


def _same(one: str, other: str) -> bool:
    return _words_of(one) == _words_of(other)


def _words_of(name: str) -> list[str]:
    return sorted(re.findall(r"[^\s,;]+", unicodedata.normalize("NFKC", name).casefold()))


def _is_numbered(one: str, other: str) -> bool:
    """Tell whether two names differ in their numbers alone, as `Tester 1` and `Tester 2` do."""
    if not (re.search(r"\d", one) and re.search(r"\d", other)):
        return False
    return _same(re.sub(r"\d+", "", one), re.sub(r"\d+", "", other))


def _without_one(word: str) -> set[str]:
    """Return a word and all that is left of it when one letter is left out.

    Two words that are one edit apart have one of these in common.
    """
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))} if word else set()


def _is_near(one: str, other: str) -> bool:
    """Tell whether two words are exactly one letter or one swap apart."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    first, second = one[start:], other[start:]
    if len(first) == len(second):
        return first[1:] == second[1:] or (first[:2] == second[1::-1] and first[2:] == second[2:])
    return first[1:] == second if len(first) > len(second) else first == second[1:]
