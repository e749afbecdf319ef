"""The guard stands where a connection is made: a name may answer differently each time, the address used is what counts."""

from collections.abc import Iterator
from itertools import cycle

import pytest
from twisted.internet.address import IPv4Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.protocol import Factory
from twisted.internet.testing import MemoryReactorClock
from zope.interface import implementer

from crawler.connecting import GuardedReactor
from crawler.egress import Egress, RefusedAddress


@implementer(IHostnameResolver)
class Rebinding:
    """Answers with each of its addresses in turn."""

    def __init__(self, *hosts: str) -> None:
        self._hosts: Iterator[str] = cycle(hosts)

    def resolveHostName(self, receiver, name, portNumber=0, **more):
        receiver.resolutionBegan(self)
        receiver.addressResolved(IPv4Address("TCP", next(self._hosts), portNumber))
        receiver.resolutionComplete()
        return self


def _connect(reactor: MemoryReactorClock, egress: Egress) -> list[BaseException]:
    errors: list[BaseException] = []
    attempt = HostnameEndpoint(GuardedReactor(reactor, egress), "rebind.example.cn", 80).connect(Factory())
    attempt.addErrback(lambda failure: errors.append(failure.value))
    reactor.advance(1)
    return errors


def test_a_name_that_changes_its_address_never_reaches_loopback() -> None:
    reactor = MemoryReactorClock()
    reactor.nameResolver = Rebinding("223.5.5.5", "127.0.0.1", "169.254.169.254")
    errors = [error for _ in range(300) for error in _connect(reactor, Egress())]
    assert {client[0] for client in reactor.tcpClients} == {"223.5.5.5"}
    assert [type(error) for error in errors] == [RefusedAddress] * 200


def test_a_permitted_address_is_connected_to() -> None:
    reactor = MemoryReactorClock()
    reactor.nameResolver = Rebinding("10.1.2.3")
    assert _connect(reactor, Egress.of_source("http://oa.example.cn/", ["10.1.0.0/16:80"])) == []
    assert [client[:2] for client in reactor.tcpClients] == [("10.1.2.3", 80)]


def test_the_guard_refuses_before_the_reactor_is_asked() -> None:
    reactor = MemoryReactorClock()
    with pytest.raises(RefusedAddress):
        GuardedReactor(reactor, Egress()).connectTCP("127.0.0.1", 80, Factory())
    assert reactor.tcpClients == []
