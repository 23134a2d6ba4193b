"""What identifies a person by its shape: numbers, addresses, dates, references.

Source: R4-40; UK formats from the public descriptions of Royal Mail postcodes, Ofcom numbering, NHS and
National Insurance numbers and DVLA plates. Every pattern needs a digit, an @ or a fixed word, so that
ordinary sentences pass quickly.
"""

import re

MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
STREETS = r"(?:street|st|road|rd|avenue|ave|lane|drive|close|crescent|cres|way|place|gardens|terrace|court|grove|walk|rise|mews|row|square)"

PATTERNS: tuple[tuple[str, str], ...] = (
    ("email", r"[\w.+-]+ ?@ ?[\w-]+(?: ?\. ?[\w-]+)+"),
    ("link", r"(?:https?://|www\.)\S+"),
    ("handle", r"(?<![\w.])@[A-Za-z_][\w.]{2,29}|\b(?:insta(?:gram)?|snap(?:chat)?|tiktok)(?: (?:is|name|handle))?:? +[A-Za-z]\w*[\d_.]\w*"),
    ("nhs_number", r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)"),
    ("phone", r"(?<![\w/])(?:\+ ?44 ?(?:\(0\))?|0)(?:[ -]?\d){8,10}(?!\w)"),
    ("ni_number", r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    ("postcode", r"\b(?:[A-Z]{1,2}\d[A-Z\d]?) ?\d[ABD-HJLNP-UW-Z]{2}\b"),
    ("number_plate", r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"),
    ("case_reference", r"\b(?:case|ref(?:erence)?|ehcp?|plan|file|mosaic|lac|client|id)(?: (?:no|number|ref(?:erence)?|id))?[.:#]? ?(?:is )?#?(?=[A-Z/-]*\d)[A-Z]{0,5}[/-]?\d[\dA-Z/-]{3,15}\b"),
    ("date", rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:19|20)?\d{{2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTHS}(?:,? (?:19|20)\d{{2}})?\b|\b{MONTHS} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d{{2}})?|\b(?:19|20)\d\d-\d\d-\d\d\b"),
    ("address", rf"\b\d{{1,4}}[a-d]? (?:[A-Z][\w'’]+ ){{1,3}}{STREETS}\b|\bflat \d{{1,4}}[a-d]?\b"),
)  # fmt: skip

SHAPES = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in PATTERNS), re.IGNORECASE)

# A capital letter is needed here: "the school" stays, "Hollybush Primary" goes.
_NAMED = r"(?:(?:St\.?|Saint|Holy|Our)\s+)?(?:[A-Z][\w'’]+\s+(?:of\s+)?){1,3}"
PLACES = re.compile(
    rf"(?P<school>\b{_NAMED}(?:Primary|Secondary|Academy|Infants?|Juniors?|High|Grammar|School|College|Nursery|Pre-?school)(?:\s+(?:School|Academy|College))?\b)"
    rf"|(?P<street>\b(?:[A-Z][\w'’]+\s+){{1,2}}(?:Street|Road|Avenue|Lane|Drive|Close|Crescent|Terrace|Gardens|Grove)\b)"
    r"|(?P<place>\b(?:Ross-on-Wye|Ross on Wye|Leominster|Ledbury|Bromyard|Kington|Hay-on-Wye|Belmont|Bobblestock|Tupsley|Whitecross|Hunderton|Newton Farm|Holmer|Credenhill|Weobley|Colwall|Bodenham|Fownhope|Peterchurch|Ewyas Harold|Pontrilas|Kingstone|Clehonger|Madley|Lugwardine|Bartestree|Withington|Marden|Wellington|Much Birch|Wormelow|Mordiford|Pembridge|Eardisley|Wigmore|Leintwardine|Orleton|Kingsland|Shobdon|Luston|Stoke Lacy|Bosbury|Cradley|Whitchurch|Goodrich|Walford|Weston under Penyard|Lea)\b(?! (?:group|school)))"
)
