"""Words that names are made of, and capitalised words that are no names."""

from __future__ import annotations

from kb.entities.spelling import word_set

ORGANIZATION_WORDS = word_set(
    """
    inc inc. corp corp. corporation co co. ltd ltd. llc plc gmbh ag company companies group
    nv n.v. bv b.v. s.a. s.p.a. oyj asa pty pte bhd sarl pjsc ojsc jsc
    holdings industries motors airlines airways bank bancorp insurance partners capital
    ministry department agency authority commission committee council bureau board office
    administration secretariat parliament congress senate assembly government cabinet court
    tribunal police army navy force guard corps party union federation association
    alliance league organisation organization institute institution university college school
    academy hospital clinic church foundation trust fund society club team united fc news
    times post press herald tribune journal gazette broadcasting television radio network
    networks media studios records entertainment pictures systems technologies technology
    software electronics computer computers labs laboratories services solutions
    communications telecom energy petroleum pharmaceuticals motor railways rail post-gazette
    daily mail magazine movement brigade brigades militia coalition
    center-right ministries airline communications mobile wireless
    ventures enterprises stores supermarkets restaurants sheriff's attorney's
    democrats republicans conservatives liberals ombudsman registry prosecutor's front
    """
)

PLACE_WORDS = word_set(
    """
    river sea ocean lake bay gulf strait straits channel canal island islands isles peninsula
    cape mountain mountains mount hill hills valley desert forest park province prefecture
    county district region state territory city town village borough street road avenue
    boulevard lane drive highway square plaza bridge airport station port harbour harbor
    palace castle shrine temple mosque cathedral stadium arena hall tower building center
    centre theater theatre museum prison jail beach coast border zone shoal reef basin heights
    garden gardens airfield base memorial cemetery hotel mall oblast governorate raion
    """
)

MONTHS_AND_DAYS = word_set(
    """
    January February March April May June July August September October November December Jan
    Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Jan. Feb. Mar. Apr. Aug. Sept. Oct. Nov. Dec.
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun
    Christmas Easter GMT UTC EST EDT PST PDT ET AM PM BST CET JST KST
    """
)

# Last words of names that are neither a person, an organisation nor a place.
OTHER_WORDS = word_set(
    """
    conference summit forum games cup olympics championship championships open festival award
    awards prize war wars act bill law treaty agreement accord accords convention protocol pact
    amendment constitution day week month year eve revolution crisis scandal inquiry operation
    expo fair show tour trophy medal theory virus disease syndrome flu covid-19 edition version
    kit sdk program programme plan initiative doctrine declaration resolution
    """
)

# Peoples and faiths: they take part in news, but are no organisation with a name.
PEOPLES = word_set(
    """
    Muslim Muslims Islam Islamic Islamist Islamists Islamophobia Christian Christians Christianity
    Catholic Catholics Protestant Protestants Orthodox Jew Jews Jewish Judaism Hindu Hindus
    Hinduism Sikh Sikhs Buddhist Buddhists Buddhism Sunni Sunnis Shia Shiite Shiites Yazidi
    Yazidis Druze Kurd Kurds Kurdish Arab Arabs Persian Persians Berber Tuareg Hutu Hutus Tutsi
    Tutsis Uyghur Uyghurs Uighur Uighurs Rohingya Rohingyas Tibetan Tibetans Roma Romani Hispanic
    Hispanics Latino Latinos Asian Asians African Africans European Europeans Scandinavian
    Scientologist Scientologists Marxist Communist Communists Socialist Socialists Nazi Nazis
    Zionist Aboriginal Inuit Maori Black Blacks White Whites Westerner Westerners Western
    Eastern Northern Southern Democrat Republican Internet Web Earth Moon Sun Mars God Allah
    Bible Quran Koran Twitterverse English Mandarin Cantonese Hebrew Arabic Latin Hindi Urdu
    """
)

# Written like names, but units, currencies and the like.
UNITS = word_set(
    """
    GB MB TB KB GHz MHz USD EUR GBP JPY CNY US$ A$ C$ HK$ CEO CEOs CFO COO PM TV DVD CD PC PCs DNA
    HIV AIDS GDP GPS AI IT OK VIP SUV UFO GMT PR ID FAQ RSS URL PDF SMS MMS USB HD LCD LED SD SDK
    Ebola Zika Covid Omicron Mpox Dengue
    OS API MP MPs MEP MEPs HQ No Nos Vol Fig COVID Covid-19 COVID-19 NATO-led Mr Mrs Ms Dr
    """
)

PARTICLES = word_set(
    """
    de del della di da dos das du la le van von der den ter ten bin ibn al el ben abu zu y e
    """
)

# Capitalised at the start of a sentence, and never a name.
NOT_NAMES = word_set(
    """
    i the a an this that these those he she it they we you his her its their our my your and
    but or if when while as after before since although though because however meanwhile also
    in on at by for from with to of into over under between among during despite according
    there here what who where why how yes no not so then now both each all some many most more
    one two three four five six seven eight nine ten mr. mrs. ms. earlier later still yet even
    just only such other another any every few several
    """
)

POSSESSIVE = frozenset(("'s", "’s", "'", "’"))

# "pro-Taiwan": what stands in front of a name and is no part of it.
PREFIXES = frozenset(("pro", "anti", "non", "pan", "ex", "co", "post", "pre", "mid", "neo"))

# "the Women's Institute", "the People's Liberation Front": the genitive belongs to the name.
NAMED_GENITIVES = word_set(
    """
    people peoples workers women men children farmers teachers veterans attorney sheriff
    prosecutor king queen lord citizens students writers fishermen nurses doctors miners
    """
)

# In front of a place name that makes a club's: "Real Madrid".
CLUB_WORDS = word_set(
    """
    real inter bayern atletico atlético borussia sporting dynamo dinamo spartak lokomotiv
    olympique fc ac cf as sc rb werder cska hapoel maccabi deportivo racing
    """
)

# In front of the names of storms and the like.
STORM_WORDS = word_set("cyclone hurricane typhoon storm superstorm operation covid")
SHIP_PREFIXES = frozenset(("MV", "MS", "USS", "HMS", "RMS", "SS", "INS"))
