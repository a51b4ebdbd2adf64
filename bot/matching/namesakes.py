"""English names whose letters, in lower case, are an ordinary word: China and china, FED and fed, the White House.

A term typed with the capital means the name alone; typed without, both. A list, because most names have no such namesake, and
because a phone's capital at the beginning of a term (Drone, Oil) must not shut the ordinary word out: of words that are
both, only those that news uses chiefly as names stand here. Words of ``common`` need no entry in capitals.
"""

from __future__ import annotations

from bot.matching.common import COMMON

# People, places, companies and other names, folded.
_NAMES = """
    abrams alphabet amazon amber anchor angel angelica apache apple arrow aspen atlas auburn aurora avalanche bailey baker
    ball banks barb barker basil bass bates batman bean beard beau beck bell bender benz berg berry best bill billings billy
    bishop black blackrock blackwater bloom blunt bob bond bosch bowman boxer brad bray brewer bridges bright brooks brown
    browning brunswick buck bud buddy buffalo bullock burger burgundy burns burr bush butler cage canton cantor cardinals
    carol carpenter carter carver casey castor caterpillar chad chamberlain chambers chance chandler charlotte chase cheddar
    cherry chesterfield chevron chi chili chin china christian chuck cicero circle citizen clay clement cliff cloud cobb
    coke cole collier cologne colt colts combs compass compound concord condor cook cooper coral cork corona cosmos cotton
    cox craft cross crow crown cupid cure curry curt curve daisy dale dame dane dare darling dash davenport dawn dean delta
    derrick dick dickens discord dodge dolly don doom dove drew dunk dyer earl earnest ebony echo eddy emery eminem ernest
    eve ever falcon fanny father fay fern fiat fielding fields finch fisher flint flora ford foreman foster fox frank franks
    freeman fritz frost fry fuller gable gale gap garland garner gates gemini gene gill ginger glen goldsmith gore grace
    graham grail grant graves gray green griffin grimes gross guinea guinness guy hague hall hamlet hancock handy hank hardy
    harpoon harry hart hawk hawking hawks hawley hay hays hazel heath heather hector hellfire herring hewitt hicks hill hiss
    hogan homer hood hooker hoover hope hopper horn hornet howe hull hung hunt hunter hurt intel iris ivy jack jade jaguar
    japan jasmine jasper java javelin jay jersey jewel jimmy jock jockey joey john johnny jolly jordan josh joy juan jumper
    junk kelvin kent khaki king kip kirk kit kitty knight kraken lacy lance lane lark laurel lee lemon lent leopard lily
    limbo limerick lincoln lions little locust long lucid luna lynch lyon mace mach major maker malta mandarin manila
    manning mantle march mariner mark marks marlin marsh marshall martin mason maverick may mayo mead meadows mecca medusa
    megan melody mercer mercury mesa messiah meta mick mickey midway mike miles mill mills mint misty mogul molly monk moody
    moor moore moose morocco mosaic moss mount munch murphy muse musk mustang napoleon navajo nelson nemesis newton nice
    nick nightingale noble noel norman nova oakland optimism oracle orange orlando otter oxford pace page palmer pan panama
    panda paramount park parker parks parsons pascal patriot patriots patsy patty pearl peck peel peg penny pentagon perry
    peter petty phoenix pierce pike pitt pixel pixie poland polish pollard polo polygon pooh porter potter powell predator
    prudence puck puma punch python quaker quest quill quinn raider rails rand randy raptor raven ray reading reaper reed
    reeves regent reid renault revere rich rick riddle riot ripple ritz roach rob robin robinhood rocky rod roger rogers
    roman romeo root rose rosemary rover rowling ruby rush rusty sabre said sally sandbox sanders sandy sang satan savage
    sawyer scotch seal sears seine sellers sentinel sexton shark sharp sheila shell shepherd sherry shields short signal
    sims singer singleton slack slate slough small smith snickers snow solo spam sparks spartan spears sphinx spike sprint
    square squire stag stapler staples stark stein stella stellar stern stinger stokes stone stout stripe strong sue
    sullivan summers sun swallow swan swede sweet swift tad tampa tanner target teddy telegram teller tether thatcher tide
    tiger timothy tiny tire titan titanic titans tom tomahawk tony tornado trident trinity troy trump truss tucker turkey
    turner twain tweed twitter typhoon vale vance vanguard verge vest victor victoria viking villa vine viola violet viper
    virgin visa vogue voyager wade wagner wake walker wall walls waltz ward ware warner warren warthog wash waters watt
    watts weaver webb wells welsh wheeler whistler white whitehead wick wilder will willow willy windows winters wise wolf
    wood woods woodward worms wren wright x yahoo yang yank young zen zest zoom
"""
# Acronyms and tickers, which are written in capitals; Fed and Aids are as good.
_ACRONYMS = """
    ace aces act ads aid aids ally ant ape apes arc arch arena arm arms asap ass atom audio axis axon bad bake bal band bar
    bat beam best bet bid bit blue blur bond boom bow bud cab cad cake cam camp cap car care cart cat cats cert chess chip
    cod com comp cop cops core cost crow cube cue cup cyber dab dai dam dash deal den dim dip dock dod doe dog doge dogs
    dope dot dove dub dusk eat echo edge edit ego elf era ether fan fast fat fed feds fiat fin fist fit flex flow flux fog
    fun gala gap gas gem get gig gin god gold golem grass grin gum gun hack ham has hat haw hawk hay hero hex high hint hive
    hoe hog hook hop hope horn host hot hub hull hymn hype ice icon idea ill imp ink ion ions ire iris isis jam jar jet jets
    joe joy jug jump just key keys kin kind kit knot lab lap laser lead lean led leo lid life lift lime line link lion lit
    live loaf loom loop low luck luna mac mad magic mail main male man mane map maps mars mask mass mat meet meme men met
    mind mine mint mob mod mode moon mop mope more moss move mug must nab nano nap near need neon nerd nest net new nice nod
    node nope not nova now oar oath oil one open opt oral orb orca ore our own pac pace pact page pain pal pan par pas pass
    pat path paw pax pay peace peak pen pepe perk perl pest pet phi pie pig pile pill pin pine pip pipe pit pity plan play
    plot plug ply pod pond pool pop pope port pot pots pow pray prep prime prom prop pry pub pulse pump push radar rag raid
    rail ram ramp rap rare rat raw ray reach read real red reef rend render rent rep rest rev rice rich rift ring rip rise
    risk road roar rock rod roll rome rope rose rot row rub run rune rush sad safe sag sage sail salt same sand sap sat save
    say scan score scout sea seal seals seat sec see seed seek self sell send sense set shared ship shop sin sip sit site
    six skew ski sky slim slip slot sly smart snap snow soap soar sob sod sol solo some son soon sort soul sound spa space
    spam span spark spear spell spin spoil spot spy star start stat steep stem step stir stop storm straw strike strip stun
    sub sue sun super surf sushi swap swat sweat swift swim syrup tag take talk tan tap tar task tat tax team tear tech ten
    term test tide tie tier tile till tin tip tire toad toe ton tone tool top tor torn tort tot tow toy track trade train
    trap tray tree trip troll true trump trust try tub tug turbo turf two typo ugly ulna unit use vale van vast vat veil vet
    via vine viper vista viva vote wag wage wake wall wand war ward warm wart wash wasp wave waves wax way weak web wed west
    wet whale wheat wide wife wig win wind wing wink wins wipe wise wish wit wolf wrap yam yard yen yes yoke you zap zen
    zero zest zinc zip zone zoo
"""
_PHRASES = """
    white house · red cross · red crescent · holy see · west bank · ivory coast · temple mount · black hawk · black sea ·
    black water · proud boys · storm shadow · delta force · sky news · blue origin · circle internet · galaxy leader ·
    golden dome · silver lining · green zone · north face · best buy · evergreen marine · general motors · general electric ·
    general dynamics · future movement · white helmets · wall street · yellow sea · red sea · dead sea · snake island ·
    downing street · capitol hill · cape town
"""
# Typed all in capitals these are acronyms or shouting alike; nobody reads a name into them.
_NAMESAKES = frozenset(_NAMES.split())
_ACRONYM_WORDS = frozenset(_ACRONYMS.split())
_NAMESAKE_PHRASES = frozenset(tuple(phrase.split()) for phrase in _PHRASES.split("·"))


def is_namesake(raws: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether words, written ``raws`` and folded ``words``, are a name that in lower case would be something else."""
    if len(words) > 1:
        return words in _NAMESAKE_PHRASES and all(raw[0].isupper() for raw in raws)
    [word], [raw] = words, raws
    if not raw[0].isupper():
        return False
    return word in _NAMESAKES or (len(word) > 1 and raw.isupper() and (word in _ACRONYM_WORDS or word in COMMON))


def is_understated(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text is in lower case what with a capital is a name."""
    return text.islower() and len(words) == 1 and words[0] in _NAMESAKES


def is_word(words: tuple[str, ...]) -> bool:
    """Whether folded words, written in capitals, may as well be an ordinary one (WHO, NEAR, AI); NATO and BTC may not."""
    return len(words) == 1 and (words[0] in COMMON or words[0] in _ACRONYM_WORDS or words[0] in _NAMESAKES)
