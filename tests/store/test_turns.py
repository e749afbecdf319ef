"""Writers take turns in the order they asked."""

import threading
from time import sleep

from store.turns import Turns


def test_the_turn_goes_round_in_the_order_it_was_asked_for() -> None:
    turns, order = Turns(), list[int]()

    def take(number: int) -> None:
        with turns:
            order.append(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    with turns:
        for thread in threads:
            thread.start()
            sleep(0.02)
    for thread in threads:
        thread.join(5)
    assert order == list(range(8))


def test_a_thread_that_asks_again_at_once_stands_behind_those_who_wait() -> None:
    turns, order = Turns(), list[str]()
    waits = threading.Thread(target=lambda: _note(turns, order, "other"))
    with turns:
        waits.start()
        sleep(0.05)
    _note(turns, order, "again")
    waits.join(5)
    assert order == ["other", "again"]


def test_the_thread_that_has_the_turn_may_take_it_again() -> None:
    turns = Turns()
    with turns, turns:
        pass
    other = threading.Thread(target=lambda: _note(turns, [], "x"), daemon=True)
    other.start()
    other.join(5)
    assert not other.is_alive()


def test_no_two_threads_have_the_turn_at_once() -> None:
    turns, inside, most = Turns(), [0], [0]

    def work() -> None:
        for _ in range(200):
            with turns:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most == [1]


def _note(turns: Turns, order: list[str], word: str) -> None:
    with turns:
        order.append(word)
