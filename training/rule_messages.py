"""Short texts made by rule, for what people paste besides reviews, each with how positive it is (0 to 1).

Greetings, fragments, names, times and weather at 0.5; slang, idioms, praise by what is missing ("no delays", "fewer
bugs"), complaints about complaints, hopes that were not met, and words such as "positive" in their other senses. They
were written without the sentences that the product is measured by.
"""
import random

from rule_sentences import DAYS, OBJECTS, PEOPLE, PLACES, THINGS, Rule

GREETINGS = (
    "hello|hi|hey|hello there|hi everyone|good morning|good evening|dear all|dear sir or madam|hi team|hello again|greetings|"
    "to whom it may concern|hey there|hi {person}|dear {person}|good afternoon {person}|hello {place}|hello all|bye|see you|"
    "see you on {day}|talk later|regards|kind regards|best|cheers|yours sincerely|sent from my phone|ok|okay|yes|no|maybe|sure|"
    "test|testing|test message|lorem ipsum|foo bar|example|draft|untitled|new document|to do|notes|agenda"
).split("|")
FUNCTION_WORDS = (
    "a an the this that these those it its he she they we you i me my your our their and or but so if then than as at by for "
    "from in into of off on out over to up with without about after before between during through under until while who what "
    "when where which why how here there now again also only just very too more most some any each every all both few many"
).split()
WEATHER = (
    "it is snowing again|it's foggy|it rains|it's cloudy today|it is windy in {place}|it snowed last night|the sun sets at {n}|"
    "it's {n} degrees|it is dark outside|rain is expected on {day}|there is fog in {place}|its warm in here|it is getting dark|"
    "temperature in {place}: {n} degrees|wind from the west|light rain in the afternoon|its snowing in {place}|it was cloudy on {day}"
).split("|")
TIMES = (
    "today is {day}|tomorrow is {day}|yesterday was {day}|it is {n} o'clock|the meeting starts at {n}|see attachment|invoice no. {n}|"
    "your statement is available|your order has been shipped|your parcel is on its way|your appointment is on {day}|order number {n}{n}|"
    "please find attached the {thing}|the {thing} is in the {object}|your table is ready|your code is {n}{n}|delivery on {day}|"
    "version {n} is available|the file is attached|room {n}, second floor|gate {n}|page {n} of 90|flight to {place}, gate {n}|"
    "{person} called at {n}|{person} will be there on {day}|i am at the {object}|we are in {place}|the door is open|i have a {object}|"
    "the {thing} arrived on {day}|my order arrived|i ordered a {thing}|the package has two parts|it comes in three colours|"
    "she wrote a report|he read the {object} twice|the train to {place}|a {object} and a {thing}|two {object}s|black {object}|"
    "{place}|{person}|{person} and {person2}|{person} from {place}|{day}|{thing}|{object}|{thing} {n}|{thing} for {object}"
).split("|")
NEUTRAL_IDIOMS = (
    "could be worse|could be better|it is what it is|so so|meh, it's ok|neither good nor bad|not bad, not great|nothing special|"
    "it does what it says|it's a {thing}, what else|average {thing}|as expected|no comment|i have mixed feelings|hard to say|"
    "it depends|we will see|time will tell|same as the last one|no opinion yet|still testing it|haven't tried it yet|"
    "fair enough, i guess|it's fine, i suppose|middle of the road|take it or leave it|some like it, some don't"
).split("|")
GOOD_SLANG = (
    "this {thing} slaps|this {thing} goes hard|absolute banger|that {thing} is fire|it's lit|this {thing} is bussin|{thing} is goated|"
    "10 out of 10, no notes|this hits different|chef's kiss|big fan of this {thing}|i'm obsessed with this {thing}|it's a vibe|"
    "this {thing} is the bomb|so dope|sick {thing}, love it|they killed it|nailed it|she ate that|this {thing} rocks|total game changer|"
    "worth every penny|hands down the best|can't get enough of it|a real gem|this {thing} is a keeper|top notch|blew me away|"
    "the {thing} is on point|w {thing}|huge w|lowkey amazing {thing}|this {thing} is straight fire|wicked good {thing}|legit the best {thing}"
).split("|")
SLANG_TAILS = ["", "", " fr", " fr fr", ", no cap", " ngl", " tbh", " lol", "!!", " 100%", ", not gonna lie", " bro", " imo"]
BAD_SLANG = (
    "this {thing} is trash|this {thing} is mid|so mid|what a joke|total rip-off|this {thing} blows|garbage {thing}|this {thing} is whack|"
    "big yikes|hard pass|epic fail|l {thing}|huge l|it's a dumpster fire|this {thing} stinks|what a letdown|not it|this ain't it|"
    "this {thing} is busted|straight trash|a total scam|sketchy {thing}|waste of space|this {thing} is a lemon|do not bother|"
    "lowkey awful {thing}|they dropped the ball|it bombed|snoozefest|cringe|this {thing} is cooked|salty about this {thing}"
).split("|")
GOOD_IDIOMS = (
    "i can't say enough good things about the {thing}|i can't thank {person} enough|i cannot recommend the {thing} highly enough|"
    "words can't describe how good the {thing} is|you can't beat this {thing}|couldn't be happier|couldn't ask for more|"
    "it doesn't get better than this|nothing but praise for the {thing}|second to none|i'd buy it again in a heartbeat|"
    "we will be back|sold!|my go-to {thing}|what's not to love|a breath of fresh air|the {thing} is a lifesaver|it saved my day|"
    "hats off to {person}|kudos to the {thing} team|two thumbs up|a must-have|will definitely buy again|would buy again|would come back|"
    "never had a problem with the {thing}|zero issues so far|five years and still going|i was wrong to doubt this {thing}|"
    "not a single complaint|no complaints|no complaints here|no regrets|zero regrets|nothing to complain about|not one bad word to say"
).split("|")
BAD_IDIOMS = (
    "i can't say anything good about the {thing}|i have nothing good to say about the {thing}|words can't describe how bad the {thing} is|"
    "i want my money back|never again|buyer beware|steer clear|save your money|avoid at all costs|you get what you pay for, sadly|"
    "i've had better|i've seen better|a far cry from the photos|too good to be true|it left a lot to be desired|last straw|"
    "i wanted to like this {thing}|i really wanted to love the {thing}|i so wanted this {thing} to work|i had high hopes for the {thing}|"
    "i expected more|if only it worked|it would be great if it worked|looks nice, until you use it|all hype|another {thing} for the bin|"
    "would not buy again|won't be back|wouldn't wish this {thing} on anyone|the {thing} went straight back|returned it the next day|"
    "don't waste your time|not worth it|thanks for nothing|great, it broke again|good luck getting a refund|no refund, no reply|"
    "no complaint was ever answered|none of my complaints were heard|no replies to my complaints|no help at all|nobody picked up the phone"
).split("|")
TROUBLES = (
    "noise delays bugs crashes leaks queues fees errors stains scratches hassle stress wires dust smell mistakes "
    "interruptions ads spam lag clutter waste pain worries complaints breakdowns surprises paperwork"
).split()
TROUBLING = (
    "rattle all night|wake the baby|break after a week|leak all over the floor|need a manual|freeze every hour|smell of plastic|"
    "eat the battery|scratch the floor|jam|shout at me|lose my files|hurt my back|burn the toast|fall apart|drip|squeak|overheat"
).split("|")
COMFORTS = "speed comfort space light choice sound colour battery flavour joy time comfort help quality care warmth".split()
SENSES: tuple[tuple[str, float], ...] = (
    ("{person} tested negative for the virus", 0.5), ("the test was negative", 0.5), ("the result is negative", 0.5),
    ("a negative number", 0.5), ("the negative pole of the battery", 0.5), ("blood type o positive", 0.5), ("a positive integer", 0.5),
    ("the test was positive", 0.4), ("{person} tested positive", 0.35), ("the swab came back positive, now nobody may visit", 0.15),
    ("he tested positive and had to cancel the trip", 0.12), ("the scan was positive, surgery is on {day}", 0.2),
    ("the biopsy came back negative, what a relief", 0.92), ("all tests are negative, thank god", 0.92),
    ("a mean value of {n}", 0.5), ("the {thing} has a cool blue colour", 0.55), ("cold drinks in the {object}", 0.5),
    ("the patient is stable", 0.5), ("a fine of {n} euros", 0.35), ("a sick day on {day}", 0.4), ("free of charge", 0.6), ("free parking", 0.6),
    ("killer whale", 0.5), ("dead end street", 0.45), ("critical temperature of {n} degrees", 0.5), ("a hard disk", 0.5),
    ("the wicked witch of the west", 0.45), ("kind of {thing}", 0.5), ("like a {object}", 0.5), ("just like the {thing} in {place}", 0.5),
    ("a great circle", 0.5), ("the great wall", 0.5), ("terminal {n}", 0.5), ("well, {n} litres", 0.5), ("bug fixes and improvements", 0.55),
)


