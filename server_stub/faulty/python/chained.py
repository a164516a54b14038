"""Reads the settings of a backup service."""
import configparser
import os

import crashdesk_report

crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="backup", version="1.8.2")


class SettingsError(Exception):
    """The settings cannot be used."""


def load(text):
    parser = configparser.ConfigParser()
    parser.read_string(text)
    try:
        return {"keep": parser.getint("retention", "keep_days"), "target": parser["target"]["path"]}
    except (KeyError, ValueError) as error:
        raise SettingsError("retention.keep_days has to be a whole number of days") from error


def start(text):
    try:
        return load(text)
    except SettingsError:
        with open("/var/lib/backup/settings.last-good") as fallback:
            return load(fallback.read())


start("[retention]\nkeep_days = two weeks\n[target]\npath = /mnt/backup\n")
