"""Which spellings of cities are words or people's names as well: rules for the script that writes the cities' file.

What lives here: judging a spelling by how often words are written, in which shapes, and by whom they are borne. What does not:
where cities come from (``make_cities``). The frequencies come in as a function: Zipf's scale, the base-10 logarithm of the
occurrences in a thousand million words, 0 for a word that was never seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bot.text.folding import folded_words

Frequency = Callable[[str], float]

# Given and family names that news is full of.
_PEOPLE = """
    aaron adam adams adrian albert alexander alfred ali allen amanda anderson andrea andrew angela anna anthony
    antonio armstrong arthur ashley barbara barry benedict benjamin bernard bradley brandon brian bruce bryan burton
    byron cameron campbell carl carlos carmen carol caroline carson carter catherine charles charlotte chester chris
    christian christina christine christopher clara clark clarke claudia clayton clifton clinton cole collins craig
    cruz crawford curtis dale dalton daniel david davis dean dennis derek diana diego dominic don donald douglas dylan
    edward edwards elizabeth ellen emily emma eric ernest ethan eugene evans felix ferguson fernando floyd ford foster
    francis francisco frank franklin frederick gary gabriel gavin george gerald gilbert glen glenn gloria gonzalez
    gordon graham grant gray green greg gregory griffin hamilton harold harris harrison harry harvey heather helen
    henderson henry herbert hernandez hillary homer howard hudson hughes hugo hunter ian irving isabella jack jackson
    jacob james jane jason jean jeff jefferson jeffrey jennifer jeremy jerry jesse jessica jesus jim john johnson
    jonathan jones jordan jose joseph joshua juan julia julian justin karen kate katherine keith kelly kennedy kenneth
    kevin kim kurt kyle larry laura lauren lawrence lee leo leon leonard leslie lewis lincoln linda lisa lopez louis
    louise lucas lucy luis luke lynn madison mandela marco marcus margaret maria marie marion mark marshall martha
    martin martinez mary mason matthew maurice max maya melissa michael michelle miguel mitchell mohammed monica
    monroe montgomery morgan morris morrison moses murphy murray nancy napoleon nathan neil nelson newman newton
    nicholas nicole nixon noah norman oliver olivia oscar oswald otto owen palmer pamela parker patricia patrick paul
    paula pedro perry peter phil philip pierce rachel ralph ramon randolph raphael raymond rebecca reid rene reynolds
    ricardo richard riley rita robert roberts robin robinson rodriguez roger roland romeo ronald rosa rose ross roy
    russell ruth ryan sam samantha samuel sandra sara sarah scott sean sergio seth sharon sheridan sherman simon smith
    sofia sophia stanley stella stephen steve steven stewart stuart susan sylvia tanya taylor teresa terry thomas
    thompson timothy todd tom tony tracy trevor tyler valentina vanessa vera vernon veronica victor victoria vincent
    virginia wallace walker walter warren watson wayne wendy wesley wilson winston wright xavier احمد ادم ادهم اسامه
    اسعد اسماء اسماعيل اسيل اشرف اكرم الياس امجد امل امير امين امينه انس انور ايمان ايمن ايهاب باسم بدر بدريه براء
    بسام بشار بشير بلال بندر بهاء تامر تركي تميم توفيق ثامر جابر جاسم جعفر جلال جمال جمعه جميل جهاد جواد حاتم حازم
    حامد حبيب حسام حسن حسين حماد حمد حمدان حمزه حميد حنان حيدر خالد خديجه خلف خلود خليفه خليل داود دانيال راشد رامي
    رائد ربيع رحيم رشا رشيد رضا رضوان رفيق رمضان ريان ريم زاهر زكريا زهراء زياد زيد زينب ساره سالم سامح سامر سامي سعد
    سعود سعيد سلام سلطان سلمان سلمى سلوى سليم سليمان سمير سميره سناء سهيل سيف شادي شريف شهاب شيماء صابر صالح صباح صبري
    صلاح صهيب ضياء طارق طاهر طلال طه ظافر عادل عارف عاصم عامر عايشه عباس عبدالله عبدالرحمن عثمان عدنان عرفات عزيز عصام
    علاء علي عماد عمار عمر عمرو عون غاده غازي غسان فادي فارس فاروق فاطمه فايز فايق فراس فرح فرحان فرج فريد فهد فواز
    فوزي فيصل قاسم قيس كامل كريم كمال لؤي لينا ليلى ليث مازن مالك ماهر مبارك محسن محمد محمود مراد مرتضى مروان مريم
    مسعود مشعل مصطفى معاذ معتز معن مقداد منصور منى منير مها مهدي مهند موسى مؤيد ميسر ناجي نادر ناصر نايف نبيل نجيب
    نزار نسيم نصر نعيم نهى نواف نور نوره نوف هادي هاشم هاني هبه هدى هشام هلال هند هيثم وائل وسام وسيم وفاء وليد ياسر
    ياسين يحيى يزن يعقوب يوسف يونس اليكس الكسندر اليزابيث اندرسون اوسكار اوليفر باتريك باركر بروس بول بيتر تايلور
    توماس توني جاكسون جاك جان جورج جوزيف جوليا جون جونسون جيمس ديفيد ديفيس رامون روبرت روبن روبنسون روجر ريتشارد سارا
    سام سميث ستيفن سيمون صوفيا فرانك فرانكلين فرانسيس فيكتور كارتر كارلوس كارلسون كلارك كلينتون كيلي كينيدي لويس لوكاس
    لويز ليو مارتن مارتينيز ماريا مارك ماكس ماكسيم مايكل موريس ميشيل نيكولاس نيلسون هاري هاريس هنري والتر ويليام
    ويلسون ياسمين
