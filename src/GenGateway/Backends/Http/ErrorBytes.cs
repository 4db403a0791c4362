using System.Buffers;

namespace GenGateway.Backends.Http;

/// <summary>The beginning of an error's body: enough to tell what it is about.</summary>
internal static class ErrorBytes
{
    private const int Most = 64 * 1024;

    /// <returns>At most 64 KB; nothing where the connection broke.</returns>
    public static async ValueTask<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Most);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(0, Most), Most, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return buffer.AsSpan(0, read).ToArray();
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            return [];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
