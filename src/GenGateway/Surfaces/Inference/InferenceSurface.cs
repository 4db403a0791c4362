using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Inference;

/// <summary>The inference gateway's <c>POST /api/v1/inference</c>: raw text goes on, the answer begins with the prompt.</summary>
public sealed class InferenceSurface : ISurface
{
    private const int DefaultMaxTokens = 50;

    public string Name => "inference";

    public long DecodedAtOnce(long body) => body;

    public Outcome<SurfaceRequest> Decode(ReadOnlyMemory<byte> body, in SurfaceContext context)
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;

        var fields = new Fields(document.RootElement, "", new Faults());
        if (fields.Text("text") is not { } text)
        {
            fields.Faults.Add("text", "text is missing: the prompt to go on from.");
            text = "";
        }

        var read = TextFields.Read(fields, fields.Small("max_tokens", 1) ?? DefaultMaxTokens);
        // The documented defaults, whatever the model's own are.
        var parameters = read with { Temperature = read.Temperature ?? 1, TopP = read.TopP ?? 1, MinP = read.MinP ?? 0 };
        var model = fields.Name("model");
        var backend = fields.Name("backend");

        var drops = new Drops();
        if (fields.Flag("stream") is true)
            drops.Add("stream");
        drops.Add(fields.Rest());
        if (fields.Faults.First is { } fault)
            return fault;

        var task = new CompletionTask([new CompletionPrompt("text", text, null)], Echo: true, parameters);
        var request = context.Begin(Name, Capability.Completion, new ReadTask(text, new DecodedTask(task, drops.Names)), null, new Peeked { Model = model, Backend = backend });
        var (arrived, clock) = (context.Arrived, context.Clock);
        return new SurfaceRequest(request, head => new InferenceAnswer(head.Model, arrived, clock));
    }
}
