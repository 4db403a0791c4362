using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Ollama;

/// <summary>What <c>/api/chat</c> and <c>/api/generate</c> have in common.</summary>
public abstract class OllamaTextSurface : OllamaSurface
{
    private protected abstract bool IsChat { get; }

    private protected override Warmup WarmupOf(string? keepAlive, TimeProvider clock)
    {
        var isUnload = KeepAlive.IsZero(keepAlive);
        return new Warmup(Loads: true, keepAlive, (model, output) =>
        {
            using var json = Json.Writer(output);
            new AnswerShape(IsChat, model, 0, clock).Begin(json, "", "", [], 0);
            json.WriteBoolean("done", true);
            json.WriteString("done_reason", isUnload ? "unload" : "load");
            json.WriteEndObject();
        });
    }

    private protected override IAnswerWriter CreateWriter(AnswerHead head, GenerationRequest request, long arrived, TimeProvider clock)
    {
        var shape = new AnswerShape(IsChat, head.Model, arrived, clock);
        return request.Stream ? new AnswerLines(shape, clock) : new AnswerObject(shape);
    }
}
