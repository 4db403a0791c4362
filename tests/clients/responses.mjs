// The official OpenAI SDK against a gateway's Responses API: created, gone on from, streamed, read again, deleted, and a request for one that is gone.
// Usage: node responses.mjs BASE_URL MODEL; prints one JSON object.
import OpenAI from "openai";

const [baseURL, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0, timeout: 60_000 });
const common = { model, max_output_tokens: 20, temperature: 0 };
const facts = (response) => ({
  id: response.id, text: response.output_text, status: response.status, previous: response.previous_response_id,
  input: response.usage?.input_tokens ?? null, output: response.usage?.output_tokens ?? null,
});

const first = await client.responses.create({ ...common, input: "Who are you?", instructions: "Be brief." });
const second = await client.responses.create({ ...common, input: "Thank you!", previous_response_id: first.id });

const events = [];
let streamedText = "";
const stream = client.responses.stream({ ...common, input: "Which port does it listen on?" });
for await (const event of stream) {
  events.push(event.type);
  if (event.type === "response.output_text.delta") streamedText += event.delta;
}
const streamed = await stream.finalResponse();

const retrieved = await client.responses.retrieve(streamed.id);
await client.responses.delete(first.id);
let gone = null;
try {
  await client.responses.retrieve(first.id);
} catch (error) {
  gone = { type: error.constructor.name, status: error.status, requestId: error.requestID };
}

console.log(JSON.stringify({ first: facts(first), second: facts(second), streamed: facts(streamed), streamedText, events, retrieved: facts(retrieved), gone }));
