"""Archives: every member read as if it lay in a folder, as long as the archive keeps within its limits."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath

from contested.documents.fields import clean_cell
from contested.documents.found import Budget, Fault, Item, Source, Step
from contested.documents.listing import LISTING, Listed, apply_listing, is_no_document, read_listing
from contested.documents.names import path_ids, printable
from contested.documents.settings import ReadSettings
from contested.errors import DocumentError, UsageError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another: its path there, how to get its bytes, and why it is not to be read, if so."""

    path: str
    read: Callable[[], bytes]
    fault: Fault | None = None


def read_zip(source: Source, settings: ReadSettings) -> Iterator[Item]:
    """The documents of a ZIP archive.

    Raises
    ------
    DocumentError
        ``damaged``, ``too_many_members``.
    """
    raw = source.read(settings.limits.bytes)
    try:
        archive = zipfile.ZipFile(BytesIO(raw))
    except MemoryError:
        raise
    except Exception as e:
        raise DocumentError("damaged", f"is no whole ZIP archive ({clean_cell(str(e))}); fetch it again") from e
    with archive:
        infos = [i for i in archive.infolist() if not i.filename.endswith("/")]
        if len(infos) > source.budget.members:
            raise DocumentError("too_many_members", f"holds {len(infos):,} files, more than {settings.limits.members:,}; unpack it")
        members = [_member(archive, i, source.budget, settings) for i in infos]
        listing = next((m for m in members if m.path == LISTING and m.fault is None), None)
        listed: dict[str, Listed] = {}
        if listing is not None:
            try:
                listed, faults = read_listing(listing.read(), f"{LISTING} in it")
                yield from (Fault(reason, detail, name) for name, reason, detail in faults)
            except (UsageError, DocumentError) as e:
                yield Fault("bad_listing", str(e), LISTING)
            members.remove(listing)
        yield from read_members(source, [m for m in members if m.fault is not None or not is_no_document(m.path)], settings, listed)


def read_members(
    source: Source, members: Sequence[Member], settings: ReadSettings, listed: dict[str, Listed] | None = None
) -> Iterator[Item]:
    """The documents of the files inside another; one that cannot be read is named and stops no other."""
    from contested.documents.registry import read_any

    names = [printable(m.path) for m in members]
    ids = path_ids(names)
    for name, member in list(zip(names, members, strict=True))[source.skip :]:
        yield Step(name)
        try:
            if member.fault is not None:
                raise DocumentError(member.fault.reason, member.fault.detail)
            if source.depth + 1 > settings.limits.depth:
                raise DocumentError("too_deep", f"lies in more than {settings.limits.depth} archives or e-mails")
            source.budget.members -= 1
            if source.budget.members < 0:
                raise DocumentError("too_many_members", f"is one of more than {settings.limits.members:,} files in one archive")
            raw = member.read()
            inner = Source(name, partial(BytesIO, raw), source.budget, source.depth + 1)
            for item in read_any(inner, settings):
                if isinstance(item, Step):
                    continue
                path = f"{name}/{item.member}" if item.member else name
                if isinstance(item, Fault):
                    yield replace(item, member=path)
                else:
                    known = (listed or {}).get(name)
                    item = apply_listing(item, known) if known else item
                    yield replace(item, member=path, member_id=f"{ids[name]}/{item.member_id}" if item.member_id else ids[name])
        except DocumentError as e:
            yield Fault(e.reason, e.detail, name)
        except RecursionError:
            yield Fault("too_deep", "its parts lie too deep in each other to be read", name)
        except MemoryError:
            yield Fault("too_much_memory", f"needs more than {settings.limits.memory:,} bytes of memory to be read", name)
        except Exception as e:  # whatever the reader of its format trips over
            yield Fault("damaged", f"cannot be read ({type(e).__name__}: {str(e)[:200]})", name)
        yield Step(None)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget, settings: ReadSettings) -> Member:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    fault = None
    mode = info.external_attr >> 16
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        fault = Fault("outside_corpus", "its path leads out of the archive")
    elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        fault = Fault("special_file", "is a link or no file with contents of its own")
    elif info.flag_bits & 0x1:
        fault = Fault("encrypted", "needs a password; save it without one")
    return Member(str(path), lambda: _unpacked(archive, info, budget, settings), fault)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget, settings: ReadSettings) -> bytes:
    """The bytes of a member. What it says of its own size is not believed."""
    parts = []
    size = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                budget.expanded -= len(chunk)
                if size > settings.limits.bytes:
                    raise DocumentError("archive_bomb", f"unpacks to more than {settings.limits.bytes:,} bytes")
                if budget.expanded < 0:
                    raise DocumentError("archive_bomb", f"the archive unpacks to more than {settings.limits.expanded:,} bytes in all")
                parts.append(chunk)
    except (DocumentError, MemoryError):
        raise
    except Exception as e:
        raise DocumentError("damaged", f"cannot be unpacked ({clean_cell(str(e))}); fetch the archive again") from e
    return b"".join(parts)
