"""The number words of English and Arabic, folded.

What lives here: tables. What does not: how the words of one number join (``numerals``), and what is counted (``counted``).
Arabic spellings are listed in the cases and genders that newspapers write; folding has already brought hamzas, ta marbuta and
alef maqsura to one form.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.stories.stems import listed
from bot.text.folding import folded


def _table(rows: Iterable[tuple[int, str]]) -> dict[str, int]:
    return {folded(word): value for value, words in rows for word in words.split()}


# Everything below a hundred. English joins tens and units by a hyphen or a space, Arabic by a و before the tens.
SMALL = _table(
    (
        (0, "zero صفر"),
        (1, "one واحد واحدة"),
        (2, "two اثنان اثنين اثنتان اثنتين إثنان إثنين اثنا اثني اثنتا اثنتي"),
        (3, "three ثلاثة ثلاث"),
        (4, "four أربعة أربع"),
        (5, "five خمسة خمس"),
        (6, "six ستة ست"),
        (7, "seven سبعة سبع"),
        (8, "eight ثمانية ثماني ثمان"),
        (9, "nine تسعة تسع"),
        (10, "ten عشرة عشر"),
        (11, "eleven"),
        (12, "twelve"),
        (13, "thirteen"),
        (14, "fourteen"),
        (15, "fifteen"),
        (16, "sixteen"),
        (17, "seventeen"),
        (18, "eighteen"),
        (19, "nineteen"),
        (20, "twenty عشرون عشرين"),
        (30, "thirty ثلاثون ثلاثين"),
        (40, "forty أربعون أربعين"),
        (50, "fifty خمسون خمسين"),
        (60, "sixty ستون ستين"),
        (70, "seventy سبعون سبعين"),
        (80, "eighty ثمانون ثمانين"),
        (90, "ninety تسعون تسعين"),
    )
)
# The first half of «أحد عشر» (eleven); alone it means "anybody" or "one of".
ELEVENS = listed("أحد إحدى احدى")

# Whole hundreds; a bare hundred also multiplies what stands before it.
HUNDREDS = _table(
    (
        (100, "hundred مئة مائة"),
        (200, "مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي"),
        (300, "ثلاثمئة ثلاثمائة"),
        (400, "أربعمئة أربعمائة"),
        (500, "خمسمئة خمسمائة"),
        (600, "ستمئة ستمائة"),
        (700, "سبعمئة سبعمائة"),
        (800, "ثمانمئة ثمانمائة ثمانيمئة ثمانيمائة"),
        (900, "تسعمئة تسعمائة"),
    )
)

# Scales that may stand alone for one of them.
SCALES = _table(
    (
        (12, "dozen"),
        (1_000, "thousand ألف"),
        (1_000_000, "million mln مليون"),
        (1_000_000_000, "billion bln مليار بليون"),
        (1_000_000_000_000, "trillion تريليون ترليون"),
    )
)
# Scales that need a number before them: alone they are vague ("thousands", «آلاف»).
PLURAL_SCALES = _table(
    (
        (12, "dozens"),
        (1_000, "thousands آلاف الاف ألفا"),
        (1_000_000, "millions ملايين مليونا"),
        (1_000_000_000, "billions مليارات مليارا بلايين بليونا"),
        (1_000_000_000_000, "trillions تريليونات ترليونات"),
    )
)
# Two of a scale in one word; «ألفا» reads so only where no number stands before it.
DUAL_SCALES = _table(
    (
        (1_000, "ألفان ألفين ألفي ألفا"),
        (1_000_000, "مليونان مليونين مليوني"),
        (1_000_000_000, "ملياران مليارين ملياري"),
        (1_000_000_000_000, "تريليونان تريليونين تريليوني"),
    )
)
# Scales written onto digits: 3m, $2.5bn.
SUFFIXES = {
    "k": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "mln": 1_000_000,
    "bn": 1_000_000_000,
    "bln": 1_000_000_000,
    "b": 1_000_000_000,
    "tn": 1_000_000_000_000,
    "trn": 1_000_000_000_000,
}
HALVES = listed("half نصف النصف")

ORDINALS = _table(
    (
        (1, "first أول أولى الأول الأولى"),
        (2, "second ثان ثاني الثاني الثانية"),
        (3, "third ثالث ثالثة الثالث الثالثة"),
        (4, "fourth رابع رابعة الرابع الرابعة"),
        (5, "fifth خامس خامسة الخامس الخامسة"),
        (6, "sixth سادس سادسة السادس السادسة"),
        (7, "seventh سابع سابعة السابع السابعة"),
        (8, "eighth ثامن ثامنة الثامن الثامنة"),
        (9, "ninth تاسع تاسعة التاسع التاسعة"),
        (10, "tenth عاشر عاشرة العاشر العاشرة"),
        (11, "eleventh"),
        (12, "twelfth"),
        (13, "thirteenth"),
        (14, "fourteenth"),
        (15, "fifteenth"),
        (16, "sixteenth"),
        (17, "seventeenth"),
        (18, "eighteenth"),
        (19, "nineteenth"),
        (20, "twentieth"),
        (30, "thirtieth"),
        (40, "fortieth"),
        (50, "fiftieth"),
        (100, "hundredth"),
    )
)
# The first half of «الحادي عشر» (the eleventh).
ORDINAL_ELEVENS = listed("حادي حادية الحادي الحادية")

MONTHS = listed(
    "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sept sep oct nov dec يناير فبراير مارس أبريل إبريل مايو يونيو يونيه يوليو يوليه أغسطس سبتمبر أكتوبر "
    "نوفمبر ديسمبر كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين محرم صفر ربيع جمادى رجب شعبان رمضان شوال "
    "جانفي فيفري أفريل ماي جوان جويلية أوت"
)
# Month names whose second word looks like an ordinal: «تشرين الثاني» (November).
MONTHS_OF_TWO = listed("كانون تشرين ربيع جمادى")
DAYS = listed(
    "monday tuesday wednesday thursday friday saturday sunday الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"
)
# A number behind one of these belongs to a name or an hour: flight 370, المادة 50 (article 50), الساعة الخامسة (five o'clock).
NAMED = listed(
    "flight boeing airbus iphone ipad galaxy windows article section route highway channel resolution chapter "
    "apollo formula update room page number no vol episode season psalm unit reactor النسخة بوينغ بوينج إيرباص "
    "آيفون ايفون غالاكسي جالكسي ويندوز المادة مادة القرار قرار رحلة الرحلة قناة القناة مجموعة المجموعة الساعة ساعة "
    "رقم الرقم طراز الفصل فورمولا الفورمولا سورة الصفحة"
)
YEAR_WORDS = listed("عام العام سنة السنة لعام للعام بعام لسنة موسم موسمي year")
