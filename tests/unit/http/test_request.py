import pytest

from crashdesk.core.errors import AnswerUnusable
from crashdesk.http.request import Effect, Request


def group(group_id: str) -> Request:
    return Request("DELETE", "/crash-groups/{id}", Effect.WRITE, {"id": group_id})


def test_ids_are_quoted_into_one_segment():
    assert group("a/b?c#d%2F é").target() == "/crash-groups/a%2Fb%3Fc%23d%252F%20%C3%A9"


@pytest.mark.parametrize("group_id", ["", ".", ".."])
def test_an_id_cannot_turn_a_request_into_one_that_acts_on_more(group_id):
    with pytest.raises(AnswerUnusable):
        group(group_id).target()


def test_query_is_quoted():
    request = Request("GET", "/changes", Effect.READ, query=(("since", "a+b&c=d"),))
    assert request.target() == "/changes?since=a%2Bb%26c%3Dd"


@pytest.mark.parametrize(("method", "effect"), [("GET", Effect.WRITE), ("POST", Effect.READ)])
def test_the_effect_has_to_fit_the_method(method, effect):
    with pytest.raises(ValueError, match="cannot have the effect"):
        Request(method, "/x", effect)


def test_what_may_be_repeated():
    assert Request("GET", "/x", Effect.READ).is_repeatable
    assert Request("POST", "/x", Effect.WRITE, idempotency_key="k").is_repeatable
    assert not Request("POST", "/x", Effect.WRITE).is_repeatable
    assert not Request("POST", "/x", Effect.SESSION, idempotency_key="k").is_repeatable
