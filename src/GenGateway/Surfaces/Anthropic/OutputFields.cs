using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Reads <c>output_config</c>, and its form's older name <c>output_format</c>.</summary>
/// <param name="Effort">How much to think and write; null: not said.</param>
/// <param name="Format">What the text must be; null: any text.</param>
internal sealed record OutputFields(string? Effort, ResponseFormat? Format)
{
    public static OutputFields Read(Fields fields, Drops drops)
    {
        var older = Schema(fields.Object("output_format"));
        if (fields.Object("output_config") is not { } config)
            return new(null, older);
        var effort = config.Name("effort");
        if (effort is not (null or "low" or "medium" or "high" or "xhigh" or "max"))
            config.Faults.Add("output_config.effort", "output_config.effort must be low, medium, high, xhigh or max.");
        var format = Schema(config.Object("format"));
        foreach (var name in config.Rest())
            drops.Add(config.PathOf(name));
        return new(effort, format ?? older);
    }

    private static ResponseFormat.JsonSchema? Schema(Fields? format)
    {
        if (format is null)
            return null;
        if (format.Text("type") == "json_schema" && format.Any("schema") is { ValueKind: JsonValueKind.Object } schema)
            return new(null, null, schema.GetRawText(), null);
        format.Faults.Add(format.PathOf("schema"), $"{format.PathOf("schema")} must be an object: the schema that the answer is to follow, of the type json_schema.");
        return null;
    }
}
