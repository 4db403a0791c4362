using System.Text;
using GenGateway.Surfaces;
using GenGateway.Surfaces.Anthropic;
using GenGateway.Surfaces.Inference;
using GenGateway.Surfaces.Ollama;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Tests.Surfaces;

public sealed class GarbageBodiesTests
{
    private const string Good =
        """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a\ud83d\ude00\n"}]},{"role":"assistant","content":null}],"prompt":[[1,2],[3.0]],"text":"t","stop":["a"],"logit_bias":{"1":2},"temperature":0.5,"max_tokens":5,"stream":true,"stream_options":{"include_usage":true},"tools":[],"response_format":{"type":"text"},"seed":-1,"input":["a","b"],"options":{"temperature":1,"num_predict":-2,"stop":"x"},"keep_alive":"5m","think":"low","images":["iVBORw0KGgo="],"format":{"type":"object"},"raw":false}""";

    private const string GoodMessages =
        """{"model":"m","max_tokens":9,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"document","source":{"type":"text","data":"d"}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"g"},{"type":"tool_use","id":"u","name":"f","input":{"a":"\ud83d\ude00"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"u","content":[{"type":"text","text":"r"}],"is_error":true}]}],"tools":[{"name":"f","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"w"}],"tool_choice":{"type":"tool","name":"f"},"thinking":{"type":"adaptive"},"output_config":{"effort":"low","format":{"type":"json_schema","schema":{}}},"stop_sequences":["a"],"metadata":{"user_id":"u"},"temperature":0.5,"top_k":4,"stream":true}""";

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
        ISurface[] surfaces = [new ChatSurface(), new CompletionSurface(), new InferenceSurface(), new MessagesSurface(), new OllamaChatSurface(), new OllamaGenerateSurface(), new OllamaEmbedSurface(isOld: false), new OllamaEmbedSurface(isOld: true)];
        var random = new Random(seed);
        for (var round = 0; round < 4000; round++)
        {
            var body = Mutate(Encoding.UTF8.GetBytes(round % 2 == 0 ? Good : GoodMessages), random);
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
