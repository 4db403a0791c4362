using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>A body of one of Ollama's routes, decoded when a backend needs that.</summary>
internal abstract class OllamaBody(ReadOnlyMemory<byte> body) : ITaskSource
{
    public Outcome<DecodedTask> Decode()
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;

        var fields = new Fields(document.RootElement, "", new Faults());
        var drops = new Drops();
        var task = Read(fields, drops);
        Common(fields);
        drops.Add(fields.Rest());
        return fields.Faults.First is { } fault ? fault : new DecodedTask(task, drops.Names);
    }

    public void WritePrompt(IBufferWriter<byte> output)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = JsonGuard.MaxDepth });
        WritePrompt(ref reader, new PromptText(output));
    }

    /// <summary>How long the model is to be kept, as JSON.</summary>
    /// <returns>Null: not said; or what is wrong with it.</returns>
    public Outcome<string?> KeepAlive()
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;
        var fields = new Fields(document.RootElement, "", new Faults());
        var given = Common(fields);
        return fields.Faults.First is { } fault ? fault : Outcome.Of(given);
    }

    /// <summary>Reads the task; what is wrong goes to the fields' faults.</summary>
    protected abstract GenerationTask Read(Fields fields, Drops drops);

    /// <summary>Writes the prompt's text. The body is known to be JSON.</summary>
    protected abstract void WritePrompt(ref Utf8JsonReader reader, PromptText text);

    // The peek has read the first three; here they are taken, so that they do not count as dropped. How long a model stays loaded changes no answer.
    private static string? Common(Fields fields)
    {
        fields.Name("model");
        fields.Name("backend");
        fields.Flag("stream");
        if (fields.Any("keep_alive") is not { } value)
            return null;
        if (Ollama.KeepAlive.Problem(value) is { } problem)
            fields.Faults.Add("keep_alive", problem);
        return value.GetRawText();
    }
}
