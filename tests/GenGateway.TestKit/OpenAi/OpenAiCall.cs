using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>A request for a generation, as far as a fake reads it.</summary>
public sealed class OpenAiCall
{
    internal OpenAiCall(ReceivedRequest request, JsonObject body, FakeReply reply, string servedModel, long created)
    {
        Request = request;
        Body = body;
        ServedModel = servedModel;
        Created = created;
        IsChat = request.Path.EndsWith("/chat/completions", StringComparison.Ordinal);
        Reply = reply.Within(Json.Number(body, "max_completion_tokens") ?? Json.Number(body, "max_tokens") ?? Json.Number(body, "max_output_tokens"));
        Serial = request.Number;
    }

    public ReceivedRequest Request { get; }

    public JsonObject Body { get; }

    public FakeReply Reply { get; }

    public bool IsChat { get; }

    public bool Streams => Json.IsTrue(Body, "stream");

    public bool WantsUsage => Body["stream_options"] is JsonObject options && Json.IsTrue(options, "include_usage");

    /// <summary>The model that the answer names.</summary>
    public string ServedModel { get; }

    /// <summary>Unix time.</summary>
    public long Created { get; }

    /// <summary>Makes ids differ.</summary>
    public int Serial { get; }

    /// <summary>Choices in the answer: <c>n</c> for each prompt.</summary>
    public int Choices => Math.Max(Json.Number(Body, "n") ?? 1, 1) * (Body["prompt"] is JsonArray { Count: > 0 } prompts && !Json.IsKind(prompts[0], System.Text.Json.JsonValueKind.Number) ? prompts.Count : 1);
}
