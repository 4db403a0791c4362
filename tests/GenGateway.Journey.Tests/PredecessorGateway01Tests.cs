using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Pictures;

namespace GenGateway.Journey.Tests;

/// <summary>The document of the predecessor's versions 0.1 and 0.2 (their commands are the same): <c>config/default.toml</c> and the commands that concern pictures, backends and health.</summary>
public sealed class PredecessorGateway01Tests : PredecessorGatewayTest
{
    private const string Configuration =
        """
        [server]
        host = "0.0.0.0"
        port = 8080

        [auth]
        enabled = true
        api_keys = ["your-api-key"]

        [rate_limit]
        enabled = true
        requests_per_second = 100
        burst_size = 200

        [[backends]]
        name = "stable-diffusion"
        protocol = "http"
        endpoints = ["http://localhost:7860"]
        health_check_path = "/health"
        health_check_interval_secs = 30
        timeout_ms = 60000
        weight = 1
        enabled = true
        """;

    private const string Image =
        """
        curl -X POST http://localhost:8080/v1/images/generations \
          -H "Authorization: Bearer your-api-key" \
          -H "Content-Type: application/json" \
          -d '{
            "prompt": "A beautiful sunset over mountains",
            "n": 1,
            "size": "1024x1024",
            "response_format": "url"
          }'
        """;

    private const string Extended =
        """
        {
          "prompt": "...",
          "negative_prompt": "blurry, low quality",
          "seed": 42,
          "guidance_scale": 7.5,
          "num_inference_steps": 50,
          "backend": "stable-diffusion"
        }
        """;

    private const string List =
        """
        curl http://localhost:8080/v1/backends \
          -H "Authorization: Bearer your-api-key"
        """;

    private const string Add =
        """
        curl -X POST http://localhost:8080/v1/backends \
          -H "Authorization: Bearer your-api-key" \
          -H "Content-Type: application/json" \
          -d '{
            "name": "new-backend",
            "protocol": "http",
            "endpoints": ["http://gpu-server:7860"]
          }'
        """;

    private const string Remove =
        """
        curl -X DELETE http://localhost:8080/v1/backends/backend-name \
          -H "Authorization: Bearer your-api-key"
        """;

    private const string Health = "curl http://localhost:8080/health";

    [Fact]
    public async Task The_backends_of_default_toml_are_listed()
    {
        var gateway = await StartAsync(Documented());
        var backend = Backend(await TypeAsync(gateway, List), "stable-diffusion");
        Assert.Equal(("http", "image", 1, true), (backend.GetProperty("protocol").GetString(), backend.GetProperty("type").GetString(), backend.GetProperty("weight").GetInt32(), backend.GetProperty("enabled").GetBoolean()));
        Assert.Equal("http://localhost:7860/", backend.GetProperty("endpoints")[0].GetProperty("url").GetString());
        Assert.True(backend.TryGetProperty("healthy", out _));
    }

    [Fact]
    public async Task A_picture_is_made_as_documented_and_its_link_serves_it()
    {
        var gateway = await StartAsync(Painting(Documented()));
        Assert.Equal((1024, 1024), FakePictureKind.PngSize(await LinkedAsync(gateway, await TypeAsync(gateway, Image))));
        Assert.Equal("A beautiful sunset over mountains", WebUi.LastGeneration.Json["prompt"]!.GetValue<string>());
        Assert.Equal("a1111", Backend(await TypeAsync(gateway, List), "stable-diffusion").GetProperty("dialect").GetString());
    }

    [Fact]
    public async Task A_WebUI_without_the_documented_health_path_stays_in_service()
    {
        var options = Painting(Documented());
        var gateway = await StartAsync(options with { Files = options.Files.ToDictionary(static file => file.Key, static file => file.Value.Replace("interval_secs = 30", "interval_secs = 1", StringComparison.Ordinal)) });
        // The third failure takes an endpoint out; when the fourth probe comes it has been judged.
        await Eventually.ReachesAsync(
            () => Task.FromResult(WebUi.Traffic.Requests.Count(static request => request.Path == "/health")),
            static probes => probes >= 4,
            TimeSpan.FromSeconds(30),
            "four probes have come",
            Token);
        Assert.True(Backend(await TypeAsync(gateway, List), "stable-diffusion").GetProperty("healthy").GetBoolean());
        await LinkedAsync(gateway, await TypeAsync(gateway, Image));
    }

    [Fact]
    public async Task A_picture_needs_the_key()
    {
        var gateway = await StartAsync(Painting(Documented()));
        (await gateway.Client.PostAsync("/v1/images/generations", Extended, Token)).ExpectError(401, "invalid_api_key");
        Assert.Empty(WebUi.Generations);
    }

