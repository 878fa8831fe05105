"""No test reaches another machine."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.network import NetworkRefused

ELSEWHERE = ("192.0.2.1", 80)  # an address that is nobody's (RFC 5737)


def test_a_connection_to_another_machine_is_refused() -> None:
    with pytest.raises(NetworkRefused), socket.socket() as opened:
        opened.connect(ELSEWHERE)
    with pytest.raises(NetworkRefused), socket.socket() as opened:
        opened.connect_ex(ELSEWHERE)
    with pytest.raises(NetworkRefused):
        socket.create_connection(ELSEWHERE, timeout=1)


def test_a_datagram_to_another_machine_is_refused() -> None:
    with pytest.raises(NetworkRefused), socket.socket(type=socket.SOCK_DGRAM) as opened:
        opened.sendto(b"", ELSEWHERE)


def test_a_name_is_not_looked_up_elsewhere() -> None:
    with pytest.raises(NetworkRefused):
        socket.getaddrinfo("example.org", 443)


def test_an_event_loop_is_refused_too() -> None:
    async def call_out() -> None:
        await asyncio.open_connection(*ELSEWHERE)

    # In a thread of its own: browser stories leave their event loop running in this one.
    with ThreadPoolExecutor(1) as pool, pytest.raises(NetworkRefused):
        pool.submit(asyncio.run, call_out()).result()


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname(), timeout=5) as opened:
            assert opened.getpeername() == server.getsockname()
        with socket.create_connection(("localhost", server.getsockname()[1]), timeout=5) as opened:
            assert opened.fileno() > 0
