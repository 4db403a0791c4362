using System.Net.Http.Headers;
using System.Text;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>A form with files (<c>multipart/form-data</c>, RFC 7578) on its way to a backend. May be sent twice: when a pooled connection turns out dead.</summary>
/// <remarks>The files are parts of the client's body and not copied; the request holds that body to its end.</remarks>
internal sealed class FormContent : UpstreamContent
{
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly string _boundary = "gengateway-" + TimedId.New(DateTimeOffset.UnixEpoch).ToString("N");
    private bool _isClosed;

    public FormContent()
    {
        Headers.ContentType = new MediaTypeHeaderValue("multipart/form-data");
        Headers.ContentType.Parameters.Add(new NameValueHeaderValue("boundary", _boundary));
    }

    /// <summary>Adds a text.</summary>
    public void Add(string name, string text) => Add($"--{_boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");

    /// <summary>Adds a picture as a file.</summary>
    /// <param name="name">The field.</param>
    /// <param name="file">The file's name without its ending.</param>
    /// <param name="image">The picture.</param>
    public void Add(string name, string file, ImageInput image)
    {
        Add($"--{_boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}.{image.Type.Extension}\"\r\nContent-Type: {image.Type.MediaType}\r\n\r\n");
        _pieces.Add(image.Bytes);
        Add("\r\n");
    }

    /// <summary>Ends the form, once; then it may be sent.</summary>
    public FormContent Close()
    {
        Add($"--{_boundary}--\r\n");
        _isClosed = true;
        return this;
    }

    protected override async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        foreach (var piece in _pieces)
            await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _pieces.Sum(static piece => (long)piece.Length);
        return _isClosed;
    }

    private void Add(string text) => _pieces.Add(Encoding.UTF8.GetBytes(text));
}
