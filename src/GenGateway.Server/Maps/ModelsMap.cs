using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Surfaces.Anthropic;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Server.Maps;

/// <summary>The list of models, in the shape of whoever asks.</summary>
internal static class ModelsMap
{
    public static void Add(GatewayRoutes all, GatewayParts parts)
    {
        var routes = all.For(Families.OpenAi | Families.Anthropic);
        var models = new ModelList(parts.Catalogue, () => parts.State.Config.Routing.Aliases);
        var messages = new MessageModels(models);
        routes.Get("/v1/models", Scopes.None, context => ListAsync(context, models, messages));
        routes.Get("/v1/models/{**id}", Scopes.None, context => OneAsync(context, models, messages));
    }

    private static Task ListAsync(HttpContext context, ModelList models, MessageModels messages)
    {
        var exchange = Exchange.Of(context);
        if (!IsAnthropic(context, exchange))
            return Reply.JsonAsync(context, StatusCodes.Status200OK, output => models.Write(exchange.Caller, output));
        var query = new QueryText(context.Request.Query);
        var limit = query.Number("limit", MessageModels.DefaultLimit, 1, MessageModels.MostLimit);
        var (after, before) = (query.Text("after_id"), query.Text("before_id"));
        if (after is not null && before is not null)
            query.Fail("before_id", "must be left out where after_id is given");
        return Reply.JsonAsync(context, output => query.Failure ?? messages.Write(exchange.Caller, limit, after, before, output));
    }

    private static Task OneAsync(HttpContext context, ModelList models, MessageModels messages)
    {
        var exchange = Exchange.Of(context);
        var id = PathText.Of(context, "id") ?? "";
        return Reply.JsonAsync(context, output => IsAnthropic(context, exchange) ? messages.WriteOne(exchange.Caller, id, output) : models.WriteOne(exchange.Caller, id, output));
    }

    private static bool IsAnthropic(HttpContext context, Exchange exchange) => AnthropicCallers.Speaks(context.Request, exchange.Families, exchange.Route);
}
