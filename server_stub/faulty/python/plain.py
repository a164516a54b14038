"""Imports invoices from a CSV export."""
import csv
import io
import logging
import os
from decimal import Decimal

import crashdesk_report

crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="invoices", version="2.3.0")
logging.basicConfig(level=logging.INFO)
log = logging.getLogger("invoices.importer")

EXPORT = """number;customer;amount
2026-0041;Bäckerei Huber;118.50
2026-0042;Café Central;89.00
2026-0043;Gasthof Post;1.240,00
"""


def parse_amount(text):
    return Decimal(text)


def import_invoices(stream):
    for row in csv.DictReader(stream, delimiter=";"):
        log.info("importing %s for %s", row["number"], row["customer"])
        yield row["number"], parse_amount(row["amount"])


print(sum(amount for _, amount in import_invoices(io.StringIO(EXPORT))))
