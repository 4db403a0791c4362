using System.Text;

namespace GenGateway.Backends.Http;

/// <summary>
/// Text whose end may be a stop text: the server sends that along, token by token, and says only afterwards that it stopped for it. What may belong to one is kept back
/// until then. One answer, one owner.
/// </summary>
/// <param name="stops">The stop texts, none empty.</param>
internal sealed class StopTail(IReadOnlyList<string> stops)
{
    private readonly StringBuilder _held = new();
    private readonly int _longest = stops.Count == 0 ? 0 : stops.Max(static stop => stop.Length);

    /// <summary>More text.</summary>
    /// <returns>What certainly is the answer's; may be empty.</returns>
    public string Add(string text)
    {
        if (_longest == 0)
            return text;
        _held.Append(text);
        var certain = _held.Length - _longest;
        // Never half a character.
        if (certain > 0 && char.IsHighSurrogate(_held[certain - 1]))
            certain--;
        if (certain <= 0)
            return "";
        var given = _held.ToString(0, certain);
        _held.Remove(0, certain);
        return given;
    }

    /// <summary>The end.</summary>
    /// <param name="stopped">Whether a stop text ended it.</param>
    /// <returns>The rest of the answer, and the stop text where it stood there.</returns>
    public (string Left, string? Stop) End(bool stopped)
    {
        var rest = _held.ToString();
        _held.Clear();
        var stop = stopped ? stops.Where(stop => rest.EndsWith(stop, StringComparison.Ordinal)).MaxBy(static stop => stop.Length) : null;
        return stop is null ? (rest, null) : (rest[..^stop.Length], stop);
    }
}
