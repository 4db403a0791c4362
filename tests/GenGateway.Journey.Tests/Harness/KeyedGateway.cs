namespace GenGateway.Journey.Tests.Harness;

/// <summary>One program with two keys in its file and one in its environment.</summary>
public sealed class KeyedGateway : ISharedGateway, IAsyncDisposable
{
    public const string FirstKey = "gg-canary-first-4f1d0b7c9a2e";
    public const string SecondKey = "gg-canary-second-81c3e5d7f902";
    public const string EnvironmentKey = "gg-canary-environment-2b9d6a";

    private readonly Lazy<Task<GatewayProcess>> gateway = new(() => GatewayProcess.StartAsync(
        new GatewayOptions()
            .WithConfiguration($"auth:\n  api_keys:\n    - \"{FirstKey}\"\n    - {SecondKey}\n")
            .WithEnvironment("GEN_GATEWAY_API_KEY", EnvironmentKey),
        CancellationToken.None));

    public Task<GatewayProcess> GetAsync() => gateway.Value;

    public async ValueTask DisposeAsync()
    {
        if (gateway.IsValueCreated && gateway.Value.IsCompletedSuccessfully)
            await (await gateway.Value).DisposeAsync();
    }
}
