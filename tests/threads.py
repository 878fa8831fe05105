"""Many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def run_in_threads(how_many: int, work: Callable[[int], object]) -> list[object]:
    """Runs `work` at once in many threads, each with its own connection.

    Answers with what each returned, or the exception it raised.
    """

    def one(number: int) -> object:
        try:
            return work(number)
        except Exception as error:  # the answer of a loser is an exception
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(how_many) as pool:
        return list(pool.map(one, range(how_many)))
