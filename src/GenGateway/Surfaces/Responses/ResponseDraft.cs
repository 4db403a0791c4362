using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Responses;

/// <summary>A response while it grows: its items, and the object around them.</summary>
internal sealed class ResponseDraft(Stamp stamp, string model, ResponseFields asked, ResponseKeeping? keeping, TimeProvider clock)
{
    private readonly List<OutputItem> _items = [];
    private Usage? _usage;
    private FinishReason? _reason;

    public IReadOnlyList<OutputItem> Items => _items;

    public bool WantsThoughts => asked.WantsThoughts;

    /// <summary>Why it is not complete although it is whole; null: it is complete.</summary>
    public string? Incomplete => _reason switch
    {
        FinishReason.Length => "max_output_tokens",
        FinishReason.ContentFilter => "content_filter",
        _ => null,
    };

    public void Use(Usage usage) => _usage = usage;

    public void End(FinishReason reason) => _reason = reason;

    /// <summary>The last item if it is of this kind and still grows, else a new one.</summary>
    public OutputItem Growing(OutputKind kind, out bool isNew)
    {
        isNew = _items is not [.., var last] || last.Kind != kind || last.IsDone;
        return isNew ? Add(new OutputItem(kind, _items.Count, NewId(kind == OutputKind.Message ? "msg_" : "rs_"))) : _items[^1];
    }

    /// <summary>The item of a call.</summary>
    public OutputItem Call(GenerationEvent.ToolCallDelta delta, out bool isNew)
    {
        var known = _items.Find(item => item.Call == delta.Index);
        isNew = known is null;
        return known ?? Add(new OutputItem(OutputKind.FunctionCall, _items.Count, NewId("fc_"))
        {
            Call = delta.Index,
            CallId = delta.Id is { Length: > 0 } id ? id : NewId("call_"),
            Name = delta.Name ?? "",
        });
    }

    /// <summary>Writes the response object, and keeps it once it is whole.</summary>
    public void Finish(Utf8JsonWriter json)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var own = Json.Writer(bytes))
            Write(own, Incomplete is null ? "completed" : "incomplete", null);
        if (keeping is not null)
        {
            var now = clock.GetUtcNow();
            keeping.Keeper.Keep(new StoredResponse(stamp.Id, keeping.Key, now, now + ResponsesSurface.Kept, keeping.Conversation, bytes.WrittenMemory));
        }

        json.WriteRawValue(bytes.WrittenSpan, skipInputValidation: true);
    }

    /// <summary>Writes the response object as it stands.</summary>
    /// <param name="json">Where a value is expected.</param>
    /// <param name="status">How it stands.</param>
    /// <param name="failure">Why it broke; null: it did not.</param>
    public void Write(Utf8JsonWriter json, string status, Failure? failure)
    {
        json.WriteStartObject();
        json.WriteString("id", stamp.Id);
        json.WriteString("object", "response");
        json.WriteNumber("created_at", stamp.Created);
        json.WriteString("status", status);
        json.WritePropertyName("error");
        if (failure is null)
            json.WriteNullValue();
        else
            WriteError(json, failure);
        json.WritePropertyName("incomplete_details");
        if (status == "incomplete")
        {
            json.WriteStartObject();
            json.WriteString("reason", Incomplete);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("model", model);
        json.WriteStartArray("output");
        foreach (var item in _items.Where(item => item.IsDone))
            WriteItem(json, item);
        json.WriteEndArray();
        foreach (var (name, value) in asked.Echo)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value, skipInputValidation: true);
        }

        json.WriteBoolean("store", keeping is not null);
        json.WritePropertyName("usage");
        WriteUsage(json);
        json.WriteEndObject();
    }

    /// <summary>Writes an item as it stands.</summary>
    public void WriteItem(Utf8JsonWriter json, OutputItem item)
    {
        json.WriteStartObject();
        json.WriteString("id", item.Id);
        switch (item.Kind)
        {
            case OutputKind.Message:
                json.WriteString("type", "message");
                json.WriteString("status", Status(item));
                json.WriteString("role", "assistant");
                json.WriteStartArray("content");
                if (item.IsDone)
                    WriteText(json, item.Text.ToString());
                json.WriteEndArray();
                break;
            case OutputKind.Reasoning:
                json.WriteString("type", "reasoning");
                json.WriteStartArray("summary");
                if (item.IsDone)
                    WriteSummary(json, item.Text.ToString());
                json.WriteEndArray();
                break;
            case OutputKind.FunctionCall:
                json.WriteString("type", "function_call");
                json.WriteString("status", Status(item));
                json.WriteString("call_id", item.CallId);
                json.WriteString("name", item.Name);
                json.WriteString("arguments", item.IsDone ? item.Text.ToString() : "");
                break;
        }

        json.WriteEndObject();
    }

    public static void WriteText(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "output_text");
        json.WriteString("text", text);
        json.WriteStartArray("annotations");
        json.WriteEndArray();
        json.WriteStartArray("logprobs");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteSummary(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "summary_text");
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, Failure failure)
    {
        json.WriteStartObject();
        json.WriteString("code", failure.Row.Status == 429 ? "rate_limit_exceeded" : "server_error");
        json.WriteString("message", failure.Message);
        json.WriteEndObject();
    }

    private string Status(OutputItem item) => !item.IsDone ? "in_progress" : Incomplete is not null && item.Index == _items.Count - 1 ? "incomplete" : "completed";

    private void WriteUsage(Utf8JsonWriter json)
    {
        if (_usage is not { } usage)
        {
            json.WriteNullValue();
            return;
        }

        // The SDKs' types want a number in both: at null, or without the member, some of them throw. Unknown is told as 0 here and nowhere else.
        json.WriteStartObject();
        json.WriteNumber("input_tokens", usage.PromptTokens);
        json.WriteStartObject("input_tokens_details");
        json.WriteNumber("cached_tokens", usage.CachedTokens ?? 0);
        json.WriteEndObject();
        json.WriteNumber("output_tokens", usage.CompletionTokens);
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.ReasoningTokens ?? 0);
        json.WriteEndObject();
        json.WriteNumber("total_tokens", usage.TotalTokens);
        json.WriteEndObject();
    }

    private OutputItem Add(OutputItem item)
    {
        _items.Add(item);
        return item;
    }

    private static string NewId(string prefix) => $"{prefix}{Guid.CreateVersion7():N}";
}
