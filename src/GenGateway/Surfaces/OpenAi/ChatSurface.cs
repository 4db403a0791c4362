using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>OpenAI's <c>POST /v1/chat/completions</c>.</summary>
public sealed class ChatSurface : ISurface
{
    public string Name => "openai.chat";

    public Outcome<SurfaceRequest> Decode(ReadOnlyMemory<byte> body, SurfaceContext context)
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;

        var fields = new Fields(document.RootElement, "", new Faults());
        var drops = new Drops(context.IgnoredHeaders);
        var messages = ChatMessages.Read(fields, drops);
        var limit = fields.Small("max_tokens", 1);
        var parameters = TextFields.Read(fields, fields.Small("max_completion_tokens", 1) ?? limit);
        var common = CommonFields.Read(fields, context, drops);
        FieldRules.ApplyToChat(fields, drops);

        if (!common.ToRequest(Name, context, new ChatTask(messages, parameters), fields, drops).TryGet(out var request, out failure))
            return failure;
        return new SurfaceRequest(request, head =>
        {
            var stamp = Stamp.Now("chatcmpl-", context.Clock);
            return request.Stream ? new ChatStream(stamp, head.Model, common.IncludeUsage) : new ChatWhole(stamp, head.Model);
        });
    }
}
