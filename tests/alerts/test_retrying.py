"""What follows an outcome, and what a channel may send next."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.budget import GATHER, Queue, Turn, is_full, next_turn
from alerts.channels.outcome import Outcome, result
from alerts.retrying import Step, after, wait
from store.records import Notice
from tests.alerts.matters import NOW

NOTICE = Notice(
    "demo", "n", "c", "new_case", "", "new", "p", "某人", "u", "one", ["two"], 0, "s", "b", False, "sending", 1,
    NOW, None, NOW, None, "", "", "",
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "outcome", "step"),
    [
        ({}, Outcome.OK, Step.DELIVERED),
        ({}, Outcome.RETRY, Step.RETRY),
        ({"attempts": 2}, Outcome.RETRY, Step.RETRY),
        ({"attempts": 3}, Outcome.RETRY, Step.NEXT_CHANNEL),
        ({"attempts": 3, "fallbacks": []}, Outcome.RETRY, Step.RETRY),
        ({}, Outcome.MISCONFIGURED, Step.NEXT_CHANNEL),
        ({"fallbacks": []}, Outcome.MISCONFIGURED, Step.DEAD),
        ({}, Outcome.AMBIGUOUS, Step.RETRY),
        ({"outcome": "ambiguous", "attempts": 2}, Outcome.AMBIGUOUS, Step.NEXT_CHANNEL),
        ({"outcome": "ambiguous", "attempts": 2, "fallbacks": []}, Outcome.AMBIGUOUS, Step.DEAD),
        ({}, Outcome.REJECTED_CONTENT, Step.SHORTEN),
        ({"outcome": "rejected_content"}, Outcome.REJECTED_CONTENT, Step.NEXT_CHANNEL),
        ({}, Outcome.RATE_LIMITED, Step.RETRY),
        ({"urgent": True}, Outcome.RATE_LIMITED, Step.NEXT_CHANNEL),
        ({"urgent": True, "fallbacks": []}, Outcome.RATE_LIMITED, Step.RETRY),
        ({"urgent": True}, Outcome.RETRY, Step.RETRY),
        ({"urgent": True, "queued_at": NOW - timedelta(seconds=120)}, Outcome.RETRY, Step.NEXT_CHANNEL),
        ({"queued_at": NOW - timedelta(hours=23), "fallbacks": []}, Outcome.RETRY, Step.RETRY),
        ({"queued_at": NOW - timedelta(hours=24), "fallbacks": []}, Outcome.RETRY, Step.DEAD),
    ],
)
def test_the_next_step(changes: dict[str, object], outcome: Outcome, step: Step) -> None:
    assert after(replace(NOTICE, **changes), result(outcome), NOW).step is step  # type: ignore[arg-type]


def test_a_message_is_never_given_up_before_its_duty_is_due_and_a_day_more() -> None:
    old = replace(NOTICE, queued_at=NOW - timedelta(hours=60), fallbacks=[])
    assert after(old, result(Outcome.RETRY), NOW, NOW - timedelta(hours=12)).step is Step.RETRY
    assert after(old, result(Outcome.RETRY), NOW, NOW - timedelta(hours=24)).step is Step.DEAD


def test_a_rate_limit_rests_the_channel_as_long_as_the_provider_asks() -> None:
    following = after(NOTICE, result(Outcome.RATE_LIMITED, 45009, "", 60.0), NOW)
    assert following.rest_channel
    assert following.at >= NOW + timedelta(seconds=60)


@given(st.text(min_size=1, max_size=8), st.integers(1, 500))
def test_waits_grow_from_five_seconds_to_five_minutes_with_some_spread(key: str, attempts: int) -> None:
    assert 4.0 <= wait(key, attempts) <= 360.0
    assert wait(key, attempts, hint=1000) == 1000


def test_waits_double_and_differ_between_messages() -> None:
    assert [round(sum(wait(str(n), attempt) for n in range(300)) / 300) for attempt in (1, 2, 3, 7, 30)] == [
        5,
        10,
        20,
        300,
        300,
    ]
    assert len({wait(str(n), 3) for n in range(50)}) == 50


QUEUES = st.builds(Queue, st.just(18), st.integers(0, 25), st.integers(0, 3000), st.integers(0, 3000))


@given(QUEUES)
def test_the_budget_is_kept_and_three_places_stay_for_urgent_messages(queue: Queue) -> None:
    turn = next_turn(queue)
    assert turn in (Turn.WAIT, Turn.NOTHING) or queue.used < 18
    assert turn is not Turn.ORDINARY or (queue.used < 15 and not queue.urgent)
    assert turn is not Turn.WAIT or queue.used >= 15
    assert (turn is Turn.NOTHING) == (not queue.urgent and not queue.ordinary)


@pytest.mark.parametrize(
    ("queue", "turn"),
    [
        (Queue(18, 0, 1, 99), Turn.URGENT),
        (Queue(18, 0, 0, 15), Turn.ORDINARY),
        (Queue(18, 0, 0, 1000), Turn.ORDINARY),
        (Queue(18, 5, 0, 995), Turn.FOLD),
        (Queue(18, 14, 0, 2), Turn.FOLD),
        (Queue(18, 15, 0, 1), Turn.WAIT),
        (Queue(18, 15, 1, 0), Turn.URGENT),
        (Queue(18, 18, 1, 0), Turn.WAIT),
        (Queue(1, 0, 0, 1), Turn.ORDINARY),
        (Queue(18, 9, 0, 1, timedelta(0)), Turn.WAIT),
        (Queue(18, 9, 0, 1, GATHER), Turn.ORDINARY),
        (Queue(18, 9, 0, 2, GATHER), Turn.FOLD),
        (Queue(18, 9, 1, 5, timedelta(0)), Turn.URGENT),
        (Queue(18, 13, 1, 5, timedelta(0)), Turn.WAIT),
    ],
)
def test_turns(queue: Queue, turn: Turn) -> None:
    assert next_turn(queue) is turn


def test_only_what_has_gathered_and_still_finds_no_place_takes_another_channel() -> None:
    assert is_full(Queue(18, 15, 0, 1, GATHER))
    assert not is_full(Queue(18, 15, 0, 1, timedelta(0)))
    assert not is_full(Queue(18, 9, 0, 1, timedelta(0)))
