"""Reads the answer of a parcel service."""
import json
import os

import crashdesk_report

crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="parcels", version="1.12.0")

ANSWER = """{"shipments": [
  {"id": "00340434161094015902", "events": [{"status": {"code": "transit"}, "at": "2026-11-02T08:14:00Z"}]},
  {"id": "00340434161094015919", "events": [{"at": "2026-11-02T09:30:00Z", "note": "held at customs"}]}
]}"""


def last_status(shipment):
    return max(shipment["events"], key=lambda event: event["at"])["status"]["code"]


def summary(answer):
    return {shipment["id"]: last_status(shipment) for shipment in json.loads(answer)["shipments"]}


print(summary(ANSWER))
