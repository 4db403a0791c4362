using GenGateway.Journey.Tests.Harness;

[assembly: AssemblyFixture(typeof(SharedGateway))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace GenGateway.Journey.Tests.Harness;

/// <summary>One program, started with nothing configured, for all tests that change nothing. It starts when the first test needs it.</summary>
public sealed class SharedGateway : ISharedGateway, IAsyncDisposable
{
    private readonly Lazy<Task<GatewayProcess>> gateway = new(() => GatewayProcess.StartAsync(new GatewayOptions(), CancellationToken.None));

    public Task<GatewayProcess> GetAsync() => gateway.Value;

    public async ValueTask DisposeAsync()
    {
        if (gateway.IsValueCreated && gateway.Value.IsCompletedSuccessfully)
            await (await gateway.Value).DisposeAsync();
    }
}
