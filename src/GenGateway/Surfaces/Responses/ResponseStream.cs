using System.Buffers;
using System.Text;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Responses;

/// <summary>A response as it grows, in OpenAI's named events with rising numbers. One that breaks ends with <c>response.failed</c>, where it had begun, and <c>error</c>.</summary>
/// <param name="draft">The response.</param>
/// <param name="sequence">The first event's number: 0, but where a relayed stream broke and only that is told.</param>
internal sealed class ResponseStream(ResponseDraft draft, int sequence) : IAnswerWriter
{
    private int _sequence = sequence;
    private bool _begun;

    public string ContentType => "text/event-stream";

    public bool Streams => true;

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        switch (happened)
        {
            case GenerationEvent.UsageReported reported:
                draft.Use(reported.Usage);
                return;
            case GenerationEvent.Failed failed:
                Fail(failed.Failure, output);
                return;
        }

        Begin(output);
        switch (happened)
        {
            case GenerationEvent.TextDelta delta:
                Grow(OutputKind.Message, delta.Text, output);
                break;
            case GenerationEvent.ReasoningDelta delta when draft.WantsThoughts:
                Grow(OutputKind.Reasoning, delta.Text, output);
                break;
            case GenerationEvent.ToolCallDelta delta:
                Call(delta, output);
                break;
            case GenerationEvent.ChoiceEnded ended:
                draft.End(ended.Reason);
                CloseAll(output);
                break;
            case GenerationEvent.Finished:
                CloseAll(output);
                Event(draft.Incomplete is null ? "response.completed" : "response.incomplete", output, json =>
                {
                    json.WritePropertyName("response");
                    draft.Finish(json);
                });
                break;
        }
    }

    private void Begin(IBufferWriter<byte> output)
    {
        if (_begun)
            return;
        _begun = true;
        foreach (var name in (ReadOnlySpan<string>)["response.created", "response.in_progress"])
            Event(name, output, json => WriteResponse(json, "in_progress", null));
    }

    private void WriteResponse(Utf8JsonWriter json, string status, Failure? failure)
    {
        json.WritePropertyName("response");
        draft.Write(json, status, failure);
    }

    private void Grow(OutputKind kind, string text, IBufferWriter<byte> output)
    {
        // A text and a thought end where something else begins; calls may be mixed.
        if (draft.Items is [.., var last] && last.Kind != kind)
            CloseAll(output);
        var item = draft.Growing(kind, out var isNew);
        if (isNew)
            Open(item, output);
        item.Text.Append(text);
        var isMessage = kind == OutputKind.Message;
        Event(isMessage ? "response.output_text.delta" : "response.reasoning_summary_text.delta", output, json =>
        {
            Place(json, item);
            json.WriteString("delta", text);
            if (!isMessage)
                return;
            json.WriteStartArray("logprobs");
            json.WriteEndArray();
        });
    }

    private void Call(GenerationEvent.ToolCallDelta delta, IBufferWriter<byte> output)
    {
        if (draft.Items is [.., { Kind: not OutputKind.FunctionCall }])
            CloseAll(output);
        var item = draft.Call(delta, out var isNew);
        if (isNew)
            Open(item, output);
        // What comes for a call that is told already has no place any more.
        if (delta.Arguments.Length == 0 || item.IsDone)
            return;
        item.Text.Append(delta.Arguments);
        Event("response.function_call_arguments.delta", output, json =>
        {
            Place(json, item);
            json.WriteString("delta", delta.Arguments);
        });
    }

    private void Open(OutputItem item, IBufferWriter<byte> output)
    {
        Event("response.output_item.added", output, json => WriteItem(json, item));
        if (item.Kind == OutputKind.Message)
            Event("response.content_part.added", output, json => WritePart(json, item, ""));
        else if (item.Kind == OutputKind.Reasoning)
            Event("response.reasoning_summary_part.added", output, json => WritePart(json, item, ""));
    }

    private void CloseAll(IBufferWriter<byte> output)
    {
        foreach (var item in draft.Items)
        {
            if (!item.IsDone)
                Close(item, output);
        }
    }

    private void Close(OutputItem item, IBufferWriter<byte> output)
    {
        item.IsDone = true;
        var text = item.Text.ToString();
        switch (item.Kind)
        {
            case OutputKind.Message:
                Event("response.output_text.done", output, json =>
                {
                    Place(json, item);
                    json.WriteString("text", text);
                    json.WriteStartArray("logprobs");
                    json.WriteEndArray();
                });
                Event("response.content_part.done", output, json => WritePart(json, item, text));
                break;
            case OutputKind.Reasoning:
                Event("response.reasoning_summary_text.done", output, json =>
                {
                    Place(json, item);
                    json.WriteString("text", text);
                });
                Event("response.reasoning_summary_part.done", output, json => WritePart(json, item, text));
                break;
            case OutputKind.FunctionCall:
                Event("response.function_call_arguments.done", output, json =>
                {
                    Place(json, item);
                    json.WriteString("name", item.Name);
                    json.WriteString("arguments", text);
                });
                break;
        }

        Event("response.output_item.done", output, json => WriteItem(json, item));
    }

    private void WriteItem(Utf8JsonWriter json, OutputItem item)
    {
        json.WriteNumber("output_index", item.Index);
        json.WritePropertyName("item");
        draft.WriteItem(json, item);
    }

    private static void WritePart(Utf8JsonWriter json, OutputItem item, string text)
    {
        Place(json, item);
        json.WritePropertyName("part");
        if (item.Kind == OutputKind.Message)
            ResponseDraft.WriteText(json, text);
        else
            ResponseDraft.WriteSummary(json, text);
    }

    private static void Place(Utf8JsonWriter json, OutputItem item)
    {
        json.WriteString("item_id", item.Id);
        json.WriteNumber("output_index", item.Index);
        if (item.Kind == OutputKind.Message)
            json.WriteNumber("content_index", 0);
        else if (item.Kind == OutputKind.Reasoning)
            json.WriteNumber("summary_index", 0);
    }

    private void Fail(Failure failure, IBufferWriter<byte> output)
    {
        if (_begun)
            Event("response.failed", output, json => WriteResponse(json, "failed", failure));
        Event("error", output, json =>
        {
            json.WriteString("code", failure.Row.Code);
            json.WriteString("message", failure.Message);
            json.WriteString("param", failure.Param);
        });
    }

    private void Event(string name, IBufferWriter<byte> output, Action<Utf8JsonWriter> write)
    {
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(name, output);
        output.Write("\ndata: "u8);
        using (var json = Json.Writer(output))
        {
            json.WriteStartObject();
            json.WriteString("type", name);
            json.WriteNumber("sequence_number", _sequence++);
            write(json);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }
}
