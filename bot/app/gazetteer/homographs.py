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
    aaron adam adams adkins adrian albert alexander alfred ali allen allison alma amanda anderson andrea andrew
    andrews angela angelo anna anthony antonio armstrong arthur ashley atkinson bailey baker baldwin barbara barker
    barnes barrett barry bartlett barton bates beck bella benedict benjamin bennett bernard berry bishop blair blake
    boris bowman boyd bradley brady brandon brewer brian brooks brown bruce bryan bryant buchanan buckley burke burns
    burton butler byrd byron caldwell calhoun cameron campbell carey carl carla carlos carlson carmen carol caroline
    carpenter carr carroll carson carter casey catherine cesar chambers chandler chapman charles charlotte chase
    chester chris christensen christian christina christine christopher clara clark clarke claudia clayton clifton
    clinton cole coleman collier collins conway cook cooper cox craig crawford crosby cruz cunningham curry curtis
    dale dalton daly daniel david davis dawson dean dennis derek diana diego dillon dixon dominic don donald dora
    douglas doyle duncan dunn dylan eaton edward edwards elena elizabeth ellen elliott ellis emerson emily emma eric
    ernest ethan eugene eva evans farmer farrell felix ferguson fernando fisher fitzgerald fleming fletcher floyd
    flynn foley ford foster fowler fox francis francisco frank franklin fraser frazier frederick freeman fuller
    gabriel gallagher garrett gary gavin george gerald gibson gilbert glen glenn gloria gonzalez goodman goodwin
    gordon graham grant graves gray green greer greg gregory griffin hale hall hamilton hammond hanson hardy harmon
    harold harrington harris harrison harry hart harvey hayes haynes heath heather helen henderson henry herbert
    hernandez higgins hill hillary hoffman hogan holmes homer hoover hopkins horton howard hudson hughes hugo hunt
    hunter hurst hutchinson ian igor ingram irving isabel isabella ivan jack jackson jacob james jane jason jean jeff
    jefferson jeffrey jenkins jennifer jennings jensen jeremy jerry jesse jessica jesus jim john johnson johnston
    jonathan jones jordan jorge jose joseph joshua juan julia julian julio justin karen kate katherine keith keller
    kelly kennedy kenneth kent kerr kevin kim king kirk klein knight kurt kyle lamb lambert lane larry larson laura
    lauren lawrence lawson lee leo leon leonard leslie lester lewis lincoln linda lisa little lloyd logan lola long
    lopez lorena louis louise love lucas lucy luis luke lynn lyons madison magdalena malone mandela manning manuel
    marcelo marco marcus margaret maria marie mario marion mark marsh marshall marta martha martin martinez mary mason
    massey mathews matthew maurice max maxwell maya mccarthy mcdonald melissa mendoza mercedes mercer meyer michael
    michelle miguel miller mills miranda mitchell mohammed monica monroe montgomery moody moore moran morgan morris
    morrison morton moses mullins murphy murray myers nadia nancy napoleon nash natalia nathan neal neil nelson newell
    newman newton nicholas nichols nicole nixon noah nolan norman norris norton oleg olga oliver olivia ortiz osborne
    oscar oswald otto owen pablo page palmer pamela parker parsons patricia patrick patterson patton paul paula pavel
    payne pearson pedro perkins perry peter phelps phil philip pierce pittman pope porter potter powell powers pratt
    price quinn rachel rafael ralph ramon ramsey randolph raphael raymond rebecca reed reese reeves regina reid rene
    reynolds ricardo rice richard richards riley rita rivers robbins robert roberts robin robinson rodgers rodriguez
    roger rogers roland romeo ronald rosa rosario rose ross rowe rowland roy russell ruth ryan sam samantha samuel
    sanders sandra sara sarah saunders sawyer schneider scott sean sergei sergio seth sharon sharp shaw shelton
    shepherd sheridan sherman sherwood short silvia simmons simon simpson sims skinner sloan smith snyder sofia
    soledad solomon sophia spencer stafford stanley stark steele stella stephen stephens steve steven stevens stewart
    stokes stone stuart summers susan sutton sweeney sylvia tanya tate tatiana taylor teresa terry thomas thompson
    thornton timothy todd tom tony townsend tracy trevor tucker turner tyler tyson underwood ursula valentina valeria
    vance vanessa vargas vaughn vera vernon veronica victor victoria vincent viola virginia vladimir wade wagner
    walker wallace walsh walter walters ward warner warren waters watkins watson wayne weaver webb webster welch wells
    wendy wesley wheeler whitaker white whitehead wiggins wilkins wilkinson williams williamson willis wilson winston
    wood woods woodward wright wyatt xavier yates zimmerman
    احمد ادم ادمز ادهم اسامه اسعد اسماء اسماعيل اسيل اشرف اكرم الكسندر الياس اليزابيث اليكس امجد امل امير امين امينه
    اندرسون انس انور اوسكار اولغا اوليفر ايفان ايمان ايمن ايهاب باتريك باركر باسم بافل بدر بدريه براء براون بروس بسام
    بشار بشير بلال بندر بهاء بوريس بول بيتر تامر تايلور تركي تميم توفيق توماس توني تيلور ثامر جابر جاسم جاك جاكسون جان
    جعفر جلال جمال جمعه جميل جهاد جواد جورج جوزيف جوليا جون جونسون جيمس حاتم حازم حامد حبيب حسام حسن حسين حماد حمد
    حمدان حمزه حميد حنان حيدر خالد خديجه خلف خلود خليفه خليل دانيال داود دواس ديفس ديفيد ديفيس ديكسون ديلي رائد راشد
    رامون رامي ربيع رحيم رشا رشيد رضا رضوان رفيق رمضان روبرت روبن روبنسون روجر ريان ريتشارد ريم زاهر زكريا زهراء زياد
    زيد زينب سارا ساره سالم سام سامح سامر سامي ستيفن سعد سعود سعيد سلام سلطان سلمان سلمى سلوى سليم سليمان سميث سمير
    سميره سناء سهيل سيرغي سيف سيمون شادي شريف شهاب شيماء صابر صالح صباح صبري صلاح صهيب صوفي صوفيا ضياء طارق طاهر طلال
    طه ظافر عادل عارف عاصم عامر عايشه عباس عبدالرحمن عبدالله عثمان عدنان عرفات عزيز عصام علاء علي عماد عمار عمر عمرو
    عون غاده غازي غسان فادي فارس فاروق فاطمه فايز فايق فراس فرانسيس فرانك فرانكلين فرج فرح فرحان فريد فلاديمير فهد
    فواز فوزي فيصل فيكتور قاسم قيس كاترين كارتر كارلسون كارلوس كارولين كارولينا كامبل كامل كريم كلارك كلينتون كمال
    كيلي كينيدي لؤي لورنس لوكاس لويز لويس ليث ليلى لينا ليو مؤيد مارتن مارتين مارتينيز مارك ماريا ماريان ماريو مازن
    ماكس ماكسيم مالك ماهر مايكل مبارك محسن محمد محمود مراد مرتضى مروان مريم مسعود مشعل مصطفى معاذ معتز معن مقداد منصور
    منى منير مها مهدي مهند موريس موسى موور ميسر ميشيل ميلر ناجي نادر ناصر نايف نبيل نجيب نزار نسيم نصر نعيم نهى نواف
    نور نوره نوف نيكولاس نيلسون هادي هاري هاريس هاشم هاله هاموند هاني هبه هدى هشام هلال هند هنري هيثم وائل والتر وسام
    وسيم وفاء وليامز وليد ووكر ويلسون ويليام ويليامز ياسر ياسمين ياسين يحيى يزن يعقوب يوسف يونس
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
    """Judges spellings by word frequencies of both languages and whether English has a word without a capital.

    ``arabic`` takes folded words, and counts all that fold into one.
    """

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
        words = folded_words(spelling)
        if len(words) != 1:
            return Standing.ON
        [word] = words
        if len(word.removeprefix("ال")) < _SHORTEST or (word in _PEOPLE_FOLDED and not large):
            return Standing.OFF
        frequency = self.arabic(word)
        if frequency < _RARE_ARABIC or (large and near):
            return Standing.ON
        outweighs = not near and frequency - max(renown, _UNHEARD) > _EXCESS
        return Standing.OFF if outweighs or self.is_inflected(word, frequency) else Standing.ON

    def is_inflected(self, word: str, frequency: float) -> bool:
        """Whether a word is written with what only nouns and adjectives take: an article that comes and goes, a pronoun."""
        if word.startswith("ال"):
            return self.arabic(word.removeprefix("ال")) >= max(frequency - _BARE_MARGIN, _COMMON_BARE)
        if self.arabic(f"ال{word}") >= frequency - _ARTICLE_MARGIN:
            return True
        stem = f"{word[:-1]}ت" if word.endswith("ه") else word
        return any(self.arabic(f"{stem}{pronoun}") >= frequency - _PRONOUN_MARGIN for pronoun in _PRONOUNS)
