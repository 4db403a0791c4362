using System.Text;
using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Reading;

/// <summary>What the bodies of a text route have, for <see cref="BodyPeek"/>. One for each route, made once.</summary>
/// <param name="input">The member that says what is asked (<c>messages</c>, <c>prompt</c>, <c>input</c>).</param>
internal sealed class PeekRules(string input)
{
    private readonly byte[] _input = Encoding.UTF8.GetBytes(input);

    /// <summary>The member that says what is asked.</summary>
    public string Input => input;

    /// <summary>The same as UTF-8.</summary>
    public ReadOnlySpan<byte> InputName => _input;

    /// <summary>Whether only a list with an entry counts as one; otherwise a text or any list does.</summary>
    public bool IsInputList { get; init; }

    /// <summary>Whether only a text counts as one.</summary>
    public bool IsInputText { get; init; }

    /// <summary>What it must be where it is there at all (<c>a string</c>); null: whoever serves it says.</summary>
    public string? InputWanted { get; init; }

    /// <summary>Where several inputs go in one request, how many may; a list of token ids is one of them. Null: they are not counted.</summary>
    public int? MostInputs { get; init; }

    /// <summary>What to tell whoever left it out; null: it may be left out.</summary>
    public string? InputMissing { get; init; }

    /// <summary>Whether the answer streams where the body does not say.</summary>
    public bool StreamsUnasked { get; init; }

    /// <summary>Whether the answer never streams, whatever the body says.</summary>
    public bool NeverStreams { get; init; }

    /// <summary>Whether there are <c>n</c> and <c>stream_options</c>.</summary>
    public bool IsOpenAi { get; init; }

    /// <summary>Whether there is <c>max_tokens</c>.</summary>
    public bool HasMaxTokens { get; init; }

    /// <summary>What to tell whoever left <c>max_tokens</c> out; null: it may be left out.</summary>
    public string? MaxTokensMissing { get; init; }

    /// <summary>Whether there is <c>max_completion_tokens</c>, which wins over the older name.</summary>
    public bool HasMaxCompletionTokens { get; init; }

    /// <summary>Whether there is <c>max_output_tokens</c>.</summary>
    public bool HasMaxOutputTokens { get; init; }

    /// <summary>Whether there is <c>echo</c>; with it, no token at all may be asked for.</summary>
    public bool HasEcho { get; init; }

    /// <summary>Numbers that are checked before anything is routed.</summary>
    public IReadOnlyList<NumberRange> Ranges { get; init; } = [];

    /// <summary>Numbers of the member <c>options</c> that are checked likewise; with them, that member must be an object and may have <c>num_predict</c>.</summary>
    public IReadOnlyList<NumberRange> OptionRanges { get; init; } = [];

    /// <summary>The range of the member whose name is being read, or null.</summary>
    public NumberRange? RangeOf(in Utf8JsonReader reader) => RangeOf(reader, Ranges);

    /// <summary>The same within <c>options</c>.</summary>
    public NumberRange? OptionRangeOf(in Utf8JsonReader reader) => RangeOf(reader, OptionRanges);

    private static NumberRange? RangeOf(in Utf8JsonReader reader, IReadOnlyList<NumberRange> ranges)
    {
        foreach (var range in ranges)
        {
            if (reader.Is(range.Utf8))
                return range;
        }

        return null;
    }
}
