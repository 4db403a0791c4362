using System.Text.Json;

namespace GenGateway.Surfaces.Reading;

/// <summary>Arrays whose entries are objects.</summary>
internal static class ObjectList
{
    // What a request names one by one: tools, calls.
    private const int Most = 1024;

    /// <summary>The entries, each by its own path, up to the first that is no object or is at fault.</summary>
    public static IEnumerable<Fields> Each(JsonElement list, string path, Faults faults)
    {
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var place = $"{path}[{index++}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                faults.Add(place, $"{place} must be an object, not {Fields.KindOf(item)}.");
                yield break;
            }

            yield return new Fields(item, place, faults);
            if (faults.First is not null)
                yield break;
        }
    }

    /// <summary>The entries of a member, as above; none where it is absent. More than 1024 are a fault.</summary>
    public static IEnumerable<Fields> Few(Fields fields, string name)
    {
        if (fields.Array(name) is not { } list)
            return [];
        var path = fields.PathOf(name);
        if (list.GetArrayLength() <= Most)
            return Each(list, path, fields.Faults);
        fields.Faults.Add(path, $"{path} may have at most {Most} entries; this one has {list.GetArrayLength()}.");
        return [];
    }
}
