using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>OpenAI's legacy <c>POST /v1/completions</c>.</summary>
public sealed class CompletionSurface : ISurface
{
    private const int DefaultMaxTokens = 16;

    public string Name => "openai.completions";

    public Outcome<SurfaceRequest> Decode(ReadOnlyMemory<byte> body, SurfaceContext context)
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;

        var fields = new Fields(document.RootElement, "", new Faults());
        var drops = new Drops(context.IgnoredHeaders);
        var prompts = CompletionPrompts.Read(fields);
        var echo = fields.Flag("echo") ?? false;
        // With echo, no tokens at all is a way to read the prompt back.
        var parameters = TextFields.Read(fields, fields.Small("max_tokens", echo ? 0 : 1) ?? DefaultMaxTokens);
        var common = CommonFields.Read(fields, context, drops);
        FieldRules.ApplyToCompletion(fields, drops);

        if (!common.ToRequest(Name, context, new CompletionTask(prompts, echo, parameters), fields, drops).TryGet(out var request, out failure))
            return failure;
        return new SurfaceRequest(request, head =>
        {
            var stamp = Stamp.Now("cmpl-", context.Clock);
            return request.Stream ? new CompletionStream(stamp, head.Model, common.IncludeUsage) : new CompletionWhole(stamp, head.Model);
        });
    }
}
