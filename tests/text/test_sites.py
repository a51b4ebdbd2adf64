"""Sites that offer no feeds, told by their addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.listing import Dead
from bot.text.sites import dead_end


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://t.me/harbournews", Dead.TELEGRAM),
        ("https://t.me/s/harbournews", Dead.TELEGRAM),
        ("http://telegram.me/harbournews", Dead.TELEGRAM),
        ("https://harbournews.t.me/", Dead.TELEGRAM),
        ("https://web.telegram.org/k/#@harbournews", Dead.TELEGRAM),
        ("https://x.com/harbour", Dead.X),
        ("https://mobile.twitter.com/harbour", Dead.X),
        ("https://www.facebook.com/harbour", Dead.FACEBOOK),
        ("https://m.facebook.com/harbour", Dead.FACEBOOK),
        ("https://www.instagram.com/harbour/", Dead.INSTAGRAM),
        ("https://WWW.TikTok.com./@harbour", Dead.TIKTOK),
        ("https://whatsapp.com/channel/1", Dead.WHATSAPP),
        ("https://www.linkedin.com/company/harbour", Dead.LINKEDIN),
        ("https://www.threads.net/@harbour", Dead.THREADS),
        ("https://next.me/", None),
        ("https://max.com/", None),
        ("https://t.me.example/", None),
        ("https://notfacebook.com/", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_sites_that_offer_no_feeds(url: str, site: Dead | None) -> None:
    assert dead_end(url) is site


@given(st.text(max_size=60))
def test_nothing_raises(text: str) -> None:
    assert dead_end(text) is None
    assert dead_end(f"https://t.me/{text}") is Dead.TELEGRAM
