"""What identifies a person by its shape: numbers, addresses, dates, references. One compiled pass.

Every shape needs a digit, an @, a dot between letters or a fixed word, so that ordinary sentences are not searched
at all. No pattern can run over the same stretch twice: repeats are bounded, so time grows with the text only.
Source: R4-40; UK formats from the public descriptions of Royal Mail postcodes, Ofcom numbering, NHS and National
Insurance numbers and DVLA plates.
"""

MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|wrzesnia|października|pazdziernika|listopada|grudnia"
    r"|ianuarie|februarie|martie|aprilie|mai|iunie|iulie|septembrie|octombrie|noiembrie|decembrie"
    r"|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
    r"|ionawr|chwefror|mawrth|ebrill|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr)"
)
_YEAR = r"(?:19|20)\d{2}"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth"
    r"|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|(?:twenty|thirty)[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_HOME = r"(?!different|other|separate|new|address)[a-z]{3,20}"
_LIE = r"(?:end|heights|view|row|bank|side|fields?|orchard|yard|green|hill|rise|bridge|corner|croft|cottages?|court|house|lea|meadows?)"
_SPOKEN = r"(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|treble|triple|hundred|thousand)"
_SITES = r"(?:instagram|insta|ig|snapchat|snap|sc|tiktok|tik ?tok|twitter|discord|facebook|fb|kik|telegram|roblox|xbox|psn|ps|gamertag|username|user ?name)"

