"""Execute notebooks by papermill: warm kernels that never listen on a port, a time-out on every cell, outputs that do not vary.

Kernels are shared: each worker starts one, runs its notebooks in it one after the other and empties the
namespace in between, so that the libraries are imported once a worker and not once a notebook.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from contested.errors import ReportError, UsageError
from contested.report.notebook import code_notebook, parameters_in, prepare, write_notebook
from contested.report.parameters import suggest

Progress = Callable[[str, int, int], None]
START_TIMEOUT = 60  # seconds
MOST_SOCKET_PATH = 90  # characters; the system allows 107, and the kernel adds a number
# prctl(PR_SET_PDEATHSIG, SIGKILL): a kernel that hangs does not outlive a run that was killed; one that works sees to it itself
END_WITH_PARENT = '__import__("ctypes").CDLL(None).prctl(1, 9)\n'
MOST_LAST_WORDS = 200  # characters
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"}
# Same outputs in every time zone, locale and process; one thread for numerical libraries.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "svg",
    "CONTESTED_STATIC": "1",  # what is shown is kept: no interactive tables, whose ids differ every time
}


def execute(
    notebooks: Sequence[Path],
    into: Path,
    *,
    cwd: Path,
    parameters: Mapping[str, object] | None = None,
    timeout: int = 600,
    workers: int | None = None,
    progress: Progress | None = None,
    scratch: Path | None = None,
) -> list[Path]:
    """Execute `notebooks` and write them, with outputs, to the folder `into`.

    Parameters
    ----------
    cwd
        Folder the kernels run in.
    parameters
        Values for the tagged parameters cell.
    timeout
        Seconds one cell may take; 0 is no limit.
    workers
        Kernels at a time; by default two, or the number of processors where that is less.
    scratch
        Folder for the kernels' sockets and files; by default one of the system's, removed at the end.

    Raises
    ------
    UsageError
        A parameter that no notebook has.
    ReportError
        A cell failed, took too long or lost its kernel: names notebook, cell and cause.
    """
    check_parameters(notebooks, parameters or {})
    into.mkdir(parents=True, exist_ok=True)
    queue: SimpleQueue[Path] = SimpleQueue()
    for path in notebooks:
        queue.put(path)
    done: list[str] = []
    kernels: list[_Kernel] = []
    ending = threading.Event()

    def work() -> None:
        with _Kernel(cwd, scratch) as kernel:
            kernels.append(kernel)
            while not ending.is_set():
                try:
                    path = queue.get_nowait()
                except Empty:
                    return
                _one(path, into / path.name, kernel, dict(parameters or {}), timeout)
                done.append(path.name)
                if progress:
                    progress(path.stem, len(done), len(notebooks))

    count = max(1, min(workers or min(2, os.cpu_count() or 1), len(notebooks)))
    with ThreadPoolExecutor(count) as pool:
        futures = [pool.submit(work) for _ in range(count)]
        failed = None
        try:
            finished, _ = wait(futures, return_when=FIRST_EXCEPTION)
            failed = next((f for f in finished if f.exception()), None)
        finally:
            # one has failed, or this process is asked to end: nobody waits for what the other kernels are at
            ending.set()
            if failed or not all(f.done() for f in futures):
                for kernel in kernels:
                    kernel.kill()
        for future in ([failed] if failed else []) + futures:
            future.result()
    return [into / path.name for path in notebooks]


def check_parameters(notebooks: Sequence[Path], given: Mapping[str, object]) -> None:
    """Raise UsageError for a parameter that none of the notebooks declares in its parameters cell."""
    known: dict[str, None] = {}
    for path in notebooks:
        known.update(dict.fromkeys(parameters_in(path)))
    for name in given:
        if name not in known:
            raise UsageError(f"unknown parameter {name!r}{suggest(name, list(known))}")


class _Kernel:
    """A kernel that several notebooks use in turn, over sockets in the file system instead of ports."""

    def __init__(self, cwd: Path, scratch: Path | None = None) -> None:
        from jupyter_client.manager import AsyncKernelManager
        from jupyter_core.utils import run_sync
        from traitlets.config import Config

        self.run = run_sync
        config = Config()
        self.sockets = tempfile.mkdtemp(prefix="contested-" if scratch is None else "k", dir=scratch)
        if sys.platform != "win32" and len(self.sockets) < MOST_SOCKET_PATH:
            # absolute: the kernel runs in another folder
            config.KernelManager.transport = "ipc"
            config.KernelManager.ip = f"{self.sockets}/k"
        # nothing is left in the user's folders by a run that is killed
        self.manager = AsyncKernelManager(kernel_name=KERNEL["name"], config=config, connection_file=f"{self.sockets}/kernel.json")
        self.cwd = cwd
        self.used = False

    def __enter__(self) -> _Kernel:
        environment = {**os.environ, **ENVIRONMENT}
        source = str(Path(__file__).resolve().parents[2])
        # the start-up files and the history of the user's own IPython are not the run's
        environment["IPYTHONDIR"] = f"{self.sockets}/ipython"
        environment["TMPDIR"] = self.sockets  # goes with the kernel, even one that was killed
        if sys.platform.startswith("linux"):
            start = Path(self.sockets, "ipython", "profile_default", "startup")
            start.mkdir(parents=True)
            (start / "00-end.py").write_text(END_WITH_PARENT, encoding="utf-8")
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [source, environment.get("PYTHONPATH")]))
        # what it writes past its channels does not mix with the log of the run, and is told should it die
        with open(f"{self.sockets}/said", "wb") as said:
            self.run(self.manager.start_kernel)(cwd=str(self.cwd), env=environment, stdout=said, stderr=said)
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self.manager.shutdown_kernel)(now=True)
        self.manager.cleanup_connection_file()
        shutil.rmtree(self.sockets, ignore_errors=True)

    def kill(self) -> None:
        """End it at once, from any thread; the worker that waits for it sees a kernel that died."""
        pid = getattr(self.manager.provisioner, "pid", None)
        if pid:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

    def last_words(self) -> str:
        """The last line a kernel wrote past its channels, in brackets; empty where there is none."""
        said = Path(self.sockets, "said").read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line.strip() for line in reversed(said) if line.strip()), "")
        return f" [{last[:MOST_LAST_WORDS]}]" if last else ""

    def fresh(self) -> None:
        """Empty the namespace left by the notebook before."""
        from nbclient import NotebookClient

        if self.used:
            NotebookClient(code_notebook("%reset -f"), km=self.manager, timeout=60).execute()
        self.used = True


def _one(path: Path, to: Path, kernel: _Kernel, parameters: dict[str, Any], timeout: int) -> None:
    prepare()
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillException, PapermillExecutionError

    logging.getLogger("papermill").setLevel(logging.ERROR)
    logging.getLogger("papermill.translators").setLevel(logging.ERROR)
    running = "no cell was begun"

    def begins(cell: Any, cell_index: int) -> None:
        nonlocal running
        running = f"cell {cell_index + 1} ({_first_line(cell)})"

    try:
        kernel.fresh()
        notebook = papermill.execute_notebook(
            str(path),
            None,  # written once, below, and not twice a cell with all outputs
            parameters=parameters or None,
            kernel_name=KERNEL["name"],
            language="python",
            progress_bar=False,
            execution_timeout=timeout or None,
            start_timeout=START_TIMEOUT,
            km=kernel.manager,
            on_cell_execute=begins,
        )
    except PapermillExecutionError as error:
        raise ReportError(f"{path.name}, cell {error.cell_index + 1} ({_first_line(error)}): {error.ename}: {error.evalue}") from error
    except CellTimeoutError as error:
        raise ReportError(f"{path.name}: a cell took longer than {timeout} s and was stopped: {running}") from error
    except DeadKernelError as error:
        raise ReportError(f"{path.name}: the kernel died (out of memory, or killed): {running}{kernel.last_words()}") from error
    except (PapermillException, RuntimeError) as error:  # a kernel that does not come up is a RuntimeError
        raise ReportError(f"{path.name}: {error}{kernel.last_words()}") from error
    settle(notebook)
    write_notebook(notebook, to)


def _first_line(cell: Any) -> str:
    """The first line of code of a cell."""
    return next((line.strip() for line in cell.source.splitlines() if line.strip()), "")


def settle(notebook: Any) -> None:
    """Take out of an executed notebook what changes from run to run: times, durations, ids, counts, versions."""
    notebook.metadata = type(notebook)(kernelspec=dict(KERNEL), language_info=dict(LANGUAGE))
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    run = 0
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02}"
        tags = [t for t in cell.metadata.get("tags", []) if t != "papermill-error-cell-tag"]
        kept = {
            k: v
            for k, v in cell.metadata.items()
            if k not in ("papermill", "execution", "tags", "collapsed", "scrolled", "trusted", "jupyter")
        }
        cell.metadata = type(cell.metadata)({**kept, **({"tags": tags} if tags else {})})
        if cell.cell_type != "code":
            continue
        run += 1
        cell.execution_count = run
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = run
