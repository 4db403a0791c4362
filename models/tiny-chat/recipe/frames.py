"""The paraphrase grammar: frames that turn a fact's phrases into questions, and the noise that people add."""
from __future__ import annotations

from facts_core import Fact
from prng import Rng

NAMES = ["GenGateway"] * 5 + ["the gateway"] * 4 + ["the server"] * 2 + ["it"] * 2 + ["this gateway", "gengateway", "gen gateway", "this server", "this program", "this thing"]

NP = ["what is {x}", "what's {x}", "what are {x}", "whats {x}", "tell me {x}", "tell me about {x}", "{x}", "{x}", "{x}", "give me {x}", "show me {x}", "i need {x}", "i want to know {x}", "i need to know {x}",
      "do you know {x}", "can you tell me {x}", "could you tell me {x}", "could you give me {x}", "would you tell me {x}", "i forgot {x}", "i can't find {x}", "i am looking for {x}", "i'm looking for {x}", "remind me of {x}",
      "where can i find {x}", "where is {x}", "where do i find {x}", "where would i find {x}", "how do i find {x}", "how can i find out {x}", "what about {x}", "and {x}", "what would be {x}", "what might be {x}", "what exactly is {x}",
      "my question is about {x}", "i have a question about {x}", "a question about {x}", "is there something about {x} you can tell me", "i would like to know {x}", "i'd like {x}", "let me know {x}", "say {x}", "name {x}",
      "please explain {x}", "explain {x} to me", "help me with {x}", "can you help me with {x}", "i don't know {x}", "i do not remember {x}", "{x} is what", "{x}: what is it", "what do you know about {x}", "what can you tell me about {x}",
      "someone asked me for {x}", "a colleague asks for {x}", "for my notes, what is {x}", "which one is {x}", "any idea about {x}", "info on {x}", "details on {x}", "need {x}", "looking for {x}", "search {x}", "what was {x} again",
      "my friend wants to know {x}", "we are wondering about {x}", "i was wondering about {x}", "it is unclear to me what {x} is", "the documentation does not tell me {x}", "how do you call {x}", "could {x} be explained", "{x} would be nice to know", "what should i know about {x}"]
VP = ["how do i {x}", "how do I {x}", "how can i {x}", "how to {x}", "how do you {x}", "how does one {x}", "how can one {x}", "how could i {x}", "how should i {x}", "how would i {x}", "how might i {x}", "how do we {x}", "how can we {x}", "how am i supposed to {x}", "what do i do to {x}",
      "what must i do to {x}", "what do i need to {x}", "what should i do to {x}", "what is needed to {x}", "what does it take to {x}", "what is the way to {x}", "what is the best way to {x}", "what steps do i take to {x}", "is there a way to {x}", "is it possible to {x}", "can i {x}", "can you {x}",
      "could i {x}", "may i {x}", "i want to {x}", "i'd like to {x}", "i would like to {x}", "i need to {x}", "i have to {x}", "i am trying to {x}", "i'm trying to {x}", "we want to {x}", "we need to {x}", "my plan is to {x}", "my task is to {x}", "i cannot {x}", "i don't know how to {x}", "i do not know how to {x}",
      "show me how to {x}", "tell me how to {x}", "explain how to {x}", "help me {x}", "help me to {x}", "can you help me to {x}", "teach me to {x}", "can you show me how to {x}", "could you explain how i {x}", "please tell me how i can {x}", "steps to {x}", "guide me to {x}", "{x}", "{x} how", "where do i {x}", "where can i {x}",
      "what if i want to {x}", "in order to {x}, what do i do", "to {x}, what do i need", "to {x}, what should i do", "to {x}, what is necessary", "for me to {x}, what has to be done", "if i want to {x}, what do i do", "if i wanted to {x}, what would i have to do", "when i want to {x}, what do i do", "somebody wants to {x}, how",
      "suppose we want to {x}; what now", "say i want to {x}, what then", "is anything needed to {x}", "what happens when i {x}", "what happens if i {x}", "a friend wants to {x}", "my boss wants me to {x}", "the goal is to {x}"]
