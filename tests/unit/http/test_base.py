import pytest
from tests.support.doors import a_profile

from crashdesk.core.errors import SettingsError
from crashdesk.http.base import api_base, proxy_for


@pytest.mark.parametrize(
    ("url", "origin", "base"),
    [
        ("https://Crashes.Example.org", "https://crashes.example.org", "https://crashes.example.org/api"),
        ("https://a.example:443/", "https://a.example", "https://a.example/api"),
        (" https://a.example:8443/desk/ ", "https://a.example:8443", "https://a.example:8443/desk/api"),
        ("http://127.0.0.1:80", "http://127.0.0.1", "http://127.0.0.1/api"),
        ("http://[::1]:8080", "http://[::1]:8080", "http://[::1]:8080/api"),
        ("http://localhost:8080", "http://localhost:8080", "http://localhost:8080/api"),
    ],
)
def test_addresses(url, origin, base):
    found = api_base(a_profile(url), "/api")
    assert (found.origin, found.url) == (origin, base)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "crashes.example.org",
        "ftp://a.example",
        "https://",
        "https://a.example:99999",
        "https://me:secret@a.example",
        "https://a.example/?x=1",
        "https://a.example/#x",
        "https://[::1",
        "http://crashes.example.org",
        "http://127.0.0.1.example.org",
        "http://notlocalhost",
    ],
)
def test_addresses_that_are_refused(url):
    with pytest.raises(SettingsError) as problem:
        api_base(a_profile(url), "/api")
    assert url in str(problem.value)


def test_plain_http_to_another_computer_has_to_be_allowed():
    base = api_base(a_profile("http://crashes.example.org", allow_plain_http=True), "/api")
    assert base.url == "http://crashes.example.org/api"


@pytest.mark.parametrize(
    ("location", "same"),
    [
        ("/login", True),
        ("login?next=x", True),
        ("https://a.example/login", True),
        ("https://A.example:443/login", True),
        ("//a.example/login", True),
        ("http://a.example/login", False),
        ("https://a.example:444/", False),
        ("//b.example/", False),
        ("https://a.example.evil.example/", False),
        ("https://a.example@evil.example/", False),
        ("https://[bad", False),
        ("javascript:alert(1)", False),
    ],
)
def test_origins(location, same):
    assert api_base(a_profile("https://a.example"), "").is_same_origin(location) is same


@pytest.fixture
def proxies(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch.setenv


def test_proxies_of_the_environment(proxies):
    remote, local = (
        api_base(a_profile("https://a.example"), ""),
        api_base(a_profile("http://127.0.0.1:1"), ""),
    )
    assert proxy_for(remote) is None
    proxies("https_proxy", "proxy.example:3128")
    proxies("http_proxy", "http://other.example:3128")
    assert proxy_for(remote) == "http://proxy.example:3128"
    assert proxy_for(local) is None
    proxies("no_proxy", ".example")
    assert proxy_for(remote) is None


def test_a_proxy_of_an_unknown_kind(proxies):
    proxies("all_proxy", "socks5://proxy.example")
    with pytest.raises(SettingsError, match="socks5"):
        proxy_for(api_base(a_profile("https://a.example"), ""))
