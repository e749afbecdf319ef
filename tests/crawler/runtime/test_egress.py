"""The guard's rule, for addresses as a connection would use them."""

from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.egress import Egress, Permit, Refusal, is_own, is_public

# fmt: off
CLOSED = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.1",
    "192.168.0.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "100.127.255.255", "192.0.0.1", "192.0.2.1",
    "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::", "2002:c0a8:1::", "2001:db8::1", "2001:10::1", "100::1",
]
# fmt: on


@pytest.mark.parametrize("host", CLOSED)
def test_no_source_reaches_an_address_that_is_not_public(host: str) -> None:
    assert Egress().refusal(host, 80) is Refusal.NOT_PUBLIC


@pytest.mark.parametrize("host", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5", "64:ff9b::df05:505"])
def test_public_addresses_are_open_on_web_ports_only(host: str) -> None:
    assert Egress().refusal(host, 443) is None
    assert Egress().refusal(host, 22) is Refusal.PORT


@pytest.mark.parametrize("host", ["example.com", "", "2130706433", "0x7f.1", "localhost"])
def test_a_name_is_no_address(host: str) -> None:
    assert Egress().refusal(host, 80) is Refusal.NOT_AN_ADDRESS


def test_a_permit_opens_its_network_on_its_port_and_nothing_else() -> None:
    egress = Egress.of_source("http://intranet.example/", ["10.1.0.0/16:8080", "[fd00::/8]:80"])
    assert egress.refusal("10.1.2.3", 8080) is None
    assert egress.refusal("::ffff:10.1.2.3", 8080) is None
    assert egress.refusal("fd00::7", 80) is None
    assert egress.refusal("10.1.2.3", 80) is Refusal.NOT_PUBLIC
    assert egress.refusal("10.2.0.1", 8080) is Refusal.NOT_PUBLIC


def test_the_port_in_the_sources_own_address_is_open() -> None:
    assert Egress.of_source("http://bbs.example.cn:8088/", []).refusal("223.5.5.5", 8088) is None


@pytest.mark.parametrize("text", ["10.0.0.0/8", "10.0.0.0/8:0", "10.0.0.0/8:99999", "10.0.0.1/8:80", "内网:80", ":80", ""])
def test_an_unreadable_permit_is_an_error_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="内网许可"):
        Permit.parse(text)


def test_this_machine_knows_its_own_addresses_without_sending_anything() -> None:
    assert is_own(ip_address("127.0.0.1"))
    assert not is_own(ip_address("223.5.5.5"))


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_in_ipv6_clothes_is_judged_like_itself(number: int) -> None:
    plain = IPv4Address(number)
    for dressed in (
        f"::ffff:{plain}",
        str(ip_address((0x64FF9B << 96) | number)),
        str(ip_address((0x2002 << 112) | (number << 80))),
    ):
        assert (Egress().refusal(dressed, 80) is Refusal.NOT_PUBLIC) is (not is_public(plain))