CL = ["tell me {x}", "can you tell me {x}", "could you tell me {x}", "do you know {x}", "i want to know {x}", "i would like to know {x}", "i'd like to know {x}", "i need to know {x}", "i forgot {x}", "i don't know {x}", "i do not know {x}", "i wonder {x}", "i was wondering {x}", "i am not sure {x}", "i'm unsure {x}",
      "please say {x}", "say {x}", "explain {x}", "please explain {x}", "would you tell me {x}", "would you explain {x}", "may i ask {x}", "might i ask {x}", "can i ask {x}", "let me know {x}", "show me {x}", "remind me {x}", "could you remind me {x}", "i have to find out {x}", "how do i find out {x}", "how can i see {x}", "is it known {x}", "where does it say {x}",
      "we are wondering {x}", "we need to know {x}", "somebody asked me {x}", "my colleague asks {x}", "my users ask me {x}", "a friend wants to know {x}", "i cannot find out {x}", "i did not find {x}", "it is not clear to me {x}", "nothing says {x}", "any idea {x}", "have you any idea {x}", "{x}", "{x}", "do tell {x}", "my question is {x}", "i am curious {x}", "i'm interested in {x}",
      "help me understand {x}", "the documents do not say {x}", "i keep forgetting {x}", "i would love to know {x}", "can somebody tell me {x}", "are you able to tell me {x}", "does anybody know {x}", "you surely know {x}"]
OPEN = ["hi, ", "hey, ", "hello, ", "hello! ", "hi! ", "hey there, ", "please, ", "quick question: ", "one question: ", "question: ", "ok, ", "okay, ", "so, ", "well, ", "now, ", "sorry, ", "excuse me, ", "good morning, ", "dear model, ", "um, ", "another thing: ", "next question: ", "by the way, ", "just curious: ",
        "i am new here. ", "I'm new to this. ", "i just installed it. ", "I read the README. ", "i am stuck. ", "I work on a laptop. ", "We are a small team. ", "i use Linux. ", "My server is ready. ", "it is my first day. ", "for a demo: ", "i am setting things up. ", "I am a beginner. ", "on my machine everything is installed; ", "i am writing a guide. ", "as a user, ", "as an operator, ", "about GenGateway: ", "regarding GenGateway: "]
CLOSE = [" please", ", please", " thanks", ", thanks", " thank you", " now", " exactly", " again", " here", ", do you know", ", can you say", ", right", " in short", ", in one sentence", " in GenGateway", " with GenGateway", " for GenGateway", " by default", ", my friend", " today", " actually", ", any idea", ", if you know", " then", ", and why", " on this machine"]
# Two phrases of the same fact in one question: {n} a noun phrase, {c} a clause, {v} a thing to do.
PAIR = ["i mean {n}, {c}", "{n}, that is: {c}", "about {n}: {c}", "i ask about {n}, so {c}", "to {v} i need {n}", "to {v}, what is {n}", "if i {v}, what is {n}", "when i {v}, {c}", "i want to {v} but i do not know {c}", "i'd like to {v}, so tell me {c}", "i have to {v}; {c}",
        "we {v}, so {n} matters", "before i {v}: {n}", "after i {v}: {n}", "while i {v}, i need {n}", "i tried to {v}, but {n} is unknown to me", "{n} or how to {v}", "{c}, because i want to {v}", "{n}, because i want to {v}", "my team has to {v} and asks for {n}", "is it with {n} that i {v}", "by what do i {v}, by {n}",
        "somebody said {n} is needed, {c}", "could it be that {n} tells me {c}", "i read about {n} but not {c}", "does {n} have to do with how to {v}", "let us {v}, {c}", "they want to {v}, give them {n}", "where would one look to {v}, and what is {n}", "among other things, {n}"]
