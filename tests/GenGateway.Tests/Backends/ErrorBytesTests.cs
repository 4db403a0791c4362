using GenGateway.Backends.Http;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Backends;

public sealed class ErrorBytesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_error_body_that_stalls_is_an_empty_one_after_two_seconds()
    {
        var clock = new ManualClock();
        using var stalled = new StalledStream("{\"err"u8.ToArray());
        using var response = new HttpResponseMessage { Content = new StreamContent(stalled) };

        var reading = ErrorBytes.ReadAsync(response, clock, Token).AsTask();
        await stalled.Stalls.WaitAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(reading.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Empty(await reading.WaitAsync(Token));
    }

    [Fact]
    public async Task A_client_that_leaves_meanwhile_is_no_empty_body()
    {
        using var left = new CancellationTokenSource();
        using var stalled = new StalledStream([]);
        using var response = new HttpResponseMessage { Content = new StreamContent(stalled) };

        var reading = ErrorBytes.ReadAsync(response, new ManualClock(), left.Token).AsTask();
        await stalled.Stalls.WaitAsync(Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }
}
