using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>A setting that this version knows but does not yet obey is never passed over in silence.</summary>
public sealed class KnownSettingTests : JourneyTest
{
    [Theory]
    [InlineData("storage: { s3: { bucket: pictures } }\n", "storage.s3.bucket")]
    [InlineData("mcp: { enabled: true }\n", "mcp.enabled")]
    [InlineData("tracing: { sample_ratio: 0.5 }\n", "tracing.sample_ratio")]
    public async Task A_setting_that_is_not_yet_in_effect_is_told_at_the_start(string yaml, string setting)
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration(yaml));

        var line = Assert.Single(gateway.Log.Output, line => line.Contains("not yet in effect", StringComparison.Ordinal));
        Assert.Contains(setting, line, StringComparison.Ordinal);
        Assert.Equal("warn", LogLine.Parse(line).GetProperty("level").GetString());
        Assert.Equal(200, (await gateway.Client.GetAsync("/healthz", Token)).Status);
    }

    [Fact]
    public async Task The_file_as_shipped_starts_without_a_warning_and_changes_nothing()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration(await File.ReadAllTextAsync(Repository.PathOf("config", "gateway.yaml"), Token)));

        Assert.DoesNotContain(gateway.Log.Output, line => LogLine.Parse(line).GetProperty("level").GetString() is not "info");
        Assert.True(gateway.Url.IsLoopback);
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 1), Token)).Expect(200);
    }

    [Fact]
    public async Task Without_a_file_there_is_nothing_to_warn_of()
    {
        var gateway = await StartAsync();

        Assert.DoesNotContain(gateway.Log.Output, line => LogLine.Parse(line).GetProperty("level").GetString() is not "info");
    }
}
