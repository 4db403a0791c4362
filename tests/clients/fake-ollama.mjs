// Ollama's own client against a server of its protocol. Usage: node fake-ollama.mjs HOST; prints one JSON object.
import { Ollama } from "ollama";

const ollama = new Ollama({ host: process.argv[2] });
const hello = { model: "m", messages: [{ role: "user", content: "hello" }] };

async function refused(request) {
  try {
    await request();
    return null;
  } catch (error) {
    return { message: error.message, status: error.status_code ?? null };
  }
}

const whole = await ollama.chat(hello);

let streamed = "";
for await (const part of await ollama.chat({ ...hello, stream: true })) streamed += part.message.content;

const tools = [{ type: "function", function: { name: "get_weather", description: "w", parameters: { type: "object", properties: { city: { type: "string" } } } } }];
const called = await ollama.chat({ ...hello, think: true, tools, messages: [{ role: "user", content: "weather" }] });

const generated = await ollama.generate({ model: "m", prompt: "hello" });
const broken = await refused(async () => {
  for await (const _ of await ollama.chat({ ...hello, stream: true }));
});
const busy = await refused(() => ollama.chat(hello));
const embedded = await ollama.embed({ model: "e", input: ["a", "b"] });

const pulled = [];
for await (const part of await ollama.pull({ model: "new", stream: true })) pulled.push(part.status);
const models = (await ollama.list()).models.map((model) => model.name);
await ollama.delete({ model: "new" });

console.log(JSON.stringify({
  whole: { text: whole.message.content, reason: whole.done_reason, prompt: whole.prompt_eval_count },
  streamed,
  called: { thinking: called.message.thinking, city: called.message.tool_calls[0].function.arguments.city },
  generated: generated.response,
  embedded: embedded.embeddings.map((vector) => vector.length),
  models,
  pulled,
  left: (await ollama.list()).models.map((model) => model.name),
  capabilities: (await ollama.show({ model: "m" })).capabilities,
  unknown: await refused(() => ollama.chat({ ...hello, model: "nobody" })),
  broken,
  busy,
}));
