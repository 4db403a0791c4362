using GenGateway.Journey;
using GenGateway.Surfaces;

namespace GenGateway.Server.Http;

/// <summary>Answers what asks for no text: the model is found, and read into memory where somebody can. Nothing is generated, so nothing is recorded.</summary>
internal static class WarmupHandler
{
    public static async ValueTask AnswerAsync(HttpContext context, SurfaceRequest asked, Warmup warmup, GatewayParts parts)
    {
        using var request = asked.Request;
        if (!parts.Router.Resolve(request).TryGet(out var candidates, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        var candidate = candidates[0];
        var exchange = Exchange.Of(context);
        exchange.Backend = candidate.Backend.Name;
        if (warmup.Loads && candidate.Endpoint is IModelMemory memory)
        {
            failure = await memory.LoadAsync(candidate.Model, warmup.KeepAlive, context.RequestAborted);
            if (failure is not null)
            {
                await Refusal.WriteAsync(context, failure);
                return;
            }
        }

        context.Response.Headers["x-gengateway-backend"] = HeaderText.Of(candidate.Backend.Name);
        await Reply.JsonAsync(context, StatusCodes.Status200OK, output => warmup.Write(candidate.ShownModel, output));
    }
}
