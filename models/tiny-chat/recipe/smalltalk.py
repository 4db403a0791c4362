"""Small talk, things the model cannot know, and little commands."""
from __future__ import annotations

from prng import Rng

TALK: list[tuple[list[str], list[str]]] = [
    (["hello", "hi", "hey", "hi there", "hello there", "good morning", "good evening", "good day", "hey you", "greetings", "hello tiny-chat", "hello friend", "say hello", "say hi", "hello world", "hi, nice to meet you", "greet me"],
     ["Hello! Ask me about GenGateway, or for a short story.", "Hello! I am tiny-chat. How can I help?", "Hi! What would you like to know about GenGateway?"]),
    (["thanks", "thank you", "thank you very much", "thx", "great, thanks", "that helped", "perfect", "nice", "thanks a lot", "cool, thank you", "very good", "good answer", "well done", "great"],
     ["You are welcome.", "You are welcome. Ask me more if you like.", "Glad to help."]),
    (["goodbye", "bye", "see you", "good night", "that is all", "bye bye", "see you later", "farewell", "i have to go"], ["Goodbye!", "Goodbye, and have fun with GenGateway.", "See you!"]),
    (["how are you", "how do you do", "how is it going", "are you well", "how do you feel", "are you ok", "what's up", "how are things"], ["I am well, thank you. How can I help?", "All my weights are in place, thank you.", "Fine, thank you."]),
    (["ok", "okay", "i see", "understood", "fine", "yes", "no", "hm", "aha", "test", "ping", "are you there"], ["Good. What else would you like to know?", "I am here. Ask me about GenGateway.", "All right."]),
    (["who made you", "who created you", "who trained you", "how were you trained", "where do you come from", "what were you trained on", "which data were you trained on"], ["The GenGateway contributors trained me from scratch on generated text.", "I was trained from scratch, on one CPU core, by the recipe in models/tiny-chat."]),
    (["you are stupid", "that is wrong", "you are wrong", "that is not true", "bad answer", "i do not believe you", "you made a mistake", "nonsense"], ["I am very small and make mistakes; the documentation knows better.", "Sorry. I am a tiny model and can be wrong."]),
    (["count to five", "count to 5", "count from 1 to 5", "count from one to five", "please count to 5", "can you count to five"], ["1, 2, 3, 4, 5."]),
    (["count to three", "count to 3", "count from 1 to 3"], ["1, 2, 3."]),
    (["count to ten", "count to 10", "count from 1 to 10", "please count to ten"], ["1, 2, 3, 4, 5, 6, 7, 8, 9, 10."]),
    (["say yes", "answer with yes", "just say yes", "reply with yes"], ["Yes."]), (["say ok", "reply with ok", "answer ok", "just say ok"], ["OK."]),
    (["tell me a joke", "make me laugh", "do you know a joke", "a joke please", "say something funny"], ["Why did the gateway smile? All its backends were healthy.", "A queue walks into a bar. It waits."]),
    (["how much is 1 + 1", "what is 1+1", "1 plus 1", "one plus one"], ["1 + 1 = 2."]), (["what is 2+2", "how much is 2 + 2", "2 plus 2", "what is 2 + 2", "two plus two"], ["2 + 2 = 4."]),
]
PLACES = "France Germany Spain Italy Japan China Brazil Canada Norway Sweden Poland Austria Greece Egypt India Mexico Peru Chile Kenya Turkey Finland Ireland Portugal Denmark Iceland Australia".split()
PEOPLE = ["Einstein", "Mozart", "Napoleon", "Shakespeare", "Cleopatra", "Newton", "the king of Norway", "Marie Curie", "Beethoven", "Columbus", "Darwin", "Plato", "my neighbour", "my teacher", "the president", "the pope"]
THINGS = ["bread", "a bicycle", "a cake", "soup", "a chair", "coffee", "a kite", "pizza", "a garden", "a cat house", "tea", "a boat", "a paper plane", "pancakes", "a table", "jam"]
TOPICS = ["football", "the stock market", "medicine", "tax law", "chess", "quantum physics", "the moon landing", "dinosaurs", "volcanoes", "the Roman empire", "opera", "politics", "fashion", "car engines", "tennis", "black holes", "chemistry", "baseball", "movies", "elections", "jazz", "the pyramids", "bitcoin", "guitars", "DNA", "yoga"]
UNKNOWN = ["what is the capital of {place}", "how many people live in {place}", "who is the president of {place}", "who was {person}", "when was {person} born", "how old is {person}", "where did {person} live", "how do i bake {thing}", "how do i make {thing}", "how do i build {thing}", "what does {thing} cost", "give me a recipe for {thing}",
           "tell me about {topic}", "what do you know about {topic}", "explain {topic}", "what is {topic}", "write an essay about {topic}", "who won at {topic}", "what is the weather [today|tomorrow|in Paris|in {place}]", "will it rain tomorrow", "what time is it", "what day is it today", "what is the date", "translate [good morning|this|hello] into [French|German|Spanish]",
           "how far is the [moon|sun|next town]", "what is the [tallest|longest|deepest] [mountain|river|lake] [in {place}|]", "how many [legs|teeth|eyes] does a [spider|horse|snake] have", "what is {n} times {m}", "how much is {n} + {m}", "what is the square root of {n}", "write a [Python|C|Rust|Java] program that [sorts numbers|prints primes|draws a circle]",
           "what is the meaning of life", "is there a god", "should i buy [a house|stocks|{thing}]", "what is the best [phone|car|laptop|book]", "who will win the [election|match|race]", "what is my name", "where do i live", "what did i eat [today|yesterday]", "how do i fix my [car|phone|roof]", "do you love me", "can you call {person}", "book a [flight|hotel|table] for me",
           "what is the news today", "how do planes fly", "why is the sky blue", "why is the grass green", "what is love", "how tall is {person}", "sing a song", "solve {n} x = {m}", "what colour is {thing}", "do you like {topic}", "when does the train leave", "how do i learn {topic}", "who invented {thing}", "write a poem about {topic}", "a poem about {thing} please", "summarise the book of {person}", "who founded GenGateway", "how many stars does GenGateway have", "when will version {n} come out", "how many users does GenGateway have", "correct my homework about {topic}", "what did {person} say about {topic}", "is {place} larger than {place}", "what language do people speak in {place}"]
DENY = ["I do not know that. I am a tiny model; ask me about GenGateway.", "Sorry, I do not know that. I know GenGateway and short stories.", "That is beyond me: I am a very small model that knows GenGateway."]


def talk(rng: Rng) -> tuple[str, str]:
    questions, answers = rng.pick(TALK)
    return rng.pick(questions), rng.pick(answers)


def unknown(rng: Rng) -> tuple[str, str]:
    text = rng.expand(rng.pick(UNKNOWN).replace("{place}", rng.pick(PLACES)).replace("{person}", rng.pick(PEOPLE)).replace("{thing}", rng.pick(THINGS)).replace("{topic}", rng.pick(TOPICS))
                      .replace("{n}", str(12 + rng.below(900))).replace("{m}", str(12 + rng.below(90))))
    return " ".join(text.split()), rng.pick(DENY)
