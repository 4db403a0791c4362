using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GenGateway.Journey;

/// <summary>The trace that a request belongs to, as W3C's <c>traceparent</c> carries it.</summary>
/// <remarks>Immutable. The default value is no trace.</remarks>
/// <param name="High">The trace id's first half.</param>
/// <param name="Low">Its second half.</param>
/// <param name="Span">The span that is the next hop's parent.</param>
/// <param name="Flags">W3C's flags; bit 0: sampled.</param>
public readonly record struct TraceContext(ulong High, ulong Low, ulong Span, byte Flags)
{
    /// <summary>The header's name.</summary>
    public const string Header = "traceparent";

    /// <summary>The name of the header that tracing systems carry their own along in.</summary>
    public const string StateHeader = "tracestate";

    /// <summary>Characters of a trace id.</summary>
    public const int TraceIdLength = 32;

    private const int Length = 55;
    private const int LongestState = 512;
    private const byte Sampled = 1;

    /// <summary>Whether there is a trace at all.</summary>
    public bool Exists => (High | Low) != 0;

    /// <summary>The trace id, 32 lower-case hex digits.</summary>
    public string TraceId => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");

    /// <summary>The span id, 16 lower-case hex digits.</summary>
    public string SpanId => Span.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Reads the header. A version that is not known yet is read as far as version 00 goes.</summary>
    /// <returns>False where it is none: then a trace begins here.</returns>
    public static bool TryParse([NotNullWhen(true)] string? header, out TraceContext trace)
    {
        trace = default;
        if (header is null || header.Length < Length || header[2] != '-' || header[35] != '-' || header[52] != '-')
            return false;
        Span<byte> bytes = stackalloc byte[26];
        var text = header.AsSpan();
        if (!Hex(text[..2], bytes) || !Hex(text[3..35], bytes[1..]) || !Hex(text[36..52], bytes[17..]) || !Hex(text[53..Length], bytes[25..]))
            return false;
        // ff is never a version; 00 ends here, a later one may go on behind a hyphen.
        if (bytes[0] == 0xff || (header.Length > Length && (bytes[0] == 0 || header[Length] != '-')))
            return false;
        var read = new TraceContext(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[1..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[9..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[17..]),
            bytes[25]);
        if (!read.Exists || read.Span == 0)
            return false;
        trace = read;
        return true;
    }

    /// <summary>What is passed on of a <c>tracestate</c>: all of it; of one with more than 512 characters its first members, which are the latest.</summary>
    /// <returns>Null: nothing.</returns>
    public static string? StateOf(string? header)
    {
        if (string.IsNullOrEmpty(header) || header.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return null;
        if (header.Length <= LongestState)
            return header;
        // A member that is cut in two says something else.
        var end = header.LastIndexOf(',', LongestState);
        return end > 0 ? header[..end] : null;
    }

    /// <summary>A trace that begins here, sampled.</summary>
    public static TraceContext Begin() => new(Id(), Id(), Id(), Sampled);

    /// <summary>The same trace with a span of our own, for the next hop.</summary>
    public TraceContext Child() => this with { Span = Id() };

    /// <summary>The header's value, version 00.</summary>
    public string ToHeader() => string.Create(Length, this, static (text, trace) =>
    {
        text[0] = text[1] = '0';
        text[2] = text[35] = text[52] = '-';
        Hex(trace.High, text[3..]);
        Hex(trace.Low, text[19..]);
        Hex(trace.Span, text[36..]);
        Convert.TryToHexStringLower([trace.Flags], text[53..], out _);
    });

    /// <summary>Writes the trace id as ASCII, <see cref="TraceIdLength"/> bytes.</summary>
    public void WriteTraceId(Span<byte> destination)
    {
        High.TryFormat(destination, out _, "x16", CultureInfo.InvariantCulture);
        Low.TryFormat(destination[16..], out _, "x16", CultureInfo.InvariantCulture);
    }

    private static void Hex(ulong number, Span<char> text)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        Convert.TryToHexStringLower(bytes, text, out _);
    }

    // Upper case is against the standard, so that texts can be compared.
    private static bool Hex(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiHexDigitLower(character))
                return false;
        }

        Convert.FromHexString(text, bytes, out _, out _);
        return true;
    }

    // 1 to 2^63 - 1: an id is unique, not secret.
    private static ulong Id() => (ulong)Random.Shared.NextInt64(1, long.MaxValue);
}
