"""What a receiver is told to answer."""

from __future__ import annotations

from argparse import ArgumentTypeError

import pytest

from crashdesk_server.receiving.answers import Answer, Answers, read_script


def test_the_answers_of_a_path_come_in_turn_and_begin_again() -> None:
    answers = Answers([read_script("/deploy=503,410@2.5")])
    assert [answers.next_for("/deploy") for _ in range(3)] == [Answer(503), Answer(410, 2.5), Answer(503)]
    assert answers.next_for("/other") == Answer(204)


@pytest.mark.parametrize(
    "text", ["", "deploy=204", "/deploy", "/deploy=", "/a=99", "/a=204@-1", "/a=204@999"]
)
def test_what_makes_no_sense_is_refused_with_what_would(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match=r"looks like|a status|statuses are"):
        read_script(text)
