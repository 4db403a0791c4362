using System.Buffers;
using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>A whole answer in a rented array, within the memory that all answers share. One owner, who gives it back.</summary>
internal sealed class RentedBody : IDisposable
{
    private const int First = 4096;

    private readonly int _spare;
    private readonly MemoryHold _hold;
    private byte[] _array;
    private int _length;

    private RentedBody(int expected, int spare, MemoryHold hold)
    {
        _spare = spare;
        _hold = hold;
        // One byte more than expected, so that the read which finds the end needs no larger array.
        _array = ArrayPool<byte>.Shared.Rent(expected + spare + 1);
    }

    /// <summary>The bytes there are.</summary>
    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, _length);

    /// <summary>Reads an answer to its end.</summary>
    /// <param name="response">The answer; still the caller's.</param>
    /// <param name="attempt">Whose answer it is.</param>
    /// <param name="limits">What it may hold.</param>
    /// <param name="spare">Bytes that an edit may add.</param>
    /// <returns>The body, or why it is none.</returns>
    public static ValueTask<Outcome<RentedBody>> ReadAsync(HttpResponseMessage response, Attempt attempt, UpstreamLimits limits, int spare) =>
        ReadAsync(response, attempt.Candidate.Backend.Name, limits, spare, attempt.Token);

    /// <summary>Reads an answer that is not one attempt's alone.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Outcome<RentedBody>> ReadAsync(HttpResponseMessage response, string name, UpstreamLimits limits, int spare, CancellationToken cancellationToken)
    {
        var promised = response.Content.Headers.ContentLength;
        if (promised > limits.AnswerBytes)
            return TooLarge(name, limits);

        var hold = limits.Memory.Hold();
        if (!hold.TryGrowTo(promised ?? First))
            return limits.Memory.Full();
        var body = new RentedBody((int)Math.Min(promised ?? First, First * 16), spare, hold);
        Failure? failure = null;
        try
        {
            // The head is here, so the stream is there at once.
            var stream = response.Content.ReadAsStream(cancellationToken);
            while (failure is null)
            {
                if (!body.HasRoom())
                {
                    failure = limits.Memory.Full();
                    break;
                }

                var read = await stream.ReadAsync(body.Room, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    return body;
                body._length += read;
                if (body._length > limits.AnswerBytes)
                    failure = TooLarge(name, limits);
            }
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            body.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return new Failure(FailureKind.BackendError, $"Backend '{name}' broke its answer off.") { Cause = thrown };
        }
        catch
        {
            body.Dispose();
            throw;
        }

        body.Dispose();
        return failure!;
    }

    /// <summary>Puts other bytes in a place; at most the spare ones more.</summary>
    public void Replace(ByteRange place, ReadOnlySpan<byte> with)
    {
        _array.AsSpan(place.End, _length - place.End).CopyTo(_array.AsSpan(place.Start + with.Length));
        with.CopyTo(_array.AsSpan(place.Start));
        _length += with.Length - place.Length;
    }

    /// <summary>Gives the array back; once.</summary>
    public void Dispose()
    {
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array, clearArray: true);
        _array = [];
        _length = 0;
        _hold.Dispose();
    }

    private Memory<byte> Room => _array.AsMemory(_length, _array.Length - _length - _spare);

    private bool HasRoom()
    {
        if (_array.Length - _length > _spare)
            return true;
        if (!_hold.TryGrowTo(_array.Length * 2L))
            return false;
        var larger = ArrayPool<byte>.Shared.Rent(_array.Length * 2);
        _array.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array, clearArray: true);
        _array = larger;
        return true;
    }

    private static Failure TooLarge(string name, UpstreamLimits limits) =>
        new(FailureKind.BackendError, $"The answer of backend '{name}' is longer than limits.answer_bytes ({limits.AnswerBytes}). Stream it, lower max_tokens, or raise the limit.");
}
