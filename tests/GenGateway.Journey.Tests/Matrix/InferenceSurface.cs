using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>The predecessor's inference route.</summary>
internal sealed class InferenceSurface : MatrixSurface
{
    public override string Name => "inference";

    public override string Path => "/api/v1/inference";

    public override bool CanStream => false;

    public override bool IsRaw => true;

    public override JsonObject Body(string model, MatrixQuestion question)
    {
        var body = new JsonObject { ["text"] = question.Text, ["model"] = model, ["max_tokens"] = question.MaxTokens, ["temperature"] = 0 };
        return question.Stop is null ? body : body.With("stop", question.Stop);
    }

    /// <summary>The text begins with the prompt, which is taken off here.</summary>
    public override MatrixAnswer Whole(JsonElement answer)
    {
        var text = Text(answer, "text")!;
        Assert.StartsWith("hello", text, StringComparison.Ordinal);
        return new MatrixAnswer
        {
            Text = text["hello".Length..],
            Finish = Text(Member(answer, "metadata"), "finish_reason"),
            CompletionTokens = Number(Member(answer, "metadata"), "tokens_generated"),
        };
    }

    public override MatrixAnswer Streamed(IReadOnlyList<StreamedEvent> events) => throw new NotSupportedException("The route has no streams.");

    public override string Error(WireAnswer answer, int status) => answer.ExpectInferenceError(status);
}
