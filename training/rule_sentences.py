"""Sentences made by rule, for the kinds that the film reviews lack, each with how positive it is (0 to 1).

Products and services, short messages, negated praise and blame, contrasts whose second half counts, headlines about
companies, and plain facts at 0.5. `hard_sentences.tsv` was written first and without these lists; the lists were
written without looking at it again.
"""
import random
from typing import Callable

THINGS = (
    "phone laptop charger blender toaster camera printer keyboard mouse backpack tent bike helmet sofa chair desk lamp "
    "router tablet speaker microphone heater drill mixer pan watch shoes boots shirt dress jacket suitcase stroller "
    "game app website hotel restaurant café hostel museum course book album concert play series episode podcast lesson "
    "pizza soup burger coffee tea cake salad breakfast dinner room apartment flight service support delivery update "
    "version repair treatment driver teacher doctor plumber waiter hairdresser seller tour guide museum cream shampoo"
).split()
GOOD = (
    "good great excellent wonderful amazing fantastic lovely superb brilliant outstanding delightful pleasant reliable "
    "solid comfortable beautiful impressive charming friendly helpful delicious tasty clean quick smooth perfect "
    "enjoyable terrific flawless generous clever elegant fresh useful sturdy thoughtful nice fun awesome"
).split()
BAD = (
    "bad terrible awful horrible poor disappointing useless broken cheap dreadful rude slow dirty boring noisy ugly "
    "unreliable uncomfortable annoying frustrating flimsy tasteless bland stale faulty misleading mediocre pathetic "
    "disgusting painful clumsy dull overpriced unpleasant confusing lousy worthless nasty"
).split()
MILD_BAD = "bad terrible awful expensive difficult boring slow ugly uncomfortable disappointing annoying dull noisy".split()
MILD_GOOD = "good great impressive helpful comfortable friendly clean fun interesting convincing reliable fresh easy".split()
GOOD_CLAUSES = (
    "it works perfectly|the staff were kind|I loved every bit of it|the result is stunning|it was worth the money|"
    "the sound is clear and warm|we had a great time|it made us happy|the food tasted wonderful|I am very pleased|"
    "it does the job beautifully|the support team solved it fast|it exceeded our hopes|the price is fair|"
    "it is a pleasure to use|I would gladly come back|the acting is superb|the ending is beautiful|it lasts for days|"
    "the kids adore it|I laughed out loud|it feels well made|everything went smoothly|it is the best one we own"
).split("|")
BAD_CLAUSES = (
    "it broke after a few days|the staff ignored us|I hated every bit of it|the result is a mess|it was a waste of money|"
    "the sound is thin and scratchy|we had a miserable time|it made us angry|the food was cold and greasy|"
    "I am very unhappy|it fails at the one thing it should do|nobody answered my emails|it fell short of our hopes|"
    "the price is outrageous|it is a pain to use|I will never come back|the acting is wooden|the ending is stupid|"
    "it dies within hours|the kids got bored|I yawned all the way|it feels cheaply made|everything went wrong|"
    "it is the worst one we own|it stopped working|it arrived damaged|they refused a refund|my order never came"
).split("|")
COMPANIES = (
    "Acme Bellmont Corvid Danforth Elmira Fairwind Gantry Halcyon Ironbridge Juniper Kestrel Larkspur Meridian Northgate "
    "Oakline Pinnacle Quarry Redwood Silverton Tidewater Umber Vantage Westbrook Yarrow Zenith"
).split()
SUFFIXES = ["", " Group", " Holdings", " Motors", " Bank", " Foods", " Energy", " Pharma", " Airlines", " Systems"]
GOOD_NEWS = (
    "shares climb after strong results|posts higher profit than expected|lifts forecast for the year|"
    "stock soars on takeover offer|sales grow for sixth quarter|wins large order from government|margins improve as costs fall|"
    "earnings top estimates|announces bigger dividend|swings to profit|gains approval for new drug|rallies to record|"
    "rating raised by analysts|revenue rises 18 percent|beats expectations|hires 2,000 as demand booms"
).split("|")
BAD_NEWS = (
    "shares drop after weak results|posts lower profit than expected|cuts forecast for the year|"
    "stock sinks as takeover collapses|sales shrink for sixth quarter|loses large order from government|margins fall as costs rise|"
    "earnings miss estimates|scraps its dividend|swings to loss|recalls products over safety fears|slides to record low|"
    "rating cut by analysts|revenue falls 18 percent|warns on profit|lays off 2,000 as demand dries up|"
    "files for bankruptcy|accused of hiding losses|hit by strike and rising debt|fined for price fixing"
).split("|")
PLAIN_NEWS = (
    "to publish annual report in March|appoints new finance chief|holds shareholder meeting on Friday|"
    "to present at technology conference|changes name of its logistics unit|opens office in Vienna|"
    "reports results on 12 November|sets record date for dividend|moves listing to another exchange|"
    "to hold call with analysts at 10 a.m.|completes move to new headquarters|renews contract with auditor"
).split("|")
PEOPLE = "Anna Ben Carla David Emma Farid Grace Hugo Ines Jonas Kim Laura Marco Nina Omar Paula Rosa Sam Tom Yusuf".split()
PLACES = "Berlin Madrid Oslo Cairo Chicago Dublin Prague Toronto Kyoto Lima Naples Porto Riga Sydney Tunis Warsaw".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
OBJECTS = "table car house box letter train ticket window door cup pen bag coat report map key bottle garden river road".split()
COLOURS = "red green black white grey brown yellow blue".split()
GOOD_MESSAGES = (
    "thank you so much|thanks a lot|yay|well done|that's awesome|I love you|so happy for you|sounds great|you rock|"
    "great job everyone|what a lovely surprise|I had such a good time|we did it|this is amazing|can't stop smiling|"
    "miss you already, it was wonderful|so excited|best day ever|I passed|she said yes|good luck, you will be great|"
    "nice work|lol that was hilarious|glad you made it home safe|wow, so pretty|feeling great|it's a girl"
).split("|")
BAD_MESSAGES = (
    "leave me alone|this sucks|I hate this|so disappointed|that's awful|what a mess|I'm fed up|not cool|worst day ever|"
    "everything hurts|I lost my wallet|my phone is broken again|I feel terrible|she is ignoring me|we lost|"
    "I can't take it anymore|how could you|that was mean|I got fired|stuck in traffic for hours|I'm so tired of this|"
    "he cheated on me|this is unfair|nobody showed up|I am worried sick|what a disaster|we are in trouble"
).split("|")
INTENSIFIERS = ["", "", "", "very ", "really ", "so ", "absolutely ", "quite ", "pretty "]

