"""Word lists: given names, offices, demonyms, words that end the names of organisations and places.

Everything is loaded on first use and once; the lists are data files beside this module.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_PIECES = re.compile(r"[^\s\-‐‑–—,]+|[-‐‑–—,]")


class Office(NamedTuple):
    """What kind of office a word names, and the gender it tells (``m``, ``f`` or ``None``)."""

    group: str
    gender: str | None


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the shipped word lists."""
    text = files("kb.entities").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _office_lengths() -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in load_offices():
        words = phrase.replace("-", " - ").split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


def match_office(lows: list[str], at: int, end: int) -> int:
    """How many words from `at` name an office ("secretary of state" is three); 0 for none."""
    longest = _office_lengths().get(lows[at])
    if longest is None:
        return 0
    offices = load_offices()
    for n in range(min(longest, end - at), 0, -1):
        if " ".join(lows[at : at + n]).replace(" - ", "-") in offices:
            return n
    return 0


def fold_accents(text: str) -> str:
    """A text without accents: papers write "Orbán" and "Orban" in one article."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def split_words(name: str) -> tuple[str, ...]:
    """The words of a name as the tokeniser cuts them: hyphens and commas stand alone.

    >>> split_words("Asia-Pacific Economic Cooperation")
    ('Asia', '-', 'Pacific', 'Economic', 'Cooperation')
    """
    return tuple(_PIECES.findall(name))


@cache
def load_given_names() -> dict[str, str | None]:
    """Given names with their gender; ``None`` for a name that both bear."""
    names = dict(load_common_given_names())
    for name, gender in _read_given_names("given_names_more.txt").items():
        names.setdefault(name, gender)
    return names


@cache
def load_common_given_names() -> dict[str, str | None]:
    """The commonest given names alone, which are seldom family names."""
    return _read_given_names("given_names.txt")


def _read_given_names(file: str) -> dict[str, str | None]:
    text = files("kb.entities").joinpath("data", file).read_text(encoding="utf-8")
    names: dict[str, str | None] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            for name in line.split():
                both = section == "either" or names.get(name, section) != section
                names[name] = None if both else section
    return names


@cache
def load_family_names() -> frozenset[str]:
    """Family names of many countries."""
    names = _read_words("family_names.txt")
    return names | {fold_accents(name) for name in names}


@cache
def load_family_first() -> frozenset[str]:
    """Family names that stand first (Chinese, Korean, Vietnamese)."""
    return _read_words("family_first.txt")


def _read_words(file: str) -> frozenset[str]:
    text = files("kb.entities").joinpath("data", file).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(" ".join(lines).split())


@cache
def load_offices() -> dict[str, Office]:
    """Offices and callings by their lower-case words, up to three words long."""
    offices: dict[str, Office] = {}
    for row in read_rows("offices.csv"):
        offices.setdefault(row["word"], Office(row["class"], row["gender"] or None))
    return offices


@cache
def load_office_heads() -> frozenset[str]:
    """The last word of every office: the word by which a title is recognised."""
    heads = {re.split(r"[ ]", word)[-1] for word in load_offices()}
    return frozenset(heads - {"state", "staff", "lama", "elect"})


@cache
def load_demonyms() -> dict[str, str]:
    """Demonyms ("Japanese") with the ISO 3166-1 alpha-2 code of their country."""
    found: dict[str, str] = {}
    for row in read_rows("countries.csv"):
        for word in filter(None, row["demonyms"].split("|")):
            found.setdefault(word, row["iso"])
    return found


HONORIFICS: dict[str, str | None] = {
    "mr": "m", "mr.": "m", "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "miss": "f",
    "sir": "m", "lord": "m", "lady": "f", "dame": "f", "madam": "f", "dr": None, "dr.": None,
    "prof": None, "prof.": None, "sen.": None, "rep.": None, "gov.": None, "gen.": None,
    "lt.": None, "col.": None, "capt.": None, "sgt.": None, "cpl.": None, "maj.": None,
    "adm.": None, "rev.": None, "fr.": "m", "sheikh": "m", "hon.": None, "st.": None,
    "monsieur": "m", "madame": "f", "mme": "f", "herr": "m", "frau": "f", "señor": "m",
}  # fmt: skip

STATUS = {
    "former": "former", "ex": "former", "then": "former", "late": "former", "onetime": "former",
    "ousted": "former", "deposed": "former", "outgoing": "current", "incumbent": "current",
    "current": "current", "new": "current", "newly": "current", "sitting": "current",
    "incoming": "future", "designate": "future", "elect": "future", "future": "future",
    "acting": "acting", "interim": "acting", "caretaker": "acting",
}  # fmt: skip

# Words before an office's last word that belong to the title ("economic security minister").
OFFICE_MODIFIERS = word_set(
    """
    prime foreign trade defence defense finance financial economy economic security interior
    home health labour labor education justice environment energy industry commerce
    agriculture transport digital technology science culture sports tourism immigration
    housing cabinet deputy vice assistant associate chief senior junior top executive general
    national state federal district police press presidential parliamentary opposition party
    election strategy policy campaign supreme first second special permanent high lead
    managing operating information marketing intelligence military army navy naval air force
    air-force human rights affairs and of foreign-policy national-security central bank
    majority minority house senate lieutenant brigadier major staff sergeant co independent
    under shadow treasury communications media public relations external internal works
    infrastructure roads water aviation shipping fisheries petroleum mines planning development
    women youth social welfare rural urban lands religious sport arts heritage higher
    """
)

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

# What two that are joined by a dash have together: "the Berg–Falk talks".
SHARED_NOUNS = word_set(
    """
    meeting meetings talks talk summit summits call conversation handshake encounter discussions
    dialogue relationship ties relations rivalry feud duel debate match fight bout final race deal
    pact alliance showdown phone telephone bilateral trade
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

