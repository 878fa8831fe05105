"""Pages and the worker, side by side in one process group; neither outlives the command."""

import fcntl
import logging
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from stepdown.commands.program import Refused

APPLICATION = "stepdown.config.wsgi:application"
WATCH_EVERY = 0.25  # seconds between two looks at whether the parent still lives
STOP_WITHIN = 5  # seconds
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a worker is started again


def require_free_port(address: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise Refused(
                f"Port {port} is taken by another program. Choose another with --port."
            ) from error


def serve_until_stopped(address: str, port: int) -> None:
    """Serves pages and delivers messages until Ctrl-C or TERM."""
    # A fresh process takes over no open database connection and no solver thread.
    multiprocessing.set_start_method("spawn", force=True)
    with _worker():
        _serve_pages(address, port)


def _serve_pages(address: str, port: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    server = MPServer(
        APPLICATION,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=8,
        log_level=LogLevels.critical,  # its lines name addresses; ours go to stderr
        workers_kill_timeout=STOP_WITHIN,
    )
    server.serve(target_loader=partial(_load_pages, os.getpid()))


def _load_pages(parent: int, target: str) -> Callable[..., Any]:
    """Runs in the server's process: ties its life to the command's, then loads the pages."""
    end_with(parent)
    from django.utils.module_loading import import_string

    application: Callable[..., Any] = import_string(target.replace(":", "."))
    return application


@contextmanager
def _worker() -> Iterator[None]:
    """A worker beside the pages: one that ends by itself is started again."""
    call = "from stepdown.commands import main; main()"
    command = [sys.executable, "-c", call, "worker", "--parent", str(os.getpid())]
    stopped = threading.Event()
    keeper = threading.Thread(target=keep_running, args=(command, stopped))
    keeper.start()
    try:
        yield
    finally:
        stopped.set()
        keeper.join()


def keep_running(command: list[str], stopped: threading.Event) -> None:
    """Runs the command anew whenever it ends, after a pause that grows while it ends at once."""
    pause = SHORTEST_PAUSE
    while not stopped.is_set():
        started = time.monotonic()
        _run(command, stopped)
        if time.monotonic() - started > LONGEST_PAUSE:
            pause = SHORTEST_PAUSE  # it had run well
        if not stopped.wait(pause):
            logging.getLogger(__name__).warning("The worker had ended; starting it again.")
        pause = min(2 * pause, LONGEST_PAUSE)


def _run(command: list[str], stopped: threading.Event) -> None:
    """Returns once the worker has ended, by itself or because of `stopped`."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError:
        return  # the machine has no room for a process; tried again after the pause
    while process.poll() is None:
        if stopped.wait(WATCH_EVERY):
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Raises Refused where another demo is being built or served in this folder.

    The lock ends with the process that holds it, however that ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "demo.lock", "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused(
                "A demo is being built or served here: stop it with Ctrl-C first, or set"
                " STEPDOWN_DATA_DIR to another place."
            ) from error
        yield


def end_with(parent: int) -> None:
    """Ends this process soon after `parent` ends, even where that was killed."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_EVERY)
    os._exit(1)