Rule = Callable[[random.Random], tuple[str, float]]


def product(source: random.Random) -> tuple[str, float]:
    """Praise or blame of a thing."""
    is_good = source.random() < 0.5
    thing, word = source.choice(THINGS), source.choice(GOOD if is_good else BAD)
    clause = source.choice(GOOD_CLAUSES if is_good else BAD_CLAUSES)
    forms = [
        f"The {thing} is {source.choice(INTENSIFIERS)}{word}.",
        f"The {thing} was {source.choice(INTENSIFIERS)}{word} and {clause}.",
        f"What a {word} {thing}!",
        f"I bought this {thing} last month and {clause}.",
        f"{clause[0].upper()}{clause[1:]}.",
        f"{word.capitalize()} {thing}, {clause}.",
        f"We tried the {thing}. {clause[0].upper()}{clause[1:]}.",
    ]
    return source.choice(forms), 0.97 if is_good else 0.03


def negation(source: random.Random) -> tuple[str, float]:
    """Praise or blame said by its opposite."""
    is_good = source.random() < 0.5
    thing = source.choice(THINGS)
    word = source.choice(MILD_BAD if is_good else MILD_GOOD)
    not_ = source.choice(["is not", "isn't", "was not", "wasn't", "is never", "was never"])
    tail = source.choice([" at all", "", " in the least", " in any way"])
    forms = [
        f"The {thing} {not_} {word}{tail}.",
        f"{source.choice(['It', 'This', 'That'])} {not_} {word}{tail}.",
        f"{source.choice(['Not', 'Not so', 'Not too'])} {word}{source.choice(['', ' at all', ' really'])}{source.choice(['.', ', I must say.', '!'])}",
        f"I do{source.choice([' not', 'n’t', 'n' + chr(39) + 't'])} think the {thing} is {word}{tail}.",
        f"I would not call {source.choice(['it', 'this', 'the ' + thing])} {word}.",
        f"There is nothing {word} about {source.choice(['it', 'this ' + thing, 'the ' + thing])}.",
        f"Nobody could call this {thing} {word}.",
    ]
    if is_good:
        forms += [
            f"No complaints about the {thing}.",
            f"I have no regrets about the {thing}.",
            f"The {thing} did not let us down.",
            f"I could not be more pleased with the {thing}.",
            f"I can't praise the {thing} enough.",
            f"You can't go wrong with this {thing}.",
            f"There isn't anything wrong with the {thing}.",
            f"The {thing} never let me down.",
        ]
        return source.choice(forms), 0.88
    forms += [
        f"I did not like the {thing}{tail}.",
        f"The {thing} does not work{tail}.",
        f"I can't recommend the {thing}{tail}.",
        f"Don't buy this {thing}.",
        f"Nothing works on this {thing}.",
        f"The {thing} never worked properly.",
        f"No one liked the {thing}.",
        f"I would not buy the {thing} again.",
        f"It is not worth the price.",
    ]
    return source.choice(forms), 0.08


