"""Settings: what may stand in contested.toml, and what a user is told about a slip."""

from __future__ import annotations

from pathlib import Path

import pytest

from contested.documents.settings import Columns, Limits, ReadSettings
from contested.errors import UsageError
from contested.runs.config import all_keys, as_toml, load_config


def load(project: Path, text: str, given: dict[str, object] | None = None):
    (project / "contested.toml").write_text(text, encoding="utf-8")
    return load_config(project, given)


def test_a_project_without_settings_has_the_defaults(project: Path) -> None:
    (project / "contested.toml").unlink()
    config = load_config(project)
    assert config.sources == {"documents": project / "data/raw"}
    assert (config.places.reports, config.places.tables, config.places.runs) == (
        project / "reports", project / "data/processed", project / "runs",
    )  # fmt: skip
    assert config.parameters == {"convention": "interval"}
    assert (config.cell_timeout, config.keep, config.wait, config.reading) == (600, 10, 0, ReadSettings())


def test_the_file_is_read(project: Path) -> None:
    config = load(
        project,
        """
convention = "ucdp"
lexicons = ["words/mine.toml"]
[sources]
briefs = "data/raw"
feed = "/srv/feed"
[parameters]
place = "Aleppo"
[output]
reports = "/srv/www/pages"
[retention]
runs = 3
[run]
wait = 2.5
on_failure = "mail -s failed me"
""",
    )
    assert config.sources == {"briefs": project / "data/raw", "feed": Path("/srv/feed")}
    assert config.lexicons == (project / "words/mine.toml",)
    assert config.parameters == {"convention": "ucdp", "place": "Aleppo"}
    assert config.places.reports == Path("/srv/www/pages")
    assert config.places.next == Path("/srv/www/.contested-pages/next")  # on the file system of the reports
    assert (config.keep, config.wait, config.on_failure) == (3, 2.5, "mail -s failed me")


def test_a_day_is_written_as_toml_writes_it(project: Path) -> None:
    from projects import CELLS, write_notebook

    write_notebook(project, (CELLS[0], ("parameters", CELLS[1][1] + "\nperiod_start: str | None = None"), CELLS[2]))
    assert load(project, "[parameters]\nperiod_start = 2016-11-15").parameters["period_start"] == "2016-11-15"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[outputt]\nreports = 'x'", 1, "there is no such section; did you mean 'output'?"),
        ("conventoin = 'ucdp'", 1, "there is no such key; did you mean 'convention'?"),
        ("[run]\n\nwaite = 3", 3, "there is no such key in [run]; did you mean 'wait'?"),
        ("[parameters]\nplace = 'Aleppo'\nplcae = 'Homs'", 3, "no notebook has this parameter; did you mean 'place'?"),
        ("[parameters]\nconvention = 'ucdp'", 2, "stands at the top of the file"),
        ("[parameters]\ntables = 'x'", 2, "is the run's own"),
        ("[run]\ncell_timeout = '600'", 2, "must be a whole number, 0 or more, not '600'"),
        ("[run]\nwait = -1", 2, "must be a number of seconds, 0 or more, not -1"),
        ("[retention]\nruns = true", 2, "must be a whole number"),
        ("[run]\nlog_format = 'xml'", 2, "must be one of text, json, not 'xml'"),
        ("lexicons = 'mine.toml'", 1, "must be a list of paths"),
        ("run = 3", 1, "is a section"),
        ("[sources]", 1, "names no folder"),
        ("[sources]\n'a/b' = 'data/raw'", 2, "without a slash"),
        ("[sources]\nfeed = ['a', 'b']", 2, "must be a path"),
    ],
)
def test_a_slip_is_named_with_its_line_and_a_suggestion(project: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(project, text)
    assert f"contested.toml, line {line}, " in str(caught.value)
    assert says in str(caught.value)


def test_all_slips_are_told_at_once(project: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load(project, "[run]\nwaite = 3\nworker = 2")
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[run\nwait = 3", "not valid TOML"),
        ("[output]\nreports = '.'", "would hold the project"),
        ("[output]\nreports = 'data'", "would hold the documents"),
        ("[output]\ntables = 'reports/tables'", "would hold output.tables"),
        ("[output]\nruns = 'reports'", "would hold output.runs"),
    ],
)
def test_what_cannot_work_is_refused(project: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        load(project, text)


def test_options_come_before_the_file(project: Path) -> None:
    text = 'convention = "ucdp"\n[sources]\na = "x"\nb = "y"\n[parameters]\nplace = "Aleppo"\n[run]\nwait = 1\ncell_timeout = 5'
    given = {"sources": {"c": "/z"}, "parameters": {"convention": "acled"}, "run": {"wait": 9}}
    config = load(project, text, given)
    assert config.sources == {"c": Path("/z")}
    assert config.parameters == {"convention": "acled", "place": "Aleppo"}
    assert (config.wait, config.cell_timeout) == (9, 5)


def test_columns_and_limits_as_options(project: Path) -> None:
    config = load(project, "[columns]\ntext = 'body'\n", {"columns": {"title": "head"}, "limits": {"bytes": "1_000"}})
    assert config.reading == ReadSettings(Columns("body", "head"), Limits(bytes=1000))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"limits": {"bytse": "7"}}, "there is no 'bytse'; did you mean bytes"),
        ({"limits": {"bytes": "0"}}, "whole number of at least 1"),
        ({"parameters": {"plcae": "Homs"}}, "unknown parameter 'plcae'; did you mean 'place'"),
        ({"run": {"log_format": "xml"}}, "--log-format must be one of text, json"),
    ],
)
def test_a_slip_in_an_option_is_told_as_one(project: Path, given: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        load(project, "", given)


def test_columns_and_limits_are_those_that_reading_declares(project: Path) -> None:
    config = load(project, "[columns]\ntext = 'body'\ndate_order = 'mdy'\n[limits]\nbytes = 7")
    assert config.reading == ReadSettings(Columns("body", date_order="mdy"), Limits(bytes=7))
    assert load(project, "").reading == ReadSettings()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[columns]\ntxet = 'body'", "line 2, columns.txet: there is no such key in .columns.; did you mean 'text'"),
        ("[columns]\ndate_order = 'ydm'", "must be one of auto, mdy, dmy, ymd, not"),
        ("[limits]\nbytes = 'many'", "must be a whole number"),
    ],
)
def test_a_slip_in_columns_and_limits(project: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        load(project, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        'convention = "ucdp"\nlexicons = ["a b.toml"]\n[sources]\n"my feed" = "x"\n[parameters]\nplace = "Al \\"Bab\\""\n',
        "[run]\nwait = 2.5\n[parameters]\nplace = {'the east' = ['Aleppo', 'Homs'], b = []}\n",
        "[output]\nreports = '/srv/pages'\n[limits]\nbytes = 7\n[columns]\ntext = 'body'\n",
    ],
)
def test_the_settings_printed_are_the_settings_read(project: Path, text: str) -> None:
    config = load(project, text)
    assert load(project, as_toml(config)) == config


def test_the_documentation_shows_every_key(repo_root: Path) -> None:
    text = (repo_root / "docs" / "running.md").read_text(encoding="utf-8")
    assert [f"{section}.{key}" for section, keys in all_keys().items() for key in keys if f"\n{key} = " not in text] == []
