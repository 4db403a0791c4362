using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>vLLM before version 0.10: the error stands at the top and says that it is one, thoughts come as <c>reasoning_content</c>.</summary>
internal sealed class OldVllmProfile : VllmProfile
{
    private protected override string Version => "0.9.2";

    private protected override string ThoughtName => "reasoning_content";

    internal override WireReply Error(int status, string message, string type, string? code = null, string? param = null)
    {
        var error = new JsonObject { ["object"] = "error" };
        foreach (var (name, value) in ErrorObject(status, message, TypeOf(status)))
            error[name] = value?.DeepClone();
        return Reply(status, error);
    }
}
