from __future__ import annotations

from pathlib import Path

from crashdesk.settings.paths import HOME_VARIABLE, find_paths


def test_everything_lies_below_a_chosen_home(tmp_path: Path) -> None:
    chosen = find_paths(tmp_path, {HOME_VARIABLE: "/elsewhere"})
    for path in (
        chosen.settings_file,
        chosen.profiles_file,
        chosen.layouts_file,
        chosen.stores,
        chosen.logs,
        chosen.cache,
    ):
        assert path.is_relative_to(tmp_path)


def test_the_environment_chooses_a_home(tmp_path: Path) -> None:
    assert find_paths(environment={HOME_VARIABLE: str(tmp_path)}) == find_paths(tmp_path, {})


def test_else_the_system_says_where() -> None:
    paths = find_paths(environment={HOME_VARIABLE: ""})
    assert len({paths.config, paths.data, paths.state}) == 3 or paths.config == paths.data
    assert all(
        "crashdesk" in str(path).lower() for path in (paths.config, paths.data, paths.state, paths.cache)
    )
    assert not paths.config.is_relative_to(Path.cwd())
