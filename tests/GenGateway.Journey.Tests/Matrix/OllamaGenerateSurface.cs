using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>Ollama's generate.</summary>
internal sealed class OllamaGenerateSurface : OllamaSurface
{
    public override string Name => "ollama-generate";

    public override string Path => "/api/generate";

    public override JsonObject Body(string model, MatrixQuestion question)
    {
        var body = new JsonObject { ["prompt"] = question.Text };
        if (question.ShowsPicture)
            body["images"] = new JsonArray(MatrixQuestion.Picture);
        return Settings(body, model, question);
    }

    protected override string? TextOf(JsonElement line) => Text(line, "response");
}
