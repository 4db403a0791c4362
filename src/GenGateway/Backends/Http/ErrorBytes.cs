using System.Buffers;

namespace GenGateway.Backends.Http;

/// <summary>The beginning of an error's body: enough to tell what it is about.</summary>
internal static class ErrorBytes
{
    private const int Most = 64 * 1024;

    // The status alone decides that the attempt failed: the words are worth a moment, not the client's whole deadline.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Reads it, for two seconds at most.</summary>
    /// <param name="response">A backend's answer that is an error.</param>
    /// <param name="clock">Measures the two seconds.</param>
    /// <param name="cancellationToken">The attempt's; the only reason to be cancelled.</param>
    /// <returns>At most 64 KB; nothing where the connection broke, or where the body was not there in time.</returns>
    public static async ValueTask<byte[]> ReadAsync(HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Longest, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(Most);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(stop.Token).ConfigureAwait(false);
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(0, Most), Most, throwOnEndOfStream: false, stop.Token).ConfigureAwait(false);
            return buffer.AsSpan(0, read).ToArray();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return [];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