SCENE = ["my {w} is new", "i sit at my {w}", "this is for my {w}", "our {w} is waiting", "we bought a {w}", "the {w} runs already", "my {w} asks me", "there is a {w} here", "i wrote a {w}", "i only have a {w}", "it concerns our {w}", "the {w} is not working yet", "i am sitting with a {w}", "a {w} needs it", "i promised it to my {w}", "i am preparing a {w}"]
SCENE_WORDS = "laptop server team boss script program app customer company phone notebook test machine tool colleague school friend browser office network project computer terminal lesson talk demo guide student robot class system".split()
FILL = "really just maybe actually simply quickly perhaps exactly usually normally locally here there now then also still please first later only even ever".split()
DROP = frozenset("the a an is are do does i to of me my it".split())
SYSTEMS = ["You are a helpful assistant.", "You are a helpful assistant.", "You are helpful.", "Answer shortly.", "Be brief.", "You are an assistant for GenGateway.", "You are a friendly assistant.", "Answer in one sentence.", "Be kind and precise."]


def core(rng: Rng, fact: Fact) -> str:
    """One question about the fact, without noise."""
    if rng.chance(12):
        np, vp, cl = (rng.expand(rng.pick(p)) if p else rng.expand(rng.pick(fact.np)) for p in (fact.np or fact.q, fact.vp or fact.cl or fact.q, fact.cl or fact.q))
        return named(rng, rng.pick(PAIR).replace("{n}", np).replace("{v}", vp).replace("{c}", cl))
    kinds: list[tuple[list[str], list[str]]] = [(fact.q, ["{x}"])] * 3
    kinds += [(fact.np, NP)] * 2 + ([(fact.vp, VP)] * 2 if fact.vp else []) + ([(fact.cl, CL)] * 2 if fact.cl else [])
    phrases, frames = rng.pick(kinds)
    return named(rng, rng.pick(frames).replace("{x}", rng.expand(rng.pick(phrases))))


def named(rng: Rng, text: str) -> str:
    """Every {g} gets a name of the gateway."""
    while "{g}" in text:
        text = text.replace("{g}", rng.pick(NAMES), 1)
    return " ".join(text.split())


def typo(rng: Rng, text: str) -> str:
    """Swap, drop or double one letter inside a word."""
    spots = [i for i in range(1, len(text) - 2) if text[i].isalpha() and text[i + 1].isalpha()]
    if not spots:
        return text
    i = rng.pick(spots)
    kind = rng.below(3)
    if kind == 0:
        return text[:i] + text[i + 1] + text[i] + text[i + 2:]
    return text[:i] + text[i + 1:] if kind == 1 else text[:i] + text[i] + text[i:]


def noise(rng: Rng, text: str) -> str:
    """Openers, closers, lost words, typos, letter case and the final mark, as people write them."""
    if rng.chance(12):
        text = " ".join(w for w in text.split() if w.lower() not in DROP or rng.chance(40)) or text
    if rng.chance(8):
        parts = text.split()
        i = rng.below(len(parts))
        text = " ".join(parts[i:] + parts[:i])
    if rng.chance(10):
        parts = text.split()
        parts.insert(rng.below(len(parts) + 1), rng.pick(FILL))
        text = " ".join(parts)
    if rng.chance(20):
        text += rng.pick(CLOSE)
    if rng.chance(25):
        text = rng.pick(OPEN) + text
    elif rng.chance(16):
        scene = rng.pick(SCENE).replace("{w}", rng.pick(SCENE_WORDS))
        text = scene + rng.pick([", ", ". ", ": ", "; ", " and "]) + text if rng.chance(70) else text + rng.pick([", ", "; ", ". "]) + scene
    for _ in range(2):
        if rng.chance(8):
            text = typo(rng, text)
    text += "?" if rng.chance(65) else rng.pick(["", "", ".", "!", "??", " ?"])
    case = rng.below(10)
    if case < 6:
        return text[0].upper() + text[1:]
    return text.lower() if case < 8 else text


def bare(text: str) -> str:
    """Without the openers and closers of the grammar."""
    for opener in OPEN:
        if text.lower().startswith(opener.lower()):
            text = text[len(opener):]
            break
    end = text.rstrip("?.! ")
    for closer in CLOSE:
        if end.lower().endswith(closer.lower()):
            return end[: -len(closer)]
    return end
