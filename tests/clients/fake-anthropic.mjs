// The official Anthropic SDK against a server of the Messages API. Usage: node fake-anthropic.mjs BASE_URL MODEL; prints one JSON object.
import Anthropic from "@anthropic-ai/sdk";

const [baseURL, model] = process.argv.slice(2);
const client = new Anthropic({ baseURL, apiKey: "sk-ant-test", maxRetries: 0, timeout: 60_000 });
const hello = { model, max_tokens: 2000, messages: [{ role: "user", content: "hello" }] };

const whole = await client.messages.create(hello);

const events = [];
const stream = client.messages.stream(hello);
stream.on("streamEvent", (event) => events.push(event.type));
const streamed = await stream.finalMessage();

const thinking = { type: "enabled", budget_tokens: 1024 };
const tools = [{ name: "get_weather", description: "w", input_schema: { type: "object", properties: { city: { type: "string" } } } }];
const called = await client.messages.stream({ ...hello, thinking, tools, messages: [{ role: "user", content: "weather" }] }).finalMessage();
const call = called.content.find((block) => block.type === "tool_use");
const answered = await client.messages.create({
  ...hello, thinking, tools,
  messages: [
    { role: "user", content: "weather" },
    { role: "assistant", content: called.content },
    { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "sunny" }] },
  ],
});

async function refused(request) {
  try {
    await request();
    return null;
  } catch (error) {
    return { name: error.constructor.name, status: error.status, type: error.error?.error?.type, message: error.error?.error?.message, requestId: error.requestID };
  }
}

const models = [];
for await (const item of client.models.list({ limit: 1 })) models.push(item.id);

console.log(JSON.stringify({
  whole: { text: whole.content[0].text, stop: whole.stop_reason, usage: whole.usage },
  streamed: { text: streamed.content[0].text, stop: streamed.stop_reason, output: streamed.usage.output_tokens, events },
  called: { types: called.content.map((block) => block.type), input: call.input, stop: called.stop_reason },
  answered: answered.content.at(-1).text,
  counted: (await client.messages.countTokens({ model, messages: hello.messages })).input_tokens,
  unknown: await refused(() => client.messages.create({ ...hello, model: "nobody" })),
  broken: await refused(() => client.messages.stream({ ...hello, messages: [{ role: "user", content: "break" }] }).finalMessage()),
  overloaded: await refused(() => client.messages.create({ ...hello, messages: [{ role: "user", content: "busy" }] })),
  models,
}));
