// The official OpenAI SDK against a gateway: vectors as it asks for them by itself, as numbers, and a request that is refused.
// Usage: node embeddings.mjs BASE_URL MODEL; prints one JSON object.
import OpenAI from "openai";

const [baseURL, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0, timeout: 60_000 });
const vectors = (answer) => answer.data.map((item) => Array.from(item.embedding));

const usual = vectors(await client.embeddings.create({ model, input: ["hello", "world"] }));
const numbers = vectors(await client.embeddings.create({ model, input: ["hello", "world"], encoding_format: "float" }));
let refused = null;
try {
  await client.embeddings.create({ model, input: [] });
} catch (error) {
  refused = error.constructor.name;
}

console.log(JSON.stringify({ usual, numbers, refused }));
