"""The story grammar: forty to a hundred tokens about whatever was asked for."""
from __future__ import annotations

from prng import Rng

HEROES = """robot|lighthouse|cat|dog|fox|dragon|whale|tree|river|clock|train|boat|bird|owl|mouse|bear|wolf|rabbit|horse|frog|bee|ant|turtle|fish|snail|duck|goose|lion|tiger|elephant|monkey|penguin|crow|spider|hedgehog|deer|goat|sheep|cow|pig|
baker|painter|teacher|sailor|farmer|king|queen|prince|princess|wizard|witch|pirate|knight|astronaut|doctor|girl|boy|grandmother|child|gardener|postman|fisherman|tailor|musician|poet|student|thief|giant|ghost|
mountain|cloud|star|moon|stone|lamp|bridge|garden|snowman|kite|bicycle|teapot|violin|door|window|key|shoe|hat|book|letter|castle|village|island|candle|mirror|umbrella|computer|server|gateway|spaceship|balloon|drum|apple|flower|leaf|feather|bottle|map|bell|chair|wheel|engine|
camel|zebra|parrot|kangaroo|octopus|crab|shark|dolphin|seal|unicorn|panda|koala|squirrel|beaver|swan|eagle|bat|butterfly|worm|beetle|dinosaur|puppy|kitten|pony|lamb|chicken""".replace("\n", "").split("|")
MORE = """acorn|actor|ambulance|anchor|angel|badger|ballerina|banana|barn|basket|beach|bench|berry|blanket|blacksmith|box|brick|broom|brother|bucket|bus|button|cactus|cake|captain|car|carpet|carrot|caterpillar|cave|cheese|cherry|circus|clown|coat|coin|comet|compass|cook|cookie|cricket|crown|cup|desert|diamond|doll|donkey|driver|dwarf|elf|explorer|factory|fairy|falcon|farm|father|ferry|fire|fireman|flamingo|flute|fountain|gate|giraffe|glove|gnome|goblin|gorilla|guitar|hamster|harbour|hare|hawk|helicopter|hermit|hippo|house|hunter|inventor|jacket|jaguar|jar|judge|juggler|kettle|lake|lemon|leopard|librarian|library|lizard|llama|lobster|magician|mailbox|melon|mermaid|meteor|miller|mole|monk|monster|moose|mother|mule|needle|nest|nurse|oak|orange|ostrich|otter|ox|paintbrush|palace|pancake|parachute|pear|pearl|pebble|pencil|phone|piano|pigeon|pilot|planet|plum|potato|puppet|pumpkin|pyramid|rainbow|rat|raven|reindeer|rhino|rocket|rose|sailboat|sandwich|scarecrow|scarf|school|scientist|sculptor|shadow|shepherd|ship|singer|sister|skeleton|sled|soldier|sparrow|spoon|spring|squid|statue|stork|strawberry|submarine|sunflower|sword|table|telescope|tent|theatre|toad|tower|toy|tractor|trumpet|tunnel|turkey|twin|valley|vampire|volcano|waiter|walrus|watch|waterfall|weasel|well|whistle|wind|windmill|woodpecker|wren|yak""".split("|")
ADJECTIVES = "small|old|brave|quiet|curious|lonely|clever|shy|tired|happy|kind|lazy|young|lost|patient|red|blue|green|silver|grey|cheerful|sleepy|proud|gentle|hungry|forgetful".split("|")
PLACES = "by the sea|in a quiet town|at the edge of a forest|on a green hill|in a deep valley|under an old bridge|behind the mill|on a small island|in a busy city|near a frozen lake|at the end of a long road|in a dusty attic|beside a slow river|high in the mountains|in a forgotten garden".split("|")
NAMES = "Mila|Oskar|Tom|Ida|Nora|Ben|Lena|Max|Pip|Rosa|Finn|Ada|Hugo|Lily|Sam|Otto|Emma|Leo".split("|")
WANTS = "wanted to see the stars|dreamed of a friend|looked for a lost key|wished to travel far away|wanted to learn a song|listened to the wind|waited for a letter|counted the waves|tried to bake bread|kept a secret|wanted to be brave|searched for the warmest place|collected small stones|was afraid of the dark|could not sleep".split("|")
TURNS = ["One night a storm came and the light went out.", "One morning a stranger knocked at the door.", "Then the snow began to fall, and the road was gone.", "One day a {other} came by and asked for help.", "Suddenly there was a soft sound in the dark.", "One evening a {other} was lost in the fog.", "Then a letter came, and it was empty.", "In spring the water rose and rose.",
         "One day everything was silent.", "Then a {other} stole the last lamp.", "One afternoon the wind brought an old map.", "That winter a hungry {other} came to the window.", "One day the {hero} found a small door in a wall."]
