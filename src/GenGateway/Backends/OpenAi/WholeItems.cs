using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Reads the items of a response, whole ones.</summary>
internal static class WholeItems
{
    /// <summary>Counts what is in them.</summary>
    /// <param name="output">On their bracket; afterwards behind it.</param>
    /// <param name="tally">Where it is counted.</param>
    /// <param name="facts">Where it is said whether there is anything, and whether an item is none.</param>
    public static void Count(ref Utf8JsonReader output, Tally tally, ref ResponseFacts facts)
    {
        while (output.Read() && output.TokenType != JsonTokenType.EndArray)
        {
            if (output.TokenType != JsonTokenType.StartObject)
            {
                facts.IsWrong = true;
                output.Skip();
                continue;
            }

            var item = output;
            if (FindType(ref item) && item.Is("message"u8))
            {
                CountMessage(ref output, tally, ref facts);
                continue;
            }

            facts.HasContent = true;
            tally.AddOther();
            output.Skip();
        }
    }

    /// <summary>Looks through an object for its <c>type</c>.</summary>
    /// <param name="reader">On its brace; afterwards on the value, where there is one.</param>
    public static bool FindType(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.Is("type"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
                return true;
            reader.Skip();
        }

        return false;
    }

    private static void CountMessage(ref Utf8JsonReader message, Tally tally, ref ResponseFacts facts)
    {
        while (message.Read() && message.TokenType == JsonTokenType.PropertyName)
        {
            if (!message.Is("content"u8))
            {
                message.SkipValue();
                continue;
            }

            if (!message.TryBeginArray())
                continue;
            while (message.Read() && message.TokenType != JsonTokenType.EndArray)
            {
                if (message.TokenType == JsonTokenType.StartObject)
                    CountPart(ref message, tally, ref facts);
                else
                    message.Skip();
            }
        }
    }

    private static void CountPart(ref Utf8JsonReader part, Tally tally, ref ResponseFacts facts)
    {
        while (part.Read() && part.TokenType == JsonTokenType.PropertyName)
        {
            var isText = part.Is("text"u8) || part.Is("refusal"u8);
            part.Read();
            if (isText && part.TokenType == JsonTokenType.String && !part.ValueSpan.IsEmpty)
            {
                facts.HasContent = true;
                TalliedText.Add(part, tally);
            }

            part.Skip();
        }
    }
}
