"""Which addresses the bot may connect to: public ones, and what the operator has named. Nothing is fetched here.

The guard looks twice. ``check`` reads a URL before anything happens: scheme, user information, port, hosts that are addresses
in any notation, names that can only be local. ``socket_for`` sees the very address of each connect, so neither a name that
resolves to a private address, nor one that resolves differently the second time, nor a redirect gets past it.

With an HTTP proxy the proxy resolves names and connects, so only ``check`` holds: literal addresses, local names, ports and
schemes are refused, but a public name that resolves to a private address is the proxy's to refuse.

Source: https://www.iana.org/assignments/iana-ipv4-special-registry/ and its IPv6 sibling; RFC 6052 (NAT64), RFC 3056 (6to4),
RFC 4380 (Teredo), RFC 5214 (ISATAP).
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from unicodedata import decimal

from yarl import URL

from bot.model.news import Trouble

_PORTS = frozenset({80, 443, 8080, 8443})
_LONGEST_URL = 4096
_LOCAL_ENDINGS = (
    ".localhost",
    ".local",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".corp",
    ".private",
    ".home.arpa",
    ".onion",
)

_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_PUBLIC_V6 = IPv6Network("2000::/3")
# Special blocks that is_global of some Python versions lets through, or that carry another address inside.
_CLOSED_V4 = tuple(
    map(IPv4Network, ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4"))
)
_CLOSED_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_ISATAP = (0x00005EFE, 0x02005EFE)

_NOTATION = re.compile(r"[0-9][0-9a-fA-FxX.]{0,60}", re.ASCII)
# No name has a percent sign or a control character in it, but a proxy may read one as another name.
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", re.ASCII)

Address = IPv4Address | IPv6Address


class Refused(Exception):
    """A URL the bot does not fetch; ``trouble`` says of what kind, the text why, without user information."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble


class ForbiddenConnect(OSError):
    """A connect to a forbidden address; an OSError so that a host's other addresses are still tried."""


@dataclass(slots=True)
class Hop:
    """One request under way: whether it may connect anywhere, and the addresses it was refused."""

    exempt: bool = False
    refused: list[str] = field(default_factory=list)


_hop: ContextVar[Hop | None] = ContextVar("hop", default=None)


def forbidden(address: Address) -> str:
    """Why no feed is fetched from this address, or "" when one may be; notations that hide another address are read through."""
    if isinstance(address, IPv6Address):
        return _forbidden_v6(address)
    if not address.is_global or address.is_multicast or any(address in block for block in _CLOSED_V4):
        return "a private or reserved address"
    return ""


def _forbidden_v6(address: IPv6Address) -> str:
    inner = _carried(address)
    if inner is not None:
        return forbidden(inner)
    if address in _COMPATIBLE or address.sixtofour is not None or address.teredo is not None:
        return "an address that hides another"
    if address.scope_id or address not in _PUBLIC_V6 or not address.is_global or any(address in block for block in _CLOSED_V6):
        return "a private or reserved address"
    return ""


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets to this one reach in the end: mapped, behind NAT64, or by ISATAP."""
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped is not None or address in _NAT64:
        return last
    is_isatap = address in _PUBLIC_V6 and (int(address) >> 32) & 0xFFFFFFFF in _ISATAP
    return last if is_isatap else None


def literal(host: str) -> Address | None:
    """The address a host is, if it is one: dotted, ``[v6]``, or in the C library's notations (octal, hexadecimal, short).

    Digits of any script count as what they are.
    """
    host = "".join(str(decimal(sign)) if sign.isdecimal() else sign for sign in host.strip("[]").rstrip("."))
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host)) if _NOTATION.fullmatch(host) else None
    except OSError:
        return None


class Guard:
    """The rules of one bot. ``allow``: hosts the operator allows on any port (``feeds.lan``) or on one (``127.0.0.1:8000``)."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._allowed = frozenset(_on_the_wire(entry.strip().lower().rstrip(".")) for entry in allow if entry.strip())

    def check(self, url: URL, *, credentials: bool = False) -> None:
        """Refuses what no connect is needed to refuse. ``credentials``: the URL may carry a user and password.

        Raises ``Refused``.
        """
        if url.scheme not in {"http", "https"}:
            raise Refused(Trouble.BAD_URL, "not an http or https address")
        if not url.host or len(str(url)) > _LONGEST_URL:
            raise Refused(Trouble.BAD_URL, "no host" if not url.host else "too long an address")
        if (url.user is not None or url.password is not None) and not credentials:
            raise Refused(Trouble.BAD_URL, "a user name in the address")
        if not self.allows(url):
            self._check_host(url)

    def allows(self, url: URL) -> bool:
        """Whether the operator has named this host, or this host and port."""
        host = (url.raw_host or "").lower().rstrip(".")
        names = {host, f"[{host}]"}
        return bool(self._allowed & names) or any(f"{name}:{url.port}" in self._allowed for name in names)

    def _check_host(self, url: URL) -> None:
        if url.port not in _PORTS:
            raise Refused(Trouble.FORBIDDEN_ADDRESS, f"port {url.port}")
        host = (url.raw_host or "").lower().rstrip(".")
        address = literal(host) or literal(url.host or "")
        if address is None and not _NAME.fullmatch(host):
            raise Refused(Trouble.BAD_URL, "no host name")
        if address is not None:
            why = forbidden(address)
            if why:
                raise Refused(Trouble.FORBIDDEN_ADDRESS, f"{why}: {address}")
        elif "." not in host or host.endswith(_LOCAL_ENDINGS):
            raise Refused(Trouble.FORBIDDEN_ADDRESS, f"a local name: {host[:80]}")

    @contextmanager
    def hop(self, url: URL, *, by_proxy: bool = False) -> Iterator[Hop]:
        """Binds the connects made inside to this URL; through a proxy they all go to the proxy, which the operator named."""
        hop = Hop(exempt=by_proxy or self.allows(url))
        token = _hop.set(hop)
        try:
            yield hop
        finally:
            _hop.reset(token)


def _on_the_wire(entry: str) -> str:
    """An entry of the allow-list as hosts are compared: a name of other letters in its ASCII form, the port as it is."""
    if entry.isascii():
        return entry
    host, _, port = entry.partition(":")
    try:
        host = URL.build(scheme="http", host=host).raw_host or host
    except ValueError:
        return entry
    return f"{host}:{port}" if port else host


def socket_for(info: tuple[Any, ...]) -> socket.socket:
    """A socket for one resolved address: what aiohttp's ``TCPConnector(socket_factory=…)`` calls before each connect.

    Raises ``ForbiddenConnect``; outside any hop nothing but public addresses on the usual ports is allowed.
    """
    family, kind, protocol, _, place = info
    hop = _hop.get() or Hop()
    if not hop.exempt:
        address = ip_address(str(place[0]).partition("%")[0])
        why = forbidden(address) or ("" if place[1] in _PORTS else f"port {place[1]}")
        if why:
            hop.refused.append(f"{why}: {address}")
            raise ForbiddenConnect(f"{why}: {address}")
    opened = socket.socket(family, kind, protocol)
    opened.settimeout(0)
    return opened
