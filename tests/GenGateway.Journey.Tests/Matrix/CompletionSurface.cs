using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>OpenAI's completions.</summary>
internal sealed class CompletionSurface : OpenAiSurface
{
    public override string Name => "completions";

    public override string Path => "/v1/completions";

    public override bool IsRaw => true;

    public override JsonObject Body(string model, MatrixQuestion question) => Settings(Bodies.Completion(question.Text), model, question);

    protected override string? TextOf(JsonElement choice) => Text(choice, "text");
}
