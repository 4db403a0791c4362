using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>A whole answer that passes as it came, but for the model's name. Read to its end before the first byte goes out.</summary>
internal sealed class WholeRelay : Relay
{
    private readonly Attempt _attempt;
    private readonly RentedBody _body;
    private readonly Action<ReadOnlyMemory<byte>>? _given;

    private WholeRelay(Attempt attempt, RentedBody body, HttpResponseMessage response, Action<ReadOnlyMemory<byte>>? given)
    {
        _attempt = attempt;
        _body = body;
        _given = given;
        ContentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : "application/json";
        Headers = UpstreamHeaders.Of(response);
    }

    public override string ContentType { get; }

    public override long? Length => _body.Written.Length;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>Says whether a body is an answer, and fills the tally.</summary>
    /// <param name="body">The whole of it.</param>
    /// <param name="attempt">Whose answer it is.</param>
    /// <param name="model">The model's name as a JSON string; empty: none.</param>
    /// <returns>Null, or why it is none.</returns>
    public delegate Failure? Judge(ReadOnlyMemory<byte> body, Attempt attempt, out ByteRange model);

    /// <summary>Reads and judges the body.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="attempt">Whose answer it is.</param>
    /// <param name="limits">What it may hold.</param>
    /// <param name="judge">Says whether it is an answer.</param>
    /// <param name="given">Sees the bytes that the client gets, just before; null: nobody does.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Outcome<Relay>> OpenAsync(HttpResponseMessage response, Attempt attempt, UpstreamLimits limits, Judge judge, Action<ReadOnlyMemory<byte>>? given = null)
    {
        using var owned = response;
        var shown = attempt.Candidate.ShownModelJson;
        if (!(await RentedBody.ReadAsync(response, attempt, limits, shown.Length).ConfigureAwait(false)).TryGet(out var body, out var failure))
            return failure;
        failure = judge(body.Written, attempt, out var model);
        if (failure is not null)
        {
            body.Dispose();
            return failure;
        }

        if (model.Length > 0)
            body.Replace(model, shown.Span);
        return new WholeRelay(attempt, body, response, given);
    }

    public override ValueTask<RelayChunk> ReadAsync(CancellationToken cancellationToken)
    {
        _given?.Invoke(_body.Written);
        _attempt.Complete();
        return new(new RelayChunk(_body.Written, IsLast: true));
    }

    public override ValueTask DisposeAsync()
    {
        _body.Dispose();
        return ValueTask.CompletedTask;
    }
}
