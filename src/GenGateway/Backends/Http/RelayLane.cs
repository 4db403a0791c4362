using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>The lane of bodies that pass as they came, up to the commit point; what differs between protocols is asked for. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
internal abstract class RelayLane(UpstreamClient client, UpstreamLimits limits)
{
    protected UpstreamClient Client => client;

    protected UpstreamLimits Limits => limits;

    /// <inheritdoc cref="BodyEdits.Apply" path="/param[@name='asksForUsage']"/>
    protected virtual bool AsksForUsage(WireProtocol protocol) => false;

    /// <inheritdoc cref="IEndpoint.RelayAsync"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt)
    {
        var content = new PiecesContent(body, BodyEdits.Apply(body.Bytes, body.Peeked, attempt.Candidate.ModelJson, AsksForUsage(body.Protocol)));
        if (!(await client.SendAsync(HttpMethod.Post, RouteOf(body.Protocol), content, attempt, HeadersOf(attempt)).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        try
        {
            if (!UpstreamStatus.IsAnswer(response))
            {
                failure = await ReadErrorAsync(response, attempt).ConfigureAwait(false);
                response.Dispose();
                return failure;
            }

            return attempt.Request.Stream
                ? await StreamAsync(response, attempt).ConfigureAwait(false)
                : await WholeAsync(response, body.Protocol, attempt).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
        finally
        {
            // The bytes are sent or never will be; who still sends holds them itself.
            content.Dispose();
        }
    }

    /// <summary>The headers that go with a body; null: the client's standing ones (<see cref="UpstreamClient.Headers"/>).</summary>
    protected virtual IReadOnlyList<KeyValuePair<string, string>>? HeadersOf(Attempt attempt) => null;

    /// <summary>Where bodies of a protocol go.</summary>
    protected abstract Uri RouteOf(WireProtocol protocol);

    /// <summary>Says what a whole answer of a protocol is.</summary>
    protected abstract WholeRelay.Judge JudgeOf(WireProtocol protocol);

    /// <summary>Reads a whole answer.</summary>
    protected virtual ValueTask<Outcome<Relay>> WholeAsync(HttpResponseMessage response, WireProtocol protocol, Attempt attempt) =>
        WholeRelay.OpenAsync(response, attempt, limits, JudgeOf(protocol));

    /// <summary>What an answer that is no success means for the road.</summary>
    protected abstract ValueTask<Failure> ReadErrorAsync(HttpResponseMessage response, Attempt attempt);

    /// <summary>Why an answer is no stream of this protocol, or null.</summary>
    protected abstract Failure? Refused(HttpResponseMessage response);

    /// <summary>Begins to relay a stream.</summary>
    protected abstract FrameRelay Open(HttpResponseMessage response, Stream stream, Attempt attempt);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<Relay>> StreamAsync(HttpResponseMessage response, Attempt attempt)
    {
        if (Refused(response) is { } refused)
        {
            response.Dispose();
            return refused;
        }

        var relay = Open(response, response.Content.ReadAsStream(attempt.Token), attempt);
        var isCommitted = false;
        try
        {
            var failure = await relay.CommitAsync().ConfigureAwait(false);
            isCommitted = failure is null;
            return isCommitted ? relay : failure!;
        }
        finally
        {
            // One that committed is the road's, even where the attempt was stopped in the same moment: what it read ahead lies in its buffers.
            if (!isCommitted)
                await relay.DisposeAsync().ConfigureAwait(false);
        }
    }
}