"""
_PEOPLE_FOLDED = frozenset(" ".join(folded_words(name)) for name in _PEOPLE.split())

# An English word this common (Zipf) is that word, even in capitals: Nice, Reading.
_EVERYDAY_ENGLISH = 4.8
# A word nobody writes cannot mislead.
_RARE_ARABIC = 3.2
# How much more often than in the other language a name may be written before it must be a word as well; a name that was
# counted hardly ever was at least this frequent.
_EXCESS = 1.5
_UNHEARD = 2.0
# How much rarer (Zipf) than the word itself its form with the article, or with a pronoun, may be and still show a common noun;
# how common the word without its article must be, to be one.
_ARTICLE_MARGIN = 1.5
_PRONOUN_MARGIN = 2.0
_BARE_MARGIN = 0.8
_COMMON_BARE = 3.6
_PRONOUNS = ("ها", "هم", "نا")
_SHORTEST = 3


class Standing(Enum):
    """Whether a spelling says the city: always, in capitals only, hardly, or not at all."""

    ON = "on"
    CASED = "cased"
    OFF = "off"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges spellings by word frequencies of both languages and whether English has a word without a capital."""

    english: Frequency
    arabic: Frequency
    is_word: Callable[[str], bool]

    def of_english(self, spelling: str, renown: float, *, large: bool) -> Standing:
        """How an English spelling stands.

        ``renown`` is how often the city's Arabic name is written (Zipf); ``large`` cities outweigh the people of their name.
        """
        words = folded_words(spelling)
        if len(words) != 1:
            return Standing.ON
        [word] = words
        if self.is_word(word):
            frequency = self.english(word)
            outweighs = frequency >= _EVERYDAY_ENGLISH or frequency - max(renown, _UNHEARD) > _EXCESS
            return Standing.OFF if outweighs and not large else Standing.CASED
        if len(word) < _SHORTEST or (word in _PEOPLE_FOLDED and not large):
            return Standing.OFF
        return Standing.ON

    def of_arabic(self, spelling: str, renown: float, *, near: bool, large: bool) -> Standing:
        """How an Arabic spelling stands.

        ``renown`` is how often the city's English name is written (Zipf); ``near`` whether it lies where Arabic is spoken, and
        so is written of more often in Arabic.
        """
        words = spelling.split()
        if len(words) != 1:
            return Standing.ON
        [word] = words
        if len(word.removeprefix("ال")) < _SHORTEST:
            return Standing.OFF
        if not large and " ".join(folded_words(word)) in _PEOPLE_FOLDED:
            return Standing.OFF
        frequency = self.arabic(word)
        if frequency < _RARE_ARABIC:
            return Standing.ON
        if large and near:
            return Standing.ON
        outweighs = not near and frequency - max(renown, _UNHEARD) > _EXCESS
        return Standing.OFF if outweighs or self.is_inflected(word, frequency) else Standing.ON

    def is_inflected(self, word: str, frequency: float) -> bool:
        """Whether a word is written with what only nouns and adjectives take: an article that comes and goes, a pronoun."""
        if word.startswith("ال"):
            return self.arabic(word.removeprefix("ال")) >= max(frequency - _BARE_MARGIN, _COMMON_BARE)
        if self.arabic(f"ال{word}") >= frequency - _ARTICLE_MARGIN:
            return True
        stem = f"{word[:-1]}ت" if word.endswith("ة") else word
        return any(self.arabic(f"{stem}{pronoun}") >= frequency - _PRONOUN_MARGIN for pronoun in _PRONOUNS)
