"""Where this desk keeps what it keeps."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs

HOME_VARIABLE = "CRASHDESK_HOME"
"""Environment variable that puts everything into one folder: for trying things out, tests and the demo."""
_NAME = "crashdesk"


class Paths(msgspec.Struct, frozen=True):
    """The folders of one installation. They are made by whoever first writes into them.

    Attributes:
        config: what a person edits: settings and profiles.
        data: the local stores.
        state: layouts, logs, notes of crashes.
        cache: what can be deleted at any time.
    """

    config: Path
    data: Path
    state: Path
    cache: Path

    @property
    def settings_file(self) -> Path:
        """The settings."""
        return self.config / "settings.toml"

    @property
    def profiles_file(self) -> Path:
        """The profiles, without any secret."""
        return self.config / "profiles.toml"

    @property
    def layouts_file(self) -> Path:
        """Columns, splitters, windows."""
        return self.state / "layouts.json"

    @property
    def stores(self) -> Path:
        """The folder of the encrypted stores."""
        return self.data / "stores"

    @property
    def logs(self) -> Path:
        """The folder of logs and notes of crashes."""
        return self.state / "logs"


def find_paths(home: Path | None = None, environment: Mapping[str, str] = os.environ) -> Paths:
    """Return the folders below `home`, else below `CRASHDESK_HOME`, else where the system wants them."""
    chosen = home or (Path(environment[HOME_VARIABLE]) if environment.get(HOME_VARIABLE) else None)
    if chosen is not None:
        base = chosen.expanduser().absolute()
        return Paths(base / "config", base / "data", base / "state", base / "cache")
    system = platformdirs.PlatformDirs(_NAME, appauthor=False, roaming=False)
    return Paths(
        system.user_config_path, system.user_data_path, system.user_state_path, system.user_cache_path
    )