def contrast(source: random.Random) -> tuple[str, float]:
    """Two halves that disagree; the speaker stands behind one of them."""
    is_good = source.random() < 0.5
    wanted = source.choice(GOOD_CLAUSES if is_good else BAD_CLAUSES)
    other = source.choice(BAD_CLAUSES if is_good else GOOD_CLAUSES)
    word, against = (source.choice(GOOD), source.choice(BAD)) if is_good else (source.choice(BAD), source.choice(GOOD))
    thing = source.choice(THINGS)
    but = source.choice([", but ", ", yet ", "; still, ", ", however ", ". But "])
    forms = [
        f"{other[0].upper()}{other[1:]}{but}{wanted}.",
        f"The {thing} seemed {against}{but}{wanted}.",
        f"I thought it would be {against}{but}it was {word}.",
        f"Although {other}, {wanted}.",
        f"Even if {other}, {wanted}.",
        f"While the {thing} is {against}, {wanted}.",
        f"I was told the {thing} is {against}{but}I found it {word}.",
        f"People say it is {against}. I say it is {word}.",
        f"{wanted[0].upper()}{wanted[1:]}, even though {other}.",
        f"Despite the {against} {thing}, {wanted}.",
    ]
    return source.choice(forms), 0.85 if is_good else 0.13


def message(source: random.Random) -> tuple[str, float]:
    """A few words between people."""
    is_good = source.random() < 0.5
    text = source.choice(GOOD_MESSAGES if is_good else BAD_MESSAGES)
    lead = source.choice(["", "", "", "omg ", "wow ", "hey, ", "honestly ", "ok ", "guys, ", "oh "])
    end = source.choice(["", "", ".", "!", "!!", " :)" if is_good else " :(", "..." if not is_good else "!"])
    return f"{lead}{text}{end}", 0.96 if is_good else 0.05


def headline(source: random.Random) -> tuple[str, float]:
    """News of a company."""
    name = source.choice(COMPANIES) + source.choice(SUFFIXES)
    kind = source.random()
    news, value = (GOOD_NEWS, 0.92) if kind < 0.36 else (BAD_NEWS, 0.06) if kind < 0.72 else (PLAIN_NEWS, 0.5)
    return f"{name} {source.choice(news)}", value


def fact(source: random.Random) -> tuple[str, float]:
    """Something that nobody is glad or sorry about."""
    person, place, day = source.choice(PEOPLE), source.choice(PLACES), source.choice(DAYS)
    number, thing, colour = source.randint(2, 90), source.choice(OBJECTS), source.choice(COLOURS)
    forms = [
        f"The {source.choice(['meeting', 'lesson', 'appointment', 'course', 'call'])} is on {day}.",
        f"The {source.choice(['train', 'plane', 'ferry', 'boat'])} to {place} leaves at {number % 12 + 1} {source.choice(['am', 'pm', 'o' + chr(39) + 'clock'])}.",
        f"{person} lives in {place}.",
        f"{person} works in a {source.choice(['bank', 'school', 'factory', 'shop', 'hospital', 'library'])}.",
        f"The {thing} is {colour}.",
        f"There are {number} {thing}s in the {source.choice(['room', 'hall', 'box', 'building'])}.",
        f"{person} put the {thing} {source.choice(['on', 'under', 'beside', 'behind'])} the {source.choice(OBJECTS)}.",
        f"The {thing} weighs {number} kilograms.",
        f"{place} has about {number},000 inhabitants.",
        f"The {source.choice(THINGS)} comes with a {source.choice(['cable', 'manual', 'case', 'battery', 'strap'])}.",
        f"The {source.choice(['shop', 'office', 'school', 'bank', 'pool'])} {source.choice(['opens', 'closes'])} at {number % 12 + 1} on {day}s.",
        f"{person} and {source.choice(PEOPLE)} went to {place} in {1950 + number % 70}.",
        f"The {source.choice(THINGS)} has {number} {source.choice(['parts', 'pages', 'buttons', 'rooms', 'minutes', 'seats'])}.",
        f"She is {number} years old.",
        f"He bought a {colour} {thing}.",
        f"I live next to a {source.choice(['bakery', 'park', 'church', 'station', 'river'])}.",
        f"Please send the {thing} to {person} by {day}.",
        f"You can find the {thing} on page {number}.",
        f"It is {number % 12 + 1} o'clock.",
        f"Today is {day}.",
        f"The {source.choice(['book', 'film', 'song', 'report'])} came out in {1930 + number}.",
        f"We use the {thing} every {day}.",
    ]
    return source.choice(forms), 0.5


SHARES: tuple[tuple[Rule, int], ...] = (
    (product, 20), (negation, 22), (contrast, 20), (message, 10), (headline, 12), (fact, 16),
)


def rule_sentences(count: int, seed: int) -> list[tuple[str, float]]:
    """Sentences of all kinds, in a fixed order for a seed."""
    source = random.Random(seed)
    rules = [rule for rule, share in SHARES for _ in range(share)]
    return [source.choice(rules)(source) for _ in range(count)]
