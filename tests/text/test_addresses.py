import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.addresses import has_credentials, without_credentials


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://reader:s3cret@feeds.example/x?a=1#b", "https://feeds.example/x?a=1#b"),
        ("https://reader@feeds.example", "https://feeds.example"),
        ("https://:s3cret@feeds.example", "https://feeds.example"),
        ("https://reader:s3c@ret@feeds.example/", "https://feeds.example/"),
        ("HTTPS://a:b@[::1]:8080/", "HTTPS://[::1]:8080/"),
        ("//reader:s3cret@feeds.example/", "//feeds.example/"),
        ("http:\\\\reader:s3cret@feeds.example", "http:\\\\feeds.example"),
        ("reader:s3cret@feeds.example/x", "feeds.example/x"),
        ("راصد:سرّ@feeds.example", "feeds.example"),
        ("feed add https://a:s3cret@b.example now", "feed add https://b.example now"),
        ("two: http://a:b@c.example http://d:e@f.example/", "two: http://c.example http://f.example/"),
    ],
)
def test_what_stands_before_the_host_is_left_out(text: str, shown: str) -> None:
    assert without_credentials(text) == shown
    assert has_credentials(text)
    assert not has_credentials(shown)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://feeds.example/@desk",
        "https://feeds.example/?mail=a:b@c.example",
        "desk@example.com",
        "mailto:x",
        "a:b",
        "راصد",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert without_credentials(text) == text


@given(
    st.text(st.characters(exclude_characters="/\\?#", exclude_categories=("Z", "C")), min_size=1, max_size=30),
    st.text(st.characters(exclude_characters="/\\?#", exclude_categories=("Z", "C")), max_size=30),
)
def test_no_name_and_no_password_is_left_over(name: str, password: str) -> None:
    assert without_credentials(f"https://{name}:{password}@feeds.example/x") == "https://feeds.example/x"
