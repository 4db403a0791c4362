using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.A1111;
using GenGateway.TestKit.ComfyUi;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Journey.Tests.Images;

/// <summary>A test with image servers of its own and a program in front of them.</summary>
public abstract class ImageTest : UpstreamTest
{
    protected const string Generations = "/v1/images/generations";
    protected const string Edits = "/v1/images/edits";

    protected FakeA1111 A1111(params string[] checkpoints) => Keep(checkpoints.Length == 0 ? new FakeA1111() : new FakeA1111 { Models = [.. checkpoints.Select(static name => new A1111Model(name))] });

    protected FakeComfyUi Comfy(params string[] checkpoints) => Keep(checkpoints.Length == 0 ? new FakeComfyUi() : new FakeComfyUi { Checkpoints = checkpoints });

    protected FakeOpenAi Painter() => Keep(new FakeOpenAi());

    /// <param name="entries">Entries of the image group as they stand, without their braces.</param>
    private protected Task<GatewayProcess> StartPaintingAsync(params string[] entries) => StartPaintingAsync(entries, UpstreamSettings.Once);

    private protected Task<GatewayProcess> StartPaintingAsync(string[] entries, string settings)
    {
        var yaml = "version: \"1.0\"\nbackends:\n  image:\n" + string.Concat(entries.Select(static entry => $"    - {{ {entry}, retry_count: 0, health_check: {{ enabled: false }} }}\n"));
        return StartAsync(new GatewayOptions { Files = new Dictionary<string, string> { ["config/backends.yaml"] = yaml }, ExpectsErrors = true }.WithConfiguration(settings));
    }

    protected static JsonObject Asking(string prompt = "a cat") => new() { ["prompt"] = prompt };

    private protected async Task<WireAnswer> SendFormAsync(GatewayProcess gateway, string path, IEnumerable<(string Name, string Text)> fields, params (string Name, byte[] File)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, text) in fields)
            form.Add(new StringContent(text), name);
        foreach (var (name, file) in files)
        {
            var part = new ByteArrayContent(file);
            part.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            form.Add(part, name, name + ".png");
        }

        return await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = form }, Token);
    }

    private protected async Task<IReadOnlyList<JsonElement>> EventsOfAsync(EventStream stream)
    {
        var events = new List<JsonElement>();
        while (await stream.NextAsync(Token) is { } data)
            events.Add(JsonDocument.Parse(data).RootElement);
        return events;
    }

    /// <summary>An entry of the image group: OpenAI with the models that it has for pictures.</summary>
    protected static string OpenAiEntry(string name, FakeOpenAi fake) => $"name: {name}, protocol: openai, endpoints: [\"{fake.Endpoint}\"], models: [dall-e-2, dall-e-3, gpt-image-1]";

    /// <summary>An entry of the image group: a Stable Diffusion WebUI, whose checkpoints it lists itself.</summary>
    protected static string WebUiEntry(string name, FakeA1111 fake) => $"name: {name}, protocol: a1111, endpoints: [\"{fake.Endpoint}\"], models: [{string.Join(", ", fake.Models.Select(static model => model.Name))}]";

    /// <summary>An entry of the image group: a ComfyUI with the fake's usual checkpoint.</summary>
    protected static string ComfyEntry(FakeComfyUi fake, string name = "comfy") => $"name: {name}, protocol: comfyui, endpoints: [\"{fake.Endpoint}\"], models: [tiny-random-sd15]";

    protected static (int Width, int Height) SizeOf(byte[] png) => FakePictureKind.PngSize(png);

    protected static IReadOnlyList<JsonElement> DataOf(JsonElement answer) => [.. answer.GetProperty("data").EnumerateArray()];

    protected static byte[] InlineOf(JsonElement item) => item.GetProperty("b64_json").GetBytesFromBase64();
}
