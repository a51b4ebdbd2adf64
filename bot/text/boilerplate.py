"""What publishing software writes around an article: who published it first, where to read on, buttons to share it.

Only lines at the edges of a text are looked at, and only those that say nothing else: a sentence that merely holds such words
stays. Source: WordPress and its plugins in English and Arabic, as feeds carry what they print.
"""

from __future__ import annotations

import re

_LONGEST_LINE = 400
_ARROWS = r"[\s.…:»›>→⟶↓⬇←«‹\[\]()|-]*"

# Whole lines, each sure by itself.
_CREDITS = (
    (
        r"the (?:post|article|story|entry) .{1,300} (?:appeared first|(?:was )?(?:first|originally) (?:appeared|published)) "
        r"(?:on|in|at) .{1,150}"
    ),
    (
        r"this (?:post|article|story|piece) (?:was |has been )?(?:originally |first ){0,2}(?:appeared|published)(?: first)? "
        r"(?:on|in|at|by) .{1,150}"
    ),
    (
        r"(?:ال(?:مقالة|مقال|تدوينة|موضوع|خبر|مشاركة|منشور) .{1,300} )?(?:ظهرت?|نشرت?) "
        r"(?:(?:المقالة|المقال|التدوينة|الموضوع|الخبر) .{1,300} )?أول[اًا]+ (?:على|في) .{1,150}"
    ),
    r"submitted by /?u/\S+(?: to /?r/\S+)?(?: \[link\])?(?: \[comments\])?",
)
_READ_ON = (
    (
        r"read (?:more|on|the (?:full|rest|whole|entire|original)(?: of (?:this|the))?"
        r"(?: (?:story|article|post|entry|report|text|piece))?)(?: here| (?:about|on|at) .{1,60})?"
    ),
    r"(?:continue|keep) reading(?: .{1,200})?",
    r"(?:click|tap) here (?:to|for) .{1,60}",
    r"(?:full (?:story|article|text|coverage)|view (?:original|article|full (?:story|article))|more details|learn more)",
    (
        r"(?:لل|ل)?(?:إقرأ|اقرأ|اقرئي|اقرا|إقرا|قراءة|قراءه) (?:ال)?(?:مزيد|بقية|باقي|كامل|كاملا|بالتفاصيل|تفاصيل)"
        r"(?: (?:المقال|المقالة|الخبر|الموضوع|التقرير))?(?: (?:اضغط|انقر|هنا|عبر|حول).{0,60})?"
    ),
    (
        r"(?:تابع|تابعوا|أكمل|اكمل|متابعة|لمتابعة|استكمال|إكمال|مواصلة) "
        r"(?:القراءة(?: (?:اضغط|انقر|هنا|على|عبر).{0,60})?|قراءة .{1,150}|بقية .{1,80})"
    ),
    r"(?:المزيد|لل?مزيد)(?: من (?:التفاصيل|المعلومات))?(?: عبر الرابط)?(?: (?:اضغط|انقر) هنا)?",
    r"(?:لل?تفاصيل|التفاصيل) (?:اضغط|انقر).{0,40}",
    r"(?:اضغط|انقر|إضغط) هنا(?: .{1,60})?",
)
_ALSO = (
    r"(?:read also|also read|see also|related(?: (?:articles?|posts?|stories|news|topics))?)(?:\s?:.{0,200})?",
    r"(?:اقرأ|إقرأ|اقرئي|شاهد|طالع|انظر|اقرا|إقرا) (?:أيضا|أيضاً|ايضا|ايضاً)(?:\s?[:|].{0,200})?",
    r"(?:مواضيع|مقالات|أخبار|موضوعات) (?:ذات صلة|مشابهة|متعلقة|مرتبطة)(?:\s?:.{0,200})?",
)
_SHARE = (
    r"(?:share|like|print|email|pin|tweet|save|follow us)(?: (?:this|it|article|story|post)){0,2}(?: (?:on|via|with) .{1,60})?",
    r"(?:like )?loading(?: comments)?",
    r"click to (?:share|email|print|tweet) .{1,120}",
    (
        r"(?:شارك|شاركها|شاركه|مشاركة|انشر|نشر)(?: (?:هذا|هذه))?(?: (?:الموضوع|المقال|المقالة|الخبر|الصفحة))?"
        r"(?: (?:على|عبر|مع) .{1,40})?"
    ),
    r"(?:انقر|اضغط) (?:للمشاركة|للطباعة|لمشاركة|لإرسال) .{1,120}",
    r"(?:معجب بهذه|إعجاب|جاري التحميل|إعجاب تحميل|مرتبط|تابعنا على .{1,60})",
    r"(?:advertisement|sponsored|إعلان|اعلان)",
    r"(?:(?:\d{1,6} |no )?comments?|leave a comment|تعليقات|أضف تعليق(?:ا|اً)?|لا توجد تعليقات)",
)
_PLACE_NAMES = """
    facebook twitter x whatsapp telegram linkedin pinterest reddit tumblr pocket threads bluesky mastodon messenger
    instagram youtube email e-mail print copy_link copy_url rss فيسبوك فيس_بوك تويتر إكس اكس واتساب واتس_اب واتسآب
    تيليجرام تلغرام تيليغرام تليجرام لينكدإن لينكد_إن لينكدان بنترست بينتيريست ماسنجر انستغرام إنستغرام انستجرام
    يوتيوب البريد_الإلكتروني بريد_إلكتروني ايميل طباعة نسخ_الرابط
"""
_PLACES = f"(?:{'|'.join(name.replace('_', ' ') for name in _PLACE_NAMES.split())})"