    [Fact]
    public async Task The_parameters_beyond_OpenAIs_reach_the_backend_that_is_named()
    {
        var gateway = await StartAsync(Painting(Documented()));
        await LinkedAsync(gateway, await TypeAsync(gateway, Image.Replace(Image[Image.IndexOf('{', StringComparison.Ordinal)..(Image.LastIndexOf('}') + 1)], Extended, StringComparison.Ordinal)));
        var asked = WebUi.LastGeneration.Json;
        Assert.Equal(
            ("...", "blurry, low quality", 42, 7.5, 50),
            (asked["prompt"]!.GetValue<string>(), asked["negative_prompt"]!.GetValue<string>(), asked["seed"]!.GetValue<int>(), asked["cfg_scale"]!.GetValue<double>(), asked["steps"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_picture_comes_in_each_documented_format()
    {
        var gateway = await StartAsync(Painting(Documented()));
        var inline = (await TypeAsync(gateway, Image.Replace("\"url\"", "\"b64_json\"", StringComparison.Ordinal))).Expect(200);
        Assert.Equal((1024, 1024), FakePictureKind.PngSize(inline.GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64()));
        var kept = (await TypeAsync(gateway, Image.Replace("\"url\"", "\"file\"", StringComparison.Ordinal))).Expect(200);
        Assert.Equal((1024, 1024), FakePictureKind.PngSize(await File.ReadAllBytesAsync(kept.GetProperty("data")[0].GetProperty("url").GetString()!, Token)));
    }

    [Fact]
    public async Task A_backend_that_was_added_as_documented_makes_pictures()
    {
        var gateway = await StartAsync(Documented());
        Succeeds(await TypeAsync(gateway, Add, ("http://gpu-server:7860", WebUi.Endpoint)));
        await LinkedAsync(gateway, await TypeAsync(gateway, Image.Replace("\"n\": 1", "\"backend\": \"new-backend\"", StringComparison.Ordinal)));
        Assert.Single(WebUi.Generations);
    }

    [Fact]
    public async Task The_list_needs_the_key()
    {
        var gateway = await StartAsync(Documented());
        (await gateway.Client.GetAsync("/v1/backends", Token)).ExpectError(401, "invalid_api_key");
    }

    [Fact]
    public async Task A_backend_is_added_as_documented()
    {
        var gateway = await StartAsync(Documented());
        Succeeds(await TypeAsync(gateway, Add));
        Assert.Equal("api", Backend(await TypeAsync(gateway, List), "new-backend").GetProperty("origin").GetString());
        // The same again: the name is taken.
        Assert.Equal(400, (await TypeAsync(gateway, Add)).Status);
    }

    [Fact]
    public async Task A_backend_is_removed_as_documented()
    {
        var gateway = await StartAsync(Documented());
        Succeeds(await TypeAsync(gateway, Add.Replace("new-backend", "backend-name", StringComparison.Ordinal)));
        Succeeds(await TypeAsync(gateway, Remove));
        var gone = await TypeAsync(gateway, Remove);
        Assert.Equal("backend_not_found", gone.Expect(404).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Health_is_told_without_a_key_in_the_documented_shape()
    {
        var gateway = await StartAsync(Documented());
        var health = (await TypeAsync(gateway, Health)).Expect(200);
        Assert.Equal(["backends", "status", "version"], health.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        var backends = health.GetProperty("backends");
        Assert.Equal(backends.GetProperty("total").GetInt32(), backends.GetProperty("healthy").GetInt32() + backends.GetProperty("unhealthy").GetInt32());
        Assert.Contains(health.GetProperty("status").GetString(), new[] { "healthy", "degraded" });
    }

    [Fact]
    public async Task The_documented_variables_win_over_the_file()
    {
        var gateway = await StartAsync(Documented() with
        {
            Arguments = [],
            Environment = new Dictionary<string, string> { ["IMG_SERVING__SERVER__PORT"] = "0", ["IMG_SERVING__SERVER__HOST"] = "127.0.0.1", ["IMG_SERVING__AUTH__ENABLED"] = "false" },
        });
        (await gateway.Client.GetAsync("/v1/backends", Token)).Expect(200);
    }

    private static void Succeeds(WireAnswer answer)
    {
        JsonElement done = answer.Expect(200);
        Assert.True(done.GetProperty("success").GetBoolean());
        Assert.False(string.IsNullOrEmpty(done.GetProperty("message").GetString()));
    }

    private static GatewayOptions Documented() => new()
    {
        Arguments = ["--host", "127.0.0.1", "--port", "0"],
        Files = new Dictionary<string, string> { ["config/default.toml"] = Configuration.Replace("your-api-key", Key, StringComparison.Ordinal) },
    };
}
