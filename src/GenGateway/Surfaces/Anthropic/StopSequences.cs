using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Reads <c>stop_sequences</c>.</summary>
internal static class StopSequences
{
    private const int Most = 64;

    public static IReadOnlyList<string> Read(Fields fields)
    {
        if (fields.Array("stop_sequences") is not { } list)
            return [];
        if (list.GetArrayLength() > Most)
        {
            fields.Faults.Add("stop_sequences", $"stop_sequences may have at most {Most} entries; this one has {list.GetArrayLength()}.");
            return [];
        }

        var stops = new List<string>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            var path = $"stop_sequences[{stops.Count}]";
            if (item.ValueKind != JsonValueKind.String || JsonText.Of(item) is not { } stop || string.IsNullOrWhiteSpace(stop))
            {
                fields.Faults.Add(path, $"{path} must be a string that is not blank.");
                break;
            }

            stops.Add(stop);
        }

        return stops;
    }
}
