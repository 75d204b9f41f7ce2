"""Questions about short texts, made by rule: what people paste and encyclopedias do not have. Each kind also asks for what is not there.

Facts side by side, keys and values, codes, opening hours, ways to reach somebody, things in a row, steps, lists,
receipts, denials, short messages, facts whose verb is said once, companies. Names, numbers and words are drawn, so that no text is worth learning by heart.
"""
import random
from typing import Callable, NamedTuple

SHORT_NAMES = (
    "Aisha Alan Amir Anke Astrid Bella Bruno Carmen Chen Clara Daria Dmitri Edgar Elif Emil Esther Farid Felix Fiona Gina Goran Greta "
    "Hamid Hanna Helga Igor Ines Isaac Jamal Jana Jorge Julia Karim Kofi Kurt Leila Lena Liam Lucia Mara Marek Mei Milan Nadia Nils "
    "Nora Olga Omar Oskar Paula Pavel Petra Priya Quinn Rafael Rosa Ruth Samir Selma Sven Tara Theo Ursula Vera Viktor Wanda Xenia "
    "Yara Yusuf Zoe"
).split()
LONG_NAMES = "Mrs. Harper|Mr. Lindqvist|Dr. Okafor|Professor Ruiz|Ms. Tanaka|Anna Keller|David Moore|Ivy Chandra|Paul Weiss|Rita de Souza".split("|")
NAMES = SHORT_NAMES + LONG_NAMES
CITIES = (
    "Aarhus Accra Athens Bergen Bilbao Bremen Cairo Cork Dakar Delhi Dublin Genoa Ghent Hanoi Izmir Kyoto Lagos Leeds Lisbon Lodz Madrid "
    "Malmo Manila Nairobi Naples Odessa Osaka Perth Prague Riga Rome Sofia Tampere Tunis Utrecht Valencia Vienna Zagreb Zurich"
).split()
JOBS = (
    "baker carpenter chemist dentist designer doctor driver editor electrician engineer farmer gardener journalist judge lawyer "
    "librarian mechanic musician nurse painter pharmacist photographer pilot plumber teacher translator waiter writer"
).split()
THINGS = (
    "bench blanket bottle bowl box brush bucket camera candle chair clock coat cup desk drill fan fork globe hammer hat helmet jar kettle "
    "ladder lamp lock map mirror mug pan pencil pillow plate printer radio rope ruler scarf shelf shirt spoon stool table tent towel tray "
    "umbrella vase wallet whistle"
).split()
PLACES = (
    "bakery bank bookshop cafe cinema clinic garage gallery garden gym hotel laundry library market museum office park pharmacy "
    "restaurant school shop station studio surgery theatre workshop zoo"
).split()
STREETS = "Ash|Baker|Bridge|Castle|Church|Elm|Garden|Harbour|High|King|Lake|Maple|Market|Orchard|Park|Queen|River|Station|West".split("|")
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
ORDINALS = "first second third fourth fifth".split()
FOODS = "almonds apples beans beets carrots cherries dates figs grapes leeks lemons limes mushrooms nuts olives onions pears plums potatoes tomatoes".split()
WORKS = "bridge chapel cupola door fence fountain fresco gate hall mosaic mural organ portrait roof staircase statue tower wall window".split()
COLOURS = "black blue brown green grey orange pink purple red white yellow".split()


class Asked(NamedTuple):
    """A question about a text and where the answer begins in it; an empty answer where the text has none."""

    question: str
    text: str
    answer: str
    start: int