_LINE = re.compile(rf"{_ARROWS}(?:{'|'.join((*_CREDITS, *_READ_ON, *_ALSO, *_SHARE))}){_ARROWS}[!]?", re.IGNORECASE)
_FIRST_LINE = re.compile(rf"{_ARROWS}(?:{'|'.join(_SHARE)}){_ARROWS}", re.IGNORECASE)
_PLACE = re.compile(rf"{_ARROWS}{_PLACES}(?:[\s|,،·•]+{_PLACES})*{_ARROWS}", re.IGNORECASE)
# Behind the end of a sentence, in its line.
_TAIL = re.compile(
    r"(?<=[.!?؟…\]\"»”)])\s{0,3}(?:\(?(?:R(?:ead [Mm]ore|EAD MORE)|(?:Continue|Keep) [Rr]eading"
    r"|Read the full (?:story|article)|[اإ]قرأ المزيد|قراءة المزيد|(?:تابع|أكمل|متابعة) القراءة|المزيد)\)?"
    rf"|(?<=[…\]])\s?(?:Continue reading|متابعة قراءة|تابع قراءة) .{{1,200}}){_ARROWS}\Z"
)
_TWO_PLACES = 3
_LONE_ARROW = re.compile(r"[\s»›→⟶↓|]*")


def without_boilerplate(text: str) -> str:
    """The text without such lines at its beginning and end; empty when it is nothing else. Other lines stay as they are."""
    lines = text.split("\n")
    end = len(lines) - _idle(lines[::-1], _LINE)
    start = _idle(lines[:end], _FIRST_LINE)
    return _without_tail("\n".join(lines[start:end]).strip())


def _idle(lines: list[str], pattern: re.Pattern[str]) -> int:
    """How many lines from the first on say nothing. A place to share at needs another one, or an invitation, to be one."""
    count = places = 0
    for at, line in enumerate(lines):
        said = line.strip()
        if len(said) > _LONGEST_LINE:
            break
        if _PLACE.fullmatch(said):
            places += 1
            if places > 1 or len(said.split()) > _TWO_PLACES:
                count = at + 1
        elif not said or _LONE_ARROW.fullmatch(said) or pattern.fullmatch(said):
            # What stands between invitations to share is where.
            count = at + 1 if said or count == at else count
        else:
            break
    return count


def _without_tail(text: str) -> str:
    """The text without an invitation to read on behind its last sentence."""
    begin = max(text.rfind("\n") + 1, len(text) - _LONGEST_LINE)
    found = _TAIL.search(text, begin)
    return text[: found.start()].rstrip() if found else text
