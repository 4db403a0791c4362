using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Pictures;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Custom;

/// <summary>
/// A JSON service as somebody writes for himself, like no other: <c>POST /render {"text","count","rng"}</c> → <c>{"result":[{"png","seed"}]}</c>, and files under the paths that
/// <see cref="Files"/> names. Thread-safe.
/// </summary>
public sealed class FakeService : IAsyncDisposable
{
    private const int Side = 64;
    private const long FirstSeed = 7;

    private readonly WireServer server;

    /// <param name="port">0 takes a free one.</param>
    public FakeService(int port = 0) => server = new WireServer(AnswerAsync, port);

    public Uri Url => server.Url;

    /// <summary>As an operator writes it into <c>endpoints</c>.</summary>
    public string Endpoint => Url.GetLeftPart(UriPartial.Authority);

    public Traffic Traffic => server.Traffic;

    /// <summary>How renderings behave.</summary>
    public BehaviorBook Behaviors { get; } = new();

    /// <summary>What is answered to GET, by its path.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>How a picture is given; without it as base64.</summary>
    public Func<byte[], string> Gives { get; set; } = Convert.ToBase64String;

    /// <summary>The requests for pictures.</summary>
    public IReadOnlyList<ReceivedRequest> Renderings => Traffic.To("/render");

    /// <summary>The picture of a seed.</summary>
    public static byte[] PictureOf(long seed) => FakePng.Of(Side, Side, seed);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task AnswerAsync(WireExchange exchange)
    {
        var request = exchange.Request;
        if (request is { Method: "POST" or "PUT" or "PATCH", Path: "/render" })
        {
            var behavior = Behaviors.Take();
            return WholePlayer.PlayAsync(exchange, (behavior.Instead ?? Render)(request), behavior);
        }

        return exchange.SendAsync(request.Method == "GET" && Files.TryGetValue(request.Path, out var file)
            ? WireReply.Of(200, file, "application/octet-stream")
            : WireReply.Of(404, "nothing here", "text/plain"));
    }

    private WireReply Render(ReceivedRequest request)
    {
        var body = request.Json;
        var first = body["rng"] is JsonValue given ? long.Parse(given.ToString(), CultureInfo.InvariantCulture) : FirstSeed;
        var result = new JsonArray();
        for (var seed = first; seed < first + (Json.Number(body, "count") ?? 1); seed++)
            result.Add((JsonNode)new JsonObject { ["png"] = Gives(PictureOf(seed)), ["seed"] = seed });
        return WireReply.Of(200, new JsonObject { ["result"] = result });
    }
}
