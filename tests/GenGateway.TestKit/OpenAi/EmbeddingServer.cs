using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>A server with OpenAI's embeddings alone. The vector of an input tells the input, so that nobody can be given another's. Thread-safe.</summary>
public sealed class EmbeddingServer : IAsyncDisposable
{
    private readonly WireServer server;

    public EmbeddingServer() => server = new WireServer(AnswerAsync);

    /// <summary>As an operator writes it into <c>endpoints</c>.</summary>
    public string Endpoint => $"{server.Url.GetLeftPart(UriPartial.Authority)}/v1";

    /// <summary>Calls for vectors.</summary>
    public IReadOnlyList<ReceivedRequest> Calls => [.. server.Traffic.Requests.Where(static request => request.Path == "/v1/embeddings")];

    /// <summary>An input that it does not take: a call that has it in it is refused whole.</summary>
    public string? Refused { get; set; }

    /// <summary>What every call is answered instead; null: vectors.</summary>
    public WireReply? Instead { get; set; }

    /// <summary>What calls wait for before they are answered; null: nothing.</summary>
    public SyncPoint? Gate { get; set; }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>The vector of an input: its length, and the codes of its first and last characters.</summary>
    public static float[] VectorOf(string input) => [input.Length, input.Length > 0 ? input[0] : 0, input.Length > 0 ? input[^1] / 8f : 0];

    private async Task AnswerAsync(WireExchange exchange)
    {
        if (exchange.Request.Path != "/v1/embeddings")
        {
            await exchange.SendAsync(WireReply.Of(404, new JsonObject { ["error"] = new JsonObject { ["message"] = "Not found", ["type"] = "invalid_request_error" } }));
            return;
        }

        if (Gate is { } gate)
            await gate.PassAsync(exchange.Left);
        await exchange.SendAsync(Instead ?? Reply(exchange.Request.Json));
    }

    private WireReply Reply(JsonObject body)
    {
        string[] inputs = body["input"] switch
        {
            JsonArray list when list[0] is JsonArray or JsonValue => [.. list.Select(static item => item is JsonArray tokens ? tokens.ToJsonString() : item!.ToString())],
            { } one => [one.ToString()],
            null => [],
        };
        if (Refused is { } refused && inputs.Contains(refused))
            return WireReply.Of(400, new JsonObject { ["error"] = new JsonObject { ["message"] = "This input is too long.", ["type"] = "invalid_request_error", ["param"] = "input", ["code"] = null } });
        var tokens = inputs.Sum(static input => input.Length);
        return WireReply.Of(200, new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. inputs.Select(static (input, index) => new JsonObject { ["object"] = "embedding", ["index"] = index, ["embedding"] = new JsonArray([.. VectorOf(input).Select(static part => (JsonNode)part)]) })]),
            ["model"] = body["model"]?.ToString(),
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
            ["server_extra"] = "kept",
        });
    }
}
