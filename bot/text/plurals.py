"""Nouns of Arabic news whose plural is another word (صاروخ missile, صواريخ missiles), and the way from each to the other.

What lives here: the table. What does not: endings and clitics, which are taken off before it is asked (``arabic``). Nouns whose
plural commonly means something else are left out: كتب is books and "he wrote".
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.text.folding import folded

# One noun a piece, its plurals behind it.
_NOUNS = """
    صاروخ صواريخ · قذيفة قذائف · قنبلة قنابل · لغم ألغام · سلاح أسلحة · مدفع مدافع · رصاصة رصاص · زورق زوارق · قارب قوارب
    سفينة سفن · باخرة بواخر · بارجة بوارج · مركب مراكب · ميناء موانئ · معبر معابر · جسر جسور · طريق طرق طرقات · سد سدود
    قناة قنوات · خط خطوط · أنبوب أنابيب · نفق أنفاق · هجوم هجمات هجومات · غارة غارات · حرب حروب · معركة معارك
    حريق حرائق · زلزال زلازل · إعصار أعاصير · عاصفة عواصف · مرض أمراض · وباء أوبئة · بركان براكين · كارثة كوارث
    رهينة رهائن · أسير أسرى · سجين سجناء · قتيل قتلى · جريح جرحى · شهيد شهداء · ضحية ضحايا · طفل أطفال · جثة جثث
    جيش جيوش · جندي جنود · ضابط ضباط · قائد قادة · قوة قوات · عنصر عناصر · فصيل فصائل · كتيبة كتائب · لواء ألوية
    خلية خلايا · جاسوس جواسيس · عميل عملاء · حاجز حواجز · سجن سجون · موقع مواقع · هدف أهداف · ثكنة ثكنات
    رئيس رؤساء · وزير وزراء · سفير سفراء · أمير أمراء · ملك ملوك · زعيم زعماء · نائب نواب · عضو أعضاء
    شيخ شيوخ · مدير مدراء · خبير خبراء · قاضي قضاة · طبيب أطباء · وفد وفود · شريك شركاء
    حزب أحزاب · مجلس مجالس · محكمة محاكم · لجنة لجان · قانون قوانين · قضية قضايا · جريمة جرائم · فضيحة فضائح · تهمة تهم
    مجزرة مجازر · مذبحة مذابح · وثيقة وثائق · تقرير تقارير · خبر أخبار · صحيفة صحف · رسالة رسائل · فيلم أفلام
    حقل حقول · بئر آبار · سعر أسعار · سوق أسواق · سهم أسهم · بنك بنوك · مصرف مصارف · ضريبة ضرائب · قرض قروض
    ربح أرباح · خسارة خسائر · فائدة فوائد · أجر أجور · راتب رواتب · وظيفة وظائف · بضاعة بضائع · صندوق صناديق
    مشروع مشاريع مشروعات · مصنع مصانع · منشأة منشآت · مزرعة مزارع · محصول محاصيل · دواء أدوية · قافلة قوافل
    مدينة مدن · قرية قرى · منطقة مناطق · إقليم أقاليم · عاصمة عواصم · جزيرة جزر · شاطئ شواطئ · ساحل سواحل · نهر أنهار
    جبل جبال · دولة دول · شعب شعوب · قبيلة قبائل · شارع شوارع · منزل منازل · بيت بيوت · برج أبراج · خيمة خيام
    مدرسة مدارس · مسجد مساجد · كنيسة كنائس · معبد معابد · متحف متاحف · مركز مراكز · مكتب مكاتب
    برنامج برامج · هاتف هواتف · حاسوب حواسيب · قمر أقمار · رقاقة رقائق رقاقات · جهاز أجهزة · جواز جوازات
"""
# Of these the singular means something else as well (شاهد, witness, is also "he watched"): it is no sign of the plural.
_DOUBTFUL = """
    عامل عمال · شاهد شهود · رسم رسوم · عالم علماء · دين ديون · أثر آثار · مبنى مباني · حاكم حكام · نجم نجوم · طالب طلاب
"""


def _pairs() -> Iterator[tuple[str, str]]:
    for nouns, both_ways in ((_NOUNS, True), (_DOUBTFUL, False)):
        for noun in nouns.replace("\n", "·").split("·"):
            singular, *plurals = folded(noun).split() or ("",)
            for plural in plurals:
                yield plural, singular
                if both_ways:
                    yield singular, plural


def _others() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word, other in _pairs():
        found[word] = (*found.get(word, ()), other)
    return found


OTHER_NUMBER = _others()
"""For each folded plural its singular, and for each of those its plurals unless it is a doubtful one."""
