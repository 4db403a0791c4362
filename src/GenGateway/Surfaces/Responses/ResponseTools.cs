using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Responses;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>, which are flat here.</summary>
internal static class ResponseTools
{
    /// <summary>Functions; tools that OpenAI's servers run are named as dropped.</summary>
    public static List<Tool> Tools(Fields fields, Drops drops)
    {
        var tools = new List<Tool>();
        foreach (var tool in ObjectList.Few(fields, "tools"))
        {
            if (tool.Text("type") is { } type and not "function")
                drops.Add($"tools.{type}");
            else if (tool.Name("name") is not { } name)
                tool.Faults.Add(tool.PathOf("name"), $"{tool.PathOf("name")} is missing.");
            else
                tools.Add(new Tool(name, tool.Text("description"), Schema(tool), tool.Flag("strict")));
        }

        return tools;
    }

    public static ToolChoice? Choice(Fields fields, Drops drops)
    {
        switch (fields.Any("tool_choice"))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.Object } value:
                var choice = new Fields(value, "tool_choice", fields.Faults);
                if (choice.Text("type") == "function" && choice.Name("name") is { } name)
                    return new ToolChoice.Named(name);
                drops.Add("tool_choice");
                return null;
            case { ValueKind: JsonValueKind.String } word when JsonText.Of(word) is var text && text is "auto" or "none" or "required":
                return text switch
                {
                    "auto" => new ToolChoice.Auto(),
                    "none" => new ToolChoice.None(),
                    _ => new ToolChoice.Required(),
                };
            default:
                fields.Faults.Add("tool_choice", "tool_choice must be none, auto, required, or an object that names a function.");
                return null;
        }
    }

    private static string? Schema(Fields tool)
    {
        switch (tool.Any("parameters"))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.Object } schema:
                return schema.GetRawText();
            default:
                tool.Faults.Add(tool.PathOf("parameters"), $"{tool.PathOf("parameters")} must be an object: the JSON schema of the arguments.");
                return null;
        }
    }
}
