using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GenGateway.Configuration;

/// <summary>
/// Where values stand in a JSON answer: a part of JSONPath (RFC 9535), <c>$</c> and behind it members (<c>.name</c>, <c>['a name']</c>), items (<c>[0]</c>) and all items
/// (<c>[*]</c>).
/// </summary>
/// <remarks>Immutable, thread safe. Two are equal when they are written the same.</remarks>
public sealed class JsonPath : IEquatable<JsonPath>
{
    private readonly IReadOnlyList<Step> _steps;

    private JsonPath(string text, IReadOnlyList<Step> steps) => (Text, _steps) = (text, steps);

    /// <summary>As it is written.</summary>
    public string Text { get; }

    /// <summary>Reads a path.</summary>
    /// <param name="text">As it is written.</param>
    /// <param name="path">The path.</param>
    /// <returns>False: it is none of this kind.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path)
    {
        ArgumentNullException.ThrowIfNull(text);
        path = null;
        if (!text.StartsWith('$'))
            return false;
        var steps = new List<Step>();
        for (var at = 1; at < text.Length;)
        {
            if (StepAt(text, ref at) is not { } step)
                return false;
            steps.Add(step);
        }

        path = new JsonPath(text, steps);
        return true;
    }

    /// <summary>The values there, in order. Where the path ends at a list, its items.</summary>
    /// <param name="root">The answer; the values live as long as it.</param>
    /// <returns>For each item that the path goes through one value; <see cref="JsonValueKind.Undefined"/> where that item has nothing there, so that two paths through the same list stay side by side.</returns>
    public IReadOnlyList<JsonElement> Select(JsonElement root)
    {
        List<JsonElement> found = [root];
        foreach (var step in _steps)
        {
            var next = new List<JsonElement>();
            foreach (var value in found)
                step.AddFrom(value, next);
            found = next;
        }

        return found is [{ ValueKind: JsonValueKind.Array } only] ? [.. only.EnumerateArray()] : found;
    }

    /// <inheritdoc/>
    public bool Equals(JsonPath? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as JsonPath);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static Step? StepAt(string text, ref int at)
    {
        if (text[at] == '.')
            return BareAt(text, ref at);
        if (text[at] != '[' || at + 2 >= text.Length)
            return null;
        at++;
        if (text[at] is '\'' or '"')
            return QuotedAt(text, ref at);
        var end = text.IndexOf(']', at);
        if (end < 0)
            return null;
        var inside = text[at..end];
        at = end + 1;
        if (inside == "*")
            return new Step(null, null);
        return int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? new Step(null, index) : null;
    }

    private static Step? BareAt(string text, ref int at)
    {
        var start = ++at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-'))
            at++;
        return at > start ? new Step(text[start..at], null) : null;
    }

    // In quotes a backslash takes the next character as it is.
    private static Step? QuotedAt(string text, ref int at)
    {
        var quote = text[at++];
        var name = new StringBuilder();
        for (; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\\' && ++at == text.Length)
                return null;
            name.Append(text[at]);
        }

        if (at + 1 >= text.Length || text[at + 1] != ']' || name.Length == 0)
            return null;
        at += 2;
        return new Step(name.ToString(), null);
    }

    /// <summary>One step: a member, an item, or, where it is neither, all items.</summary>
    private sealed record Step(string? Name, int? Index)
    {
        public void AddFrom(JsonElement value, List<JsonElement> found)
        {
            if (Name is not null)
                found.Add(value.ValueKind == JsonValueKind.Object && value.TryGetProperty(Name, out var member) ? member : default);
            else if (Index is { } index)
                found.Add(value.ValueKind == JsonValueKind.Array && index < value.GetArrayLength() ? value[index] : default);
            else if (value.ValueKind == JsonValueKind.Array)
                found.AddRange(value.EnumerateArray());
        }
    }
}
