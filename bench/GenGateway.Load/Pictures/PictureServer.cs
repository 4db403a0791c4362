using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace GenGateway.Load.Pictures;

/// <summary>An OpenAI image server that has its answers ready: model <c>inline-N</c> answers with a picture of N MB in base64, <c>link-N</c> with a link to it.</summary>
internal sealed class PictureServer : IDisposable
{
    private const int MostHead = 64 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, byte[]> _answers = [];
    private readonly Task _serving;

    /// <param name="sizes">In MB.</param>
    public PictureServer(IEnumerable<int> sizes)
    {
        _listener.Start(256);
        foreach (var size in sizes)
        {
            var picture = Picture(size << 20);
            var number = size.ToString(CultureInfo.InvariantCulture);
            _answers[$"/{number}.png"] = Answer("image/png", picture);
            _answers[$"inline-{number}"] = Answer("application/json", Encoding.ASCII.GetBytes($$"""{"created":1,"data":[{"b64_json":"{{Convert.ToBase64String(picture)}}"}]}"""));
            _answers[$"link-{number}"] = Answer("application/json", Encoding.ASCII.GetBytes($$"""{"created":1,"data":[{"url":"http://{{Endpoint}}/{{number}}.png"}]}"""));
        }

        _serving = ServeAsync();
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        _serving.Wait(TimeSpan.FromSeconds(5));
        _stopping.Dispose();
    }

    private static byte[] Answer(string type, byte[] body) => [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    // Chunks as a PNG has them; the pixels are noise, and nobody looks at them.
    private static byte[] Picture(int length)
    {
        var picture = new byte[length];
        byte[] head = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 8, 0, 0, 0, 8, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0];
        head.CopyTo(picture, 0);
        ReadOnlySpan<byte> end = [0, 0, 0, 0, .. "IEND"u8, 0xae, 0x42, 0x60, 0x82];
        end.CopyTo(picture.AsSpan(length - end.Length));
        const int most = 64 << 10;
        for (var at = head.Length; at < length - end.Length;)
        {
            var left = length - end.Length - at - 12;
            var data = left - most is > 0 and < 12 ? most / 2 : Math.Min(left, most);
            BinaryPrimitives.WriteInt32BigEndian(picture.AsSpan(at), data);
            "IDAT"u8.CopyTo(picture.AsSpan(at + 4));
            RandomNumberGenerator.Fill(picture.AsSpan(at + 8, data + 4));
            at += data + 12;
        }

        return picture;
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(AnswerAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
        }
        catch (Exception thrown) when (thrown is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using var owned = socket;
        socket.NoDelay = true;
        var buffer = new byte[MostHead];
        var held = 0;
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(held), _stopping.Token);
                if (read == 0)
                    return;
                held += read;
                if (AnswerTo(Encoding.ASCII.GetString(buffer, 0, held)) is not { } answer)
                    continue;
                held = 0;
                for (var sent = 0; sent < answer.Length;)
                    sent += await socket.SendAsync(answer.AsMemory(sent), _stopping.Token);
            }
        }
        catch (Exception thrown) when (thrown is OperationCanceledException or SocketException)
        {
            // The client left, or the measurement is over.
        }
    }

    // Null: more of the request is to come. One at a time on a connection, as these clients do.
    private byte[]? AnswerTo(string request)
    {
        var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0)
            return null;
        if (request.StartsWith("GET ", StringComparison.Ordinal))
            return _answers.GetValueOrDefault(request.Split(' ')[1], Answer("application/json", """{"object":"list","data":[]}"""u8.ToArray()));
        return request.EndsWith('}') ? _answers.First(answer => request.Contains($"\"{answer.Key}\"", StringComparison.Ordinal)).Value : null;
    }
}
