using GenGateway.Errors;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>The model that a body of <c>/api/show</c> or <c>/api/delete</c> names, by its newer or its older member.</summary>
internal static class ModelName
{
    public static Outcome<string> Read(ReadOnlyMemory<byte> body)
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;
        var fields = new Fields(document.RootElement, "", new Faults());
        var (model, name) = (fields.Name("model"), fields.Name("name"));
        if (fields.Faults.First is { } fault)
            return fault;
        return (model ?? name) is { } given ? given : new Failure(FailureKind.InvalidValue, "model is required") { Param = "model" };
    }
}
