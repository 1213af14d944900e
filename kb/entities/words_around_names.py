"""Words around a name that tell what bears it: "the startup X", "X shares", "X wept"."""

from __future__ import annotations

from kb.entities.spelling import word_set

# What two that are joined by a dash have together: "the Berg–Falk talks".
SHARED_NOUNS = word_set(
    """
    meeting meetings talks talk summit summits call conversation handshake encounter discussions
    dialogue relationship ties relations rivalry feud duel debate match fight bout final race deal
    pact alliance showdown phone telephone bilateral trade
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

SPEECH_VERBS = word_set(
    """
    say tell announce add state report declare claim confirm deny warn argue insist explain
    note comment remark reply respond write describe urge stress reveal disclose acknowledge
    admit suggest emphasize emphasise reiterate underscore quote cite publish broadcast carry
    recall voice express call believe hope think want pledge promise vow
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
