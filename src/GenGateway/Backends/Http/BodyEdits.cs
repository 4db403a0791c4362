using System.Runtime.CompilerServices;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>The closed list of what the relay changes in a client's body: the model's name, the gateway's own member, the wish for a usage.</summary>
internal static class BodyEdits
{
    private static readonly byte[] IncludeUsage = "\"include_usage\":true,"u8.ToArray();
    private static readonly byte[] StreamOptions = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] StreamOptionsMember = "\"stream_options\":{\"include_usage\":true},"u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] ModelName = "\"model\":"u8.ToArray();
    private static readonly byte[] Comma = ","u8.ToArray();

    /// <summary>The body in the pieces that go out one after another; some may be empty.</summary>
    /// <param name="bytes">The client's body.</param>
    /// <param name="peeked">Where its members stand.</param>
    /// <param name="model">The model's name for the backend, as a JSON string.</param>
    /// <param name="asksForUsage">Whether a stream tells its usage only to those who ask (OpenAI's <c>stream_options</c>).</param>
    public static ReadOnlyMemory<byte>[] Apply(ReadOnlyMemory<byte> bytes, Peeked peeked, ReadOnlyMemory<byte> model, bool asksForUsage)
    {
        var edits = new Edits();
        if (peeked.ModelValue is { } value)
        {
            if (!bytes.Span.Slice(value.Start, value.Length).SequenceEqual(model.Span))
                edits.Add(new(value, model));
        }
        else
        {
            var open = new ByteRange(peeked.Open, 0);
            edits.Add(new(open, ModelName));
            edits.Add(new(open, model));
            edits.Add(new(open, Comma));
        }

        if (peeked.OwnMember is { } own)
            edits.Add(new(own, default));
        if (asksForUsage && peeked.Stream && !peeked.IncludeUsage)
            edits.Add(Usage(peeked));

        var pieces = new ReadOnlyMemory<byte>[(edits.Count * 2) + 1];
        var at = 0;
        for (var i = 0; i < edits.Count; i++)
        {
            var edit = edits[i];
            if (edit.Place.Start > at)
                pieces[i * 2] = bytes[at..edit.Place.Start];
            pieces[(i * 2) + 1] = edit.With;
            // What is put where a member falls must not bring the member back.
            at = Math.Max(at, edit.Place.End);
        }

        pieces[^1] = bytes[at..];
        return pieces;
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

    /// <summary>The edits of one body, on the stack.</summary>
    private ref struct Edits
    {
        private const int Most = 5;

        private Places _places;

        public int Count { get; private set; }

        public readonly Edit this[int at] => _places[at];

        // By place; what is put at one place keeps its order.
        public void Add(Edit edit)
        {
            var at = Count++;
            for (; at > 0 && _places[at - 1].Place.Start > edit.Place.Start; at--)
                _places[at] = _places[at - 1];
            _places[at] = edit;
        }

        [InlineArray(Most)]
        private struct Places
        {
            private Edit _first;
        }
    }
}
