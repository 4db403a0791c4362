using System.Text;
using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Responses;
using GenGateway.Tests.Surfaces;
using GenGateway.Tests.Surfaces.Responses;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>Relays answers of the Responses API, packets given.</summary>
internal static class ResponseLanes
{
    /// <summary>A question as the gateway reads it.</summary>
    /// <param name="stream">Whether its answer grows.</param>
    /// <param name="previous">The response that it goes on from, kept by the backend; null: none.</param>
    /// <param name="keeper">Gets the response; null: nobody.</param>
    public static async Task<GenerationRequest> RequestAsync(bool stream, string? previous = null, FakeKeeper? keeper = null)
    {
        keeper ??= new FakeKeeper();
        var named = "";
        if (previous is not null)
        {
            named = $",\"previous_response_id\":\"{previous}\"";
            keeper.Kept.Add(new StoredResponse(previous, Decoding.Context.Caller.Key, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, default, "{}"u8.ToArray()) { Backend = "upstream" });
        }

        var body = Encoding.UTF8.GetBytes($$"""{"model":"m","input":"Hi","stream":{{(stream ? "true" : "false")}}{{named}}}""");
        var prepared = await new ResponsesSurface(keeper, long.MaxValue).PrepareAsync(body, Decoding.Context.Caller, static _ => null, TestContext.Current.CancellationToken);
        Assert.True(prepared.TryGet(out var surface, out var failure), failure?.Message);
        Assert.True(surface.Decode(body, Decoding.Context).TryGet(out var asked, out failure), failure?.Message);
        return asked.Request;
    }

    /// <summary>What the relay makes of a stream.</summary>
    public static async Task<(RelayedStream Answer, string Tally)> StreamAsync(IEnumerable<byte[]> packets, GenerationRequest request, Exception? breaks = null)
    {
        using var attempt = AnswerRun.Attempt(request);
        await using var relay = new ResponseRelay(new HttpResponseMessage(), new PacketStream(packets) { Breaks = breaks }, attempt, 1 << 20);
        return (await RelayedStream.OfAsync(relay, attempt), AnswerRun.TallyText(attempt.Tally));
    }

    /// <summary>What the relay makes of a whole answer.</summary>
    public static async Task<(string? Text, Failure? Failure, string Tally)> WholeAsync(IEnumerable<byte[]> packets, GenerationRequest request)
    {
        using var attempt = AnswerRun.Attempt(request);
        var answer = new WholeResponse(attempt);
        var opened = await WholeRelay.OpenAsync(new HttpResponseMessage { Content = new StreamContent(new PacketStream(packets)) }, attempt, Remotes.Limits, answer.Judge, answer.Keep);
        if (!opened.TryGet(out var relay, out var failure))
            return (null, failure, AnswerRun.TallyText(attempt.Tally));
        await using (relay)
            return (Encoding.UTF8.GetString((await relay.ReadAsync(attempt.Token)).Bytes.Span), null, AnswerRun.TallyText(attempt.Tally));
    }

    /// <summary>Either, as text, so that two readings compare.</summary>
    public static async Task<string> ReadAsync(IEnumerable<byte[]> packets, bool stream)
    {
        var request = await RequestAsync(stream);
        return stream ? (await StreamAsync(packets, request)).ToString() : (await WholeAsync(packets, request)).ToString();
    }
}
