using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>What would be open to strangers does not start, and says how to make it right.</summary>
public sealed class StartRefusalTests : JourneyTest
{
    private const string MakesKey = "openssl rand -hex 32";

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public async Task Beyond_loopback_without_a_key_it_refuses(string host)
    {
        var refusal = await GatewayProcess.RefusalAsync(new GatewayOptions().WithArguments("--host", host), Token);

        Assert.NotEqual(0, refusal.ExitCode);
        Assert.Contains(MakesKey, refusal.Text, StringComparison.Ordinal);
        Assert.Contains(host, refusal.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server: { host: 0.0.0.0 }\n")]
    [InlineData("server:\n  host: \"0.0.0.0\"\nauth:\n  api_keys: []\n")]
    public async Task A_file_that_opens_the_server_without_a_key_is_refused(string yaml)
    {
        var refusal = await GatewayProcess.RefusalAsync(new GatewayOptions().WithConfiguration(yaml), Token);

        Assert.NotEqual(0, refusal.ExitCode);
        Assert.Contains(MakesKey, refusal.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("your-api-key")]
    [InlineData("your-api-key-here")]
    [InlineData("dev-api-key-12345")]
    [InlineData("sk-test-key-1")]
    public async Task Beyond_loopback_with_a_sample_key_it_refuses(string key)
    {
        var byEnvironment = await GatewayProcess.RefusalAsync(new GatewayOptions().WithArguments("--host", "0.0.0.0").WithEnvironment("GEN_GATEWAY_API_KEY", key), Token);
        var byFile = await GatewayProcess.RefusalAsync(new GatewayOptions().WithConfiguration($"server: {{ host: 0.0.0.0 }}\nauth: {{ api_keys: [\"{key}\"] }}\n"), Token);

        Assert.NotEqual(0, byEnvironment.ExitCode);
        Assert.Contains(MakesKey, byEnvironment.Text, StringComparison.Ordinal);
        Assert.NotEqual(0, byFile.ExitCode);
        Assert.Contains(MakesKey, byFile.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_loopback_without_auth_it_refuses_unless_strangers_are_allowed_by_name()
    {
        var closed = await GatewayProcess.RefusalAsync(new GatewayOptions().WithConfiguration("server: { host: 0.0.0.0 }\nauth: { enabled: false }\n"), Token);
        Assert.NotEqual(0, closed.ExitCode);
        Assert.Contains("allow_anonymous", closed.Text, StringComparison.Ordinal);

        var open = await StartAsync(new GatewayOptions().WithConfiguration("server: { host: 0.0.0.0 }\nauth: { enabled: false, allow_anonymous: true }\n"));
        (await open.Client.GetAsync("/v1/models", Token)).Expect(200);
    }

    [Fact]
    public async Task Beyond_loopback_with_a_real_key_it_serves()
    {
        var key = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var gateway = await StartAsync(new GatewayOptions().WithArguments("--host", "0.0.0.0").WithEnvironment("GEN_GATEWAY_API_KEY", key));
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");

        (await gateway.Client.SendAsync(request, Token)).Expect(200);
        (await gateway.Client.GetAsync("/v1/models", Token)).ExpectError(401, "invalid_api_key");
    }

    [Fact]
    public async Task The_command_that_the_refusal_names_makes_a_key_that_serves()
    {
        var refusal = await GatewayProcess.RefusalAsync(new GatewayOptions().WithArguments("--host", "0.0.0.0"), Token);
        Assert.Contains("GEN_GATEWAY_API_KEY", refusal.Text, StringComparison.Ordinal);
        Assert.Contains(MakesKey, refusal.Text, StringComparison.Ordinal);

        var made = await ChildProgram.RunAsync("/bin/sh", ["-c", MakesKey], Repository.Root, Token);
        Assert.Equal(0, made.ExitCode);
        await StartAsync(new GatewayOptions().WithArguments("--host", "0.0.0.0").WithEnvironment("GEN_GATEWAY_API_KEY", made.Output.Trim()));
    }

    [Fact]
    public async Task On_loopback_auth_can_be_switched_off_and_keys_are_ignored_then()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("auth: { enabled: false, api_keys: [\"a-key-that-is-not-needed\"] }\n"));
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer something-else");

        (await gateway.Client.SendAsync(request, Token)).Expect(200);
        (await gateway.Client.GetAsync("/v1/models", Token)).Expect(200);
    }
}
