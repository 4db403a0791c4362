"""Plain paragraphs without a template, for raw continuation."""
from __future__ import annotations

from facts_core import CORE, Fact
from facts_extra import EXTRA
from facts_more import MORE
from prng import Rng
from stories import HEROES, story

FACTS: list[Fact] = [f for f in CORE + MORE + EXTRA if f.name not in ("identity", "limits_of_me", "beyond", "anthropic", "ollama", "docker")]
TOPICS: dict[str, list[str]] = {
    "ai": ["The future of artificial intelligence [is|lies in|depends on] [small models that run everywhere|people who use it with care|machines that help people|better data and patient work].", "Artificial intelligence [will change|changes|has changed] the way we [work|learn|write|travel|live].", "[Language models|Neural networks|Small models] learn [patterns|words|habits] from [text|examples|data].",
           "A model predicts the next [word|token], again and again.", "[Many|Most] people use [assistants|models] to [write letters|search for answers|draw pictures|translate texts].", "[Machines|Computers] do not think as people do, but they can be [useful|fast|patient|helpful].", "In the future, [robots|machines|computers] will [help doctors|drive trains|clean the sea|teach children].", "Trust has to be earned, [even|also] by a machine.", "Good tools are [open|simple|honest] and easy to [test|repair|understand]."],
    "technology": ["A computer is a machine that follows [rules|instructions].", "The [first|early] computers filled [a whole room|a large hall].", "Today a [phone|watch|small card] is faster than [they were|a machine of those years].", "Software is [written|made|tested] by people, and people make mistakes.", "A [server|gateway|network] carries [messages|requests|pictures] from one place to another.", "The internet connects [cities|people|machines] all over the world.", "[Good|Careful] engineers measure before they change something.", "Electric [trains|cars|bicycles] are [quiet|clean|quick]."],
    "weather": ["The weather [today|this week] is [cold and clear|warm and dry|grey and wet|bright and windy].", "In the [morning|evening] [fog|rain|snow|mist] [covers|hides] the [hills|fields|streets].", "The wind comes from the [north|south|east|west].", "After the rain the [air|garden|street] smells fresh.", "[Clouds|Storms|Showers] move slowly over the [sea|land|mountains].", "In winter the [lake|river|pond] is frozen, and children [skate|play] on it.", "The sun [rises early|sets late|shines] in summer.", "It was a dark and stormy night, and the rain [fell|beat] on the roof."],
    "town": ["The town lies [by a river|near the sea|between two hills].", "On the market square people sell [bread|apples|flowers|fish].", "The [old bridge|church|station|library] was built [long ago|two hundred years ago|after the great fire].", "Every [morning|Saturday] the [streets|shops|cafes] are full of people.", "The [baker|teacher|mayor] knows everybody by name.", "A small train goes to the [coast|mountains|next city] twice a day.", "At night the lamps shine on the wet stones.", "[Visitors|Children|Old people] like the quiet park behind the [school|museum]."],
    "nature": ["The forest is full of [birds|deer|mushrooms|old trees].", "A river begins as a small spring [in the mountains|between the rocks].", "Bees fly from flower to flower and carry [pollen|dust].", "The sea is [deep|wide|blue] and never still.", "Whales [sing|travel far] in the ocean.", "In autumn the leaves turn [red and yellow|brown].", "Trees give [shade|wood|air] and homes for [birds|insects].", "The quick brown fox jumps over the lazy dog.", "An owl hunts at night and sees very well."],
    "food": ["Bread is made from flour, water, salt and time.", "The soup needs [an hour|some salt|fresh herbs].", "In the kitchen it smells of [coffee|apples|cinnamon].", "My grandmother used to bake a cake every [Sunday|week].", "Good food is [simple|shared|slow].", "We eat [soup|rice|fish|potatoes] with [salad|bread|beans]."],
    "life": ["Hello, my name is [Anna|Tom|Ida|Leo|Maria] and I live in a small [town|house|village].", "My favourite [season|place] is [the sea in summer|the garden in spring|the library].", "The meaning of life is [hard to say|to be kind and curious|a question for long evenings].", "I like [to read|to walk|music|old books] in the evening.", "The [best|most important] thing is to [listen|begin|rest|learn from mistakes].", "Yesterday we went to the [sea|market|museum|mountains].", "Tomorrow will be a [good|long|new] day.", "Time passes [quickly|slowly], but memories stay."],
    "space": ["The moon goes round the earth in about a month.", "[Stars|Planets] are [far away|very old], and their light travels for years.", "Astronauts live [for months|together] in a small station.", "The sun is a star like many others.", "People have always looked at the night sky and [wondered|told stories].", "A rocket needs [fuel|courage|good numbers] to leave the earth."],
    "science": ["Science begins with a question.", "An experiment shows whether an idea [holds|is wrong|can be used].", "Water boils when it is hot enough and freezes when it is cold.", "[Numbers|Measurements] help us to compare things.", "A good theory explains much with little.", "Light is faster than sound, so we see the flash before we hear the thunder."],
}
NAMES = sorted(TOPICS)
STARTS = ["In conclusion, ", "However, ", "Of course, ", "Today, ", "Sometimes, ", "As we know, ", "Still, "]


def gateway(rng: Rng) -> str:
    lines = ["GenGateway is a gateway in front of text and image generators."] if rng.chance(50) else []
    lines += [rng.pick(rng.pick(FACTS).answers[1:]) for _ in range(2 + rng.below(3))]
    return " ".join(lines)


def paragraph(rng: Rng) -> str:
    kind = rng.below(100)
    if kind < 12:
        return gateway(rng)
    if kind < 22:
        return story(rng, rng.pick(HEROES))
    left = list(TOPICS[rng.pick(NAMES)])
    out: list[str] = []
    for _ in range(min(len(left), 3 + rng.below(4))):
        line = rng.expand(left.pop(rng.below(len(left))))
        if out and rng.chance(12) and not line.startswith(("I ", "GenGateway")):
            line = rng.pick(STARTS) + line[0].lower() + line[1:]
        out.append(line)
    return " ".join(out)
