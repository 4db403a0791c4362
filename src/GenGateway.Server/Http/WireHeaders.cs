using GenGateway.Surfaces;

namespace GenGateway.Server.Http;

/// <summary>Headers that are part of a client's protocol and go along with its body.</summary>
internal static class WireHeaders
{
    private const int Longest = 1024;

    /// <summary>Those that the surface names and the client sent. One that is longer than any real one stays behind.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(IHeaderDictionary headers, ISurface surface)
    {
        if (surface.WireHeaders.Count == 0)
            return [];
        var found = new List<KeyValuePair<string, string>>(surface.WireHeaders.Count);
        foreach (var name in surface.WireHeaders)
        {
            if (headers[name].ToString() is { Length: > 0 and <= Longest } value)
                found.Add(new(name, value));
        }

        return found;
    }
}