ACTS = ["The {hero} did not run away.", "The {hero} lit a small lamp and waited.", "The {hero} took a deep breath and went out.", "The {hero} thought for a long time and had an idea.", "The {hero} shared the last piece of bread.", "The {hero} sang, very softly at first.", "The {hero} followed the sound through the night.", "The {hero} asked everyone for help.", "The {hero} built a little bridge of stones.",
        "The {hero} laughed and opened the door.", "The {hero} held on and did not let go.", "The {hero} showed the way home."]
ENDS = ["From that day on they were friends.", "In the morning the sun came up, and all was well.", "And the {hero} was never lonely again.", "Since then a light burns there every night.", "And if you listen closely, you can still hear it.", "The {hero} smiled, for home was near.", "That night the {hero} slept very well.", "And everybody in the village told the story for years.", "It was the best day of all.", "So the {hero} learned that small things matter."]
ASK = ["tell me a story about {x}", "tell a story about {x}", "write a story about {x}", "write a short story about {x}", "a story about {x}", "a short story about {x}", "tell me a short story about {x}", "can you tell me a story about {x}", "i want a story about {x}", "please tell me a story about {x}", "make up a story about {x}", "do you know a story about {x}", "once upon a time there was {x}: go on",
       "write me a little tale about {x}", "a tale of {x}", "story: {x}", "could you write a story with {x}", "tell my child a story about {x}", "give me a story about {x}", "i would like to hear a story about {x}", "invent a story about {x}", "tell us something about {x}, a story", "a bedtime story about {x}", "write two or three sentences about {x}", "write a short tale about {x}"]
ASK_ANY = ["tell me a story", "tell a story", "tell me a short story", "write a story", "write a short story", "a story", "can you tell stories", "please tell me a story", "do you know a story", "i want to hear a story", "another story", "a bedtime story", "make up a story", "once upon a time", "entertain me", "i am bored", "tell me something nice"]


def article(phrase: str) -> str:
    return ("an " if phrase[0] in "aeiou" else "a ") + phrase


def invented(rng: Rng) -> str:
    """A name that nobody has, so that the model learns to copy what was asked for."""
    return "".join(rng.pick("ba be bo da di do fa fi ga go ka ki ko la le li lo lu ma mi mo mu na ne no pa pi ra re ri ro sa si so ta te ti to tu va vi zo zu".split()) + rng.pick(["", "", "", "n", "r", "s", "l"]) for _ in range(2 + rng.below(2)))


def story(rng: Rng, hero: str, adjective: str = "", want: str = "", place: str = "") -> str:
    full = f"{adjective or rng.pick(ADJECTIVES)} {hero}"
    other = rng.pick(HEROES[:40])
    named = f" called {rng.pick(NAMES)}" if rng.chance(30) else ""
    first = rng.pick(["Once there was {a}{n} {p}.", "Once upon a time {a}{n} lived {p}.", "There was once {a}{n} {p}.", "Long ago, {p}, there was {a}{n}."])
    parts = [first.replace("{a}", article(full)).replace("{n}", named).replace("{p}", place or rng.pick(PLACES)), f"Every [day|night|morning|evening] the {hero} {want or rng.pick(WANTS)}."]
    parts += [rng.pick(TURNS), rng.pick(ACTS), rng.pick(ENDS)]
    return rng.expand(" ".join(parts).replace("{hero}", hero).replace("{other}", other))


def ask(rng: Rng) -> tuple[str, str]:
    """A request for a story, and the story."""
    hero = rng.pick(HEROES if rng.chance(50) else MORE)
    kind = rng.below(100)
    if kind < 12:
        return rng.pick(ASK_ANY), story(rng, hero)
    if kind < 24:
        name = invented(rng).capitalize()
        return rng.pick(ASK).replace("{x}", name), named_story(rng, name)
    adjective = rng.pick(ADJECTIVES) if rng.chance(30) else ""
    want = rng.pick(WANTS) if rng.chance(15) else ""
    place = rng.pick(PLACES) if rng.chance(12) else ""
    x = article(f"{adjective} {hero}".strip()) if rng.chance(80) else f"the {hero}"
    x += (rng.pick([" who ", " that "]) + want if want else "") + (" " + place if place else "")
    return rng.pick(ASK).replace("{x}", x), story(rng, hero, adjective, want, place)


def named_story(rng: Rng, name: str) -> str:
    """The same story, told of somebody with a name."""
    first = rng.pick(["{n} lived {p}.", "Once there was somebody called {n}, {p}.", "Long ago, {p}, there lived {n}."]).replace("{p}", rng.pick(PLACES))
    parts = [first[0].upper() + first[1:], "Every [day|night|morning|evening] {n} " + rng.pick(WANTS) + ".", rng.pick(TURNS), rng.pick(ACTS), rng.pick(ENDS)]
    text = " ".join(parts).replace("The {hero}", "{n}").replace("the {hero}", "{n}").replace("{other}", rng.pick(HEROES[:40]))
    return rng.expand(text).replace("{n}", name)
