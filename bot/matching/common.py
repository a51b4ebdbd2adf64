"""The commonest words of news in both languages, folded: a loose match never lands on one of them.

Source: the Arabic ones were counted in half of SaudiNewsNet (2015, CC BY 4.0), those with clitics left out where the
bare word is as common; the English ones were written down by hand.
"""

from __future__ import annotations

_ARABIC = """
    التي الذي خلال وقال رييس اكثر كانت منها الله فيما اخري فيها بشكل منطقه هناك انها جميع ايضا عليها عليه مدينه اداره
    واضاف امام يكون واوضح مجلس يمكن وزاره مشيرا داخل مدير الان بسبب اكبر وزير خاصه اضافه تكون مستوي جديده مليون عاما
    سنوات كبير كبيره كافه طريق شركه تقديم ثلاثه عندما وجود جانب محافظه ايام بينما اليه دولار نهايه مجموعه ريال موقع
    عمليه حاله نفسه افضل فتره بدايه وقالت الاف سمات لجنه جديد واشار فريق لكره تحقيق مركز بناء لمده واحده اثناء مختلف
    شمال موكدا يذكر بيان صاحب يوليو حاليا رجال احدي اعلنت تنظيم اغسطس كثيرا كبيرا مشروع اسعار عددا مساء تقوم مليار مناطق
    وفقا مواقع منهم نايب زياده خادم مصادر هييه رابط جنوب اهميه نظام نتيجه بينها قامت عمليات وغيرها سواء قوات برنامج
    تنفيذ اعمال وسايل اعضاء اشهر ياتي ليست مختلفه صباح سيكون خدمات نادي ثلاث خدمه خمسه دوله مجال مقارنه عليهم اعاده
    مقابل جامعه يقول خصوصا اعلن ارتفاع عنها خلالها ضروره كانوا خارج تطوير استخدام تقدم نتايج انهم بدات قطاع بشان مباشره
    يقوم لاعب تطبيق جانبه اربعه اعلي قيمه معظم مرحله يعني فعاليات حركه عشره هولاء يونيو كثير امير موخرا تعمل اطلاق لكنه
    اطار وصلت بلغت وكاله نظرا شركات مكان ابناء مضيفا صحيفه سيتم اعداد وحده مصدر برامج مدرب تموز استمرار رمضان سبيل انشاء
    ستكون ملايين ذاته فرصه مواجهه اوضح نفسها شخصا مستشفي تراجع اكدت معها جهته تعزيز صوره واوضحت قالت ساعه اشخاص مبينا
    تجاه تحمل قرار موضحا افراد قدره تبدا يعمل توفير قايلا بعدما اهداف مباراه لافتا نسبه يقدم مهمه حمايه متعدده مكافحه
    سابق حالات تسجيل اربع قايمه امين اجراءات انخفاض مسوول يزيد اصبح يبلغ تقرير اجمالي يعود اصبحت رساله حوالي ساعات تبلغ
    يوما معسكر سبتمبر تعرض تماما مطلع شوال افتتاح تاريخ تقريبا طويله نقطه اجراء دقيقه دايما تمثل منسوبي يعتبر عاليه
    مهرجان مقتل شهدت تحديد ربما ايجاد بينهم ابرز جهود واشارت دوري يمثل مايو يتعلق بيانات دخول اولي غرفه زياره طريقه
    انتاج جاءت سياره حديثه قويه كثيره محاوله اننا خلاله تسعي اداء ادني اصابه تحرير يبدو قايد شارك شبكه تصريح واضافت يبدا
    الحد قضيه اقامه استراتيجيه عسكريه لدينا بلاده طوال لكنها تلقي قيام لديه صناعه منظمه لديها مشاركه بطوله وبالتالي يجري
    وصول مساعد يوجد ارتفعت اسباب معالي تزال بدلا موسم مكتب موشر دراسه وقعت موسسه امكانيه انواع ولايه مطار يجعل اجواء
    حمله اعوام سجلت تهدف معدل تعتبر اتحاد اعتبارا بقيه مهما منتصف مارس مستويات اتفاق تعود توجيه يحمل حياه وراء اختيار
    سكان جراء معلومات توزيع تقارير متابعه اخرين تشهد حساب ذكرت فبراير بينهما للغايه علينا يعرف لقاء انتهي ثانيه ينبغي
    ماليه موتمر رحمه تجربه محافظ عناصر ازمه جيده طويل صعيد امنيه وكيل معهم تعرف بعدها زالت مجرد حزيران تبقي مشيره نطاق
    سنويا استكمال واسعه سابقا حكومه كشفت تواصل يزال ملعب مدار اعلان نجاح مراحل بعضهم انتهاء رويه تاتي اقتصاديه قريه قناه
    قاعده افاد تاثير يحدث حقوق امانه دوره مبني عامه اساس تصريحات داعيا غياب عباره مباريات اصحاب قياده سعودي الحج شرطه
    تتضمن يودي ارتفاعا توجد اظهرت اهالي اماكن تستمر يستمر ارتفع كبار انحاء هجوم شباب علاقات مباشر تشمل مشاريع فيديو
    مساحه تشرين حدود عقود كلمه قيمتها شملت لديهم توفر واحدا حديث توقف اغلاق مواطن ابريل تتجاوز تواجه صحفي سلسله فضلا
    درجه تمكن كيفيه حينما تستهدف تشير اسواق يشكل متوسط يظهر تغيير علاقه سيما نظيره اسمه تفاصيل شراء حكوميه حينها تسليم
    يوميا عديده عربيه كليه سلامه حصلت مزيد طالب تحدث طايرات بواسطه تمكنت جميعا مشكله عوده تقول ليله تحقق حيال تودي حدوث
    موجه بمثابه يوكد تزيد نقاط مستشار تتعلق يريد توقعات يشهد يحتاج عالميه يسعي ارباح اسابيع بلده دوليه سبعه مقالات جمعيه
    ايجابيه قرابه اجهزه استمرت تضمن تعرضت وفاه مجالات يحقق معايده بييه اثار حاجه مراكز اجتماع تطور خساير سابقه قدمت
    مستمره مستقبل تشكل مميزه باقي عروض اصدار لاحقا احدث فرقه تسبب ثاني قانون موكده تسيطر عمله قضايا توكد استعدادا مرات
    حضور اكتوبر مسووليه دولارا انظمه شوون حفظه مجددا ديسمبر جماعه اقتصاد انطلاق يتضمن متنوعه تداول توقيع مسجد اجتماعيه
    فنيه قواعد ظروف اشار مناسبه سلاح تبين تنفيذها موافقه تلقت اسماء ارسل شانها يناير مقدمه جديدا تراجعت محكمه قريبا
    عددهم اطلق ثقافه سياسه زوار يتوقع تشغيل مسابقه شخصيه استقبال شكره يستطيع عالم عاصمه يسمح مشترك تركي تحول الدم اخيرا
    سيارات جيدا اسبوع نوفمبر مثلا برميل احياء انهاء تظهر تشكيل كامله تريد تقييم يدعو معسكره ماذا تحتاج مواد قريبه
    استهدفت حادثه رغبه موقف كتاب اصدرت خطوه تاهيل مليارات كانون معرض بشده هبوط سقوط مسار احداث صلاه مكثفه تبادل بعضها
    مسافه اسره ظاهره كبري شاهد استهدف شرقي توجه وزراء ايلول اذار رعايه مبلغ ارسال واقع اتفاقيه سياق موعد مشددا كيلومترا
    ظهرت قررت انتهت صفقه رسميه نهايي تدريبيه تعالي احدهم يحصل حلول تعتمد مكتبه امرا استهداف يلعب افادت تناول ارهابيه
    عاده صغيره صفوف تطلق اطلقت معرفه واضحه يشار نيسان سموه تصبح معهد نوعيه تبني ايار احتياجات نجوم محطه صدور متوسطه
    خطوره هدفا توقع تكلفه مصلحه سرعه جايزه بتوقيت مخالفه اتخاذ سعادته ايدي يوثر السن يخدم مواقف يهدف قادره متخصصه يومين
    حقيقيه يحاول يشارك جوده تابعه رفعت طايره واضح انما عشرات توفيق ابدا حياته مسوولي جزءا بعيدا امنه منتخب جوله مستشفيات
    اقامت وديه وجدت اعتقد محدده مفاوضات يطلق يومي وطنيه يشمل قادمه مسيره نتايجها والده زيارته دعما اسبوعين قيمته رسميا
    تقنيه ينتظر ميناء ولفت رحله عمره انباء تعاني عامل اقول تطلب جهاز ناحيه مستمر مراعاه قبول اسرع جنود مساعده ضربه
    وغيرهم انطلقت اعلام متفرقه حققت عقده موضوع صندوق توجيهات اخرون وضعت تخصيص سريعا والمقيمين غيرها مشاهد وحدات طبيعي
    انني زادت اقيمت نفذت معاناه دليل صحيح الحق اوليك صحيه لحظه بيوت اهتمام يعاني معينه وهما ميليشيات عسكري استمر صباحا
    ادخال فتاه تصميم اثنين شديد درجات الفا يعكس توفي موظف اوقات يقومون انتشار نقله شباط تصدر قريب تسعه سعوديه مرور اواخر
    انتقال يقضي سياسي خساره قوله مسبقا وصفه محاولات بحثا وبينت شييا نشرت لاعبي يتحدث ارقام سيارته شروط خليفه لايحه
    استعراض قطعه جلسه رسمي مياه ريالا يعيش تدريب مبادره كافيه يتطلب تقدمه تحرك عنوان وظيفه انصار تدريبات تفجير اقيم
    شديده اعتماد تجديد تعليم علما شهرا صعوبه وتحديدا امراه تدعم دورا ذاتها اسهم تطورات وسلم تستطيع تتمثل لاعبين حديثا
    مهاجم منزل طيران تسهم حسبما لقاءات نجحت تقام مواصله مناقشه اعمالها جمله يملك ترتفع يبحث سياحيه شهداء معدلات يدعم
    اقصي يقارب اثاره نسبيا يعتقد تدخل افتتح تحتوي اصيب جانبها اسيله انسانيه ثوره انقاذ تملك حادث تاخر ابطال تجاوز
    اجتماعا اسفر مكانه مدرسه انخفضت قاده الحر اخبار انديه سياسيه اشاره يهدد ضخمه وثيقه لجان يستخدم ودعت بلاغا طبيه بدءا
    قيادات ممثله خبراء وقتها غضون فريقه مستقره قرارات قبيل انهيار تنميه استقبل معارك دايره اماره طلبت عددها اهتماما
    مراقبه تقدر خطوط عايله هجمات اعقاب حسابه يجمع جنيه جهودها محادثات قدما رحيل اعماله رييسه يقيم حقيقه عامين وظايف
    محليه تحويل حزمه ثالث علماء موقعها والقرويه وفاء بريد بلاد بعيد بدون بارز بحري كلام لازم لذلك لكن فارق فاصل فقط كاتب
    كتب عمال عميل عمل جمل منار سلام ايراد ايرادات مقدس بنات بنت بيت كرات بطل
"""
_GIVEN = """
    ابراهيم احمد باسل باسم بدر بشير جمال جميل حسان حسن حسين خالد راشد سالم سامي سعد سعيد سلطان سلمان سليم سليمان سمير
    صالح عادل عبدالرحمن عبدالعزيز عبدالله علي عمر فادي فريد فهد فيصل كامل كريم كمال لبيب ماجد مبارك محمد محمود منصور
    منير ناصر نايف نصير هادي وائل وايل وحيد وسام وسيم وليد يوسف
"""
_ENGLISH = """
    about above abroad across action after again against agency ahead aim air all allow almost alone along already also
    although always amid among amount and announce another answer any appeal april area army around arrest article ask
    attack attempt august author authority available average avoid away baby back bad ball ban band bank bar base battle
    beach bear beat became because become been before began begin behind being believe below best better between beyond
    big bill billion bit black block blood blue board boat body bomb book border born both bottom bought box boy break
    bring broke brother budget build burn business but buy call came camp campaign can candidate capital captain car
    card care career carry case cash catch cause cell central centre center century certain chain chair chance change
    channel charge chart check chief child children choice church city civil claim class clean clear close club coach
    coal coast code coin cold come comment common community company computer concern confirm contact continue contract
    control corner cost could council count country couple course court cover crash create credit crew crime crisis
    cross crowd cup current customer cut daily damage dance data date daughter david day dead deal death debate debt
    decade december decide defence defense demand deny design despite develop died different difficult director does
    dollar done door double down drama dream drink drive drop drug during each early earth east easy eat economy editor
    education effect effort eight election else emergency employ end energy engine england english enough enter
    environment europe even event ever every evidence example expect expert export face fact fail fair fall family
    famous fan far farm fast father fear february federal feel few field fight figure film final finance find fine fire
    firm first fish five flag flat flight floor flow fly focus follow food foot football force foreign form former
    forward found four free friday friend from front fuel full fund further future game gas gave general get girl give
    given global goal god gold gone good government grand great green ground group grow growth guard guide had half hall
    hand happen hard has hate have head health hear heart heat heavy held help her here high hill him his history hit
    hold home hope host hot hotel hour house how however human hundred hurt ice idea image impact import include income
    increase industry information inside interest internet into investor island issue item its itself january job join
    judge july june just keep key kick kid kill kind king knew know labour labor lack lady land large last late later
    launch law lead league learn leave left legal less let letter level life light like line link list little live loan
    local long look lord lose loss lost lot love low luck made mail main major make man many march mark market marriage
    match may mayor meal mean media meet member memory men message metal middle might mile military million mind mine
    minister minute miss model modern monday money month more morning most mother move movie much murder music must name
    nation national nature near nearly need never new news next night nine none north note nothing november now number
    nurse october off offer office officer official often oil old once one only open order other our out over own owner
    page paid pain paper parent park part party pass past path patient pay peace people per period person phone photo
    picture piece place plan plane play player please point police policy poor port position post pound power present
    president press pressure pretty price prime print prison private problem process product profit program project
    promise protect proud prove public pull push put quality quarter queen question quick quite race radio rain raise
    ran range rank rate rather reach read ready real really reason record red reduce region release remain report
    request rescue research rest result return review rich right ring rise risk river road rock role room round royal
    rule run rush safe said sale same sat saturday save saw say scene school science score sea search season seat second
    secret secretary security see seek seem sell senate send senior sense sent september series serious serve service
    set seven several share she ship shock shoot shop short shot should show side sign silver similar since sing single
    sister site six size skin sky sleep small smart snow social society soft soldier some son song soon sound source
    south space speak special speech speed spend spirit sport spot spring square staff stage stand star start state
    station stay step still stock stone stood stop store storm story street strike strong student study style success
    such summer sun sunday support sure surprise system table take talk target task tax teacher team tell ten term test
    than thank that the their them then there these they thing think third this those though thousand threat three
    through thursday time title today together told tomorrow tonight too took top total touch tough tour toward towards
    town track trade train travel treat tree trial tried trip troop trouble true trust truth try tuesday turn twice two
    type under union unit united until upon use user value very video view village visit voice vote wage wait walk wall
    want war warn was watch water wave way weapon wear weather web wednesday week weekend weight well went were west
    what when where which while white who whole whose why wide wife will win wind window winner winter wish with within
    without woman women won wonder wood word work worker world worry worse worst worth would write wrong year yes
    yesterday yet you young your youth it is in on at to up us we he me my an as be by do go if no of or so ai am art
    era ceo
"""
# Small words that are other words once their hamza or alef maqsura is folded away (على, on; علي, a man's name).
_AS_WRITTEN = "على إلى حتى لدى متى سوى مدى أن إن أو أي إذ إذا أما إلا لأن كأن بأن فإن وإن وأن وعلى وإلى أبدى أدى أعلى أقصى"

COMMON = frozenset((_ARABIC + _ENGLISH).split())
# Given names: no spelling of another name lands on one, but a name in the other script may be rendered by one.
GIVEN_NAMES = frozenset(_GIVEN.split())
SMALL_WORDS = frozenset(_AS_WRITTEN.split())
