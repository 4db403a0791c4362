namespace GenGateway.Journey.Tests.Harness;

/// <summary>Ends every program that a test started and fails the test if one of them logged an error that the test did not ask for.</summary>
public abstract class JourneyTest : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    private readonly List<GatewayProcess> started = [];
    private readonly CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    /// <summary>No test waits longer than this token lets it.</summary>
    protected CancellationToken Token => bound.Token;

    public virtual ValueTask InitializeAsync()
    {
        bound.CancelAfter(Bound);
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        List<string> unexpected = [];
        foreach (var gateway in started)
        {
            await gateway.DisposeAsync();
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
                TestContext.Current.TestOutputHelper?.WriteLine($"The program at {gateway.Url} said:\n{gateway.Log.Text}");
            if (!gateway.Options.ExpectsErrors)
                unexpected.AddRange(gateway.Log.UnexpectedErrors());
        }

        bound.Dispose();
        NoUnexpectedErrors(unexpected);
    }

    protected async Task<GatewayProcess> StartAsync(GatewayOptions? options = null)
    {
        var gateway = await GatewayProcess.StartAsync(options ?? new GatewayOptions(), Token);
        started.Add(gateway);
        return gateway;
    }

    protected static void NoUnexpectedErrors(IReadOnlyList<string> lines) =>
        Assert.True(lines.Count == 0, $"The program logged errors that nobody provoked:\n{string.Join('\n', lines)}");
}
