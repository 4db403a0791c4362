using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>The calls of one choice: which delta belongs to which call. Servers number them, or tell them apart by their ids, or send each whole.</summary>
internal sealed class ToolCallSlots(int choice)
{
    private const int Most = 1024;

    private readonly List<(long? Upstream, string Id)> _slots = [];

    /// <summary>Reads one entry of <c>tool_calls</c>.</summary>
    /// <param name="call">The entry.</param>
    /// <param name="isWhole">Whether it is an entry of a whole answer, each of which is a call of its own.</param>
    /// <returns>What it adds, or null: nothing, or more calls than anybody makes.</returns>
    public GenerationEvent.ToolCallDelta? Read(JsonElement call, bool isWhole)
    {
        var id = WireText.Text(call, "id");
        long? upstream = WireText.Count(call, "index");
        var function = WireText.Member(call, "function") ?? default;
        var arguments = Arguments(function);
        var index = isWhole ? -1 : Find(upstream, id);
        if (index >= 0)
            return arguments.Length == 0 ? null : new(choice, index, null, null, arguments);

        if (_slots.Count == Most)
            return null;
        id ??= $"call_{choice}_{_slots.Count}";
        _slots.Add((upstream, id));
        return new(choice, _slots.Count - 1, id, WireText.Text(function, "name") ?? "", arguments);
    }

    private int Find(long? upstream, string? id)
    {
        for (var i = _slots.Count - 1; i >= 0; i--)
        {
            if ((upstream is null || _slots[i].Upstream == upstream) && (id is null || _slots[i].Id == id))
                return i;
        }

        return -1;
    }

    // A string as OpenAI has it; some send the object itself.
    private static string Arguments(JsonElement function) => WireText.Member(function, "arguments") switch
    {
        { ValueKind: JsonValueKind.String } text => JsonText.Of(text),
        { ValueKind: JsonValueKind.Object } json => json.GetRawText(),
        _ => "",
    };
}
