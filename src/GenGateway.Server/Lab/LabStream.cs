namespace GenGateway.Server.Lab;

/// <summary>An answer while it comes. Disposing it before its end is what a client does that leaves.</summary>
internal sealed class LabStream(HttpResponseMessage response, Stream body) : IDisposable
{
    private readonly MemoryStream _read = new();
    private bool _broke;

    public async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        while (await MoreAsync(cancellationToken))
        {
        }
    }

    /// <summary>Reads until this text has come.</summary>
    /// <returns>False: the answer ended without it.</returns>
    public async Task<bool> ReadUntilAsync(string text, CancellationToken cancellationToken)
    {
        while (!Read().Text.Contains(text, StringComparison.Ordinal))
        {
            if (!await MoreAsync(cancellationToken))
                return false;
        }

        return true;
    }

    /// <summary>What has come so far.</summary>
    public LabAnswer Read() => AnswerReader.Read(
        (int)response.StatusCode,
        response.Content.Headers.ContentType?.MediaType ?? "",
        response.Headers.Concat(response.Content.Headers).ToDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
        _read.ToArray(),
        _broke);

    public void Dispose()
    {
        body.Dispose();
        response.Dispose();
        _read.Dispose();
    }

    private async Task<bool> MoreAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            var count = await body.ReadAsync(buffer, cancellationToken);
            _read.Write(buffer, 0, count);
            return count > 0;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            _broke = true;
            return false;
        }
    }
}
