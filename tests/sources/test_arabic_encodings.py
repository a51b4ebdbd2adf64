"""Headlines of many registers through every encoding that can hold them, whatever the document and its server claim.

The headlines were written for this test and no constant of the ladder was fitted to them.
"""

from __future__ import annotations

import re

import pytest

from bot.sources.decoding import decode
from bot.sources.document import parse_document
from bot.sources.items import ParsedFeed

HEADLINES = """
مجلس الأمن يؤجل التصويت على مشروع القرار إلى الخميس
عاجل | هزة أرضية بقوة 4,7 درجات شرقي المتوسط
وزير المالية: العجز تراجع إلى 3.2٪ من الناتج المحلي
«لن نغادر أرضنا».. أهالي القرية يعتصمون لليوم العاشر
أسعار النفط ترتفع بعد خفض الإنتاج – خام برنت عند 91 دولارا
رئيس الوزراء يستقبل وفدا من صندوق النقد الدولي
مقتل ١٢ شخصا وإصابة ٣٠ في حادث سير على الطريق الساحلي
الهلال يتأهل إلى النهائي بعد فوزه على الأهلي ٢-١
كيف تؤثر قلة النوم في صحة القلب؟ أطباء يجيبون
بيان مشترك: ندعو جميع الأطراف إلى ضبط النفس
رحيل الشاعر الكبير عن عمر ناهز الثمانين
الذكاء الاصطناعي في المدارس: فرصة أم تهديد؟
توقيع اتفاقية بين شركتي "نور" و"أفق" بقيمة 250 مليون دولار
الأرصاد تحذر من أمطار رعدية وسيول على المرتفعات
حكايات من السوق القديم... حين كان الخبز بقرش
منظمة الصحة تعلن انتهاء تفشي الكوليرا
إقالة المدرب عقب ثلاث هزائم متتالية
تراجُع الليرة إلى مستوى قياسي أمام الدولار
مَن يملأ الفراغ؟ قراءة في نتائج الانتخابات
رمضـــان كريم: عادات أهل المدينة في الشهر الفضيل
الاتحاد الأوروبي يفرض عقوبات على 14 كيانا
غرق مركب قبالة السواحل وفقدان عشرات المهاجرين
صحيفة: مفاوضات سرية تجري في جنيف
شهادة مؤثرة لأم فقدت ابنها تحت الأنقاض
قطع الكهرباء 20 ساعة يوميا يثير غضب الشارع
هبوط اضطراري لطائرة ركاب بعد عطل في المحرك
مهرجان السينما يفتتح دورته الـ45 بفيلم عن الهجرة
ضبط شحنة مخدرات في ميناء العقبة
جدل في البرلمان حول قانون الإيجار القديم
انطلاق القمة العربية وسط غياب ثلاثة زعماء
السجن المؤبد لمتهم بالتجسس
سد النهضة: جولة جديدة من المحادثات
ما بعد الحرب، أسئلة الإعمار والعودة
درّاجة كهربائية تقطع مئة كيلومتر بشحنة واحدة
العثور على مدينة أثرية عمرها 5000 عام
بكين ترد: سنتخذ «الإجراءات اللازمة»
آبل تطرح هاتفها iPhone 18 في الأسواق
حوار | الفنانة: لا أخشى المنافسة ولا ألتفت إلى الشائعات
پاکستان اور چین کے وزرائے خارجہ کی ملاقات
گفتگوی تلفنی وزیران امور خارجه دو کشور
زلزال
قتيلان
""".strip().splitlines()
KINDS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
    *("cp1256", "iso-8859-6", "mac-arabic", "mac-arabic in ascii"),
)
CLAIMS = (
    "",
    "utf-8",
    "windows-1256",
    "ISO-8859-6",
    "windows-1252",
    "iso-8859-1",
    "x-mac-arabic",
    "UTF-16",
    "us-ascii",
    "bogus",
)
TYPES = ("text/xml", *(f"application/rss+xml; charset={name}" for name in ("utf-8", "windows-1256", "x-mac-arabic", "latin1")))


# One word alone, which the declared encoding makes another fair word of.
EITHER = ("زلزال", "iso-8859-6", "windows-1256")
TITLE = re.compile("<title>(.*?)</title>")
# Mac's Arabic has the marks of ASCII twice; the second ones are for text from right to left, and no feed marks up with them.
AS_MAC = bytes(range(256)).decode("mac-arabic")
TO_ASCII = bytes(ord(letter) if letter.isascii() else byte for byte, letter in enumerate(AS_MAC))


def encoded(text: str, kind: str) -> bytes:
    if kind != "mac-arabic in ascii":
        return text.encode(kind)
    return text.encode("mac-arabic").translate(TO_ASCII)


