"""`contested.toml`: what a run reads, how, and where it publishes; every key checked, every slip answered with a suggestion."""

from __future__ import annotations

import datetime as dt
import tomllib
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from contested.documents.settings import Columns, Limits, make_settings
from contested.errors import UsageError
from contested.report.notebook import parameters_in
from contested.report.parameters import suggest
from contested.runs.places import Places

if TYPE_CHECKING:
    from contested.lexicon.validate import Fault

FILE = "contested.toml"
SOURCES, PARAMETERS, TOP = "sources", "parameters", ""
DEFAULT_SOURCES = {"documents": "data/raw"}
CONVENTION = "interval"
OWN_PLACE = ("tables", "convention")  # parameters of the notebooks that are not set in [parameters]
READING = {"columns": Columns, "limits": Limits}
_WORDS = {
    "text": "a string",
    "path": "a path in quotation marks",
    "paths": "a list of paths",
    "count": "a whole number, 0 or more",
    "seconds": "a number of seconds, 0 or more",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: what kind of value it takes, its default, what it means."""

    kind: str
    default: Any
    meaning: str
    choices: tuple[str, ...] = ()


KEYS: dict[str, dict[str, Key]] = {
    TOP: {
        "convention": Key("text", CONVENTION, "how bounds and vague words become numbers: interval, ucdp, acled or one of your own"),
        "lexicons": Key("paths", (), "lexicon files of your own, merged over the project's in this order"),
    },
    "output": {
        "reports": Key("path", "reports", "the folder of pages; replaced as a whole"),
        "tables": Key("path", "data/processed", "the folder that shows the tables of the published edition"),
        "runs": Key("path", "runs", "the editions before, and health.json"),
    },
    "retention": {
        "runs": Key("count", 10, "how many earlier editions are kept"),
        "cache_megabytes": Key("count", 500, "how large the cache of parsed documents and executed notebooks may grow"),
    },
    "run": {
        "wait": Key("seconds", 0, "how long to wait for another run of this project to end"),
        "cell_timeout": Key("count", 600, "seconds one cell of a notebook may take before its kernel is ended; 0 is no limit"),
        "workers": Key("count", 0, "kernels at a time, and processes that parse; 0 is by the number of processors"),
        "log_format": Key("choice", "text", "how each stage is told on stderr", ("text", "json")),
        "on_change": Key("text", "", "a shell command to run after something new was published"),
        "on_failure": Key("text", "", "a shell command to run after a run that failed"),
        "hook_timeout": Key("seconds", 60, "seconds one of these commands may take"),
    },
}


@dataclass(frozen=True, slots=True)
class Config:
    """A project's settings, complete: every path absolute, every default filled in.

    Attributes
    ----------
    sources : mapping of str to Path
        Folders of documents by name. Where there are several, the name stands before the ids of its documents.
    parameters : mapping
        Of the notebooks, as given; `convention` among them, `tables` not.
    reading : ReadSettings
        Columns and limits for reading documents.
    """

    project: Path
    sources: Mapping[str, Path]
    lexicons: tuple[Path, ...]
    parameters: Mapping[str, Any]
    places: Places
    keep: int
    cache_megabytes: int
    wait: float
    cell_timeout: int
    workers: int
    log_format: str
    on_change: str
    on_failure: str
    hook_timeout: float
    reading: Any = None

    @property
    def notebooks(self) -> Path:
        return self.project / "notebooks"


def load_config(project: Path, given: Mapping[str, Any] | None = None) -> Config:
    """The settings of a project: its `contested.toml` where it has one, with what was `given` on the command line over it.

    Parameters
    ----------
    given
        Of the shape of the file (``{"run": {"wait": 5}, "parameters": {"place": "Aleppo"}}``). Sources and lexicons
        replace the file's; parameters and other keys are taken one by one. Paths are absolute or below the project.

    Raises
    ------
    UsageError
        The file is no TOML, or holds a section, key or value that a project does not have: file, line, key and what to do.
    """
    path = project / FILE
    source = _source(path)
    raw = _toml(path, source)
    names = _parameter_names(project / "notebooks")
    if faults := list(_check(raw, names)):
        from contested.lexicon.validate import describe

        raise UsageError(describe(faults, str(path), source))
    given = given or {}
    for section, key in ((s, k) for s in KEYS if s for k in given.get(s, {})):
        for fault in _check_value((section, key), given[section][key], KEYS[section][key]):
            raise UsageError(f"--{key.replace('_', '-')} {fault.says}")
    for name in given.get(PARAMETERS, {}):
        if name not in (*names, "convention"):
            raise UsageError(f"unknown parameter {name!r}{suggest(name, [*names, 'convention'])}")
    return _build(project, _over(raw, given))


def _source(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(f"{path}: cannot be read ({e}); save it as UTF-8 where the run may read it") from e


def _toml(path: Path, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as e:
        raise UsageError(f"{path}: not valid TOML: {e}; docs/running.md shows a whole file") from e


def _parameter_names(notebooks: Path) -> list[str]:
    found: dict[str, None] = {}
    for path in sorted(notebooks.glob("[0-9][0-9]_*.ipynb")):
        found.update(dict.fromkeys(parameters_in(path)))
    return [name for name in found if name not in OWN_PLACE]


# ---- the checks --------------------------------------------------------------------------------------------------


def all_keys() -> dict[str, dict[str, Key]]:
    """Every section of fixed keys; those of reading come from the settings that reading itself declares."""
    return {**KEYS, **{name: _keys_of(cls) for name, cls in READING.items()}}


def _keys_of(cls: Any) -> dict[str, Key]:
    hints = get_type_hints(cls)
    return {f.name: _key_of(hints[f.name], f.default) for f in fields(cls)}


def _key_of(hint: Any, default: Any) -> Key:
    kinds = [t for t in get_args(hint) if t is not type(None)] if get_origin(hint) is types.UnionType else [hint]
    if get_origin(kinds[0]) is Literal:
        return Key("choice", default, "", get_args(kinds[0]))
    return Key({str: "text", int: "count", float: "seconds"}[kinds[0]], default, "")


def _check(raw: Mapping[str, Any], parameters: Sequence[str]) -> Iterator[Fault]:
    from contested.lexicon.validate import Fault

    keys = all_keys()
    sections = [SOURCES, PARAMETERS, *(s for s in keys if s)]
    for name, value in raw.items():
        if name in keys[TOP]:
            yield from _check_value((name,), value, keys[TOP][name])
        elif name not in sections:
            what = "section" if isinstance(value, dict) else "key"
            yield Fault((name,), f"there is no such {what}{suggest(name, [*keys[TOP], *sections])}", (name,))
        elif not isinstance(value, dict):
            yield Fault((name,), f"is a section; write [{name}] on a line of its own and its keys below", (name,))
        elif name == SOURCES:
            yield from _check_sources(value)
        elif name == PARAMETERS:
            yield from _check_parameters(value, parameters)
        else:
            for key, item in value.items():
                if key not in keys[name]:
                    yield Fault((name, key), f"there is no such key in [{name}]{suggest(key, list(keys[name]))}", (key,))
                else:
                    yield from _check_value((name, key), item, keys[name][key])


def _check_sources(value: Mapping[str, Any]) -> Iterator[Fault]:
    from contested.lexicon.validate import Fault

    if not value:
        yield Fault((SOURCES,), 'names no folder; write for example documents = "data/raw", or leave the section out', (SOURCES,))
    for name, folder in value.items():
        if not isinstance(folder, str) or not folder:
            yield Fault((SOURCES, name), f"must be a path in quotation marks, not {folder!r}", (name,))
        if "/" in name or "\\" in name or name.startswith("."):
            yield Fault((SOURCES, name), "stands before the ids of its documents: write it without a slash or a leading stop", (name,))


def _check_parameters(value: Mapping[str, Any], known: Sequence[str]) -> Iterator[Fault]:
    from contested.lexicon.validate import Fault

    for name in value:
        if name in OWN_PLACE:
            says = "stands at the top of the file, above the first section" if name == "convention" else "is the run's own; leave it out"
            yield Fault((PARAMETERS, name), says, (name,))
        elif name not in known:
            yield Fault((PARAMETERS, name), f"no notebook has this parameter{suggest(name, known)}", (name,))


def _check_value(path: tuple[str, ...], value: Any, key: Key) -> Iterator[Fault]:
    from contested.lexicon.validate import Fault

    if key.kind == "choice":
        if value not in key.choices:
            yield Fault(path, f"must be one of {', '.join(key.choices)}, not {value!r}", (path[-1],))
    elif not _is(value, key.kind):
        yield Fault(path, f"must be {_WORDS[key.kind]}, not {value!r}", (path[-1],))


def _is(value: Any, kind: str) -> bool:
    if kind in ("text", "path"):
        return isinstance(value, str) and (kind == "text" or bool(value))
    if kind == "paths":
        return isinstance(value, list) and all(isinstance(v, str) and v for v in value)
    whole = isinstance(value, int) and not isinstance(value, bool)
    return (whole or (kind == "seconds" and isinstance(value, float))) and value >= 0


# ---- the values --------------------------------------------------------------------------------------------------


def _over(raw: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(raw)
    for name, value in given.items():
        merged[name] = {**raw.get(name, {}), **value} if isinstance(value, Mapping) and name != SOURCES else value
    return merged


def _build(project: Path, values: Mapping[str, Any]) -> Config:
    def setting(section: str, key: str) -> Any:
        return (values.get(section, {}) if section else values).get(key, KEYS[section][key].default)

    parameters = {name: _plain(value) for name, value in values.get(PARAMETERS, {}).items()}
    parameters.setdefault("convention", setting(TOP, "convention"))
    output = {key: project / setting("output", key) for key in KEYS["output"]}
    run = {key: setting("run", key) for key in KEYS["run"]}
    sources = {name: project / folder for name, folder in (values.get(SOURCES) or DEFAULT_SOURCES).items()}
    _check_output(output, {"the project": project, **{f"the documents ({name})": folder for name, folder in sources.items()}})
    return Config(
        project=project,
        sources=sources,
        lexicons=tuple(project / path for path in setting(TOP, "lexicons")),
        parameters=dict(sorted(parameters.items())),
        places=Places(**output),
        keep=setting("retention", "runs"),
        cache_megabytes=setting("retention", "cache_megabytes"),
        reading=make_settings(values.get("columns"), values.get("limits")),
        **run,
    )


def _check_output(output: Mapping[str, Path], others: Mapping[str, Path]) -> None:
    """A run replaces what lies in these folders: none may hold another, nor the project or its documents."""
    resolved = {f"output.{name}": path.resolve() for name, path in output.items()}
    for name, path in resolved.items():
        for other, place in {**{k: v.resolve() for k, v in others.items()}, **{k: v for k, v in resolved.items() if k != name}}.items():
            if place.is_relative_to(path):
                raise UsageError(
                    f"{name} ({path}) would hold {other} ({place}); name a folder of its own, since a run replaces what is in it"
                )


def _plain(value: Any) -> Any:
    """A day in TOML is a day in quotation marks to a notebook."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


# ---- the file to begin with --------------------------------------------------------------------------------------


def as_toml(config: Config) -> str:
    """The settings in force, as a commented `contested.toml`."""
    lines = ["# Settings of this project, for `contested run`. Paths are relative to this file. Every line may be left out."]
    values = {"output": config.places, "retention": {"runs": config.keep, "cache_megabytes": config.cache_megabytes}, "run": config}
    top = {"convention": config.parameters["convention"], "lexicons": [_below(p, config.project) for p in config.lexicons]}
    for key, spec in KEYS[TOP].items():
        lines += ["", f"# {spec.meaning}", f"{key} = {_toml_value(top[key])}"]
    lines += ["", "# folders of documents by name; of several, the name stands before the ids of its documents", f"[{SOURCES}]"]
    lines += [f"{_toml_key(name)} = {_toml_value(_below(folder, config.project))}" for name, folder in config.sources.items()]
    lines += ["", "# parameters of the notebooks: their first cell explains each", f"[{PARAMETERS}]"]
    lines += [f"{name} = {_toml_value(value)}" for name, value in config.parameters.items() if name != "convention" and value is not None]
    for section in ("output", "retention", "run"):
        lines += ["", f"[{section}]"]
        holder = values[section]
        for key, spec in KEYS[section].items():
            value = holder[key] if isinstance(holder, dict) else getattr(holder, key)
            lines += [f"# {spec.meaning}", f"{key} = {_toml_value(_below(value, config.project) if isinstance(value, Path) else value)}"]
    for section, about in (("columns", "columns of tables and records that hold what"), ("limits", "the most that one document may cost")):
        lines += ["", f"# {about}", f"[{section}]"]
        for key, value in asdict(getattr(config.reading, section)).items():
            lines.append(f"# {key} =" if value is None else f"{key} = {_toml_value(value)}")
    return "\n".join(lines) + "\n"


def _below(path: Path, project: Path) -> str:
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path)


def _toml_key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else _toml_value(name)


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_toml_key(k)} = {_toml_value(v)}" for k, v in value.items()) + "}"
    import json

    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
