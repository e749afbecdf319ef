"""Only the clock module asks for the time, and the check that says so can fail."""

import pytest

from tests.one_clock import askings, main


def test_no_other_module_asks_for_the_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0, capsys.readouterr().out


@pytest.mark.parametrize("line", ["datetime.now()", "x = time.monotonic()", "date.today()", "from time import monotonic"])
def test_asking_for_the_time_is_noticed(line: str) -> None:
    assert list(askings(line))


def test_sleeping_is_not_asking() -> None:
    assert not list(askings("from time import sleep\nsleep(1)"))
