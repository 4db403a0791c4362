using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Reads what concerns tools: those there are, and the choice among them.</summary>
internal static class ToolFields
{
    /// <summary>Tools that Anthropic's servers run are named as dropped.</summary>
    public static List<Tool> Tools(Fields fields, Drops drops)
    {
        var tools = new List<Tool>();
        foreach (var tool in ObjectList.Few(fields, "tools"))
        {
            if (tool.Text("type") is { } type and not "custom")
                drops.Add($"tools.{type}");
            else if (Read(tool, drops) is { } read)
                tools.Add(read);
        }

        return tools;
    }

    /// <param name="fields">The body's.</param>
    /// <param name="drops">What cannot be chosen.</param>
    /// <param name="hasTools">Whether there is anything to choose from.</param>
    /// <returns>The choice, and whether several calls at once are allowed; each null: not said.</returns>
    public static (ToolChoice? Choice, bool? Parallel) Choice(Fields fields, Drops drops, bool hasTools)
    {
        if (fields.Object("tool_choice") is not { } choice)
            return (null, null);
        bool? parallel = choice.Flag("disable_parallel_tool_use") is true ? false : null;
        var read = Read(choice);
        foreach (var name in choice.Rest())
            drops.Add(choice.PathOf(name));
        if (hasTools)
            return (read, parallel);
        // Other protocols refuse a choice among nothing.
        if (read is ToolChoice.Required or ToolChoice.Named)
            drops.Add("tool_choice");
        return (null, null);
    }

    private static ToolChoice? Read(Fields choice)
    {
        switch (choice.Text("type"))
        {
            case "auto":
                return new ToolChoice.Auto();
            case "any":
                return new ToolChoice.Required();
            case "none":
                return new ToolChoice.None();
            case "tool":
                return ContentBlocks.Required(choice, "name") is { } name ? new ToolChoice.Named(name) : null;
            default:
                choice.Faults.Add("tool_choice.type", "tool_choice.type must be auto, any, tool or none.");
                return null;
        }
    }

    private static Tool? Read(Fields tool, Drops drops)
    {
        if (tool.Name("name") is not { } name)
        {
            tool.Faults.Add(tool.PathOf("name"), $"{tool.PathOf("name")} is missing.");
            return null;
        }

        if (tool.Any("input_schema") is not { ValueKind: JsonValueKind.Object } schema)
        {
            tool.Faults.Add(tool.PathOf("input_schema"), $"{tool.PathOf("input_schema")} must be an object: the JSON schema of the arguments.");
            return null;
        }

        var read = new Tool(name, tool.Text("description"), schema.GetRawText(), tool.Flag("strict"));
        tool.Any("cache_control");
        foreach (var rest in tool.Rest())
            drops.Add($"tools.{rest}");
        return read;
    }
}
