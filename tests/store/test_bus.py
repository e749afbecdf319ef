"""The seam between stages loses nothing: a message is handled with its effects, or comes back."""

import contextlib

from sqlalchemy import Connection, Engine

from store.bus import LEASE, MAX_ATTEMPTS, backlog, publish, release, run_once, sweep
from store.engine import reading, writing
from store.records import Message, SourceState
from store.rows import count, insert
from tests.conftest import StillClock


def send(engine: Engine, clock: StillClock, number: int = 1) -> None:
    with writing(engine) as connection:
        publish(connection, "t", "classify", {"posts": [number]}, clock.now())


def test_messages_are_handled_in_the_order_they_came(engine: Engine, clock: StillClock) -> None:
    seen: list[int] = []
    for number in (1, 2, 3):
        send(engine, clock, number)
        clock.advance(seconds=1)
    while run_once(engine, "classify", lambda _, message: seen.append(message.payload["posts"][0]), clock):
        pass
    assert seen == [1, 2, 3]


def test_a_message_of_a_failed_transaction_was_never_sent(engine: Engine, clock: StillClock) -> None:
    try:
        with writing(engine) as connection:
            publish(connection, "t", "classify", {}, clock.now())
            raise RuntimeError("power cut")
    except RuntimeError:
        pass
    assert not run_once(engine, "classify", lambda *_: None, clock)


def test_a_failing_handler_leaves_no_effects_and_is_tried_again(engine: Engine, clock: StillClock) -> None:
    send(engine, clock)

    def fail_halfway(connection: Connection, message: Message) -> None:
        insert(connection, SourceState("t", "effect", clock.now()))
        raise ValueError("bad post")

    assert run_once(engine, "classify", fail_halfway, clock)
    with reading(engine) as connection:
        assert count(connection, SourceState) == 0
    assert not run_once(engine, "classify", lambda *_: None, clock), "it must wait first"
    clock.advance(seconds=5)
    assert run_once(engine, "classify", lambda *_: None, clock)


def test_a_message_that_always_fails_ends_as_a_dead_letter(engine: Engine, clock: StillClock) -> None:
    def fail(connection: Connection, message: Message) -> None:
        raise ValueError("poison")

    send(engine, clock)
    for _ in range(MAX_ATTEMPTS):
        assert run_once(engine, "classify", fail, clock)
        clock.advance(minutes=10)
    assert not run_once(engine, "classify", fail, clock)
    with reading(engine) as connection:
        assert backlog(connection, "classify").dead == 1


def test_the_message_of_a_killed_worker_comes_back_when_its_lease_ends(engine: Engine, clock: StillClock) -> None:
    class Killed(BaseException):
        pass

    def die(connection: Connection, message: Message) -> None:
        raise Killed

    send(engine, clock)
    with contextlib.suppress(Killed):
        run_once(engine, "classify", die, clock)
    assert not run_once(engine, "classify", lambda *_: None, clock)
    clock.advance(seconds=LEASE.total_seconds() + 1)
    assert run_once(engine, "classify", lambda *_: None, clock)


def test_the_successor_of_a_killed_worker_need_not_wait_for_its_lease(engine: Engine, clock: StillClock) -> None:
    class Killed(BaseException):
        pass

    def die(connection: Connection, message: Message) -> None:
        raise Killed

    send(engine, clock)
    with contextlib.suppress(Killed):
        run_once(engine, "classify", die, clock)
    with writing(engine) as connection:
        assert release(connection) == 1
    assert run_once(engine, "classify", lambda *_: None, clock)


def test_consumed_messages_are_swept_and_waiting_ones_stay(engine: Engine, clock: StillClock) -> None:
    send(engine, clock)
    run_once(engine, "classify", lambda *_: None, clock)
    send(engine, clock)
    with writing(engine) as connection:
        assert sweep(connection, clock.advance(days=1)) == 1
        assert backlog(connection, "classify").waiting == 1


def test_messages_of_a_burst_are_handled_together_up_to_a_number_of_things(engine: Engine, clock: StillClock) -> None:
    seen: list[list[int]] = []
    for number in range(5):
        send(engine, clock, number)
        clock.advance(seconds=1)
    while run_once(engine, "classify", lambda _, message: seen.append(message.payload["posts"]), clock, together=3):
        pass
    assert seen == [[0, 1, 2], [3, 4]]


def test_a_message_that_failed_among_others_is_handled_alone_from_then_on(engine: Engine, clock: StillClock) -> None:
    handled: list[list[int]] = []

    def refuse_the_second(connection: Connection, message: Message) -> None:
        if 2 in message.payload["posts"]:
            raise ValueError("bad post")
        handled.append(message.payload["posts"])

    for number in (1, 2, 3):
        send(engine, clock, number)
        clock.advance(seconds=1)
    assert run_once(engine, "classify", refuse_the_second, clock, together=10)
    clock.advance(seconds=10)
    while run_once(engine, "classify", refuse_the_second, clock, together=10):
        pass
    assert handled == [[1], [3]]


def test_what_can_be_done_ahead_is_done_before_the_handler(engine: Engine, clock: StillClock) -> None:
    order: list[str] = []
    send(engine, clock)
    run_once(engine, "classify", lambda *_: order.append("write"), clock, ahead=lambda *_: order.append("read"))
    assert order == ["read", "write"]
