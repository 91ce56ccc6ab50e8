"""A handful of what `make torture` and `make identity` do at length."""

from __future__ import annotations

from pathlib import Path

import identity
from projects import make_project, run
from torture import torture


def test_runs_killed_at_random_moments_leave_what_is_published_whole(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    assert run(project).returncode == 0
    kills = list(torture(project, 5, seed=7))
    assert [str(kill) for kill in kills if kill.faults] == []
    assert sum(kill.died for kill in kills) >= 2


def test_the_bytes_are_the_same_in_every_place_time_zone_locale_and_process(tmp_path: Path) -> None:
    environment = identity.make_locales(tmp_path / "locales")
    names = ["2016-11-30-observatory-50000-flee.txt", "2016-12-05-observatory-643-dead.txt", "2016-12-13-russian-centre-110000.txt"]
    one, other = (
        identity.outputs(tmp_path / str(setting.seed), setting, environment, names) for setting in identity.settings(reduced=True)
    )
    assert identity.differences(one, other) == []
    assert len(one) > 50
