using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends;

public sealed class AnswerStreamTests
{
    [Fact]
    public async Task What_comes_is_counted_and_asking_behind_the_end_is_a_broken_answer()
    {
        using var attempt = AnswerRun.Attempt(Requests.Chat("m"));
        using var source = new AnswerStream(new MemoryStream(new byte[10]), attempt, 100, "limits.event_bytes");

        Assert.Null(await source.FillAsync());
        Assert.Equal((10L, 10, false), (source.Bytes, source.Buffer.Unread.Length, source.IsEnd));
        Assert.Null(await source.FillAsync());
        Assert.True(source.IsEnd);
        Assert.Contains("before the answer's end", (await source.FillAsync())!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_piece_without_end_names_the_setting_that_bounds_it()
    {
        using var attempt = AnswerRun.Attempt(Requests.Chat("m"));
        using var source = new AnswerStream(new MemoryStream(new byte[100_000]), attempt, 5000, "limits.event_bytes");
        Failure? failure;
        do
            failure = await source.FillAsync();
        while (failure is null && !source.IsEnd);
        Assert.Contains("limits.event_bytes (5000)", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_left_is_the_reason_and_not_the_backend()
    {
        using var left = new CancellationTokenSource();
        var request = Requests.Chat("m");
        using var attempt = Attempts.At(new PlayedBackend("upstream"), request, new TestEntry(request), left.Token);
        using var source = new AnswerStream(new MemoryStream(new byte[10]), attempt, 100, "limits.event_bytes");
        await left.CancelAsync();
        Assert.Equal(FailureKind.ClientLeft, (await source.FillAsync())!.Kind);
    }
}