FAMILIES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (r"@|://|www\.|\w\.[a-z]{2}|[(\[]at[)\]]|mail|outlook|yahoo|icloud|internet|\baol\b|^dot$", "", (
        ("email", r"(?<![\w.+'’-])[\w.+'’-]{1,64}(?:@| @ | ?[(\[]at[)\]] ?)[\w-]{1,63}(?: ?\. ?[a-z][\w-]{1,62}){1,4}"),
        ("email", r"\b[\w.+-]{1,40}(?: dot [\w+-]{1,30}){0,3} at (?:gmail|hotmail|outlook|yahoo|icloud|live|btinternet|aol|sky|protonmail|wp|onet)(?: ?(?:\.| dot ) ?[a-z]{2,5}){1,2}\b"),
        ("email", r"\b[\w.+-]{1,40}(?: dot [\w+-]{1,30}){0,3} at [\w-]{2,40}(?: dot [\w-]{2,20}){0,2} dot (?:com|org|net|uk|co|eu|me)\b(?: dot uk\b)?"),
        ("link", r"\b(?:https?://|www\.)[^\s<>\"“”]{3,300}[^\s<>\"“”.,;:!?)\]]"),
        ("link", r"(?<![\w@.-])(?:[a-z0-9-]{2,40}\.){1,3}(?:com|co\.uk|org|org\.uk|net|uk|gov\.uk|me|ly|gg|io|tv|info)(?:/[^\s<>]{0,200}[^\s<>.,;:!?)])?(?![\w@])"),
        ("link", r"(?<![\w@.-])youtu\.be/[\w-]{3,40}"),
        ("handle", r"(?<![\w.@])@[a-z_][\w.]{1,28}\w"),
    )),
    (r"\b(?:instagram|insta|ig|snapchat|snap|sc|tiktok|tik|twitter|discord|facebook|fb|kik|telegram|roblox|xbox|psn|ps|gamertag|user|username)\b|\w_\w|^_\w|^\W?[a-z]\.[a-z]\.?\W?$", "", (
        ("handle", r"(?<![\w@./:=?&-])(?=[\w.]{0,30}[a-z])[a-z\d.]{0,30}_[\w.]{1,30}(?<![.])(?![\w@/])"),
        ("name", r"\b(?:of|with|for|child|son|daughter|mum|dad|and|re:?|sibling|pupil|client) (?P<inner>(?!U\.[KS]|[A-Z]\.[EA]\.|G\.P|O\.T|N\.I|I\.[TQD])(?-i:[A-Z]\.[A-Z]\.?)(?![\w.]))"),
        ("handle", rf"(?<=\b)(?:(?:her|his|my|their) )?{_SITES}(?: (?:is|was|name|handle|account|user|username|as|name is|id))?[: ]{{1,2}}(?P<inner>(?=[\w.#-]{{0,29}}[\d_.])[a-z_][\w.#-]{{1,28}}\w)"),
    )),
    (rf"\d/\d|\d(?:st|nd|rd|th)\b|\b{MONTHS}\b", r"\d|(?:st|nd|rd|th) of ", (
        ("date", r"\b(?:on|since|from|until|till|dated|of|by) (?:the )?(?P<inner>(?!24/7|9/11)(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2]))\b(?!/|\d| (?:of|children|people|kids|times))"),
        ("date", r"\b(?:due|was|is|before|after|held|booked|meeting|review|visit|moved to) (?P<inner>(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2]))\b(?!/|\d| (?:of|children|people|kids|times))"),
        ("date", rf"\b{_ORDINAL} (?:day )?of {MONTHS}\b(?:,? {_YEAR})?"),
        ("date", rf"\b(?:{_WEEKDAY},? )?{_DAY}(?: ?(?:st|nd|rd|th))?(?: of| day of)?[ /.-]{MONTHS}\b(?:[,]?[ /.-]?(?:{_YEAR}|['’]\d{{2}}\b))?"),
        ("date", rf"\b{MONTHS}(?: the)? {_DAY}(?:(?:st|nd|rd|th)\b|(?=[,.]? {_YEAR})|\b(?! ?(?:%|am|pm|years?|yrs?|weeks?|months?|days?|hours?|times|minutes?|people|children|kids|calls?|or|and|to|[:.]\d)))(?:[,]? {_YEAR})?"),
        ("date", r"\b(?:on|since|from|until|till) the (?P<inner>(?:[12]?\d|3[01])(?:st|nd|rd|th))(?= (?:at|he|she|they|we|i|when|and|but|someone|nobody|the|my)\b|[.,!?]|$)"),
    )),
    (r"\d\D{0,2}\d|^\d$", r"\d(?:\D{0,4}\d){3}", (
        ("date", rf"\b{_DAY}[/.-](?:0?[1-9]|1[0-2])[/.-](?:{_YEAR}|\d{{2}})\b|\b{_YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY}\b"),
        ("date", rf"\b(?:born|dob|d\.o\.b\.?|date of birth|birthday|bday|birth date)(?: (?:is|was|on|in|the|of)){{0,3}}[: ]{{1,2}}(?:the )?(?P<inner>{_DAY}(?:st|nd|rd|th)?[ /.-]\d{{1,2}}[ /.-]\d{{2,4}}|{_DAY} {MONTHS} ['’]?\d{{2}}|{MONTHS} {_YEAR}|\d{{6,8}}|{_DAY}[/.-]\d{{1,2}})\b"),
        ("nhs_number", r"(?<![\d-])\d{3}[ -]\d{3}[ -]\d{4}(?![\d-])"),
        ("nhs_number", r"\bnhs(?: (?:no|num|number)s?)?\.?:? ?(?:is |was )?(?P<inner>\d(?:[ -]?\d){9})\b"),
        ("phone", r"(?<![\w/.])(?:(?:\+|00) ?\(?44\)?[ -]?(?:\(0\)[ -]?)?|\(?0)(?:[ .()-]{0,3}\d){8,11}(?!\w)(?: ?ext\.? ?\d{1,5})?"),
        ("phone", r"(?<![\w/.])\+ ?(?:[1-9]\d{0,2})(?:[ .-]?\d){7,11}(?!\w)"),
        ("phone", r"\b(?:phone|tel|telephone|mobile|mob|number|ring|call|text|whatsapp)(?: (?:me|us|him|her|on|is|at|no))?(?: (?:on|is|at))?[:. ]{1,2}(?P<inner>(?!0)\d{3,5}[ -]?\d{3,6}(?:[ -]?\d{2,4})?)(?!\w)"),
        ("phone", rf"(?<![\w/.])[0o]7[\do]{{3}}[ -]?(?:[\do]{{3}}|(?:{_SPOKEN}[ ,-]?){{1,3}})[ -]?[\do]{{3}}(?!\w)"),
        ("ni_number", r"\b[a-ceghj-tw-z][a-ceghj-tw-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b"),
        ("case_reference", r"\b(?:case|cases|ref|refs|reference|ehcp?|ehc ?plan|plan|file|mosaic|lac|client|liquid ?logic|capita|complaint|id|urn|upn|sen|crn|claim|court|hospital|unique|pupil|incident|crime|log|cin|cp|mash|referral|ticket|account|passport|policy)(?:[ -](?:case|plan|file|no|num|number|ref|reference|id|code))*\b[.:# ]{0,3}(?:is |was |=)?[:# ]{0,2}(?P<inner>(?!(?:19|20)\d\d\b(?![/-]\d)|\d{1,2}(?:[:.]\d\d)?(?:am|pm)\b)(?:(?-i:[A-Z]{1,5}) ?|(?=[a-z/_-]{1,10}\d)(?:[a-z]{1,5}[/_-]?){1,2})?\d[\da-z/_-]{2,18})\b"),
        ("case_reference", r"\b(?-i:[A-Z]{1,4})-\d{5,10}\b"),
        ("case_reference", r"\b(?-i:[A-Z]{2,5})(?:[/-](?-i:[A-Z]{2,5})){1,2}[/-]\d{3,8}\b"),
        ("case_reference", r"\b(?:ehcp?|sen|lac|cin|cp|cla|hcc|mos|sw|ref|uc|pcv|ltf|send)[/_-]\d[\da-z/_-]{2,18}\b|\b[a-z]{2,6}[/-]\d{2,6}[/-]\d{2,8}(?:[/-][\da-z]{1,6})?\b|\b[a-z]\d{12}\b"),
    )),
    (r"\bliv(?:e|es|ed|ing)\b", r"\d", (
        ("address", rf"\bliv(?:e|es|ed|ing) at (?P<inner>\d{{1,3}}[a-d]?,? (?:the {_HOME}|{_HOME} {_LIE}))\b"),
    )),
    (r"^(?:gate|wharf|mead|bank|fold|garth|broadway|parkway|approach|pitch|common|orchard|cottages|fields?|end|top|yard|rise|lea|croft)\b", r"\d", (
        ("address", r"\b\d{1,3} ?[a-d]?,? (?-i:[A-Z][a-z'’]+ ){1,2}(?-i:Gate|Wharf|Mead|Bank|Fold|Garth|Broadway|Parkway|Approach|Pitch|Common|Orchard|Cottages|Fields?|End|Top|Yard|Rise|Lea|Croft)\b"),
    )),
    (r"^(?:oh|zero|nought)\b", "", (
        ("phone", rf"\b(?:oh|zero|nought) (?:{_SPOKEN}[ ,-]{{1,2}}){{6,12}}{_SPOKEN}\b"),
    )),
    (r"[a-z]\d|\d[a-z]{2}|^\d{1,3}[a-z]\b", r"\d", (
        ("number_plate", r"\b(?-i:[A-Z]{3}) ?\d{1,3}(?-i:[A-Z])\b"),
        ("postcode", r"\b(?:gir ?0aa|(?:[a-pr-uwyz](?:\d{1,2}|[a-hk-y]\d{1,2}|\d[a-hjkstuw]|[a-hk-y]\d[abehmnprv-y])) ?\d[abd-hjlnp-uw-z]{2})\b"),
        ("postcode", r"\b(?:hr|wr|sy|ld|np|gl)\d{1,2} \d\b(?! ?(?:hours?|hrs?|min))"),
        ("number_plate", r"\b[a-hj-pr-y][a-y](?:0[1-9]|[1-7]\d) ?[a-hj-pr-z]{3}\b"),
        ("number_plate", r"\b(?:reg(?:istration)?|plate|number plate|car|van|taxi|bus|vehicle)(?: (?:no|number|reg|plate|is|was|registration)){0,3}[.: ]{1,2}(?P<inner>[a-z]{2} ?\d{2} ?[a-z]{3}|[a-z]\d{1,3} ?[a-z]{3}|[a-z]{1,3} ?\d{1,4}(?: ?[a-z])?)\b"),
    )),
)  # fmt: skip
"""Families of shapes: what some stretch between blanks must hold for the family to be tried at all, what the
whole text must hold besides (a quick search), and the patterns by kind.

A group called "inner" holds the telling part where the words before it ("my insta is") should stay readable.
"""
