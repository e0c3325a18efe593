"""How tests run, whatever they test: no network, no silent skips. The cast and its data are in tests/conftest.py.

FTC_QI_SHARED: where the reference material stands (default ../shared); without it, tests of it are skipped.
FTC_QI_STRICT=1: a skipped test is a failed test (CI).
"""

import ipaddress
import os
import socket
from pathlib import Path

import hypothesis
import pytest
from django.db import connection

STRICT = os.environ.get("FTC_QI_STRICT") == "1"
SHARED = Path(os.environ.get("FTC_QI_SHARED") or Path(__file__).parent.parent / "shared")

# The same examples on every run, however slow the machine: a test that fails must fail again.
hypothesis.settings.register_profile("ftc_qi", derandomize=True, deadline=None)
hypothesis.settings.load_profile("ftc_qi")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material; the test is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip(f"no reference material at {SHARED} (set FTC_QI_SHARED)")
    return SHARED


def pytest_collection_modifyitems(config, items):
    """Leave out tests marked `postgres` on SQLite, and those marked `soak` unless `-m` names them: they are not
    skipped, they are another run's."""
    others = set() if connection.vendor == "postgresql" else {"postgres"}
    if "soak" not in config.option.markexpr:
        others.add("soak")
    sorted_out = {True: [], False: []}
    for item in items:
        sorted_out[any(map(item.get_closest_marker, others))].append(item)
    config.hook.pytest_deselected(items=sorted_out[True])
    items[:] = sorted_out[False]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        needs_shared = "shared" in getattr(item, "fixturenames", ()) or "FTC_QI_SHARED" in str(
            report.longrepr
        )
        if SHARED.is_dir() or not needs_shared:
            report.outcome = "failed"
            report.longrepr = f"Skipped, and FTC_QI_STRICT is on: {report.longrepr}"
    return report


def pytest_collectreport(report):
    """A module that skips itself (`pytest.skip(allow_module_level=True)`) counts as well."""
    if STRICT and report.skipped and SHARED.is_dir():
        report.outcome = "failed"
        report.longrepr = f"Skipped, and FTC_QI_STRICT is on: {report.longrepr}"


class NetworkIsOffError(RuntimeError):
    """A test tried to reach another machine."""


def _refuse_other_machines(address) -> None:
    if not isinstance(address, tuple):  # a Unix socket
        return
    host = address[0].decode() if isinstance(address[0], bytes) else address[0]
    if host in {None, "", "localhost"}:
        return
    try:
        local = ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        local = False
    if not local:
        raise NetworkIsOffError(f"Tests may not reach {host}.")


@pytest.fixture(scope="session", autouse=True)
def _network_is_off():
    """Only this machine answers (the live server, the database, the browser)."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            original = getattr(socket.socket, name)

            def guarded(self, address, *, _original=original):
                _refuse_other_machines(address)
                return _original(self, address)

            patch.setattr(socket.socket, name, guarded)
        resolve = socket.getaddrinfo

        def guarded_resolve(host, *args, **kwargs):
            _refuse_other_machines((host,))
            return resolve(host, *args, **kwargs)

        patch.setattr(socket, "getaddrinfo", guarded_resolve)
        yield
