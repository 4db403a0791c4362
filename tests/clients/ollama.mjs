// Ollama's own client against a gateway: lists, one chat streamed and whole, a load, a completion, one chat that is left, one unknown model.
// Usage: node ollama.mjs HOST MODEL ENDLESS_MODEL; prints one JSON object.
import { Ollama } from "ollama";

const [host, model, endless] = process.argv.slice(2);
const client = new Ollama({ host });
const messages = [{ role: "user", content: "What is GenGateway?" }];
const options = { temperature: 0, num_predict: 40 };

const models = (await client.list()).models.map((item) => item.name);

const chat = { text: "" };
for await (const part of await client.chat({ model, messages, options, stream: true })) {
  chat.text += part.message.content;
  if (part.done) Object.assign(chat, { reason: part.done_reason, promptTokens: part.prompt_eval_count });
}
const whole = (await client.chat({ model: `${model}:latest`, messages, options })).message.content;
const load = (await client.chat({ model, messages: [] })).done_reason;
const generated = (await client.generate({ model, prompt: "What is GenGateway?", options })).response;
const running = (await client.ps()).models.map((item) => item.name);
const format = (await client.show({ model })).details.format;

const aborted = { chunks: 0, error: null };
const stream = await client.chat({ model: endless, messages: [{ role: "user", content: "Go on." }], stream: true, options: { num_predict: 100_000 } });
try {
  for await (const part of stream) {
    if (part.message.content && ++aborted.chunks === 3) stream.abort();
  }
} catch (error) {
  aborted.error = error.name;
}

let unknown = null;
try {
  await client.chat({ model: "nobody", messages });
} catch (error) {
  unknown = { status: error.status_code, message: error.message };
}

console.log(JSON.stringify({ models, chat, whole, load, generated, running, format, aborted, unknown }));
