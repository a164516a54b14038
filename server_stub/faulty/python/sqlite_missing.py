"""A time tracker whose database was never migrated."""
import os
import sqlite3

import crashdesk_report

crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="timetracker", version="3.4.0")


class Store:
    def __init__(self, connection):
        self.connection = connection
        connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, started TEXT, ended TEXT)")

    def running(self, project):
        return self.connection.execute("SELECT id FROM entry WHERE ended IS NULL AND project = ?", [project]).fetchone()


with sqlite3.connect(":memory:") as database:
    print(Store(database).running("garden"))
