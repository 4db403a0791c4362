using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Reads what concerns tools: those there are, the choice among them, and the calls of earlier turns.</summary>
internal static class ToolFields
{
    /// <summary>Tools of other kinds than functions are OpenAI's own: they are named as dropped.</summary>
    public static IReadOnlyList<Tool> Tools(Fields fields, Drops drops)
    {
        var tools = new List<Tool>();
        foreach (var tool in ObjectList.Few(fields, "tools"))
        {
            if (tool.Text("type") is not (null or "function"))
                drops.Add("tools");
            else if (Function(tool) is { } function)
                tools.Add(new(Named(function), function.Text("description"), Raw(function.Object("parameters"), function), function.Flag("strict")));
        }

        return tools;
    }

    public static ToolChoice? Choice(Fields fields, Drops drops)
    {
        if (fields.Any("tool_choice") is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
        {
            var choice = new Fields(value, "tool_choice", fields.Faults);
            if (choice.Text("type") == "function" && Function(choice) is { } function)
                return new ToolChoice.Named(Named(function));
            drops.Add("tool_choice");
            return null;
        }

        switch (value.ValueKind == JsonValueKind.String ? JsonText.Of(value) : null)
        {
            case "auto":
                return new ToolChoice.Auto();
            case "none":
                return new ToolChoice.None();
            case "required":
                return new ToolChoice.Required();
            default:
                fields.Faults.Add("tool_choice", "tool_choice must be none, auto, required, or an object that names a function.");
                return null;
        }
    }

    public static IReadOnlyList<ToolCall> Calls(Fields message, Drops drops)
    {
        List<ToolCall>? calls = null;
        foreach (var call in ObjectList.Few(message, "tool_calls"))
        {
            if (call.Text("type") is not (null or "function"))
                drops.Add("messages.tool_calls");
            else if (Function(call) is { } function)
                (calls ??= []).Add(new(call.Text("id") ?? "", Named(function), function.Text("arguments") ?? ""));
        }

        return calls ?? (IReadOnlyList<ToolCall>)[];
    }

    private static Fields? Function(Fields holder)
    {
        var function = holder.Object("function");
        if (function is null)
            holder.Faults.Add(holder.PathOf("function"), $"{holder.PathOf("function")} is missing: the function's name and what else is known of it.");
        return function;
    }

    private static string Named(Fields function)
    {
        if (function.Name("name") is { } name)
            return name;
        function.Faults.Add(function.PathOf("name"), $"{function.PathOf("name")} is missing.");
        return "";
    }

    private static string? Raw(Fields? parameters, Fields function) => parameters is null ? null : function.Any("parameters")?.GetRawText();
}