class Maker:
    """One source of chance, and what is drawn from it everywhere."""

    def __init__(self, seed: int | str):
        self.source = random.Random(seed)

    def one(self, values):
        return self.source.choice(values)

    def some(self, values, count: int) -> list:
        return self.source.sample(list(values), count)

    def number(self, low: int, high: int) -> int:
        return self.source.randint(low, high)

    def chance(self, share: float) -> bool:
        return self.source.random() < share

    def price(self) -> str:
        amount = f"{self.number(1, 180)}.{self.number(0, 99):02}" if self.chance(0.5) else str(self.number(2, 900))
        return self.one(["{} euros", "${}", "{} dollars", "£{}", "€{}", "{} francs", "{} EUR"]).format(amount)

    def clock(self, low: int = 6, high: int = 22) -> str:
        hour, minute = self.number(low, high), self.one(["00", "15", "30", "45"])
        return self.one([f"{hour}:{minute}", f"{hour:02}:{minute}", f"{(hour - 1) % 12 + 1} {'am' if hour < 12 else 'pm'}"])

    def phone(self) -> str:
        digits = lambda count: "".join(str(self.number(0, 9)) for _ in range(count))  # noqa: E731
        return self.one([f"0{digits(3)} {digits(6)}", f"+{self.number(20, 98)} {digits(2)} {digits(7)}", f"{digits(3)}-{digits(4)}", f"{digits(3)} {digits(4)}"])

    def word(self) -> str:
        return "".join(self.one(["ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "mu", "na", "pe", "ri", "so", "ta", "vu", "zi"]) for _ in range(self.number(2, 4)))

    def mail(self) -> str:
        return f"{self.one(['info', 'hello', 'office', 'service', 'team', self.word()])}@{self.word()}.{self.one(['com', 'org', 'net', 'test', 'co.uk'])}"

    def site(self) -> str:
        return f"{self.one(['www.', 'https://', ''])}{self.word()}.{self.one(['com', 'org', 'net', 'test'])}"

    def date(self) -> str:
        day, month, year = self.number(1, 28), self.one(MONTHS), self.number(1890, 2029)
        return self.one([f"{day} {month} {year}", f"{month} {day}", f"{day} {month}", f"{day:02}/{MONTHS.index(month) + 1:02}/{year}", str(year)])

    def secret(self) -> str:
        return self.one([f"{self.word()}-{self.number(10, 999)}", f"{self.word()}{self.number(10, 9999)}", f"{self.word().capitalize()}!{self.number(1, 99)}"])

    def address(self) -> str:
        return f"{self.number(1, 180)} {self.one(STREETS)} {self.one(['Street', 'Road', 'Lane', 'Avenue'])}"

    def code(self, letter: str) -> str:
        return f"{letter}{self.number(1, 99):02}"


def asked(question: str, parts: list[str], place: int | None) -> Asked:
    """Of a text in parts: the answer is the part at `place`, or there is none."""
    text = "".join(parts)
    if place is None:
        return Asked(question, text, "", -1)
    return Asked(question, text, parts[place], len("".join(parts[:place])))


FACTS = (
    ("lives in", "Who lives in {}?", "Where does {} live?", CITIES),
    ("comes from", "Who comes from {}?", "Where does {} come from?", CITIES),
    ("flew to", "Who flew to {}?", "Where did {} fly to?", CITIES),
    ("studied in", "Who studied in {}?", "Where did {} study?", CITIES),
    ("works as a", "Who works as a {}?", "What does {} work as?", JOBS),
    ("was a", "Who was a {}?", "What was {}'s job?", JOBS),
    ("bought a", "Who bought a {}?", "What did {} buy?", THINGS),
    ("lost a", "Who lost a {}?", "What did {} lose?", THINGS),
    ("likes", "Who likes {}?", "What does {} like?", FOODS),
    ("ordered", "Who ordered {}?", "What did {} order?", FOODS),
    ("plays on", "Who plays on {}?", "When does {} play?", DAYS),
    ("called", "Who called {}?", "Whom did {} call?", NAMES),
    ("helped", "Who helped {}?", "Whom did {} help?", NAMES),
)


def facts(make: Maker) -> Asked:
    """Who does what, two to four times."""
    verb, of_value, of_name, values = make.one(FACTS)
    count = make.number(2, 4)
    chosen = make.some(NAMES, 2 * count + 2)
    names = chosen[:count]
    picked = chosen[count:] if values is NAMES else make.some(values, count + 2)
    values_here, other_value, other_name = picked[:count], picked[count], chosen[-1]
    joined = make.one([". ", ". ", ", ", ", and ", "; "])
    parts: list[str] = []
    for index, (name, value) in enumerate(zip(names, values_here)):
        parts += [name, f" {verb} ", value, "." if index == count - 1 else joined]
    which = make.number(0, count - 1)
    if make.chance(0.3):
        return asked(make.one([of_value.format(other_value), of_name.format(other_name)]), parts, None)
    if make.chance(0.5):
        return asked(of_value.format(values_here[which]), parts, 4 * which)
    return asked(of_name.format(names[which]), parts, 4 * which + 2)


KEYS: tuple[tuple[str, Callable[[Maker], str]], ...] = (
    ("password", Maker.secret), ("network", Maker.word), ("door code", lambda make: str(make.number(1000, 9999))), ("room", lambda make: str(make.number(1, 480))),
    ("PIN", lambda make: str(make.number(1000, 9999))), ("user name", Maker.word), ("price", Maker.price), ("deposit", Maker.price), ("rent", Maker.price),
    ("check-in", Maker.clock), ("check-out", Maker.clock), ("breakfast", Maker.clock), ("arrival", Maker.clock), ("departure", Maker.clock),
    ("date", Maker.date), ("due date", Maker.date), ("deadline", Maker.date), ("birthday", Maker.date), ("order number", lambda make: str(make.number(10000, 9999999))),
    ("invoice number", lambda make: f"{make.one('ABRX')}-{make.number(100, 99999)}"), ("seat", lambda make: f"{make.number(1, 40)}{make.one('ABCDEF')}"),
    ("gate", lambda make: f"{make.one('ABCD')}{make.number(1, 40)}"), ("address", Maker.address), ("city", lambda make: make.one(CITIES)),
    ("contact", lambda make: make.one(NAMES)), ("manager", lambda make: make.one(NAMES)), ("author", lambda make: make.one(NAMES)), ("driver", lambda make: make.one(NAMES)),
    ("colour", lambda make: make.one(COLOURS)), ("weight", lambda make: f"{make.number(1, 90)} kg"), ("length", lambda make: f"{make.number(2, 300)} cm"),
    ("warranty", lambda make: f"{make.number(1, 10)} years"), ("capacity", lambda make: f"{make.number(10, 900)} litres"), ("version", lambda make: f"{make.number(1, 9)}.{make.number(0, 20)}"),
    ("status", lambda make: make.one(["open", "closed", "paid", "pending", "shipped"])), ("phone", Maker.phone), ("email", Maker.mail), ("website", Maker.site),
    ("total", Maker.price), ("language", lambda make: make.one(["Czech", "Danish", "French", "Hindi", "Korean", "Polish", "Turkish"])),
)
KEY_QUESTIONS = ("What is the {}?", "What is the {}?", "what's the {}", "Which {} is given?", "Tell me the {}.", "{}?")
OPENINGS = ("", "", "Welcome! ", "Notes for guests. ", "Details of your booking:\n", "Here is what you need: ", "Hello, as agreed: ", "Good to know: ")


def keys(make: Maker) -> Asked:
    """Keys and values in one of several spellings."""
    count = make.number(2, 7)
    chosen = make.some(KEYS, count + 1)
    style = make.one([(": ", ", "), (": ", "\n"), (": ", "; "), (" = ", "\n"), (" is ", ". "), (" - ", "\n"), (": ", ". "), (" | ", "\n"), ("  ", "\n")])
    parts = [make.one(OPENINGS)]
    capital = make.chance(0.6)
    for index, (key, value) in enumerate(chosen[:count]):
        name = f"The {key}" if style[0] == " is " else key[0].upper() + key[1:] if capital else key
        parts += [name + style[0], value(make), style[1] if index < count - 1 else make.one([".", "", "\n"])]
    question = make.one(KEY_QUESTIONS)
    if make.chance(0.3):
        return asked(question.format(chosen[count][0]), parts, None)
    which = make.number(0, count - 1)
    return asked(question.format(chosen[which][0]), parts, 3 * which + 2)


MEANINGS = (
    "battery low|belt worn|cable loose|certificate expired|disk full|door open|fan blocked|filter dirty|fuse blown|lamp broken|motor too hot|"
    "no connection|no paper|no signal|oil low|pump stopped|sensor missing|tank empty|tray full|valve stuck|wrong password|water too cold"
).split("|")


def codes(make: Maker) -> Asked:
    """Codes and what they mean."""
    letter, count = make.one(["A", "C", "ERR ", "F", "H", "P", "#", "code "]), make.number(2, 5)
    numbers, meanings = make.some(range(1, 99), count + 1), make.some(MEANINGS, count + 1)
    colon, end = make.one([(": ", ". "), (" = ", "\n"), (" - ", "\n"), (" means ", "; "), (": ", "\n"), (" stands for ", ". ")])
    parts: list[str] = []
    for number, meaning in list(zip(numbers, meanings))[:count]:
        parts += [f"{letter}{number:02}", colon, meaning, end]
    name = lambda number: f"{letter}{number:02}"  # noqa: E731
    of_code = make.one(["What does {} mean?", "What is {}?", "What does the code {} stand for?", "What is wrong when it shows {}?"])
    of_meaning = make.one(["Which code means {}?", "What is the code for {}?", "What does it show for {}?"])
    if make.chance(0.3):
        return asked(make.one([of_code.format(name(numbers[count])), of_meaning.format(meanings[count])]), parts, None)
    which = make.number(0, count - 1)
    if make.chance(0.6):
        return asked(of_code.format(name(numbers[which])), parts, 4 * which + 2)
    return asked(of_meaning.format(meanings[which]), parts, 4 * which)


DAY_GROUPS = (
    ((0, 4), (5, 5), (6, 6)), ((0, 3), (4, 4), (5, 5), (6, 6)), ((0, 5), (6, 6)), ((0, 4), (5, 6)), ((1, 4), (5, 5), (6, 6)),
    ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4)), ((0, 1), (2, 4), (5, 5)),
)


def hours(make: Maker) -> Asked:
    """Opening hours by day; some days are not listed, and some say closed."""
    place, groups = make.one(PLACES), make.one(DAY_GROUPS)
    short = make.chance(0.6)
    name = lambda day: DAYS[day][:3] if short else DAYS[day]  # noqa: E731
    dash, gap, end = make.one(["-", "–", " to ", " - "]), make.one([" ", ": ", "  "]), make.one(["\n", "\n", "; ", ", "])
    head = make.one(["Opening hours\n", "Opening hours: ", f"The {place} is open: ", f"{place.capitalize()}\n", "Hours\n", f"Our {place}:\n"])
    parts, opens, closes, closed = [head], {}, {}, set()
    for first, last in groups:
        days = name(first) if first == last else f"{name(first)}{dash}{name(last)}"
        if make.chance(0.1):
            parts += [f"{days}{gap}", "closed", end]
            closed.update(range(first, last + 1))
            continue
        early, late = make.number(6, 11), make.number(14, 23)
        minutes = make.some(["00", "15", "30", "45"], 2)
        parts += [f"{days}{gap}", f"{early}:{minutes[0]}", dash if "to" in dash else "-", f"{late}:{minutes[1]}", end]
        for day in range(first, last + 1):
            opens[day], closes[day] = len(parts) - 4, len(parts) - 2
    day = make.number(0, 6)
    opening = make.chance(0.5)
    on = make.one([f"on {DAYS[day]}", f"on {DAYS[day]}s", f"on a {DAYS[day]}"])
    verb = "open" if opening else "close"
    question = make.one([f"When does the {place} {verb} {on}?", f"What time does it {verb} {on}?", f"At what time does the {place} {verb} {on}?"])
    if make.chance(0.15):
        question = make.one([f"What is the phone number of the {place}?", f"Who runs the {place}?", f"How much is a ticket for the {place}?", f"Where is the {place}?"])
        return asked(question, parts, None)
    place_of = (opens if opening else closes).get(day)
    return asked(question, parts, place_of)


def contact(make: Maker) -> Asked:
    """How to reach somebody: mail, telephone, page, street; each asked for, there or not, of this place or another."""
    place, other = make.some(PLACES, 2)
    known = {
        "mail": (make.mail(), ["write to ", "mail ", "send a message to ", "e-mail: "]),
        "phone": (make.phone(), ["call ", "ring ", "phone: ", "telephone "]),
        "site": (make.site(), ["see ", "visit ", "online at "]),
        "street": (make.address(), ["come to ", "we are at ", "address: "]),
    }
    kinds = make.some(known, make.number(1, 3))
    parts = [make.one(["For questions about the ", "The ", "To reach the "]), place, make.one([": ", ", ", " – "])]
    places = {}
    for index, kind in enumerate(kinds):
        value, lead = known[kind]
        parts += [make.one(lead), value, make.one([" or ", ", ", "; "]) if index < len(kinds) - 1 else make.one([".", " between 9 and 5.", " on weekdays."])]
        places[kind] = len(parts) - 2
    asked_kind = make.one(list(known))
    wordings = {
        "mail": ["What is the email address{}?", "What is the e-mail address{}?", "Which address can I mail{}?"],
        "phone": ["What is the phone number{}?", "Which number should I call{}?", "What is the telephone number{}?"],
        "site": ["What is the website{}?", "Which website is given{}?"],
        "street": ["What is the street address{}?", "Which street is it in{}?"],
    }
    question = make.one(wordings[asked_kind])
    if make.chance(0.25):
        return asked(question.format(f" of the {other}"), parts, None)
    named = make.one(["", f" of the {place}"]) if question.startswith("What") else ""
    return asked(question.format(named), parts, places.get(asked_kind))


RANKED = (
    ("ticket", "cost", "How much did the {} {} cost?", Maker.price), ("prize", "was", "What was the {} {}?", Maker.price),
    ("runner", "finished at", "When did the {} {} finish?", Maker.clock), ("train", "leaves at", "When does the {} {} leave?", Maker.clock),
    ("speaker", "is", "Who is the {} {}?", lambda make: make.one(NAMES)), ("winner", "was", "Who was the {} {}?", lambda make: make.one(NAMES)),
    ("stop", "is", "What is the {} {}?", lambda make: make.one(CITIES)), ("house", "is", "What colour is the {} {}?", lambda make: make.one(COLOURS)),
    ("lesson", "is on", "When is the {} {}?", lambda make: make.one(DAYS)), ("guest", "brought", "What did the {} {} bring?", lambda make: f"a {make.one(THINGS)}"),
)


def ranked(make: Maker) -> Asked:
    """The first, the second, the third."""
    noun, verb, question, value = make.one(RANKED)
    count = make.number(2, 4)
    values: list[str] = []
    while len(values) < count:
        if (drawn := value(make)) not in values:
            values.append(drawn)
    parts: list[str] = []
    for index, drawn in enumerate(values):
        short = index > 0 and make.chance(0.4)
        lead = f"{'The' if index == 0 else 'the'} {ORDINALS[index]} {noun} {verb} " if not short else f"the {ORDINALS[index]} "
        parts += [lead, drawn, ", " if index < count - 2 else " and " if index == count - 2 else "."]
    which = make.number(0, count)  # the last of these is not there
    return asked(question.format(ORDINALS[which], noun), parts, 3 * which + 1 if which < count else None)


STEPS = (
    "Close the valve|Unplug the cable|Open the cover|Press the red button|Wait ten minutes|Clean the filter|Fill the tank|Tighten the screws|"
    "Wash the parts|Dry the surface|Switch on the pump|Check the display|Remove the old lamp|Insert the new battery|Enter the code|"
    "Sign the form|Send the form back|Boil the water|Add the salt|Stir the sauce|Chop the onions|Heat the oil|Save the file|Restart the computer"
).split("|")


def steps(make: Maker) -> Asked:
    """What to do in which order."""
    count = make.number(3, 5)
    chosen = make.some(STEPS, count + 1)
    style = make.one([". ", ") "])
    end = make.one([". ", "\n", ".\n"])
    parts: list[str] = [make.one(["", "Instructions\n", "How it goes: "])]
    for index, step in enumerate(chosen[:count]):
        parts += [f"{index + 1}{style}", step, end]
    which = make.number(0, count - 1)
    lowered = lambda step: step[0].lower() + step[1:]  # noqa: E731
    choices = [(f"What is the {ORDINALS[which]} step?", which), (f"What do I do {ORDINALS[which]}?", which), (f"What is step {which + 1}?", which)]
    if which > 0:
        choices.append((f"What comes after \"{lowered(chosen[which - 1])}\"?", which))
    if count < 5:
        choices.append((f"What is the {ORDINALS[count]} step?", -1))
    question, place = make.one(choices)
    return asked(question, parts, None if place < 0 else 3 * place + 2)


def lists(make: Maker) -> Asked:
    """How many of what."""
    count = make.number(3, 6)
    foods = make.some(FOODS, count + 1)
    lead, end = make.one([("- ", "\n"), ("* ", "\n"), ("", ", "), ("", "\n")])
    parts = [make.one(["Ingredients:\n", "Shopping list\n", "You need: ", "We bought "])]
    for food in foods[:count]:
        parts += [lead, str(make.number(2, 40)), f" {food}{end}"]
    which = make.number(0, count) if make.chance(0.6) else make.number(0, count - 1)
    question = make.one(["How many {} are needed?", "How many {} are there?", "How many {} do we have?"])
    return asked(question.format(foods[which]), parts, 3 * which + 2 if which < count else None)


def denials(make: Maker) -> Asked:
    """Who does and who does not."""
    names = make.some(NAMES, 4)
    does, does_not, who, who_not = make.one([
        ("will come to the party", "will not", "Who will come to the party?", "Who will not come to the party?"),
        ("passed the exam", "did not", "Who passed the exam?", "Who did not pass the exam?"),
        ("can swim", "cannot", "Who can swim?", "Who cannot swim?"),
        ("has paid", "has not", "Who has paid?", "Who has not paid yet?"),
        ("eats meat", "does not", "Who eats meat?", "Who does not eat meat?"),
        ("is at home", "is not", "Who is at home?", "Who is not at home?"),
        ("got an invitation", "never got one", "Who got an invitation?", "Who did not get an invitation?"),
    ])
    if make.chance(0.5):
        parts = [names[0], f" {does}. ", names[1], f" {does_not}{make.one(['', ', sadly', f', because of {names[2]}', ', unfortunately'])}."]
    else:
        parts = [f"{names[2]} and {names[3]}" if make.chance(0.3) else names[2], f" {does}, ", names[1], f" {does_not}, but ", names[0], f" {does}, too."]
        if make.chance(0.5):
            return asked(who_not, parts, 2)
        return asked(f"Who besides {parts[0]} {does}?", parts, 4)
    place = {part: index for index, part in enumerate(parts)}
    question, answer = make.one([(who, names[0]), (who_not, names[1])])
    if make.chance(0.25):
        return asked(make.one([f"When did {names[0]} leave?", f"Who invited {names[1]}?", f"Where does {names[0]} live?", f"How old is {names[1]}?"]), parts, None)
    return asked(question, parts, place[answer])


DONE = "painted|built|restored|designed|paid for|repaired|destroyed|discovered|sold|photographed|cleaned".split("|")


def deeds(make: Maker) -> Asked:
    """What was done to a thing by whom, where and when; of another deed or thing nothing is said."""
    thing, other = make.some(WORKS, 2)
    verb, wrong = make.some(DONE, 2)
    name, second = make.some(NAMES, 2)
    year, city = str(make.number(1820, 2024)), make.one(CITIES)
    parts = [f"The {thing} was {verb}"]
    place = {}
    details = make.some(["who", "when", "where"], make.number(1, 3))
    for kind in sorted(details, key=["when", "who", "where"].index) if make.chance(0.5) else details:
        lead, value = {"who": (" by ", name), "when": (" in ", year), "where": (" in ", city)}[kind]
        parts += [lead, value]
        place[kind] = len(parts) - 1
    parts.append(". ")
    if make.chance(0.5):
        parts.append(make.one([f"Visitors like the {other}.", f"{second} takes care of it today.", "It is open to everybody.", f"The {other} is older."]))
    kind = make.one(["who", "when", "where"])
    ask = {"who": f"Who {{}} the {thing}?", "when": f"When was the {thing} {{}}?", "where": f"Where was the {thing} {{}}?"}[kind]
    draw = make.source.random()
    if draw < 0.25:
        return asked(ask.format(wrong), parts, None)
    if draw < 0.35:
        return asked(ask.replace(thing, other).format(verb), parts, None)
    return asked(ask.format(verb), parts, place.get(kind))


def messages(make: Maker) -> Asked:
    """A short message about a meeting."""
    name, other = make.some(NAMES, 2)
    day, hour, room, thing = make.one(DAYS), make.clock(), f"room {make.number(1, 400)}", make.one(["meeting", "call", "interview", "echo", "lesson", "workshop"])
    details = {
        "day": ("is on ", day, "On which day is the {}?"),
        "time": ("starts at ", hour, "When does the {} start?"),
        "room": ("is in ", room, "Where is the {}?"),
        "host": ("is led by ", other, "Who leads the {}?"),
        "cost": ("costs ", make.price(), "How much does the {} cost?"),
    }
    kinds = make.some(details, make.number(1, 3))
    parts = [make.one(["Hi all, ", f"Dear {name}, ", "Hello! ", ""]), make.one(["just so you know: ", "a short note. ", ""]), f"The {thing} "]
    place = {}
    for index, kind in enumerate(kinds):
        lead, value, _ = details[kind]
        parts += [("and " if index else "") + lead, value, " " if index < len(kinds) - 1 else ". "]
        place[kind] = len(parts) - 2
    parts.append(make.one(["See you there!", f"Best, {name}", "Thanks.", f"Please tell {name}.", ""]))
    kind = make.one(list(details))
    return asked(details[kind][2].format(thing), parts, place.get(kind))


def receipts(make: Maker) -> Asked:
    """A till's slip: the shop, the date, what was bought, the sum."""
    plain = lambda: f"{make.number(1, 99)}.{make.number(0, 99):02}"  # noqa: E731
    shop = f"{make.word().upper()} {make.one(['MART', 'STORES', 'TRADING', 'BAKERY', 'SDN BHD', 'LTD', 'CAFE'])}"
    fields = {"shop": shop, "date": f"{make.number(1, 28):02}/{make.number(1, 12):02}/{make.number(2012, 2026)}", "total": plain(), "address": make.address().upper(), "cash": plain()}
    kept = [kind for kind in fields if kind == "shop" or make.chance(0.75)]
    parts, place = [], {}

    def add(kind: str, lead: str) -> None:
        if kind in kept:
            place[kind] = len(parts) + 1
            parts.extend([lead, fields[kind], "\n"])

    add("shop", "")
    add("address", "")
    parts.append(make.one(["TAX INVOICE\n", "RECEIPT\n", f"TEL: {make.phone()}\n", ""]))
    add("date", make.one(["DATE: ", "Date ", ""]))
    for thing in make.some(THINGS, make.number(1, 4)):
        parts.append(f"{thing.upper()}  {make.number(1, 4)}  {plain()}\n")
    add("total", make.one(["TOTAL: ", "TOTAL  ", "TOTAL AMOUNT: RM ", "GRAND TOTAL "]))
    add("cash", make.one(["CASH  ", "CASH PAID: "]))
    parts.append(make.one(["THANK YOU", "GOODS SOLD ARE NOT RETURNABLE", "CHANGE  0.00"]))
    question, kind = make.one([
        ("What is the name of the shop?", "shop"), ("Which company issued the receipt?", "shop"), ("What is the date of the receipt?", "date"),
        ("What is the total?", "total"), ("How much was paid in total?", "total"), ("What is the address of the shop?", "address"),
        ("How much cash was paid?", "cash"), ("Who was the cashier?", "none"), ("What is the table number?", "none"),
    ])
    return asked(question, parts, place.get(kind))


ELIDED: tuple[tuple[tuple[str, ...], str, Callable[[Maker], str], str, str], ...] = (
    # What is asked about, the verb that is said once, its value, the question, and one that needs a value that is not there.
    (tuple("bus train ferry flight coach tram shuttle".split()), "leaves at", Maker.clock, "When does the {} leave?", "How much does the {} cost?"),
    (tuple("film concert lecture tour course match".split()), "begins at", Maker.clock, "When does the {} begin?", "Who leads the {}?"),
    (tuple(PLACES), "opens at", Maker.clock, "When does the {} open?", "When does the {} close?"),
    (tuple(THINGS), "costs", Maker.price, "How much is the {}?", "What colour is the {}?"),
    (tuple(FOODS), "cost", Maker.price, "How much are the {}?", "Where do the {} come from?"),
    (tuple(THINGS), "weighs", lambda make: f"{make.number(1, 90)} kg", "How heavy is the {}?", "How much does the {} cost?"),
    (tuple(NAMES), "paid", Maker.price, "How much did {} pay?", "When did {} pay?"),
    (tuple(NAMES), "scored", lambda make: f"{make.number(2, 90)} points", "How many points did {} score?", "How old is {}?"),
    (tuple(NAMES), "was born in", lambda make: str(make.number(1890, 2015)), "When was {} born?", "Where was {} born?"),
    (tuple(MONTHS), "saw", lambda make: f"{make.number(20, 900)} patients", "How many patients were there in {}?", "Who was the doctor in {}?"),
    (tuple(CITIES), "has", lambda make: f"{make.number(2, 90)} schools", "How many schools does {} have?", "Who is the mayor of {}?"),
)


def elided(make: Maker) -> Asked:
    """Facts side by side whose verb is said once: "The bus leaves at 8:15 and the train at 9:40."."""
    subjects, verb, value, question, other = make.one(ELIDED)
    article = "the " if subjects[0][0].islower() and subjects != tuple(FOODS) else ""
    count = make.number(2, 3)
    chosen = make.some(subjects, count + 1)
    values: list[str] = []
    while len(values) < count:
        if (drawn := value(make)) not in values:
            values.append(drawn)
    preposition = next((word for word in ("at", "in") if verb.endswith(f" {word}")), "")
    parts: list[str] = [make.one(["", "", "Good to know: ", "From the notes of the day. "])]
    for index, (subject, drawn) in enumerate(zip(chosen, values)):
        name = f"{article}{subject}"
        if index == 0:
            lead = f"{name[0].upper()}{name[1:]} {verb} "
        else:
            lead = f"{' and ' if index == count - 1 else ', '}{name} {preposition + ' ' if preposition else ''}"
        parts += [lead, drawn]
    parts.append(".")
    if make.chance(0.25):
        return asked(make.one([question.format(chosen[count]), other.format(chosen[0])]), parts, None)
    which = make.number(0, count - 1)
    return asked(question.format(chosen[which]), parts, 2 * which + 2)


def origins(make: Maker) -> Asked:
    """What happened to a company when and where; of some questions the text says nothing."""
    name = f"{make.one(['Alder', 'Borealis', 'Cobalt', 'Dune', 'Ember', 'Fathom', 'Granite', 'Harrow', 'Juniper', 'Kestrel'])} {make.one(['Foods', 'Motors', 'Press', 'Systems', 'Textiles'])}"
    year, later = sorted(make.some(range(1890, 2025), 2))
    first, second = make.some(CITIES, 2)
    founder, chief = make.some(NAMES, 2)
    by = make.chance(0.5)
    parts = [f"{name} was founded in ", str(year), " in ", first, " by " if by else "", founder if by else "", " and moved to ", second, " in ", str(later), "."]
    parts += [f" {make.one(['Its head today is', 'It is now run by'])} ", chief, "."] if make.chance(0.4) else []
    question, place = make.one([
        (f"When was {name} founded?", 1), (f"Where was {name} founded?", 3), (f"Who founded {name}?", 5 if by else None), ("Where did the company move?", 7),
        ("When did the company move?", 9), ("Who runs the company today?", 12 if len(parts) > 11 else None), ("Why did the company move?", None),
        (f"How many people work at {name}?", None),
    ])
    return asked(question, parts, place)


MAKERS = (
    (facts, 5), (keys, 5), (codes, 2), (hours, 4), (contact, 3), (ranked, 2), (steps, 2), (lists, 2), (denials, 3), (deeds, 4), (messages, 3), (receipts, 3),
    (elided, 4), (origins, 2),
)


def rule_questions(count: int, seed: int | str) -> list[Asked]:
    """So many questions, the same for the same seed."""
    make = Maker(seed)
    kinds = [kind for kind, _ in MAKERS]
    shares = [share for _, share in MAKERS]
    return [kind(make) for kind in make.source.choices(kinds, shares, k=count)]
