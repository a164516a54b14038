"""Uploads photos in the background."""
import hashlib
import logging
import os
import queue
import threading

import crashdesk_report

crashdesk_report.install(os.environ["CRASHDESK_SERVER"], app="photos", version="1.4.0")
logging.basicConfig(level=logging.INFO)
log = logging.getLogger("photos.upload")
waiting = queue.Queue()


def upload():
    while (photo := waiting.get()) is not None:
        log.info("uploading %s", photo["name"])
        digest = hashlib.sha256(photo["content"]).hexdigest()
        print(photo["name"], digest)


worker = threading.Thread(target=upload, name="uploader")
worker.start()
for item in ({"name": "beach.jpg", "content": b"\xff\xd8\xff"}, {"name": "broken.jpg", "content": None}, None):
    waiting.put(item)
worker.join()
