using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Ollama;

/// <summary>How models are fetched, copied and deleted. What comes of it stays with the caller.</summary>
internal static class OllamaManagement
{
    private const long LayerLength = 21380855;
    private const int Steps = 4;

    /// <summary>The name that a request is about; an old client says <c>name</c>.</summary>
    public static string Name(JsonObject body) => Json.Text(body, "model") ?? Json.Text(body, "name") ?? "";

    public static WireReply NoName { get; } = OllamaReplies.Error(400, "invalid model name");

    /// <summary>As the recordings have it: an empty body and no type.</summary>
    public static WireReply Done { get; } = new(200, []) { Headers = [OllamaReplies.Date, ("Content-Length", "0")] };

    public static WireReply Unknown(string name) => OllamaReplies.Error(404, $"model '{name}' not found");

    /// <summary>A model that is to be made, but of nothing. This one error comes in chunks.</summary>
    public static WireReply NoSource(string? from)
    {
        if (from is not null)
            return Unknown(from);
        var body = Json.Utf8(new JsonObject { ["error"] = "neither 'from' or 'files' was specified" });
        return new(400, [.. WireExchange.Chunk(body), .. WireExchange.LastChunk.Span])
        {
            Headers = [("Content-Type", "application/json"), OllamaReplies.Date, ("Transfer-Encoding", "chunked")],
        };
    }

    /// <summary>Whether the registry has the model; an address in the name is a registry that nobody reaches.</summary>
    public static bool IsReachable(string name) => !name.Contains("://", StringComparison.Ordinal);

    /// <summary>The lines of a fetch: the layer's progress, or why there is none.</summary>
    public static StreamPlan Pull(string name)
    {
        List<JsonObject> lines = [new JsonObject { ["status"] = "pulling manifest" }];
        if (IsReachable(name))
        {
            const string Digest = "sha256:690a21a629f1c4a91ba852cf3d252f0ec3523bb343de678c078a228147ff0cb6";
            for (var step = 0; step <= Steps; step++)
            {
                var line = new JsonObject { ["status"] = "pulling 690a21a629f1", ["digest"] = Digest, ["total"] = LayerLength };
                // What is nothing is left out.
                if (step > 0)
                    line["completed"] = LayerLength * step / Steps;
                lines.Add(line);
            }

            foreach (var status in (ReadOnlySpan<string>)["verifying sha256 digest", "writing manifest", "success"])
                lines.Add(new JsonObject { ["status"] = status });
        }
        else
        {
            lines.Add(new JsonObject { ["error"] = Unreachable(name) });
        }

        return Lines(lines);
    }

    /// <summary>A fetch without its progress.</summary>
    public static WireReply Pulled(string name)
    {
        if (IsReachable(name))
            return OllamaReplies.Reply(200, new JsonObject { ["status"] = "success" });
        return OllamaReplies.Reply(500, Json.Utf8(new JsonObject { ["error"] = Unreachable(name) }), "application/json");
    }

    /// <summary>A model made of another.</summary>
    public static StreamPlan Create() => Lines(
    [
        new JsonObject { ["status"] = "using existing layer sha256:3f0864e329b68bd368d46cd0a239f3109279ac3210601752d99fae5b8f64a211" },
        new JsonObject { ["status"] = "creating new layer sha256:8de0b3c47f112c59745f717a626932264c422a7563954872e237b223af4ad643" },
        new JsonObject { ["status"] = "writing manifest" },
        new JsonObject { ["status"] = "success" },
    ]);

    private static StreamPlan Lines(List<JsonObject> lines) => new(
        [("Content-Type", "application/x-ndjson"), OllamaReplies.Date, ("Transfer-Encoding", "chunked")],
        [.. lines.Select((line, index) => new StreamFrame(index == lines.Count - 1 ? FrameKind.Terminator : FrameKind.Piece, Line(line)))],
        Line(new JsonObject { ["error"] = "max retries exceeded: unexpected EOF" }),
        "{\"status\":\"pulling 690a21a6\n"u8.ToArray(),
        [.. "{\"status\":\""u8, 0xE6, 0x97, 0xFF, .. "\"}\n"u8]);

    private static byte[] Line(JsonObject line) => [.. OllamaReplies.Escaped(Json.Utf8(line)), (byte)'\n'];

    private static string Unreachable(string name)
    {
        var url = new Uri(name);
        return string.Create(CultureInfo.InvariantCulture, $"pull model manifest: Get \"{url.Scheme}://{url.Authority}/v2{url.AbsolutePath}/manifests/latest\": dial tcp {url.Authority}: connect: connection refused");
    }
}
