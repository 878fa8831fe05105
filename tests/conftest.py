"""Every run of the suite: no network, no silent skip; the record's tests on both databases.

With TEST_DATABASE=postgresql only tests that ask for a database run; see tests/record.py.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import record
from tests.layers import _django_db_helper, laid, layers  # noqa: F401 - fixtures
from tests.migrated import process_environment
from tests.network import stay_local
from tests.skips import allowed_skips, unexplained

# asking for one of these makes a test one of the record's: it runs on both databases
DATABASE_FIXTURES = {"db", "transactional_db", "clinic_environment", "migrated_environment"}
BROWSER_FIXTURES = {"live_server"}  # a browser story runs on SQLite only
# What pages say is the same on both; tests/sweep opens every one of them on both.
ONCE_FOLDERS = {Path(__file__).parent / "web"}
# Minutes each, and one worker's alone: they start first, so that both workers end together.
LONGEST = (
    "e2e/test_every_page.py",
    "sweep/test_bad_input.py",
    "sweep/test_access.py",
    "faults/test_kills.py",
    "e2e/test_journey.py",
    "commands/test_serving.py",
    "commands/test_backup.py",
    "commands/test_demo.py",
    "benchmarks/test_bulk.py",
)
_skips: list[tuple[str, str]] = []

# a busy machine is no fault of a rule; examples leave a fixture as they found it
UNCHECKED = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("house", deadline=None, suppress_health_check=UNCHECKED)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "once: the database does not matter; it runs on SQLite")
    stay_local()
    record.run_folder()


def pytest_xdist_setupnodes() -> None:
    """Workers make themselves ready. Where a folder was named, this process has done so before it
    starts them, and they would open its database instead of their own."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure() -> None:
    record.leave()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if record.IS_POSTGRESQL:
        config.hook.pytest_deselected(items=[item for item in items if not _runs_on_both(item)])
        items[:] = [item for item in items if _runs_on_both(item)]
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """Before whom its module comes; among the others everything stays in order."""
    path = item.path.as_posix()
    return next((at for at, end in enumerate(LONGEST) if path.endswith(end)), len(LONGEST))


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _writes_the_record(item: pytest.Item) -> bool:
    asked_for = _fixtures(item) & (DATABASE_FIXTURES | BROWSER_FIXTURES)
    return bool(item.get_closest_marker("django_db") or asked_for)


def _runs_on_both(item: pytest.Item) -> bool:
    once = item.get_closest_marker("once") or _fixtures(item) & BROWSER_FIXTURES
    return _writes_the_record(item) and not once and item.path.parent not in ONCE_FOLDERS


@pytest.fixture(autouse=True)
def own_folders(request: pytest.FixtureRequest) -> None:
    """Each test that writes the record has its own anchor and attachments."""
    if _writes_the_record(request.node):
        tmp_path = request.getfixturevalue("tmp_path")
        settings = request.getfixturevalue("settings")
        settings.ANCHOR_DIR = tmp_path / "anchor"
        settings.ATTACHMENTS_DIR = tmp_path / "attachments"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> None:
    """In place of pytest-django's, which migrates: `get_ready` gave the process its database."""


@pytest.fixture
def clinic_environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a `stepdown` process with an empty folder and an empty database."""
    return process_environment(tmp_path / "clinic", record.empty_database("process"))


@pytest.fixture
def migrated_environment(tmp_path: Path) -> dict[str, str]:
    """The same, where somebody's first start would not have to make the tables any more."""
    folder = tmp_path / "clinic"
    return process_environment(folder, record.migrated_database("process", folder))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _note_skip(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    _note_skip(report)


def _note_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else "expected to fail"
        _skips.append((report.nodeid, str(reason).removeprefix("Skipped: ")))


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    yield
    is_worker = hasattr(session.config, "workerinput")  # its reports reach the controller
    if os.environ.get("CI") == "true" and not is_worker and unexplained(_skips, allowed_skips()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for fault in unexplained(_skips, allowed_skips()):
        terminalreporter.write_line(fault, red=True)
