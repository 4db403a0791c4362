using System.Buffers;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>A whole answer that passes as it came, but for the model's name. Read to its end before the first byte goes out.</summary>
internal sealed class WholeRelay : Relay
{
    private readonly Attempt _attempt;
    private readonly ReadOnlyMemory<byte> _body;
    private byte[]? _rented;

    private WholeRelay(Attempt attempt, byte[] rented, int length, string contentType, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        _attempt = attempt;
        _rented = rented;
        _body = rented.AsMemory(0, length);
        ContentType = contentType;
        Headers = headers;
    }

    public override string ContentType { get; }

    public override long? Length => _body.Length;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>Reads and judges the body: a 200 whose body is an error, empty, HTML, cut or of another kind is a failure.</summary>
    public static async ValueTask<Outcome<Relay>> OpenAsync(HttpResponseMessage response, Attempt attempt, long maxBytes)
    {
        var name = attempt.Candidate.Backend.Name;
        var promised = response.Content.Headers.ContentLength;
        if (promised > maxBytes)
            return TooLarge(name, maxBytes);

        var shown = attempt.Candidate.ShownModelJson;
        var body = new RentedBody((int)Math.Min(promised ?? RentedBody.First, maxBytes), shown.Length);
        var kept = false;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(attempt.Token).ConfigureAwait(false);
            while (await stream.ReadAsync(body.Room(), attempt.Token).ConfigureAwait(false) is var read and > 0)
            {
                body.Length += read;
                if (body.Length > maxBytes)
                    return TooLarge(name, maxBytes);
            }

            var wire = attempt.Request.Wire!.Peeked;
            if (!ChunkReader.TryRead(body.Written, attempt.Tally, wire.N == 1, out var facts) || facts.IsError || !facts.HasChoice)
                return NoAnswer(name, body.Length, facts.IsError);
            if (facts.Model.Length > 0)
                body.Replace(facts.Model, shown.Span);
            attempt.Tally.Finish();
            kept = true;
            return new WholeRelay(attempt, body.Array, body.Length, response.Content.Headers.ContentType?.ToString() ?? "application/json", UpstreamHeaders.Of(response));
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            attempt.Token.ThrowIfCancellationRequested();
            return new Failure(FailureKind.BackendError, $"Backend '{name}' broke its answer off.") { Cause = thrown };
        }
        finally
        {
            response.Dispose();
            if (!kept)
                body.Return();
        }
    }

    public override ValueTask<RelayChunk> ReadAsync(CancellationToken cancellationToken)
    {
        _attempt.Complete();
        return new(new RelayChunk(_body, IsLast: true));
    }

    public override ValueTask DisposeAsync()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return ValueTask.CompletedTask;
    }

    private static Failure TooLarge(string name, long maxBytes) =>
        new(FailureKind.BackendError, $"The answer of backend '{name}' is longer than limits.answer_bytes ({maxBytes}). Stream it, lower max_tokens, or raise the limit.");

    private static Failure NoAnswer(string name, int length, bool isError) => new(
        FailureKind.BackendError,
        length == 0 ? $"Backend '{name}' answered 200 with nothing." : isError ? $"Backend '{name}' answered 200 with an error." : $"Backend '{name}' answered 200 with something that is no answer.");
}
