using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GenGateway.Backends;
using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Engine.Text;
using GenGateway.Journey;
using GenGateway.Server;
using GenGateway.Server.Http;
using GenGateway.Server.Logs;
using GenGateway.Tests.Configuration;
using GenGateway.Tests.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GenGateway.Tests.Server;

/// <summary>The real server on a free port with a fake backend behind it, and a client.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string Chat = """{"messages":[{"role":"user","content":"Hi"}]}""";
    public const string ChatStream = """{"messages":[{"role":"user","content":"Hi"}],"stream":true}""";

    private readonly MemoryStream _log = new();
    private readonly WebApplication _app;

    private RunningServer(WebApplication app, PlayedBackend backend, MemoryStream log)
    {
        _app = app;
        _log = log;
        Backend = backend;
        Parts = app.Services.GetRequiredService<GatewayParts>();
        Url = new Uri(app.Urls.Single());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(60) };
    }

    public PlayedBackend Backend { get; }

    public GatewayParts Parts { get; }

    public Uri Url { get; }

    private static readonly EnvironmentView Nowhere = new(new Dictionary<string, string>(), ".");

    public HttpClient Client { get; }

    public static async Task<RunningServer> StartAsync(string yaml = "", Func<GatewayConfig, GatewayConfig>? change = null, Action<GatewayRoutes>? more = null)
    {
        using var place = new Workplace();
        if (yaml.Length > 0)
            place.Yaml(yaml);
        var config = place.Config("--port", "0");
        config = change?.Invoke(config) ?? config;

        var backend = new PlayedBackend("fake", new ModelEntry("m", "m", [Capability.Chat, Capability.Completion], FixedClock.Start), new ModelEntry("org/n", "org/n", [Capability.Chat], FixedClock.Start));
        var output = new MemoryStream();
        var log = new LogPump(output, config.Logging, TimeProvider.System);
        var app = GatewayApp.Build(config, log, TimeProvider.System, loggers => Composition.Create(config, Nowhere, new BackendFactory(new UpstreamLimits(1 << 20, 1 << 20, new MemoryBudget(1 << 30)), new TextModelOptions(), ".", loggers, TimeProvider.System), [backend], loggers, TimeProvider.System, workingDirectory: Path.Combine(AppContext.BaseDirectory, "served")), more: more);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningServer(app, backend, output);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, headers);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Sends; the answer's head is awaited, not its body.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>The code of an error in OpenAI's shape.</summary>
    public static async Task<string?> CodeAsync(HttpResponseMessage response)
    {
        using var body = JsonDocument.Parse(await TextAsync(response));
        return body.RootElement.GetProperty("error").GetProperty("code").GetString();
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>The log's lines; stops the server first, so that all of them are written.</summary>
    public async Task<IReadOnlyList<JsonElement>> LogAsync()
    {
        await StopAsync();
        return [.. Encoding.UTF8.GetString(_log.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