def filled(text: str, source: random.Random) -> str:
    """The text with its blanks filled in."""
    return text.format(
        person=source.choice(PEOPLE), person2=source.choice(PEOPLE), place=source.choice(PLACES), day=source.choice(DAYS),
        thing=source.choice(THINGS), object=source.choice(OBJECTS), n=source.randint(2, 99),
    )


def spelt(text: str, source: random.Random) -> str:
    """A text as somebody may type it."""
    kind = source.random()
    if kind < 0.45:
        text = text[:1].upper() + text[1:] + source.choice([".", ".", "", "!"])
    elif kind < 0.5:
        text = text.upper()
    if source.random() < 0.3:
        text = text.replace("'", "")
    return text


def of(texts: list[str], value: float) -> Rule:
    """A rule that takes one of the texts."""
    return lambda source: (spelt(filled(source.choice(texts), source), source), value)


def slang(source: random.Random) -> tuple[str, float]:
    """Praise or blame as young people say it."""
    is_good = source.random() < 0.5
    lead = source.choice(["", "", "omg ", "yo ", "ngl ", "honestly ", "bruh ", "lol "])
    text = lead + source.choice(GOOD_SLANG if is_good else BAD_SLANG) + source.choice(SLANG_TAILS)
    return filled(text, source), 0.94 if is_good else 0.06


