"""The words of dates: months, weekdays, numbers, units, parts of the day, named days."""

from __future__ import annotations

import re


def split_words(text: str) -> tuple[str, ...]:
    """The words of a list that is written in lines."""
    return tuple(text.split())


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon", "tuesday tues tue", "wednesday wed weds", "thursday thurs thur thu",
            "friday fri", "saturday sat", "sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip
SEASONS = {"spring": "SP", "springtime": "SP", "summer": "SU", "summertime": "SU",
           "autumn": "FA", "fall": "FA", "winter": "WI", "wintertime": "WI"}  # fmt: skip
PARTS = {
    "morning": "MO", "dawn": "MO", "daybreak": "MO", "sunrise": "MO", "afternoon": "AF",
    "lunchtime": "MI", "midday": "MI", "evening": "EV", "dusk": "EV", "sunset": "EV",
    "night": "NI", "nighttime": "NI", "overnight": "NI", "noon": "MI", "midnight": "NI",
}  # fmt: skip
UNITS = {
    "second": "S", "sec": "S", "minute": "M", "min": "M", "hour": "H", "hr": "H",
    "day": "D", "night": "NI", "week": "W", "wk": "W", "weekend": "WE", "fortnight": "FN",
    "month": "MON", "mo": "MON", "quarter": "Q", "year": "Y", "yr": "Y", "decade": "DE",
    "century": "CE", "centurie": "CE", "semester": "SEM", "millennium": "ML", "millennia": "ML",
    "season": "SEA", "morning": "MO", "afternoon": "AF", "evening": "EV",
}  # fmt: skip
_ONES = split_words("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen
    fourteen fifteen sixteen seventeen eighteen nineteen
""")  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS = {word: n for n, word in enumerate(_ONES)}
NUMBERS |= {word: 20 + 10 * n for n, word in enumerate(_TENS)}
NUMBERS |= {"hundred": 100, "thousand": 1000}
ORDINALS = {
    word: n
    for n, word in enumerate(
        split_words("""
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
    twentieth
"""),
        1,
    )
}  # fmt: skip
ORDINALS |= {f"twenty-{w}": 20 + n for w, n in list(ORDINALS.items())[:9]}
ORDINALS |= {"thirtieth": 30, "thirty-first": 31}

# regular-expression parts; all are matched without regard to case
MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|jun(?:e|\.)?|jul(?:y|\.)?"
    r"|aug(?:ust|\.)?|sep(?:t(?:ember)?)?\.?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
    r"(?![a-z])"
)
WEEKDAY = (
    r"(?:mon(?:day|\.)?|tue(?:s(?:day|\.)?|\.)?|wed(?:s\.?|nesday|\.)?|thu(?:r(?:s(?:day|\.)?)?|\.)?"
    r"|fri(?:day|\.)?|sat(?:urday|\.)?|sun(?:day|\.)?)(?![a-z])"
)
SEASON = r"(?:spring|summer|autumn|fall|winter)(?:time)?(?![a-z])"
ONES = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
TENS = "|".join(_TENS)
NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}(?:\.\d+)?"
    rf"|(?:(?:{TENS})[- ](?:{'|'.join(_ONES[1:10])})|{ONES}|(?:a|one) hundred|hundred)(?![a-z]))"
)
ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|(?:twenty|thirty)-(?:first|second|third|fourth|fifth|sixth|seventh"
    r"|eighth|ninth)|" + "|".join(w for w in ORDINALS if "-" not in w) + r")(?![a-z])"
)
UNIT = (
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weekends?|weeks?|wks?|fortnights?"
    r"|months?|quarters?|years?|yrs?|decades?|century|centuries|millenni(?:um|a)|mornings?"
    r"|afternoons?|evenings?)(?![a-z])"
)
PART = (
    r"(?:morning|afternoon|evening|night(?:time)?|dawn|daybreak|sunrise|midday|lunchtime|dusk"
    r"|sunset|noon|midnight)(?![a-z])"
)
YEAR = r"(?:1[0-9]\d\d|20\d\d|21\d\d)(?![\d%])"
ZONE = (
    r"(?:GMT|UTC|BST|CET|CEST|EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|PST|PDT|PT|JST|KST|IST|HKT|SGT"
    r"|AEST|AEDT|MSK|EET|EEST|WIB|NZST|NZDT|AKST|HST)(?![A-Za-z])"
)

# month and day of the holidays that stand still; the others are computed
FIXED_DAYS = {
    "new year's day": (1, 1), "new year": (1, 1), "new years day": (1, 1),
    "new year's eve": (12, 31), "new years eve": (12, 31), "christmas": (12, 25),
    "christmas day": (12, 25), "christmas eve": (12, 24), "xmas": (12, 25), "boxing day": (12, 26),
    "valentine's day": (2, 14), "valentines day": (2, 14), "st. patrick's day": (3, 17),
    "st patrick's day": (3, 17), "april fools' day": (4, 1), "april fool's day": (4, 1),
    "may day": (5, 1), "independence day": (7, 4), "fourth of july": (7, 4),
    "bastille day": (7, 14), "halloween": (10, 31), "all saints' day": (11, 1),
    "guy fawkes night": (11, 5), "bonfire night": (11, 5), "veterans day": (11, 11),
    "armistice day": (11, 11), "remembrance day": (11, 11), "australia day": (1, 26),
    "anzac day": (4, 25), "canada day": (7, 1), "juneteenth": (6, 19), "earth day": (4, 22),
    "groundhog day": (2, 2), "epiphany": (1, 6), "flag day": (6, 14),
    "international women's day": (3, 8), "world aids day": (12, 1), "midsummer's day": (6, 24),
    "burns night": (1, 25), "workers' day": (5, 1), "new year day": (1, 1),
    "international workers' day": (5, 1), "cinco de mayo": (5, 5),
}  # fmt: skip
MOVING_DAYS = (
    "thanksgiving", "thanksgiving day", "easter", "easter sunday", "easter monday", "good friday",
    "ash wednesday", "palm sunday", "pentecost", "memorial day", "labor day", "labour day",
    "martin luther king day", "martin luther king jr. day", "mlk day", "presidents day",
    "presidents' day", "columbus day", "black friday", "cyber monday", "mother's day",
    "father's day", "ramadan", "eid al-fitr", "eid al-adha", "lunar new year",
    "chinese new year", "hanukkah", "rosh hashanah", "yom kippur", "passover", "diwali",
    "super tuesday", "maundy thursday", "shrove tuesday",
)  # fmt: skip
HOLIDAY = (
    "(?:"
    + "|".join(
        re.escape(n).replace("'", "['’]").replace(r"\ ", " ").replace(r"\-", "[- ]")
        for n in sorted({*FIXED_DAYS, *MOVING_DAYS} - {"new year"}, key=len, reverse=True)
    )
    + ")(?![a-z])"
)


def read_number(text: str) -> float | None:
    """The number that digits or number words are, or ``None`` ("several").

    >>> read_number("twenty-one"), read_number("2,006"), read_number("a hundred")
    (21.0, 2006.0, 100.0)
    """
    word = text.lower().replace(",", "")
    try:
        return float(word)
    except ValueError:
        pass
    if word in ("a", "an", "a single", "the"):
        return 1.0
    parts = [p for p in re.split(r"[- ]", word) if p not in ("a", "and")]
    if parts[-1:] == ["hundred"]:
        return 100.0
    if not all(p in NUMBERS for p in parts):
        return None
    return float(sum(NUMBERS[p] for p in parts))


def read_ordinal(text: str) -> int:
    """The number of an ordinal ("third", "21st")."""
    word = text.lower()
    return ORDINALS[word] if word in ORDINALS else int(re.sub(r"\D", "", word))


def month_number(text: str) -> int:
    """1 to 12 of a month's name or abbreviation."""
    return MONTHS[text.lower().rstrip(".")]


def weekday_number(text: str) -> int:
    """0 (Monday) to 6 of a weekday's name or abbreviation."""
    return WEEKDAYS[text.lower().rstrip(".")]


def unit_code(text: str) -> str:
    """The code of a unit of time, singular or plural (``D``, ``W``, ``MON``, ``Y``, …)."""
    word = text.lower()
    return UNITS.get(word) or UNITS[word.removesuffix("s")]
