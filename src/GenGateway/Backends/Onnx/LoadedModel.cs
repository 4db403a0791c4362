using GenGateway.Engine.Text;

namespace GenGateway.Backends.Onnx;

/// <summary>A model and how one talks to it.</summary>
/// <param name="Model">Graph, tokenizer, scheduler.</param>
/// <param name="Chat">How a conversation becomes a prompt; null for a model that has no template.</param>
internal sealed record LoadedModel(TextModel Model, ChatFormat? Chat)
{
    public static LoadedModel Load(string folder, TextModelOptions options)
    {
        var model = TextModel.Load(folder, options);
        try
        {
            return new(model, ChatFormat.Of(model.ChatTemplate, model.SpecialTokens));
        }
        catch
        {
            // The folder changed since it was looked through: a model that nobody holds must not keep its thread and memory.
            model.Dispose();
            throw;
        }
    }
}
