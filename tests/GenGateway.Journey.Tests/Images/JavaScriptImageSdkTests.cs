using System.Text.Json;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Images;

/// <summary>The official OpenAI SDK for JavaScript asks for pictures, changed in nothing but its endpoint (tests/clients/images.mjs).</summary>
public sealed class JavaScriptImageSdkTests : ImageTest
{
    private static readonly string Folder = Repository.PathOf("tests", "clients");

    [Fact]
    public async Task It_makes_edits_varies_and_streams_pictures_and_gets_typed_errors()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "openai")))
            Assert.Fail("The SDK is not installed: run npm ci --ignore-scripts in tests/clients (scripts/test-runner.sh does).");
        var (openAi, webUi) = (Painter(), A1111("checkpoint"));
        var gateway = await StartPaintingAsync(OpenAiEntry("openai", openAi), WebUiEntry("webui", webUi));

        var run = await ChildProgram.RunAsync("node", ["images.mjs", new Uri(gateway.Url, "/v1").ToString(), "dall-e-3", "gpt-image-1", "dall-e-2", "checkpoint"], Folder, Token);
        Assert.True(run.ExitCode == 0, run.Text);
        using var told = JsonDocument.Parse(run.Output);
        var result = told.RootElement;

        Assert.Equal(["1792x1024", "1792x1024"], Texts(result, "linked"));
        Assert.All(Texts(result, "links"), link => Assert.StartsWith(new Uri(gateway.Url, "/images/").ToString(), link, StringComparison.Ordinal));
        Assert.All(Texts(result, "revised"), Assert.NotEmpty);
        Assert.Equal(["1024x1536"], Texts(result, "given"));
        Assert.True(result.GetProperty("tokens").GetInt32() > 0);
        Assert.Equal(["64x64", "64x64"], Texts(result, "seeded"));
        Assert.Equal([41, 42], result.GetProperty("seeds").EnumerateArray().Select(static seed => seed.GetInt64()));
        Assert.Equal("dogs", webUi.Generations[0].Json["negative_prompt"]!.GetValue<string>());
        Assert.Equal(["128x64"], Texts(result, "painted"));
        Assert.Equal(["64x64"], Texts(result, "changed"));
        Assert.Equal(["256x256", "256x256"], Texts(result, "varied"));

        Assert.Single(Texts(result, "edited"));
        var form = openAi.Generations.First(static call => call.Path == Edits).Form!;
        Assert.Equal((2, 1), (form.Files("image").Count, form.Files("mask").Count));

        Assert.Equal([("image_generation.partial_image", 0), ("image_generation.partial_image", 1), ("image_generation.completed", null)], Events(result, "streamed"));
        Assert.True(result.GetProperty("streamed")[2].GetProperty("tokens").GetInt32() > 0);
        Assert.Equal([("image_edit.partial_image", 0), ("image_edit.completed", null)], Events(result, "editing"));
        // The WebUI shows nothing in between: the finished picture is the only event.
        Assert.Equal([("image_generation.completed", null)], Events(result, "unpreviewed"));

        Assert.Equal(("NotFoundError", 404, "model_not_found", "model"), Refusal(result, "unknown"));
        Assert.Equal(("BadRequestError", 400, "invalid_value", "n"), Refusal(result, "many"));
        Assert.Equal(("BadRequestError", 400, "invalid_value", "response_format"), Refusal(result, "late"));
    }

    private static string[] Texts(JsonElement result, string name) => [.. result.GetProperty(name).EnumerateArray().Select(static item => item.GetString()!)];

    private static IEnumerable<(string?, int?)> Events(JsonElement result, string name) =>
        result.GetProperty(name).EnumerateArray().Select(static item => (item.GetProperty("type").GetString(), item.GetProperty("index").Deserialize<int?>()));

    private static (string?, int, string?, string?) Refusal(JsonElement result, string name)
    {
        var refusal = result.GetProperty(name);
        Assert.False(string.IsNullOrEmpty(refusal.GetProperty("requestId").GetString()), "An error tells the id of its request.");
        return (refusal.GetProperty("type").GetString(), refusal.GetProperty("status").GetInt32(), refusal.GetProperty("code").GetString(), refusal.GetProperty("param").GetString());
    }
}
