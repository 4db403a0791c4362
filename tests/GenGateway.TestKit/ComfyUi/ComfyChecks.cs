using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>Checks one graph as the server does before it queues it. What it converts, it converts in the graph.</summary>
internal sealed class ComfyChecks(JsonObject graph, FakeComfyUi fake)
{
    private readonly Dictionary<string, (bool Valid, List<JsonObject> Errors)> checkedNodes = [];
    private readonly List<string> order = [];
    private readonly HashSet<string> open = [];
    private string raised = "";
    private string raisedType = "";

    /// <summary>Per node, what is wrong with it. Not empty though the graph runs where only some of its outputs are wrong.</summary>
    public JsonObject NodeErrors { get; } = [];

    /// <summary>The outputs that can run.</summary>
    public IReadOnlyList<string> Good { get; private set; } = [];

    /// <summary>What the server refuses the graph with, or null.</summary>
    public WireReply? Refusal()
    {
        foreach (var (id, node) in graph)
        {
            if ((node as JsonObject)?["class_type"] is not { } nodeClass)
                return ComfyReplies.Refusal("invalid_prompt", "Cannot execute because a node is missing the class_type property.", $"Node ID '#{id}'", []);
            if (!ComfyNodes.Has(nodeClass.ToString()))
                return ComfyReplies.Refusal("invalid_prompt", $"Cannot execute because node {nodeClass} does not exist.", $"Node ID '#{id}'", []);
        }

        var outputs = graph.Where(node => ComfyNodes.IsOutput(ClassOf(node.Key))).Select(node => node.Key).ToArray();
        if (outputs.Length == 0)
            return ComfyReplies.Refusal("prompt_no_outputs", "Prompt has no outputs", "", []);
        Good = [.. outputs.Where(IsGood)];
        if (Good.Count > 0)
            return null;
        var details = outputs.SelectMany(output => checkedNodes[output].Errors).Select(error => $"{error["message"]}: {error["details"]}");
        return ComfyReplies.Refusal("prompt_outputs_failed_validation", "Prompt outputs failed validation", string.Join('\n', details), NodeErrors);
    }

    private bool IsGood(string output)
    {
        var valid = Check(output);
        if (valid is null)
            Store(output, false, [Error("exception_during_validation", "Exception when validating node", raised, new JsonObject { ["exception_type"] = raisedType, ["traceback"] = Traceback() })]);
        if (valid == true)
            return true;
        // Whatever was found wrong so far counts for this output too, though it need not depend on it.
        foreach (var id in order.Where(id => !checkedNodes[id].Valid && checkedNodes[id].Errors.Count > 0))
        {
            NodeErrors[id] ??= new JsonObject { ["errors"] = new JsonArray([.. checkedNodes[id].Errors.Select(error => error.DeepClone())]), ["dependent_outputs"] = new JsonArray(), ["class_type"] = ClassOf(id) };
            NodeErrors[id]!["dependent_outputs"]!.AsArray().Add((JsonNode)output);
        }

        return false;
    }

    /// <summary>Whether a node and all before it are right; null where looking at it raised an exception.</summary>
    private bool? Check(string id)
    {
        if (checkedNodes.TryGetValue(id, out var known))
            return known.Valid;
        if (!open.Add(id))
            return Raise("RecursionError", "maximum recursion depth exceeded");
        try
        {
            return CheckInputs(id);
        }
        finally
        {
            open.Remove(id);
        }
    }

    private bool? CheckInputs(string id)
    {
        if (graph[id]!["inputs"] is not JsonObject inputs)
            return Raise("KeyError", "'inputs'");
        var configs = ComfyNodes.Inputs(ComfyNodes.Info(ClassOf(id), fake)!);
        List<JsonObject> errors = [];
        var valid = true;
        // The server walks through a set: any order is right. Links to nodes that are not there come first, the others by name.
        foreach (var (name, config) in configs.OrderBy(input => inputs[input.Key] is not JsonArray { Count: 2 } link || graph.ContainsKey(link[0]!.ToString())).ThenBy(input => input.Key, StringComparer.Ordinal))
        {
            if (!inputs.TryGetPropertyValue(name, out var value))
                errors.Add(Error("required_input_missing", "Required input is missing", name, new JsonObject { ["input_name"] = name }));
            else if (value is not JsonArray link)
                CheckValue(id, inputs, name, config!.AsArray(), errors);
            else if (CheckLink(name, link, config!.AsArray(), errors) is { } right)
                valid &= right;
            else
                return null;
        }

        Store(id, valid && errors.Count == 0, errors);
        return checkedNodes[id].Valid;
    }

    private bool? CheckLink(string name, JsonArray link, JsonArray config, List<JsonObject> errors)
    {
        if (link.Count != 2)
        {
            errors.Add(Error("bad_linked_input", "Bad linked input, must be a length-2 list of [node_id, slot_index]", name, Extra(name, config, link)));
            return true;
        }

        var source = link[0]?.ToString() ?? "None";
        if (!graph.ContainsKey(source) || !Json.IsKind(link[0], JsonValueKind.String))
            return Raise("KeyError", Json.IsKind(link[0], JsonValueKind.String) ? $"'{source}'" : source);
        var types = ComfyNodes.Outputs(ClassOf(source));
        if (link[1] is not JsonValue slot || !slot.TryGetValue<int>(out var index) || index < -types.Count || index >= types.Count)
            return Raise("IndexError", "tuple index out of range");
        var received = types[index < 0 ? index + types.Count : index];
        var wanted = config[0] is JsonArray ? "COMBO" : config[0]!.GetValue<string>();
        if (received != wanted)
        {
            var extra = Extra(name, config, null);
            extra.Remove("received_value");
            extra["received_type"] = received;
            extra["linked_node"] = link.DeepClone();
            errors.Add(Error("return_type_mismatch", "Return type mismatch between linked nodes", $"{name}, received_type({received}) mismatch input_type({wanted})", extra));
            return true;
        }

        if (Check(source) is { } valid)
            return valid;
        Store(source, false, [Error("exception_during_inner_validation", "Exception when validating inner node", raised, new JsonObject
        {
            ["input_name"] = name,
            ["input_config"] = config.DeepClone(),
            ["exception_message"] = raised,
            ["exception_type"] = raisedType,
            ["traceback"] = Traceback(),
            ["linked_node"] = link.DeepClone(),
        })]);
        return false;
    }

