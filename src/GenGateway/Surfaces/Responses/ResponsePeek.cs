using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Responses;

/// <summary>The members of a body of <c>/v1/responses</c> that decide about its way, whoever serves it.</summary>
/// <param name="Before">The response that it goes on from; null: none.</param>
/// <param name="IsStored">Whether its own response is to be kept.</param>
internal sealed record ResponsePeek(string? Before, bool IsStored)
{
    /// <summary>Looks for them.</summary>
    /// <param name="body">UTF-8 without a byte order mark.</param>
    /// <returns>What was found, or why nobody may serve it.</returns>
    public static Outcome<ResponsePeek> Read(ReadOnlySpan<byte> body)
    {
        var faults = new Faults();
        string? before = null;
        var (isStored, seen) = (true, 0);
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonGuard.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return JsonGuard.NoObject("something else");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.Is("previous_response_id"u8))
                    before = ReadBefore(ref reader, faults, ref seen);
                else if (reader.Is("store"u8))
                    isStored = Flag(ref reader, "store", 2, faults, ref seen) ?? true;
                else if (reader.Is("background"u8))
                    Background(ref reader, faults, ref seen);
                else if (reader.Is("conversation"u8))
                    Conversation(ref reader, faults);
                else
                    Skip(ref reader);
            }
        }
        catch (JsonException thrown)
        {
            return JsonGuard.Malformed(thrown);
        }

        return faults.First is { } fault ? fault : new ResponsePeek(before is { Length: > 0 } ? before : null, isStored);
    }

    private static string? ReadBefore(ref Utf8JsonReader reader, Faults faults, ref int seen)
    {
        const string name = "previous_response_id";
        Once(name, 1, faults, ref seen);
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return JsonText.Of(reader);
        // Of any other kind it must not pass for none.
        if (reader.TokenType != JsonTokenType.Null)
            faults.Add(name, $"{name} must be a string.");
        reader.Skip();
        return null;
    }

    private static bool? Flag(ref Utf8JsonReader reader, string name, int bit, Faults faults, ref int seen)
    {
        Once(name, bit, faults, ref seen);
        reader.Read();
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            return reader.TokenType == JsonTokenType.True;
        if (reader.TokenType != JsonTokenType.Null)
            faults.Add(name, $"{name} must be a boolean.");
        reader.Skip();
        return null;
    }

    // Who asks for it would have to be answered before there is an answer, and come back to whoever makes it.
    private static void Background(ref Utf8JsonReader reader, Faults faults, ref int seen)
    {
        if (Flag(ref reader, "background", 4, faults, ref seen) is true)
            faults.Add("background", "background is not offered here: send the request with the header 'Prefer: respond-async' instead.");
    }

    // A conversation of the backend's belongs to whoever has its credentials: nobody here could say whose it is.
    private static void Conversation(ref Utf8JsonReader reader, Faults faults)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.Null)
            faults.Add("conversation", "conversation is not kept here: name the response to go on from in previous_response_id, or send the items.");
        reader.Skip();
    }

    // Two readers may choose differently between two.
    private static void Once(string name, int bit, Faults faults, ref int seen)
    {
        if ((seen & bit) != 0)
            faults.Add(name, $"{name} stands in the body twice; send it once.");
        seen |= bit;
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
