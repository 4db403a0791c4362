using GenGateway.Load.Net;

namespace GenGateway.Load.Drive;

/// <summary>Finds the stamps and the terminator in a stream's text, wherever it was cut.</summary>
/// <param name="terminator">What a whole stream ends with.</param>
internal sealed class EventScanner(byte[] terminator)
{
    private readonly int _longest = Math.Max(Stamp.Length, terminator.Length);
    private byte[] _scratch = new byte[8192];
    private int _kept;

    public int Events { get; private set; }

    /// <summary>Whether the terminator was seen.</summary>
    public bool Ended { get; private set; }

    public void Reset() => (_kept, Events, Ended) = (0, 0, false);

    /// <summary>Reads more text; the travel time of each event goes to <paramref name="travel"/>.</summary>
    public void Scan(ReadOnlySpan<byte> text, long now, Samples? travel)
    {
        if (_scratch.Length < _kept + text.Length)
            Array.Resize(ref _scratch, (_kept + text.Length) * 2);
        text.CopyTo(_scratch.AsSpan(_kept));
        var rest = _scratch.AsSpan(0, _kept + text.Length);
        while (rest.IndexOf(Stamp.Mark) is >= 0 and var at && rest.Length - at >= Stamp.Length)
        {
            if (Stamp.TryRead(rest[at..], out var sent))
            {
                Events++;
                travel?.Add(now - sent);
            }

            rest = rest[(at + Stamp.Length)..];
        }

        Ended = Ended || rest.IndexOf(terminator) >= 0;
        var keep = Math.Min(rest.Length, _longest - 1);
        rest[^keep..].CopyTo(_scratch);
        _kept = keep;
    }
}
