"""Checks several hosts at once."""
import asyncio
import os

import crashdesk_report

crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="hostcheck", version="0.9.4")


async def check_disk(host, used):
    await asyncio.sleep(0)
    if used > 90:
        raise OSError(28, "No space left on device", f"/srv/{host}")


async def check_certificate(host, days):
    await asyncio.sleep(0)
    if days < 0:
        raise ValueError(f"certificate of {host} expired {-days} days ago")


async def check_all():
    async with asyncio.TaskGroup() as group:
        group.create_task(check_disk("mail", used=97), name="mail disk")
        group.create_task(check_disk("web", used=41), name="web disk")
        group.create_task(check_certificate("mail", days=-3), name="mail certificate")


asyncio.run(check_all())
