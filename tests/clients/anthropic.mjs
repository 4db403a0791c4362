// The official Anthropic SDK against a gateway: three streamed turns, a whole answer, one chat that is left, one unknown model, counting, the list of models.
// Usage: node anthropic.mjs BASE_URL MODEL ENDLESS_MODEL; prints one JSON object.
import Anthropic from "@anthropic-ai/sdk";

const [baseURL, model, endless] = process.argv.slice(2);
const client = new Anthropic({ baseURL, apiKey: "none", maxRetries: 0, timeout: 60_000 });

const messages = [], turns = [];
for (const question of ["What is GenGateway?", "Which port does it listen on?", "Thank you!"]) {
  messages.push({ role: "user", content: question });
  const events = [];
  const stream = client.messages.stream({ model, messages, max_tokens: 40, temperature: 0, system: "Be brief." });
  stream.on("streamEvent", (event) => events.push(event.type));
  const answer = await stream.finalMessage();
  messages.push({ role: "assistant", content: answer.content });
  turns.push({ text: answer.content[0].text, stop: answer.stop_reason, input: answer.usage.input_tokens, output: answer.usage.output_tokens, model: answer.model, events });
}

const { data: whole, request_id: requestId } = await client.messages.create({ model, messages: [{ role: "user", content: "Who are you?" }], max_tokens: 20 }).withResponse();

const aborted = { deltas: 0 };
const left = await client.messages.create({ model: endless, messages: [{ role: "user", content: "Go on." }], stream: true, max_tokens: 100_000 });
for await (const event of left) {
  if (event.type === "content_block_delta" && ++aborted.deltas === 3) left.controller.abort();
}

async function refused(request) {
  try {
    await request();
    return null;
  } catch (error) {
    return { name: error.constructor.name, status: error.status, type: error.error?.error?.type, requestId: error.requestID };
  }
}

const models = [];
for await (const item of client.models.list({ limit: 1 })) models.push(item.id);

console.log(JSON.stringify({
  turns, aborted, models, requestId,
  whole: { text: whole.content[0].text, type: whole.type, role: whole.role, stop: whole.stop_reason },
  one: (await client.models.retrieve(model)).display_name,
  counted: (await client.messages.countTokens({ model, messages: [{ role: "user", content: "What is GenGateway?" }] })).input_tokens,
  unknown: await refused(() => client.messages.create({ model: "nobody-has-this", messages: [{ role: "user", content: "Hello" }], max_tokens: 5 })),
  wrong: await refused(() => client.messages.create({ model, messages: [{ role: "wizard", content: "Hello" }], max_tokens: 5 })),
  missing: await refused(() => client.models.retrieve("nobody-has-this")),
}));
