using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>A model folder with a missing or damaged file costs that model, never the others.</summary>
public sealed class DamagedModelTests : JourneyTest
{
    [Theory]
    [InlineData("truncated", "model.onnx")]
    [InlineData("empty", "model.onnx")]
    [InlineData("no-tokenizer", "tokenizer.json")]
    [InlineData("half-tokenizer", "tokenizer.json")]
    [InlineData("no-graph", "model.onnx")]
    [InlineData("no-config", "config.json")]
    [InlineData("broken-config", "config.json")]
    [InlineData("cut-config", "config.json")]
    public async Task The_damaged_model_is_out_of_service_with_the_reason_and_the_good_one_serves(string damage, string file)
    {
        var gateway = await StartAsync(new GatewayOptions
        {
            ExpectsErrors = true,
            Models = models =>
            {
                ModelFolders.Add(models, "gpt2");
                Damage(ModelFolders.Add(models, "llama", "damaged"), damage);
            },
        });

        foreach (var path in new[] { "/v1/chat/completions", "/v1/completions" })
        {
            var body = path.Contains("chat", StringComparison.Ordinal) ? Bodies.Chat("Hello") : Bodies.Completion("Hello");
            var answer = await gateway.Client.PostAsync(path, body.With("model", "damaged"), Token);
            var message = answer.ExpectError(503, "no_healthy_backends").GetProperty("message").GetString();
            Assert.Contains(file, message, StringComparison.Ordinal);
            Assert.NotNull(answer.Header("Retry-After"));
            var streamed = await gateway.Client.PostAsync(path, body.With("stream", true), Token);
            streamed.ExpectError(503, "no_healthy_backends");
        }

        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", "gpt2").With("max_tokens", 3), Token)).Expect(200);
        var health = (await gateway.Client.GetAsync("/health", Token)).Expect(200);
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Equal(1, health.GetProperty("backends").GetProperty("unhealthy").GetInt32());
        Assert.Equal(200, (await gateway.Client.GetAsync("/readyz", Token)).Status);
        Assert.Contains(gateway.Log.Output, line => line.Contains("damaged", StringComparison.Ordinal) && line.Contains(file, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_is_no_model_is_passed_over_with_one_line()
    {
        var gateway = await StartAsync(new GatewayOptions
        {
            Models = models =>
            {
                ModelFolders.Add(models, "gpt2");
                Directory.CreateDirectory(Path.Combine(models, "holiday-pictures"));
                File.WriteAllText(Path.Combine(models, "holiday-pictures", "readme.txt"), "no model");
            },
        });

        (await gateway.Client.GetAsync("/v1/models/holiday-pictures", Token)).ExpectError(404, "model_not_found");
        Assert.Equal("healthy", (await gateway.Client.GetAsync("/health", Token)).Expect(200).GetProperty("status").GetString());
        Assert.Single(gateway.Log.Output, line => line.Contains("holiday-pictures", StringComparison.Ordinal) && !line.Contains("\"path\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_beside_the_shipped_one_is_a_model_under_its_own_name()
    {
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.Add(models, "gpt2", "my-own") });
        var models = (await gateway.Client.GetAsync("/v1/models", Token)).Expect(200).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString());
        Assert.Contains("my-own", models);

        var answer = (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 3), Token)).Expect(200);
        Assert.Equal("my-own", answer.GetProperty("model").GetString());
    }

    private static void Damage(string folder, string damage)
    {
        switch (damage)
        {
            case "truncated":
                ModelFolders.Truncate(folder, "model.onnx");
                break;
            case "empty":
                File.WriteAllBytes(Path.Combine(folder, "model.onnx"), []);
                break;
            case "no-tokenizer":
                File.Delete(Path.Combine(folder, "tokenizer.json"));
                break;
            case "no-graph":
                File.Delete(Path.Combine(folder, "model.onnx"));
                break;
            case "no-config":
                File.Delete(Path.Combine(folder, "config.json"));
                break;
            case "half-tokenizer":
                ModelFolders.Truncate(folder, "tokenizer.json");
                break;
            case "broken-config":
                File.WriteAllText(Path.Combine(folder, "config.json"), "[]");
                break;
            case "cut-config":
                ModelFolders.Truncate(folder, "config.json");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, "Unknown damage.");
        }
    }
}
