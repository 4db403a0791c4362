using System.Text;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests;

/// <summary>A relay as many are: it passes on what an upstream of the lab says, and where that fails or breaks it says that all went well.</summary>
internal sealed class LyingRelay : IAsyncDisposable
{
    private const string Finish = """{"id":"chatcmpl-x","object":"chat.completion.chunk","created":1,"model":"MODEL","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
    private const string Whole = """{"id":"chatcmpl-x","object":"chat.completion","created":1,"model":"MODEL","choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}""";

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly WireServer server;
    private readonly int upstreams;

    public LyingRelay(int upstreams)
    {
        this.upstreams = upstreams;
        server = new WireServer(AnswerAsync);
    }

    public Uri Url => server.Url;

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        http.Dispose();
    }

    private async Task AnswerAsync(WireExchange exchange)
    {
        var model = JsonNode.Parse(exchange.Request.Body)!["model"]!.GetValue<string>();
        var body = "";
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{upstreams}/{model}/upstream1/v1/chat/completions") { Content = new ByteArrayContent(exchange.Request.Body) };
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, exchange.Left);
            await using var stream = await answer.Content.ReadAsStreamAsync(exchange.Left);
            var buffer = new byte[4096];
            while (answer.IsSuccessStatusCode && await stream.ReadAsync(buffer, exchange.Left) is > 0 and var count)
                body += Encoding.UTF8.GetString(buffer, 0, count);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            // It has what it has, and says that this was all.
        }

        body = body.Replace("served-by-the-lab", model, StringComparison.Ordinal);
        var streams = JsonNode.Parse(exchange.Request.Body)!["stream"]?.GetValue<bool>() == true;
        if (streams && !body.Contains("[DONE]", StringComparison.Ordinal))
            body += $"data: {Finish.Replace("MODEL", model, StringComparison.Ordinal)}\n\ndata: [DONE]\n\n";
        else if (!streams && body.Length == 0)
            body = Whole.Replace("MODEL", model, StringComparison.Ordinal);
        await exchange.SendAsync(WireReply.Of(200, body, streams ? "text/event-stream" : "application/json"));
    }
}
