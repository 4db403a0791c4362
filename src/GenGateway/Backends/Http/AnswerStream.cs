using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>An answer's bytes as they come, read under its attempt's clock, with what can go wrong in words. One owner; the stream stays the caller's.</summary>
/// <param name="stream">The answer's body.</param>
/// <param name="attempt">Whose answer it is.</param>
/// <param name="most">Bytes of one piece (a frame, a line) at most.</param>
/// <param name="limit">The setting that says so.</param>
internal sealed class AnswerStream(Stream stream, Attempt attempt, int most, string limit) : IDisposable
{
    /// <summary>What came and is not cut into pieces yet.</summary>
    public FrameBuffer Buffer { get; } = new(most);

    /// <summary>Whether nothing follows.</summary>
    public bool IsEnd { get; private set; }

    /// <summary>Bytes that came.</summary>
    public long Bytes { get; private set; }

    private string Name => attempt.Candidate.Backend.Name;

    /// <summary>Waits for more. Whoever asks once more behind the end misses something: an answer without its end broke, however cleanly the connection ended.</summary>
    /// <returns>Null, or why there is no more; also when the attempt was stopped. To be awaited once.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Failure?> FillAsync()
    {
        if (IsEnd)
            return new Failure(FailureKind.BackendError, $"Backend '{Name}' ended its answer before the answer's end.");
        try
        {
            attempt.Waiting();
            var read = await Buffer.FillAsync(stream, attempt.Token).ConfigureAwait(false);
            attempt.Received(content: false);
            IsEnd = read == 0;
            Bytes += Math.Max(read, 0);
            return read >= 0 ? null : new Failure(FailureKind.BackendError, $"Backend '{Name}' sent more in one piece than {limit} ({most}). Lower max_tokens, or raise the limit if such answers are right.");
        }
        catch (OperationCanceledException) when (attempt.Token.IsCancellationRequested)
        {
            return attempt.ToFailure();
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            return attempt.Token.IsCancellationRequested
                ? attempt.ToFailure()
                : new Failure(FailureKind.BackendError, $"Backend '{Name}' broke its answer off.") { Cause = thrown };
        }
    }

    public void Dispose() => Buffer.Dispose();
}
