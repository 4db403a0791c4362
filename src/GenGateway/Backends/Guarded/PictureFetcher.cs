using System.Net;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Guarded;

/// <summary>Fetches pictures by the addresses that clients gave. Thread safe.</summary>
public sealed class PictureFetcher : IPictureFetcher, IAsyncDisposable
{
    private const int MostPictures = 20;
    private const int MostBytes = 20 << 20;
    private const int MostRedirects = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private readonly MemoryBudget _memory;
    private readonly TimeProvider _clock;
    private readonly GuardedClient _client;
    private volatile bool _isOn;
    private volatile bool _allowsPrivate;

    /// <param name="memory">Gives room for what is fetched.</param>
    /// <param name="clock">Bounds the wait.</param>
    public PictureFetcher(MemoryBudget memory, TimeProvider clock)
        : this(memory, clock, null)
    {
    }

    internal PictureFetcher(MemoryBudget memory, TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        _memory = memory;
        _clock = clock;
        _client = new GuardedClient(() => _allowsPrivate, resolve);
    }

    /// <summary>What holds from here on.</summary>
    /// <param name="isOn">Whether pictures are fetched at all.</param>
    /// <param name="allowsPrivate">Whether also from addresses that are not public.</param>
    public void Use(bool isOn, bool allowsPrivate) => (_isOn, _allowsPrivate) = (isOn, allowsPrivate);

    public async ValueTask<Outcome<GenerationTask>> InlineAsync(GenerationRequest request, GenerationTask task, CancellationToken cancellationToken)
    {
        if (!_isOn || task is not ChatTask chat || !chat.Messages.Any(static message => message.Parts.Any(static part => part is ChatPart.ImageLink)))
            return task;
        if (request.Inlined is { } before)
            return before;
        var count = chat.Messages.Sum(static message => message.Parts.Count(static part => part is ChatPart.ImageLink));
        if (count > MostPictures)
            return Wrong($"{count} pictures were given by their addresses; at most {MostPictures} are fetched for one request. Send the others themselves (data:image/png;base64,…).");

        request.PictureMemory ??= _memory.Hold();
        using var limit = new CancellationTokenSource(Longest, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var messages = new List<ChatMessage>(chat.Messages.Count);
        foreach (var message in chat.Messages)
        {
            var parts = new List<ChatPart>(message.Parts.Count);
            foreach (var part in message.Parts)
            {
                if (part is not ChatPart.ImageLink link)
                {
                    parts.Add(part);
                    continue;
                }

                if (!(await FetchAsync(link, request.PictureMemory, both.Token, cancellationToken).ConfigureAwait(false)).TryGet(out var picture, out var failure))
                    return failure;
                parts.Add(picture);
            }

            messages.Add(message with { Parts = parts });
        }

        request.Inlined = chat with { Messages = messages };
        return request.Inlined;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Outcome<ChatPart.Image>> FetchAsync(ChatPart.ImageLink link, MemoryHold memory, CancellationToken limited, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(link.Url, UriKind.Absolute, out var address))
            return Wrong("A picture's address is none. Give one that begins with http:// or https://, or the picture itself (data:image/png;base64,…).");
        try
        {
            for (var hop = 0; hop <= MostRedirects; hop++)
            {
                if (Refused(address) is { } reason)
                    return Wrong($"The picture at {Shown(address)} is not fetched: {reason}.");
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                request.Headers.TryAddWithoutValidation("Accept", "image/png, image/jpeg, image/webp, image/gif");
                using var response = await _client.SendAsync(request, limited).ConfigureAwait(false);
                if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location)
                {
                    var next = new Uri(address, location);
                    if (address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
                        return Wrong($"The picture at {Shown(address)} is not fetched: it leads from https to another scheme.");
                    address = next;
                    continue;
                }

                return response.StatusCode == HttpStatusCode.OK
                    ? await ReadAsync(address, response, link.Detail, memory, limited).ConfigureAwait(false)
                    : Wrong($"The picture at {Shown(address)} cannot be fetched: the answer is {(int)response.StatusCode}.");
            }

            return Wrong($"The picture at {Shown(address)} is not fetched: it leads on more than {MostRedirects} times.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Wrong($"The picture at {Shown(address)} did not come within {Longest.TotalSeconds:0} seconds.");
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            return Wrong($"The picture at {Shown(address)} cannot be fetched: {(thrown.InnerException is GuardException guard ? guard.Message : "nobody answers there as expected")}.");
        }
    }

    private async ValueTask<Outcome<ChatPart.Image>> ReadAsync(Uri address, HttpResponseMessage response, string? detail, MemoryHold memory, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MostBytes)
            return TooLarge(address);
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var bytes = new MemoryStream();
        var buffer = new byte[32 << 10];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (bytes.Length + read > MostBytes)
                return TooLarge(address);
            // The bytes while they come, and their base64 as long as the request needs it.
            if (!memory.TryGrowTo(memory.Bytes + (read * 4)))
                return _memory.Full();
            bytes.Write(buffer, 0, read);
        }

        var picture = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        return ImageType.Of(picture) is { } type
            ? new ChatPart.Image(type.MediaType, Convert.ToBase64String(picture), detail)
            : Wrong($"What is at {Shown(address)} is no PNG, JPEG, GIF or WebP picture.");
    }

    private static string? Refused(Uri address) => address switch
    {
        { Scheme: not ("http" or "https") } => "its address must begin with http:// or https://",
        { UserInfo.Length: > 0 } => "its address holds a user's name or password",
        _ => null,
    };

    // Path and query may hold what only the client may know.
    private static string Shown(Uri address) => address.Host;

    private static Failure TooLarge(Uri address) => Wrong($"The picture at {Shown(address)} has more than {MostBytes >> 20} MB, the most that is fetched.");

    private static Failure Wrong(string message) => new(FailureKind.InvalidValue, message) { Param = "messages" };
}
