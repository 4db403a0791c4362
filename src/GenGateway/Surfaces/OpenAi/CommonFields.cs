using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>The fields that chat and completion share, beside sampling.</summary>
/// <param name="Model">The model's name as the client wrote it.</param>
/// <param name="Backend">The backend the client insists on.</param>
/// <param name="Stream">Whether it reads along.</param>
/// <param name="IncludeUsage">Whether it asked for the extra usage chunk.</param>
internal sealed record CommonFields(string? Model, string? Backend, bool Stream, bool IncludeUsage)
{
    public static CommonFields Read(Fields fields, SurfaceContext context, Drops drops)
    {
        if (fields.Small("n", 1) > 1)
            fields.Faults.Add("n", "n must be 1: this version generates one choice a request.");
        var model = fields.Name("model");
        var backend = fields.Name("backend");
        var stream = fields.Flag("stream") ?? false;

        var usage = false;
        if (fields.Object("stream_options") is { } options)
        {
            usage = options.Flag("include_usage") ?? false;
            // Padding against traffic analysis; there is no need to tell that there is none.
            options.Flag("include_obfuscation");
            foreach (var name in options.Rest())
                drops.Add($"stream_options.{name}");
        }

        return new(context.PathModel ?? model, backend ?? context.Backend, stream, usage);
    }

    /// <summary>The decoded request, or the first fault.</summary>
    public Outcome<GenerationRequest> ToRequest(string surface, SurfaceContext context, GenerationTask task, Fields fields, Drops drops)
    {
        if (fields.Faults.First is { } fault)
            return fault;
        if (Strictness.Check(drops.Names, context.Strict) is { } refusal)
            return refusal;
        return new GenerationRequest
        {
            Id = context.RequestId,
            Surface = surface,
            Caller = context.Caller,
            Task = task,
            Model = Model,
            Backend = Backend,
            Stream = Stream,
            Dropped = drops.Names,
            Arrived = context.Arrived,
        };
    }
}
