"""Resolves which packages a package needs."""
import os

import crashdesk_report

crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="resolver", version="3.0.1")

NEEDS = {"web": ["auth", "cache"], "auth": ["users"], "users": ["mail"], "mail": ["web"], "cache": []}


def cost(package):
    return 1 + sum(costs_of(package))


def costs_of(package):
    return [cost(needed) for needed in NEEDS[package]]


print(cost("web"))
