using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Tests with backends that keep responses themselves.</summary>
public abstract class ResponseRelayTest : UpstreamTest
{
    protected const string Path = "/v1/responses";

    /// <summary>What an entry says whose server keeps responses.</summary>
    protected const string Keeping = "capabilities: [chat, responses]";

    private protected static Backends Keeper(FakeOpenAi fake) => new Backends().Add("keeper", "openai", fake.Endpoint, Model, Served, Keeping);

    protected static JsonObject Ask(string text) => new() { ["model"] = Model, ["input"] = text };

    protected static string IdOf(JsonElement response) => response.GetProperty("id").GetString()!;

    /// <summary>A request with a key.</summary>
    protected static HttpRequestMessage As(string key, HttpMethod method, string path, JsonObject? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        return request;
    }
}
