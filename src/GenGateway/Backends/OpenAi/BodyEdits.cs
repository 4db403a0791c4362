using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>The closed list of what the relay changes in a client's body: the model's name, the gateway's own member, the wish for a usage.</summary>
internal static class BodyEdits
{
    private static readonly byte[] IncludeUsage = "\"include_usage\":true,"u8.ToArray();
    private static readonly byte[] StreamOptions = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] StreamOptionsMember = "\"stream_options\":{\"include_usage\":true},"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] ModelName = "\"model\":"u8.ToArray();
    private static readonly byte[] Comma = ","u8.ToArray();

    /// <summary>The body in the pieces that go out one after another.</summary>
    /// <param name="bytes">The client's body.</param>
    /// <param name="peeked">Where its members stand.</param>
    /// <param name="model">The model's name for the backend, as a JSON string.</param>
    public static List<ReadOnlyMemory<byte>> Apply(ReadOnlyMemory<byte> bytes, Peeked peeked, ReadOnlyMemory<byte> model)
    {
        var edits = new List<Edit>(5);
        if (peeked.ModelValue is { } value)
        {
            if (!bytes.Span.Slice(value.Start, value.Length).SequenceEqual(model.Span))
                Add(edits, new(value, model));
        }
        else
        {
            var open = new ByteRange(peeked.Open, 0);
            Add(edits, new(open, ModelName));
            Add(edits, new(open, model));
            Add(edits, new(open, Comma));
        }

        if (peeked.OwnMember is { } own)
            Add(edits, new(own, default));
        if (peeked.Stream && !peeked.IncludeUsage)
            Add(edits, Usage(peeked));

        var pieces = new List<ReadOnlyMemory<byte>>((edits.Count * 2) + 1);
        var at = 0;
        foreach (var edit in edits)
        {
            if (edit.Place.Start > at)
                pieces.Add(bytes[at..edit.Place.Start]);
            if (!edit.With.IsEmpty)
                pieces.Add(edit.With);
            // What is put where a member falls must not bring the member back.
            at = Math.Max(at, edit.Place.End);
        }

        if (at < bytes.Length)
            pieces.Add(bytes[at..]);
        return pieces;
    }

    // By place; what is put at one place keeps its order.
    private static void Add(List<Edit> edits, Edit edit)
    {
        var at = edits.Count;
        while (at > 0 && edits[at - 1].Place.Start > edit.Place.Start)
            at--;
        edits.Insert(at, edit);
    }

    private static Edit Usage(Peeked peeked)
    {
        if (peeked.IncludeUsageValue is { } value)
            return new(value, True);
        if (peeked.StreamOptions is not { } options)
            return new(new ByteRange(peeked.Open, 0), StreamOptionsMember);
        return peeked.HasStreamOptions
            ? new(new ByteRange(options.Start + 1, 0), IncludeUsage)
            : new(options, StreamOptions);
    }

    private readonly record struct Edit(ByteRange Place, ReadOnlyMemory<byte> With);
}
