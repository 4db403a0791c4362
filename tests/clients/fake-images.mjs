// OpenAI's own client asks a server of its protocol for pictures. Usage: node fake-images.mjs BASE_URL; prints one JSON object.
import OpenAI, { toFile } from "openai";

const client = new OpenAI({ apiKey: "sk-test", baseURL: process.argv[2], maxRetries: 0 });

async function refusal(promise) {
  try {
    await promise;
    return null;
  } catch (error) {
    return { name: error.constructor.name, status: error.status, code: error.code ?? null, param: error.param ?? null };
  }
}

async function all(stream) {
  const events = [];
  for await (const event of await stream) events.push(event);
  return events;
}

const linked = await client.images.generate({ model: "dall-e-2", prompt: "a cat", size: "256x256", n: 2 });
const link = await fetch(linked.data[0].url);
const png = Buffer.from(await link.arrayBuffer());
const revised = await client.images.generate({ model: "dall-e-3", prompt: "a cat", response_format: "b64_json" });
const whole = await client.images.generate({ model: "gpt-image-1", prompt: "a cat", quality: "low" });
const file = () => toFile(png, "cat.png", { type: "image/png" });
const edited = await client.images.edit({ model: "gpt-image-1", prompt: "a dog", image: [await file(), await file()], mask: await file() });
const varied = await client.images.createVariation({ image: await file(), n: 2, size: "256x256", response_format: "b64_json" });
const streamed = await all(client.images.generate({ model: "gpt-image-1", prompt: "a cat", quality: "low", stream: true, partial_images: 2 }));
const editing = await all(client.images.edit({ model: "gpt-image-1", prompt: "a dog", image: await file(), stream: true, partial_images: 1 }));
const broken = await refusal(all(client.images.generate({ model: "gpt-image-1", prompt: "a cat", stream: true, partial_images: 3 })));
const unknown = await refusal(client.images.generate({ model: "gpt-image-1", prompt: "a cat", response_format: "url" }));
const many = await refusal(client.images.generate({ model: "dall-e-3", prompt: "a cat", n: 2 }));
const bytes = await refusal(client.images.edit({ model: "dall-e-2", prompt: "a dog", image: await toFile(png, "upload") }));
const blocked = await refusal(client.images.generate({ model: "gpt-image-1", prompt: "a cat" }));
const busy = await refusal(client.images.generate({ model: "gpt-image-1", prompt: "a cat" }));

console.log(JSON.stringify({
  linked: linked.data.length,
  link: { type: link.headers.get("content-type"), png: png.toString("base64") },
  revised: revised.data[0].revised_prompt,
  whole: { same: whole.data[0].b64_json === streamed.at(-1).b64_json, usage: whole.usage.total_tokens, size: whole.size },
  edited: { tokens: edited.usage.input_tokens_details.image_tokens, differs: edited.data[0].b64_json !== whole.data[0].b64_json },
  varied: varied.data.length,
  streamed: streamed.map((event) => event.type),
  editing: editing.map((event) => event.type),
  broken, unknown, many, bytes, blocked, busy,
}));
