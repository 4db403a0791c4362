using System.Text;
using GenGateway.Surfaces;
using GenGateway.Surfaces.Inference;
using GenGateway.Surfaces.Ollama;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Tests.Surfaces;

public sealed class GarbageBodiesTests
{
    private const string Good =
        """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a\ud83d\ude00\n"}]},{"role":"assistant","content":null}],"prompt":[[1,2],[3.0]],"text":"t","stop":["a"],"logit_bias":{"1":2},"temperature":0.5,"max_tokens":5,"stream":true,"stream_options":{"include_usage":true},"tools":[],"response_format":{"type":"text"},"seed":-1,"input":["a","b"],"options":{"temperature":1,"num_predict":-2,"stop":"x"},"keep_alive":"5m","think":"low","images":["iVBORw0KGgo="],"format":{"type":"object"},"raw":false}""";

    private static readonly string[] Splices =
    [
        "\\ud800", "null", "1e999", "-", "[", "{}", "\"", "\\u00", "\\", ":", ",", "9223372036854775808", "5.0", "\u00e9", "[[[[", "true", "\"model\":1,", "\\udfff",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_bytes_whatever_make_a_surface_throw(int seed)
    {
        ISurface[] surfaces = [new ChatSurface(), new CompletionSurface(), new InferenceSurface(), new OllamaChatSurface(), new OllamaGenerateSurface(), new OllamaEmbedSurface(isOld: false), new OllamaEmbedSurface(isOld: true)];
        var random = new Random(seed);
        for (var round = 0; round < 4000; round++)
        {
            var body = Mutate(Encoding.UTF8.GetBytes(Good), random);
            foreach (var surface in surfaces)
            {
                if (!surface.Decode(body, Decoding.Context).TryGet(out var read, out var failure))
                    Assert.Equal(400, failure.Row.Status);
                else if (!read.Request.Decode().TryGet(out _, out failure))
                    Assert.Equal(400, failure.Row.Status);
            }
        }
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        var times = random.Next(1, 4);
        for (var i = 0; i < times; i++)
        {
            var at = random.Next(body.Length + 1);
            body = random.Next(4) switch
            {
                0 => body[..at],
                1 => [.. body[..at], (byte)random.Next(256), .. body[at..]],
                2 => [.. body[..at], .. Encoding.UTF8.GetBytes(Splices[random.Next(Splices.Length)]), .. body[at..]],
                _ => [.. body[..at], .. body[Math.Min(body.Length, at + random.Next(1, 9))..]],
            };
        }

        return body;
    }
}