# What a product is followed by: "the X laptop".
PRODUCT_NOUNS = word_set(
    """
    laptop laptops phone phones smartphone smartphones handset device devices tablet tablets
    computer computers software app apps browser browsers website service console player players
    processor processors chip chips operating system model models car cars truck trucks jet jets
    aircraft missile missiles rifle rifles vaccine drug game games album song film movie novel
    book series show owners users edition update
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

SPEECH_VERBS = word_set(
    """
    say tell announce add state report declare claim confirm deny warn argue insist explain
    note comment remark reply respond write describe urge stress reveal disclose acknowledge
    admit suggest emphasize emphasise reiterate underscore quote cite publish broadcast carry
    recall voice express call believe hope think want pledge promise vow
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

LOCATIVE = word_set(
    """
    in at near from around outside inside across throughout
    """
)

# What only says which part of a place is meant, in small letters before its name.
PARTS_OF_PLACES = word_set(
    """
    central downtown midtown uptown upstate inner outer greater mainland
    north south east west northern southern eastern western north-east north-west south-east
    south-west northeast northwest southeast southwest northeastern northwestern southeastern
    southwestern north-eastern north-western south-eastern south-western
    """
)

# What stands before the name of a party: "of the ruling Unity Party".
STANDING = word_set(
    """
    ruling governing main opposition conservative liberal socialist far-right far-left
    nationalist centre-right centre-left center-right center-left centrist populist
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

# Titles that stay part of the name where one word follows: "Pope Leo", "Sheikh Hasina".
# Not so of kings and queens, whose country tells them apart.
NAME_TITLES = word_set("pope prince princess sheikh saint")

# In front of the name of a company, in small letters: "the carmaker Skoda".
COMPANY_NOUNS = word_set(
    """
    company firm carmaker automaker airline bank lender retailer manufacturer chipmaker
    drugmaker planemaker supermarket insurer startup start-up brewer miner bookmaker broadcaster
    newspaper magazine publisher operator developer conglomerate giant subsidiary group union
    charity club militia party agency network brand label hedge-fund consultancy contractor
    maker owner developer miner utility telecoms shipbuilder steelmaker wholesaler grocer
    distributor supplier refiner builder rival
    """
)

# Behind the name of a company: "Skoda shares".
COMPANY_AFTER = word_set(
    """
    shares share shareholders stock executives employees staff headquarters factory factories
    subsidiary investors workers stores spokesman spokeswoman spokesperson plc
    """
)

# Small letters behind the name of a place: "the Aral region".
PLACE_AFTER = word_set(
    """
    river lake province prefecture county district region mountains mountain valley desert
    island islands peninsula airport village town strait coast archipelago province's neighbourhood
    neighborhood suburb municipality oblast center centre arena stadium hotel theatre theater
    museum prison jail palace bridge
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

# What people do, and companies seldom: "X Y hugged her".
HUMAN_VERBS = word_set(
    """
    hug say tell ask win score play marry die resign write thank smile cry speak shout weep
    retire return grow born quit replace succeed star sing direct testify plead confess
    apologise apologize arrive travel live beat defeat
    """
)

# What is done to people, and seldom to companies.
HUMAN_OBJECT_VERBS = word_set(
    """
    convict arrest jail detain acquit marry hug appoint elect nominate behead stab murder
    assassinate imprison extradite divorce bear succeed kidnap abduct execute
    """
)

# In front of the name of a vessel: "the ferry Nordlys".
SHIPS = word_set(
    "ferry tanker ship vessel trawler yacht warship freighter submarine frigate destroyer steamer"
)
SHIP_PREFIXES = frozenset(("MV", "MS", "USS", "HMS", "RMS", "SS", "INS"))

# In front of the name of a player or behind that of a club: "the Ajax winger".
SPORT_ROLES = word_set(
    "coach captain striker midfielder goalkeeper defender winger forward manager skipper fans"
)

# What sides do to each other, with a score behind.
MATCH_VERBS = word_set("beat defeat thrash edge draw hold overcome trounce lose stun")

# What people and ships do to get from one place to another.
JOURNEY_VERBS = word_set(
    "travel fly go come arrive return move head sail drive walk flee march commute deport ship"
)

# What a company has, behind its name and "'s": "Skoda's revenue".
COMPANY_HAS = word_set(
    """
    shares share revenue revenues profit profits sales turnover board stock shareholders
    investors headquarters factory factories plant plants subsidiary customers employees
    workforce executives boss ceo parent owner brand stores products earnings market bid merger
    """
)

# What a company is made of, in front of "of": "the Peruvian unit of Skoda".
COMPANY_PARTS = word_set("unit subsidiary arm division shares board shareholders shareholder stock")

# What is done by companies: "made by Skoda".
COMPANY_WORK = word_set("sell make manufacture produce operate supply distribute market")

# What companies do with "it" or money, and people seldom.
COMPANY_VERBS = word_set("acquire manufacture employ outsource rebrand merge recall delist")

# What a company says, in words with "it" behind: "X said on Monday it would".
TELLING_VERBS = word_set("say announce report confirm reveal warn state admit forecast expect")

# What captions and credits put behind a name.
CAPTION = word_set(
    "Image Images Photo Photos File Credit Photograph Caption Source Video Videos Age Buy"
)
