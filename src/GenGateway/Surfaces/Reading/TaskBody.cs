using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Reading;

/// <summary>A body, decoded when a backend needs that.</summary>
internal abstract class TaskBody(ReadOnlyMemory<byte> body) : ITaskSource
{
    /// <summary>The body as it came.</summary>
    protected ReadOnlyMemory<byte> Bytes => body;

    public Outcome<DecodedTask> Decode()
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;

        var fields = new Fields(document.RootElement, "", new Faults());
        var drops = new Drops();
        var task = Read(fields, drops);
        return fields.Faults.First is { } fault ? fault : new DecodedTask(task, drops.Names);
    }

    public void WritePrompt(IBufferWriter<byte> output)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = JsonGuard.MaxDepth });
        WritePrompt(ref reader, new PromptText(output));
    }

    /// <summary>Reads the task; what is wrong goes to the fields' faults.</summary>
    protected abstract GenerationTask Read(Fields fields, Drops drops);

    /// <summary>Writes the prompt's text. The body is known to be JSON.</summary>
    protected abstract void WritePrompt(ref Utf8JsonReader reader, PromptText text);
}
