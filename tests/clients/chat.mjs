// The official OpenAI SDK against a gateway: three streamed turns, one chat that is left, one unknown model.
// Usage: node chat.mjs BASE_URL MODEL ENDLESS_MODEL; prints one JSON object.
import OpenAI from "openai";

const [baseURL, model, endless] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0, timeout: 60_000 });

async function turn(messages) {
  const stream = await client.chat.completions.create({
    model, messages, stream: true, temperature: 0, max_tokens: 40, stream_options: { include_usage: true },
  });
  let text = "", finish = null, promptTokens = 0;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? "";
    finish = chunk.choices[0]?.finish_reason ?? finish;
    promptTokens = chunk.usage?.prompt_tokens ?? promptTokens;
  }
  return { text, finish, promptTokens };
}

const messages = [], turns = [];
for (const question of ["What is GenGateway?", "Which port does it listen on?", "Thank you!"]) {
  messages.push({ role: "user", content: question });
  const answer = await turn(messages);
  messages.push({ role: "assistant", content: answer.text });
  turns.push(answer);
}

const aborted = { chunks: 0 };
const stream = await client.chat.completions.create({ model: endless, messages: [{ role: "user", content: "Go on." }], stream: true, max_tokens: 100_000 });
for await (const chunk of stream) {
  if (chunk.choices[0]?.delta?.content && ++aborted.chunks === 3) stream.controller.abort();
}

let unknown = null;
try {
  await client.chat.completions.create({ model: "gpt-nobody-has", messages: [{ role: "user", content: "Hello" }] });
} catch (error) {
  unknown = { type: error.constructor.name, status: error.status, code: error.code, requestId: error.requestID };
}

const models = [];
for await (const item of client.models.list()) models.push(item.id);

console.log(JSON.stringify({ turns, aborted, unknown, models }));
