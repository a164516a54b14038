"""`python -m crashdesk_server`: the same as the command `crashdesk-server`."""

from __future__ import annotations

import sys

from crashdesk_server.cli import main

sys.exit(main())
