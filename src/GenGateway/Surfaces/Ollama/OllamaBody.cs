using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>A body of one of Ollama's routes, decoded when a backend needs that.</summary>
internal abstract class OllamaBody(ReadOnlyMemory<byte> body) : TaskBody(body)
{
    /// <summary>How long the model is to be kept, as JSON.</summary>
    /// <returns>Null: not said; or what is wrong with it.</returns>
    public Outcome<string?> KeepAlive()
    {
        if (!JsonBody.Parse(Bytes).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;
        var fields = new Fields(document.RootElement, "", new Faults());
        var given = Common(fields);
        return fields.Faults.First is { } fault ? fault : Outcome.Of(given);
    }

    protected sealed override GenerationTask Read(Fields fields, Drops drops)
    {
        var task = ReadTask(fields, drops);
        Common(fields);
        drops.Add(fields.Rest());
        return task;
    }

    /// <summary>Reads what the route has of its own; what is wrong goes to the fields' faults.</summary>
    protected abstract GenerationTask ReadTask(Fields fields, Drops drops);

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