def held_by(kind: str) -> list[str]:
    """The headlines that the encoding can hold."""
    return [line for line in HEADLINES if holds(kind.partition(" ")[0], line)]


def holds(encoding: str, text: str) -> bool:
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeError:
        return False


def document(headlines: list[str], claim: str) -> str:
    declaration = f'<?xml version="1.0" encoding="{claim}"?>\n' if claim else ""
    items = "".join(f"<item><title>{line}</title><link>/{n}</link></item>" for n, line in enumerate(headlines))
    return f'{declaration}<rss version="2.0"><channel>{items}</channel></rss>'


def titles(body: bytes, content_type: str = "") -> list[str]:
    feed = parse_document(body, content_type, "https://news.example.com/feed")
    assert isinstance(feed, ParsedFeed), feed
    return [entry.title for entry in feed.entries]


@pytest.mark.parametrize("kind", KINDS)
def test_every_encoding_holds_most_headlines(kind: str) -> None:
    assert len(held_by(kind)) >= 30


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("claim", CLAIMS)
def test_a_feed_of_many_headlines_is_read_exactly(kind: str, claim: str) -> None:
    written = held_by(kind)
    body = encoded(document(written, claim), kind)
    assert titles(body) == written
    for content_type in TYPES:
        assert TITLE.findall(decode(body, content_type)) == written, content_type


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("claim", CLAIMS)
def test_a_feed_of_one_headline_is_read_exactly(kind: str, claim: str) -> None:
    for line in held_by(kind):
        if (line, kind, claim) == EITHER or (kind.startswith("mac") and claim in {"windows-1256", "ISO-8859-6"}):
            continue
        assert TITLE.findall(decode(encoded(document([line], claim), kind))) == [line]


@pytest.mark.parametrize("kind", ["utf-8", "utf-8-sig", "iso-8859-6"])
@pytest.mark.parametrize("claim", ["", "utf-8", "windows-1256", "windows-1252"])
@pytest.mark.parametrize("bad", [b"\xff", b"\x81", b"\xc0", b"\xd8"])
def test_a_bad_byte_costs_no_other_headline(kind: str, claim: str, bad: bytes) -> None:
    written = held_by(kind)
    body = encoded(document(written, claim), kind)
    for spoilt in (0, len(written) // 2, len(written) - 1):
        whole = encoded(written[spoilt], kind.removesuffix("-sig"))
        read = titles(body.replace(whole, whole[:4] + bad + whole[4:], 1))
        assert [title for n, title in enumerate(read) if n != spoilt] == [
            title for n, title in enumerate(written) if n != spoilt
        ]


def taken_for(encoding: str, body: bytes) -> str:
    """UTF-8 as a program sees it that takes it for another encoding; a byte without a meaning is a control character."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in body)


@pytest.mark.parametrize("wrong", ["cp1252", "cp1256"])
def test_a_feed_that_was_encoded_twice_is_read(wrong: str) -> None:
    body = taken_for(wrong, document(HEADLINES, "utf-8").encode()).encode()
    assert body.decode() != document(HEADLINES, "utf-8")
    assert titles(body) == HEADLINES


def test_what_merely_resembles_text_that_was_encoded_twice_stays() -> None:
    for line in ("Ã", "طططط", "naïve Ð", "آآ", "ظل طويل"):
        assert titles(document([line], "utf-8").encode()) == [line]


def test_a_mark_before_a_document_in_another_encoding_does_not_garble_it() -> None:
    written = held_by("cp1256")
    for claim in ("", "windows-1256", "utf-8"):
        assert titles(b"\xef\xbb\xbf" + document(written, claim).encode("cp1256")) == written


@pytest.mark.parametrize(
    ("claim", "real", "text"),
    [
        ("ibm866", "cp866", "Новости дня"),
        ("IBM850", "cp850", "Crème brûlée"),
        ("cp862", "cp862", "חדשות היום"),
        ("KOI8-R", "koi8-r", "Какие новости"),
        ("ebcdic-cp-us", "cp037", "Minister resigns"),
        ("IBM500", "cp500", "Minister [resigns]"),
        ("EUC-KR", "euc_kr", "속보"),
        ("Shift_JIS", "shift_jis", "速報です"),
        ("macintosh", "mac-roman", "Zoë’s café"),
        ("csISOLatin1", "cp1252", "Zoë’s café"),
        ("GB2312", "gb18030", "新闻"),
        ("ISO_8859-6:1987", "iso8859-6", "أخبار اليوم"),
    ],
)
def test_other_encodings_are_read_as_declared(claim: str, real: str, text: str) -> None:
    assert titles(document([text], claim).encode(real)) == [text]
