"""No test reaches another machine: sockets open to this one only."""

import ipaddress
import socket
from typing import Any

LOCAL_NAMES = {"localhost", "", "0.0.0.0", "::"}


class NetworkRefused(AssertionError):
    """A test tried to leave this machine."""


def is_local(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    try:
        return name in LOCAL_NAMES or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def refuse_unless_local(host: object) -> None:
    if not is_local(host):
        raise NetworkRefused(f"A test tried to reach {host!r}. Tests stay on this machine.")


class LocalSocket(socket.socket):
    """A socket that connects and sends to this machine only."""

    def _check(self, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            refuse_unless_local(address[0])

    def connect(self, address: Any) -> None:
        self._check(address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        self._check(address)
        return super().connect_ex(address)

    def sendto(self, data: Any, *rest: Any) -> int:
        self._check(rest[-1])
        return super().sendto(data, *rest)


def stay_local() -> None:
    """From now on, in this process: no other machine, and no name looked up elsewhere."""
    look_up = socket.getaddrinfo

    def local_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        refuse_unless_local(host)
        return look_up(host, *rest, **named)

    socket.socket = LocalSocket  # type: ignore[misc]
    socket.getaddrinfo = local_look_up
