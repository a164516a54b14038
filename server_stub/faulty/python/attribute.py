"""Finds the next appointment in a calendar."""
import datetime
import os
import re

import crashdesk_report

crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="calendar", version="2.7.5")

EVENTS = ["20261124T090000 Stand-up", "20261124T1300 Lunch with Ana"]


class Event:
    PATTERN = re.compile(r"(\d{8}T\d{6}) (.+)")

    def __init__(self, line):
        match = self.PATTERN.match(line)
        self.start = datetime.datetime.strptime(match.group(1), "%Y%m%dT%H%M%S")
        self.title = match.group(2)


print(min((Event(line) for line in EVENTS), key=lambda event: event.start).title)
