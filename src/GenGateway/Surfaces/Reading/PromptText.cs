using System.Buffers;
using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Reading;

/// <summary>The prompt of a body as people read it: the texts, without pictures and structure. Whoever keeps it bounds it.</summary>
internal ref struct PromptText(IBufferWriter<byte> output)
{
    private int _written;

    /// <summary>The texts of <c>messages</c>: one alone as it is, more of them each with its role in front.</summary>
    public void Messages(ref Utf8JsonReader reader)
    {
        if (!Find(ref reader, "messages"u8) || reader.TokenType != JsonTokenType.StartArray)
            return;
        var count = Count(reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            Message(ref reader, withRole: count > 1);
    }

    /// <summary>The texts of Anthropic's <c>system</c> and <c>messages</c>, in this order wherever they stand; each with its role in front unless it is the only one.</summary>
    public void Conversation(ref Utf8JsonReader reader)
    {
        var system = reader;
        if (!Find(ref system, "system"u8) || system.TokenType is not (JsonTokenType.String or JsonTokenType.StartArray))
        {
            Messages(ref reader);
            return;
        }

        Raw("system: "u8);
        Content(ref system);
        if (!Find(ref reader, "messages"u8) || reader.TokenType != JsonTokenType.StartArray)
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            Message(ref reader, withRole: true);
    }

    /// <summary>The texts of <c>instructions</c> and <c>input</c>: a text alone as it is, more of them each with its role in front.</summary>
    public void Response(ref Utf8JsonReader reader)
    {
        var instructions = reader;
        var hasInstructions = Find(ref instructions, "instructions"u8) && instructions.TokenType == JsonTokenType.String && !instructions.ValueSpan.IsEmpty;
        if (hasInstructions)
        {
            Raw("system: "u8);
            Text(ref instructions);
        }

        if (!Find(ref reader, "input"u8))
            return;
        if (reader.TokenType == JsonTokenType.String)
        {
            if (hasInstructions)
                Raw("\nuser: "u8);
            Text(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            var count = Count(reader);
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                Message(ref reader, withRole: hasInstructions || count > 1);
        }
    }

    /// <summary>The texts of a completion's <c>prompt</c>, or of another member like it, one a line.</summary>
    public void Prompt(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!Find(ref reader, name))
            return;
        if (reader.TokenType == JsonTokenType.String)
        {
            Text(ref reader);
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            if (_written > 0)
                Raw("\n"u8);
            Text(ref reader);
        }
    }

    private static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.Is(name);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }

        return false;
    }

    private static int Count(Utf8JsonReader reader)
    {
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            reader.Skip();
        }

        return count;
    }

    private void Message(ref Utf8JsonReader reader, bool withRole)
    {
        var content = default(Utf8JsonReader);
        var (hasContent, isOutput) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = withRole && reader.Is("role"u8);
            // What a tool said has no role where it is an item of its own.
            var isResult = !hasContent && reader.Is("output"u8);
            var isContent = isResult || reader.Is("content"u8);
            reader.Read();
            if (isRole && reader.TokenType == JsonTokenType.String)
            {
                if (_written > 0)
                    Raw("\n"u8);
                Text(ref reader);
                Raw(": "u8);
                withRole = false;
            }
            else if (isContent)
            {
                content = reader;
                hasContent = true;
                isOutput = isResult;
            }

            reader.Skip();
        }

        if (!hasContent)
            return;
        if (isOutput && withRole)
            Raw(_written > 0 ? "\ntool: "u8 : "tool: "u8);
        Content(ref content);
    }

    private void Content(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            Text(ref reader);
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            Part(ref reader);
    }

    private void Part(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isText = reader.Is("text"u8) || reader.Is("refusal"u8);
            reader.Read();
            if (isText && reader.TokenType == JsonTokenType.String)
                Text(ref reader);
            else
                reader.Skip();
        }
    }

    private void Text(ref Utf8JsonReader reader)
    {
        var length = reader.ValueSpan.Length;
        if (!reader.ValueIsEscaped)
        {
            Raw(reader.ValueSpan);
            return;
        }

        // Unescaped text is never longer than its escapes.
        var span = output.GetSpan(length);
        int written;
        try
        {
            written = reader.CopyString(span);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate's escape: the raw form says at least what stood there.
            reader.ValueSpan.CopyTo(span);
            written = length;
        }

        output.Advance(written);
        _written += written;
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        _written += bytes.Length;
    }
}