def idiom(source: random.Random) -> tuple[str, float]:
    """Set phrases, alone or beside a plain one."""
    is_good = source.random() < 0.5
    text = source.choice(GOOD_IDIOMS if is_good else BAD_IDIOMS)
    if source.random() < 0.3:
        text += source.choice([". ", ", "]) + source.choice(["i really mean it", "i really did", "it came on {day}", "bought it in {place}"])
    return spelt(filled(text, source), source), 0.93 if is_good else 0.06


def missing(source: random.Random) -> tuple[str, float]:
    """Praise by trouble that is missing, blame by comfort that is."""
    trouble, other, comfort = source.choice(TROUBLES), source.choice(TROUBLES), source.choice(COMFORTS)
    thing, verb = source.choice(THINGS), source.choice(TROUBLING)
    good = [
        f"no {trouble}", f"no {trouble}, no {other}", f"zero {trouble}", f"less {trouble}, fewer {other}", f"fewer {trouble} than my old {thing}",
        f"finally a {thing} that doesn't {verb}", f"at last a {thing} which does not {verb}", f"a {thing} that never fails to please",
        f"no more {trouble}", f"goodbye {trouble}", f"free of {trouble}", f"half the {trouble} of the old one", f"it doesn't {verb}",
        f"the {trouble} are gone", f"without any {trouble}", f"more {comfort}, less {trouble}", f"hardly any {trouble}",
    ]
    bad = [
        f"no {comfort}", f"no {comfort} at all", f"zero {comfort}", f"less {comfort}, more {trouble}", f"more {trouble} than my old {thing}",
        f"another {thing} that likes to {verb}", f"nothing but {trouble}", f"it will {verb}", f"so many {trouble}", f"more {trouble}, no {comfort}",
        f"hello {trouble}", f"lots of {trouble}", f"without any {comfort}", f"hardly any {comfort}", f"no {comfort}, only {trouble}",
    ]
    is_good = source.random() < 0.5
    return spelt(source.choice(good if is_good else bad), source), 0.9 if is_good else 0.09


def sense(source: random.Random) -> tuple[str, float]:
    """Words of opinion in another sense."""
    text, value = source.choice(SENSES)
    return spelt(filled(text, source), source), value


def fragment(source: random.Random) -> tuple[str, float]:
    """A few words that say nothing."""
    words = [source.choice(FUNCTION_WORDS) for _ in range(source.choice([1, 1, 1, 2, 2, 3]))]
    if source.random() < 0.4:
        words.append(source.choice([*THINGS, *OBJECTS]))
    return spelt(" ".join(words), source), 0.5


MESSAGE_SHARES: tuple[tuple[Rule, int], ...] = (
    (of(GREETINGS, 0.52), 9), (fragment, 8), (of(WEATHER, 0.5), 7), (of(TIMES, 0.5), 16), (of(NEUTRAL_IDIOMS, 0.47), 8),
    (slang, 14), (idiom, 18), (missing, 14), (sense, 8),
)


def rule_messages(count: int, seed: int) -> list[tuple[str, float]]:
    """Texts of all kinds, in a fixed order for a seed."""
    source = random.Random(seed)
    rules = [rule for rule, share in MESSAGE_SHARES for _ in range(share)]
    return [source.choice(rules)(source) for _ in range(count)]
