// The official OpenAI SDK against a gateway's image routes. Usage: node images.mjs BASE_URL LINKING GIVING VARYING CHECKPOINT: a model of OpenAI's that gives
// links, one that gives the picture itself, one that varies, and one of a server that is not OpenAI; prints one JSON object.
import OpenAI, { toFile } from "openai";

const [baseURL, linking, giving, varying, checkpoint] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0, timeout: 60_000 });

async function picture(item) {
  if (item.b64_json) return Buffer.from(item.b64_json, "base64");
  const answer = await fetch(item.url);
  if (!answer.ok) throw new Error(`${item.url}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

// Width and height of a PNG stand behind its first 16 bytes.
const size = (png) => `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;
const sizes = async (answer) => Promise.all(answer.data.map(async (item) => size(await picture(item))));

async function stream(promise) {
  const events = [];
  for await (const event of await promise) {
    events.push({ type: event.type, index: event.partial_image_index ?? null, size: size(Buffer.from(event.b64_json, "base64")), tokens: event.usage?.total_tokens ?? null });
  }
  return events;
}

async function refusal(promise) {
  try {
    await promise;
    return null;
  } catch (error) {
    return { type: error.constructor.name, status: error.status, code: error.code ?? null, param: error.param ?? null, requestId: error.requestID ?? null };
  }
}

const linked = await client.images.generate({ model: linking, prompt: "a cat", n: 2, size: "1792x1024" });
const given = await client.images.generate({ model: giving, prompt: "a cat", quality: "low", size: "1024x1536" });
const seeded = await client.images.generate({ model: checkpoint, prompt: "a cat", n: 2, size: "64x64", seed: 41, negative_prompt: "dogs", response_format: "b64_json" });
const painted = await client.images.generate({ model: checkpoint, prompt: "a cat", size: "128x64" });
const png = await picture(seeded.data[0]);
const file = (name) => toFile(png, name, { type: "image/png" });
const pair = async () => [await file("one.png"), await file("two.png")];
const edited = await client.images.edit({ model: giving, prompt: "both", image: await pair(), mask: await file("mask.png"), quality: "low" });
const changed = await client.images.edit({ model: checkpoint, prompt: "a dog", image: await file("one.png"), size: "64x64" });
const varied = await client.images.createVariation({ model: varying, image: await file("one.png"), n: 2, size: "256x256" });

console.log(JSON.stringify({
  linked: await sizes(linked), links: linked.data.map((item) => item.url), revised: linked.data.map((item) => item.revised_prompt),
  given: await sizes(given), tokens: given.usage.total_tokens,
  seeded: await sizes(seeded), seeds: seeded.data.map((item) => item.seed), painted: await sizes(painted),
  edited: await sizes(edited), changed: await sizes(changed), varied: await sizes(varied),
  streamed: await stream(client.images.generate({ model: giving, prompt: "a cat", quality: "low", stream: true, partial_images: 2 })),
  editing: await stream(client.images.edit({ model: giving, prompt: "a dog", image: await pair(), stream: true, partial_images: 1 })),
  unpreviewed: await stream(client.images.generate({ model: checkpoint, prompt: "a cat", size: "64x64", stream: true, partial_images: 2 })),
  unknown: await refusal(client.images.generate({ model: "nobody-paints", prompt: "a cat" })),
  many: await refusal(client.images.generate({ model: linking, prompt: "a cat", n: 11 })),
  late: await refusal(client.images.generate({ model: giving, prompt: "a cat", stream: true, response_format: "url" })),
}));
