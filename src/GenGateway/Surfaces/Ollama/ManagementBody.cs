using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Ollama;

/// <summary>A body of <c>/api/pull</c>, <c>/api/copy</c> or <c>/api/delete</c>: the model, the backend that is meant, and everything else for that backend.</summary>
public sealed class ManagementBody
{
    private readonly byte[] _body;
    private readonly string _member;

    private ManagementBody(byte[] body, string member, string model, string? backend)
    {
        _body = body;
        _member = member;
        Model = model;
        Backend = backend;
    }

    /// <summary>The model, as the client wrote it.</summary>
    public string Model { get; }

    /// <summary>The backend that is meant; null: not said.</summary>
    public string? Backend { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">What the client sent.</param>
    /// <param name="member">The member with the model; the older <c>name</c> means the same as <c>model</c>.</param>
    public static Outcome<ManagementBody> Read(ReadOnlyMemory<byte> body, string member)
    {
        if (!JsonGuard.Check(body).TryGet(out var bytes, out var failure))
            return failure;
        if (!JsonBody.Parse(bytes).TryGet(out var document, out failure))
            return failure;
        using var owned = document;
        var fields = new Fields(document.RootElement, "", new Faults());
        var name = fields.Name(member);
        if (name is null && member == "model")
            name = fields.Name(member = "name");
        var backend = fields.Name("backend");
        if (fields.Faults.First is { } fault)
            return fault;
        return name is null
            ? new Failure(FailureKind.InvalidValue, "invalid model name: name the model as 'model', or as 'source' of a copy.") { Param = member }
            : new ManagementBody(bytes.ToArray(), member, name, backend);
    }

    /// <summary>The body for the backend.</summary>
    /// <param name="model">The model as the backend calls it.</param>
    public ReadOnlyMemory<byte> Write(string model)
    {
        using var document = JsonDocument.Parse(_body);
        var output = new ArrayBufferWriter<byte>(_body.Length + model.Length);
        using var json = Json.Writer(output);
        json.WriteStartObject();
        json.WriteString(_member, model);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var name = JsonText.NameOf(property);
            if (name == _member || name == "backend")
                continue;
            // As it was written: texts may hold halves of surrogate pairs, which no writer takes.
            json.WritePropertyName(name);
            json.WriteRawValue(property.Value.GetRawText(), skipInputValidation: true);
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}
