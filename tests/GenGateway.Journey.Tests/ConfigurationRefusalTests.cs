using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>A setting that nobody knows or that makes no sense stops the start and is named with its place.</summary>
public sealed class ConfigurationRefusalTests : JourneyTest
{
    [Theory]
    [InlineData("server:\n  host: 127.0.0.1\n  prot: 8080\n", 3, "port")]
    [InlineData("sever:\n  port: 8080\n", 1, "server")]
    [InlineData("logging: { level: info }\nengine:\n  model_path: ./models\n", 3, "models_path")]
    public async Task An_unknown_setting_is_refused_with_file_line_and_the_nearest_name(string yaml, int line, string nearest)
    {
        var refusal = await GatewayProcess.RefusalAsync(new GatewayOptions().WithConfiguration(yaml), Token);

        Assert.NotEqual(0, refusal.ExitCode);
        Assert.Contains("gateway.yaml", refusal.Text, StringComparison.Ordinal);
        Assert.Matches($@"gateway\.yaml:{line}\b", refusal.Text);
        Assert.Contains(nearest, refusal.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server: [\n")]
    [InlineData("server:\n  port: 1\n bad: 2\n")]
    [InlineData("server: { port: \"eighty\" }\n")]
    [InlineData("server: { port: 70000 }\n")]
    [InlineData("server: { max_body_bytes: -1 }\n")]
    [InlineData("server: 5\n")]
    public async Task A_broken_file_stops_the_start_with_its_place(string yaml)
    {
        var refusal = await GatewayProcess.RefusalAsync(new GatewayOptions { Arguments = [] }.WithConfiguration(yaml), Token);

        Assert.NotEqual(0, refusal.ExitCode);
        Assert.Matches(@"gateway\.yaml:\d+", refusal.Text);
        Assert.DoesNotContain("   at ", refusal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_errors_are_told_at_once()
    {
        var refusal = await GatewayProcess.RefusalAsync(new GatewayOptions().WithConfiguration("server:\n  prot: 1\nlogging:\n  levl: info\n"), Token);

        Assert.Contains("gateway.yaml:2", refusal.Text, StringComparison.Ordinal);
        Assert.Contains("gateway.yaml:4", refusal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_is_named_but_missing_stops_the_start()
    {
        var refusal = await GatewayProcess.RefusalAsync(new GatewayOptions().WithArguments("--config", "nowhere.yaml"), Token);

        Assert.NotEqual(0, refusal.ExitCode);
        Assert.Contains("nowhere.yaml", refusal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_beats_the_file_and_the_command_line_beats_both()
    {
        var gateway = await StartAsync(new GatewayOptions()
            .WithConfiguration("server: { port: 1, max_body_bytes: 100 }\n")
            .WithEnvironment("GEN_GATEWAY__SERVER__PORT", "2")
            .WithEnvironment("GEN_GATEWAY__SERVER__MAX_BODY_BYTES", "200"));

        var body = Bodies.Chat(new string('a', 300)).With("max_tokens", 1);
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", body, Token);
        Assert.Contains("200", answer.ExpectError(413, "body_too_large").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_of_the_environment_is_listened_on()
    {
        var gateway = await StartAsync(new GatewayOptions { Arguments = [] }.WithEnvironment("GEN_GATEWAY__SERVER__PORT", "0"));

        Assert.Equal(200, (await gateway.Client.GetAsync("/healthz", Token)).Status);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start_with_one_clear_sentence()
    {
        var first = await StartAsync();
        var port = first.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var refusal = await GatewayProcess.RefusalAsync(new GatewayOptions { Arguments = ["--port", port] }, Token);

        Assert.NotEqual(0, refusal.ExitCode);
        Assert.Contains(port, refusal.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refusal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_tells_every_error_without_a_start()
    {
        var refusal = await GatewayProcess.RefusalAsync(new GatewayOptions { Arguments = ["check"] }.WithConfiguration("server:\n  prot: 1\nqueue: { max_size: 0 }\n"), Token);

        Assert.Equal(2, refusal.ExitCode);
        Assert.Matches(@"gateway\.yaml:2:\d+: server\.prot: ", refusal.Text);
        Assert.Matches(@"gateway\.yaml:3:\d+: queue\.max_size: ", refusal.Text);
    }
}
