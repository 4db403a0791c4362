using System.Globalization;
using System.Text;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Random damage to a good body: never a 5xx, never the end of the process. GENGATEWAY_MUTATIONS sets how many.</summary>
public sealed class MutationTests : JourneyTest
{
    private const string Chat = """{"model":"gpt2","messages":[{"role":"system","content":"Be \"brief\".\u00e9"},{"role":"user","content":[{"type":"text","text":"Hello 👋"}]}],"temperature":0.5,"top_p":0.9,"max_tokens":2,"n":1,"stop":["a","b"],"seed":1,"stream":false,"logit_bias":{"5":-1},"stream_options":null}""";
    private const string Completion = """{"model":"gpt2","prompt":["Hello",null],"max_tokens":2,"echo":true,"temperature":0,"presence_penalty":-0.5,"frequency_penalty":1e0,"suffix":null}""";
    private const string Inference = """{"model":"gpt2","text":"Hello","max_tokens":2,"temperature":0.7,"top_p":0.9,"min_p":0.1,"top_k":3,"stop":"x"}""";

    private static readonly string[] Pieces =
        ["null", "true", "-1", "0", "1e308", "1e-400", "\"\"", "{}", "[]", "{", "}", "[", "]", ",", ":", "\"", "\\u0000", "\\ud800", "\\", "\u0000", "ÿ", "9999999999", "messages", "prompt", "text", "\"stream\":true", "  "];

    [Theory]
    [InlineData("/v1/chat/completions", Chat)]
    [InlineData("/v1/completions", Completion)]
    [InlineData("/api/v1/inference", Inference)]
    public async Task A_damaged_body_never_breaks_the_server(string path, string body)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("GENGATEWAY_MUTATIONS") ?? "150", CultureInfo.InvariantCulture);
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.Add(models, "gpt2") });
        for (var seed = 0; seed < count; seed++)
        {
            var mutated = Mutate(Encoding.UTF8.GetBytes(body), new Random(seed));
            var answer = await gateway.Client.SendAsync(GatewayClient.Post(path, mutated, "application/json"), Token);
            Assert.True(answer.Status is 200 or (>= 400 and < 500), $"Mutation {seed} got {answer.Status} {answer.Text}:\n{Encoding.UTF8.GetString(mutated)}");
            if (answer.Status != 200)
                Assert.True(answer.Json.TryGetProperty("error", out _), $"Mutation {seed}: {answer.Text}");
        }

        Assert.Equal(200, (await gateway.Client.GetAsync("/health", Token)).Status);
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        var bytes = new List<byte>(body);
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    Replace(bytes, at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }

            if (bytes.Count == 0)
                bytes.Add((byte)'{');
        }

        return [.. bytes];
    }

    /// <summary>Puts a piece in the place of the value that follows the next colon.</summary>
    private static void Replace(List<byte> bytes, int at, string piece)
    {
        var colon = bytes.IndexOf((byte)':', at);
        if (colon < 0)
            return;
        var end = bytes.IndexOf((byte)',', colon);
        bytes.RemoveRange(colon + 1, (end < 0 ? bytes.Count : end) - colon - 1);
        bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(piece));
    }
}
