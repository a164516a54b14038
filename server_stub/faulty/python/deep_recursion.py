"""Renders a comment thread."""
import os

import crashdesk_report

crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="forum", version="5.1.0")


class Comment:
    def __init__(self, text):
        self.text = text
        self.replies = []


def depth(comment):
    return 1 + max((depth(reply) for reply in comment.replies), default=0)


first = Comment("Does the new pump fit the old mount?")
answer = Comment("Yes, with the adapter.")
first.replies.append(answer)
answer.replies.append(first)
print(depth(first))
