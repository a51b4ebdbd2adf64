"""The ladder of encodings, on texts written for these tests."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.decoding import decode

ARABIC = "قال متحدث باسم الوزارة إن الجسر أعيد فتحه مساء الثلاثاء، وبدأت الشاحنات بالعبور"
SHORT = "زلزال يضرب الساحل"
ENGLISH = "The café’s owner – Zoë – said “no” to the naïve offer"
PERSIAN = "گزارش تازه از وضعیت جاده‌ها و پل‌های شمال کشور"


def document(title: str, encoding: str = "") -> str:
    declared = f' encoding="{encoding}"' if encoding else ""
    return f'<?xml version="1.0"{declared}?>\n<rss version="2.0"><channel><title>{title}</title></channel></rss>'


def title_of(text: str) -> str:
    return text[text.index("<title>") + 7 : text.index("</title>")]


HEADERS = ["", "text/xml; charset=utf-8", "text/xml; charset=windows-1256", "text/xml;charset='ISO-8859-1'"]
DECLARED = ["", "utf-8", "windows-1256", "ISO-8859-6", "windows-1252", "iso-8859-1", "no-such-thing", "utf-16"]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("title", [ARABIC, SHORT])
@pytest.mark.parametrize(
    "real", ["utf-8", "utf-8-sig", "windows-1256", "iso-8859-6", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_arabic_is_read_whatever_is_declared(real: str, title: str, declared: str, header: str) -> None:
    assert title_of(decode(document(title, declared).encode(real), header)) == title


@pytest.mark.parametrize("header", ["", "text/xml; charset=utf-8"])
@pytest.mark.parametrize("declared", ["", "utf-8", "windows-1252", "iso-8859-1"])
def test_western_text_stays_western(declared: str, header: str) -> None:
    assert title_of(decode(document(ENGLISH, declared).encode("windows-1252"), header)) == ENGLISH


def test_the_other_users_of_the_arabic_script_are_read() -> None:
    assert title_of(decode(document(PERSIAN).encode())) == PERSIAN
    in_1256 = PERSIAN.replace("ی", "ي")
    assert title_of(decode(document(in_1256, "windows-1256").encode("windows-1256"))) == in_1256


@pytest.mark.parametrize("at", range(60, 100, 3))
def test_one_bad_byte_spoils_one_letter(at: int) -> None:
    body = bytearray(document(ARABIC * 3, "utf-8").encode())
    body[at] = 0xFF
    text = decode(bytes(body))
    assert text.count("\ufffd") in {1, 2}
    assert ARABIC in text


def test_a_quotation_mark_of_windows_in_a_utf8_document_is_read() -> None:
    body = document(ARABIC, "utf-8").encode().replace("،".encode(), b"\x92 ")
    assert "الثلاثاء’ " in decode(body)


def test_the_declaration_is_stripped_and_nothing_else() -> None:
    assert decode(b'\n <?xml version="1.0" encoding="utf-8"?><rss/>') == "<rss/>"
    assert decode(b"<rss/>") == "<rss/>"
    assert decode(b"") == ""
    assert decode(b"\xef\xbb\xbf{}") == "{}"


@pytest.mark.parametrize("label", ["base64", "zip", "rot13", "utf-7", "unicode_escape", "idna", "punycode", "cp0", "mbcs"])
def test_labels_that_are_no_encoding_of_the_web_are_not_obeyed(label: str) -> None:
    assert title_of(decode(document(ARABIC, label).encode("windows-1256"))) == ARABIC
    assert "+AGE-" in decode(document("+AGE-", label).encode())


@given(st.binary(max_size=400), st.sampled_from(list(itertools.chain(HEADERS, ["charset=", "charset=\x00", "x" * 50]))))
def test_never_raises(body: bytes, header: str) -> None:
    decode(body, header)
