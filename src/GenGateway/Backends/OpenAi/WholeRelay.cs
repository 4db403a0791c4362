using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>A whole answer that passes as it came, but for the model's name. Read to its end before the first byte goes out.</summary>
internal sealed class WholeRelay : Relay
{
    private readonly Attempt _attempt;
    private readonly RentedBody _body;

    private WholeRelay(Attempt attempt, RentedBody body, HttpResponseMessage response)
    {
        _attempt = attempt;
        _body = body;
        ContentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : "application/json";
        Headers = UpstreamHeaders.Of(response);
    }

    public override string ContentType { get; }

    public override long? Length => _body.Written.Length;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>Reads and judges the body.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Outcome<Relay>> OpenAsync(HttpResponseMessage response, Attempt attempt, UpstreamLimits limits)
    {
        using var owned = response;
        var shown = attempt.Candidate.ShownModelJson;
        if (!(await RentedBody.ReadAsync(response, attempt, limits, shown.Length).ConfigureAwait(false)).TryGet(out var body, out var failure))
            return failure;
        failure = WholeJudge.Judge(body.Written.Span, attempt, attempt.Request.Wire!.Peeked.N == 1, out var facts);
        if (failure is not null)
        {
            body.Dispose();
            return failure;
        }

        if (facts.Model.Length > 0)
            body.Replace(facts.Model, shown.Span);
        return new WholeRelay(attempt, body, response);
    }

    public override ValueTask<RelayChunk> ReadAsync(CancellationToken cancellationToken)
    {
        _attempt.Complete();
        return new(new RelayChunk(_body.Written, IsLast: true));
    }

    public override ValueTask DisposeAsync()
    {
        _body.Dispose();
        return ValueTask.CompletedTask;
    }
}