    private void CheckValue(string id, JsonObject inputs, string name, JsonArray config, List<JsonObject> errors)
    {
        if (ClassOf(id) is "LoadImage" or "LoadImageMask" && name == "image")
        {
            if (fake.Files.Annotated(inputs[name]?.ToString() ?? "") is null)
                errors.Add(Error("custom_validation_failed", "Custom validation failed for node", $"image - Invalid image file: {inputs[name]}", new JsonObject { ["input_name"] = name }));
            return;
        }

        var given = inputs[name];
        var type = config[0] is JsonArray ? "COMBO" : config[0]!.GetValue<string>();
        var value = Converted(type, given, out var wrong);
        if (wrong.Length > 0)
        {
            var extra = Extra(name, config, given);
            extra["exception_message"] = wrong;
            errors.Add(Error("invalid_input_type", $"Failed to convert an input value to a {type} value", $"{name}, {Shown(given)}, {wrong}", extra));
            return;
        }

        inputs[name] = value;
        var options = config.Count > 1 ? config[1]!.AsObject() : [];
        if (options["min"] is { } min && Compare(value, min) < 0)
            errors.Add(Error("value_smaller_than_min", $"Value {Shown(value)} smaller than min of {Shown(min)}", name, Extra(name, config, value)));
        else if (options["max"] is { } max && Compare(value, max) > 0)
            errors.Add(Error("value_bigger_than_max", $"Value {Shown(value)} bigger than max of {Shown(max)}", name, Extra(name, config, value)));
        else if (config[0] is JsonArray list && !list.Any(item => JsonNode.DeepEquals(item, value)))
            errors.Add(NotInList(name, list, config, value));
    }

    private static JsonObject NotInList(string name, JsonArray list, JsonArray config, JsonNode? value)
    {
        var isLong = list.Count > 20;
        var extra = Extra(name, config, value);
        if (isLong)
            extra["input_config"] = null;
        var shown = isLong ? $"(list of length {list.Count})" : $"[{string.Join(", ", list.Select(item => $"'{item}'"))}]";
        return Error("value_not_in_list", "Value not in list", $"{name}: '{Shown(value)}' not in {shown}", extra);
    }

    /// <summary>What Python's int, float and str make of a value.</summary>
    private static JsonNode? Converted(string type, JsonNode? given, out string wrong)
    {
        wrong = "";
        var text = given is null ? "None" : given.ToString();
        var isText = Json.IsKind(given, JsonValueKind.String);
        if (Json.IsKind(given, JsonValueKind.True, JsonValueKind.False) && type is "INT" or "FLOAT")
            text = given!.GetValue<bool>() ? "1" : "0";
        switch (type)
        {
            case "INT" when Int128.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                return JsonNode.Parse(whole.ToString(CultureInfo.InvariantCulture));
            case "INT" when !isText && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var cut):
                return JsonNode.Parse(((Int128)cut).ToString(CultureInfo.InvariantCulture));
            case "INT":
                wrong = isText ? $"invalid literal for int() with base 10: '{text}'" : "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'";
                return null;
            case "FLOAT" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real):
                return PythonJson.Real(real);
            case "FLOAT":
                wrong = isText ? $"could not convert string to float: '{text}'" : "float() argument must be a string or a real number, not 'NoneType'";
                return null;
            case "STRING":
                return JsonValue.Create(text);
            default:
                return given?.DeepClone();
        }
    }

    private static int Compare(JsonNode? value, JsonNode bound) =>
        Int128.TryParse(Shown(value), CultureInfo.InvariantCulture, out var whole) && Int128.TryParse(Shown(bound), CultureInfo.InvariantCulture, out var limit)
            ? whole.CompareTo(limit)
            : double.Parse(Shown(value), CultureInfo.InvariantCulture).CompareTo(double.Parse(Shown(bound), CultureInfo.InvariantCulture));

    private static string Shown(JsonNode? value) => value is null ? "None" : Json.IsKind(value, JsonValueKind.Number) ? value.ToJsonString() : value.ToString();

    private static JsonObject Extra(string name, JsonArray config, JsonNode? value) =>
        new() { ["input_name"] = name, ["input_config"] = config.DeepClone(), ["received_value"] = value?.DeepClone() };

    private static JsonObject Error(string type, string message, string details, JsonObject extra) =>
        new() { ["type"] = type, ["message"] = message, ["details"] = details, ["extra_info"] = extra };

    private static JsonArray Traceback() =>
        ["  File \"/srv/data/src/ComfyUI080/execution.py\", line 818, in validate_inputs\n    o_class_type = prompt[o_id]['class_type']\n                   ~~~~~~^^^^^^\n"];

    private string ClassOf(string id) => graph[id]!["class_type"]!.ToString();

    private bool? Raise(string type, string message)
    {
        (raisedType, raised) = (type, message);
        return null;
    }

    private void Store(string id, bool valid, List<JsonObject> errors)
    {
        checkedNodes[id] = (valid, errors);
        if (!order.Contains(id))
            order.Add(id);
    }
}
