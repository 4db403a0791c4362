using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Reading;

/// <summary>The members of one JSON object, read by name and type with bounds; what nobody read can be listed.</summary>
/// <remarks>Of duplicate names the last one counts; <c>null</c> is as good as absent. Reads go on after a fault: the first one is reported.</remarks>
internal sealed class Fields
{
    private const int MostFields = 512;
    private const int MostDigits = 24;

    private readonly List<Field> _fields = [];
    private readonly string _path;

    /// <param name="source">An object.</param>
    /// <param name="path">Its own path, empty for the body.</param>
    /// <param name="faults">Where the first fault goes.</param>
    public Fields(JsonElement source, string path, Faults faults)
    {
        _path = path;
        Faults = faults;
        if (source.GetPropertyCount() > MostFields)
        {
            // Every look-up walks the list: a body of a million names would be a million times as dear.
            faults.Add(path, $"An object of a request may have at most {MostFields} fields; this one has {source.GetPropertyCount()}.");
            return;
        }

        foreach (var property in source.EnumerateObject())
            _fields.Add(new Field(JsonText.NameOf(property), property.Value, false));
    }

    public Faults Faults { get; }

    /// <summary>The object's own path, empty for the body.</summary>
    public string Path => _path;

    /// <summary>What an element is, as a sentence says it.</summary>
    public static string KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    /// <summary>The path of a member, as errors name it.</summary>
    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    /// <summary>The member, unless it is absent or null.</summary>
    public JsonElement? Any(string name)
    {
        JsonElement? found = null;
        foreach (ref var field in CollectionsMarshal.AsSpan(_fields))
        {
            if (field.Name != name)
                continue;
            field.Taken = true;
            found = field.Value.ValueKind == JsonValueKind.Null ? null : field.Value;
        }

        return found;
    }

    public string? Text(string name) => Of(name, "a string", JsonValueKind.String) is { } value ? JsonText.Of(value) : null;

    /// <summary>A text; an empty one, which some tools send for "the default", is as good as absent.</summary>
    public string? Name(string name) => Text(name) is { Length: > 0 } text ? text : null;

    public bool? Flag(string name) => Of(name, "a boolean", JsonValueKind.True, JsonValueKind.False)?.GetBoolean();

    public JsonElement? Array(string name) => Of(name, "an array", JsonValueKind.Array);

    public Fields? Object(string name) =>
        Of(name, "an object", JsonValueKind.Object) is { } value ? new Fields(value, PathOf(name), Faults) : null;

    /// <summary>An integer; one written with a fraction of zero is one too.</summary>
    public long? Integer(string name, long least, long most)
    {
        if (Of(name, "an integer", JsonValueKind.Number) is not { } value)
            return null;
        if (Numbers.TryInteger(value, out var number) && number >= least && number <= most)
            return number;
        Faults.Add(PathOf(name), $"{PathOf(name)} must be an integer {Range(least, most)}, not {Shown(value)}.");
        return null;
    }

    /// <inheritdoc cref="Integer"/>
    public int? Small(string name, int least, int most = int.MaxValue) => (int?)Integer(name, least, most);

    /// <summary>A number, in the digits that the client wrote it with.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Of(name, "a number", JsonValueKind.Number) is not { } value)
            return null;
        if (Numbers.TryReal(value, out var number) && number >= least && number <= most)
            return number;
        Faults.Add(PathOf(name), string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)} must be a number between {least} and {most}, not {Shown(value)}."));
        return null;
    }

    /// <summary>The names that nobody has read and that are not null, each once.</summary>
    public IEnumerable<string> Rest()
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            // Looking it up takes its duplicates too.
            if (!_fields[i].Taken && Any(_fields[i].Name) is not null)
                yield return _fields[i].Name;
        }
    }

    // As it was written; a number may have thousands of digits.
    private static string Shown(JsonElement number) =>
        number.GetRawText() is { Length: > MostDigits } digits ? $"{digits[..MostDigits]}…" : number.GetRawText();

    private static string Range(long least, long most) => most >= int.MaxValue ? $"of at least {least} (and at most {most})" : $"between {least} and {most}";

    private JsonElement? Of(string name, string wanted, JsonValueKind kind, JsonValueKind otherKind = JsonValueKind.Undefined)
    {
        if (Any(name) is not { } value)
            return null;
        if (value.ValueKind == kind || value.ValueKind == otherKind)
            return value;
        Faults.Add(PathOf(name), $"{PathOf(name)} must be {wanted}, not {KindOf(value)}.");
        return null;
    }
}
