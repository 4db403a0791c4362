using GenGateway.Backends.Http;
using GenGateway.Errors;

namespace GenGateway.Backends.OpenAi;

/// <summary>The data of a stream of events whose lines hold pictures: too large to be cut out whole, so that each is read while it comes. One reader.</summary>
/// <param name="backend">Whose stream it is, for messages.</param>
/// <param name="stream">The answer's body; stays the caller's.</param>
/// <param name="limits">What one event may hold.</param>
internal sealed class ImageEventLines(string backend, Stream stream, UpstreamLimits limits) : IDisposable
{
    private const int Piece = 64 << 10;

    private readonly byte[] _buffer = new byte[Piece];
    private readonly List<byte> _name = [];
    private ImageJsonReader? _data;
    private ReadOnlyMemory<byte> _rest;
    private bool _isSkipped;

    private static ReadOnlySpan<byte> Data => "data:"u8;

    /// <summary>Reads up to the end of the next line of data.</summary>
    /// <returns>Its JSON, the caller's from now on; null: the stream ended between two lines, or with its word; or what went wrong.</returns>
    public async ValueTask<Outcome<ImageJson?>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_rest.IsEmpty)
            {
                int read;
                try
                {
                    read = await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception thrown) when (thrown is HttpRequestException or IOException)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return new Failure(FailureKind.BackendError, $"Backend '{backend}' broke its answer off.") { Cause = thrown };
                }

                if (read == 0)
                    return _data is null ? Outcome.Of<ImageJson?>(null) : new Failure(FailureKind.BackendError, $"Backend '{backend}' broke its answer off in the middle of an event.");
                _rest = _buffer.AsMemory(0, read);
            }

            var end = _rest.Span.IndexOfAny((byte)'\n', (byte)'\r');
            var stretch = end < 0 ? _rest : _rest[..end];
            _rest = _rest[(end < 0 ? stretch.Length : end + 1)..];
            if (await AddAsync(stretch, cancellationToken).ConfigureAwait(false) is { } failure)
                return failure;
            if (end < 0)
                continue;
            _name.Clear();
            _isSkipped = false;
            if (_data is not { } data)
                continue;
            _data = null;
            using (data)
                return data.Finish().TryGet(out var json, out var wrong) ? json : wrong;
        }
    }

    public void Dispose() => _data?.Dispose();

    private ValueTask<Failure?> AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (_data is null && !_isSkipped && !bytes.IsEmpty)
        {
            _name.Add(bytes.Span[0]);
            bytes = bytes[1..];
            // Names of other fields, comments, and the word that ends OpenAI's text streams say nothing here.
            if (_name.Count <= Data.Length ? _name[^1] != Data[_name.Count - 1] : _name[^1] is not ((byte)' ' or (byte)'{'))
                _isSkipped = true;
            else if (_name[^1] == (byte)'{' && _name.Count > Data.Length)
                return BeginAsync(bytes, cancellationToken);
        }

        return _data is null ? default : _data.AddAsync(bytes, cancellationToken);
    }

    private async ValueTask<Failure?> BeginAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _data = new ImageJsonReader(backend, limits);
        return await _data.AddAsync("{"u8.ToArray(), cancellationToken).ConfigureAwait(false) ?? await _data.AddAsync(bytes, cancellationToken).ConfigureAwait(false);
    }
}
