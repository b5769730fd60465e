"""Where Parvis goes and where it does not."""

import ipaddress

import pytest

from parvis.connectors.contract import Forbidden
from parvis.connectors.net.reach import VARIABLE, Reach, is_public


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1",
        "::1", "::", "fe80::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::808:808",
        "2002:7f00:1::", "2002:c0a8:101::1", "2001:0:7f00:1::1",
    ],
)  # fmt: skip
def test_no_private_address_passes_for_a_public_one(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public_addresses_pass(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(Forbidden) as refused:
        Reach().check("evil.example", 443, ["93.184.216.34", "10.0.0.1"])
    assert "private network" in str(refused.value)
    assert "evil.example" in str(refused.value.mend)


def test_odd_ports_are_refused_unless_the_operator_names_them() -> None:
    with pytest.raises(Forbidden, match="port 25"):
        Reach().check("mail.example", 25, ["93.184.216.34"])
    assert Reach.allowing("mail.example:25").check("mail.example", 25, ["93.184.216.34"])


def test_an_allowed_host_with_a_port_is_allowed_on_that_port_only() -> None:
    reach = Reach.allowing("Intranet.example:8080")
    assert reach.check("intranet.example", 8080, ["10.0.0.5"]) == ["10.0.0.5"]
    with pytest.raises(Forbidden):
        reach.check("intranet.example", 80, ["10.0.0.5"])


def test_an_address_of_six_parts_is_named_in_brackets() -> None:
    assert Reach.allowing("[::1]").check("::1", 8000, ["::1"]) == ["::1"]


def test_the_operator_names_exceptions_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "intranet.example, 10.0.0.5:8080,")
    assert Reach.from_environment() == Reach.allowing("intranet.example", "10.0.0.5:8080")
    monkeypatch.delenv(VARIABLE)
    assert Reach.from_environment() == Reach()
