"""Pages and the worker, side by side in one process group; neither outlives the command."""

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
from typing import Any

from stepdown.commands.program import Refused

APPLICATION = "stepdown.config.wsgi:application"
WATCH_EVERY = 0.25  # seconds between two looks at whether the parent still lives
STOP_WITHIN = 5  # seconds


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
    call = "from stepdown.commands import main; main()"
    command = [sys.executable, "-c", call, "worker", "--parent", str(os.getpid())]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def end_with(parent: int) -> None:
    """Ends this process soon after `parent` ends, even where that was killed."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_EVERY)
    os._exit(1)
