using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace GenGateway.Journey;

/// <summary>Strings of a JSON document whose escapes may form lone surrogates: those become U+FFFD, where the framework would throw.</summary>
internal static class JsonText
{
    /// <summary>A string element's text.</summary>
    public static string Of(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return HasSurrogates(raw) ? Unescape(raw[1..^1]) : element.GetString()!;
    }

    /// <summary>The text of a string that a reader stands on; the reader reads from one span.</summary>
    public static string Of(in Utf8JsonReader reader) =>
        HasSurrogates(reader.ValueSpan) ? Unescape(reader.ValueSpan) : reader.GetString()!;

    /// <summary>A property's name.</summary>
    public static string NameOf(JsonProperty property)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        return HasSurrogates(raw) ? Unescape(raw) : property.Name;
    }

    private static bool HasSurrogates(ReadOnlySpan<byte> raw) => raw.IndexOf("\\ud"u8) >= 0 || raw.IndexOf("\\uD"u8) >= 0;

    // The parser has checked the escapes' syntax.
    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        while (raw.IndexOf((byte)'\\') is var at and >= 0)
        {
            text.Append(Encoding.UTF8.GetString(raw[..at]));
            var escape = raw[at + 1];
            if (escape == (byte)'u')
            {
                text.Append((char)ushort.Parse(raw.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                raw = raw[(at + 6)..];
            }
            else
            {
                text.Append(Plain(escape));
                raw = raw[(at + 2)..];
            }
        }

        text.Append(Encoding.UTF8.GetString(raw));
        return Mended(text);
    }

    private static string Mended(StringBuilder text)
    {
        var characters = text.ToString().ToCharArray();
        for (var i = 0; i < characters.Length; i++)
        {
            if (!char.IsSurrogate(characters[i]))
                continue;
            if (i + 1 < characters.Length && char.IsSurrogatePair(characters[i], characters[i + 1]))
                i++;
            else
                characters[i] = '\uFFFD';
        }

        return new string(characters);
    }

    private static char Plain(byte escape) => escape switch
    {
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        _ => (char)escape,
    };
}
