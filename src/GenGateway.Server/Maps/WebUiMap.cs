using System.Buffers;
using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Surfaces;
using GenGateway.Surfaces.WebUi;

namespace GenGateway.Server.Maps;

/// <summary>Stable Diffusion WebUI's routes.</summary>
internal static class WebUiMap
{
    public static void Add(GatewayRoutes all, GatewayParts parts)
    {
        var routes = all.For(Families.WebUi);
        routes.Post(GeneratingRoutes.Txt2Img, Scopes.Generate, parts.Handler(GeneratingRoutes.Txt2Img, anyContentType: true));
        routes.Post(GeneratingRoutes.Img2Img, Scopes.Generate, parts.Handler(GeneratingRoutes.Img2Img, anyContentType: true));

        var lists = new WebUiLists(new ModelOffers(parts.Catalogue, () => parts.State.Config.Routing.Aliases), parts.Checkpoints, () => parts.State.Config.Routing.DefaultModels.Image);
        routes.Get("/sdapi/v1/sd-models", Scopes.None, Answering(lists.WriteModels));
        routes.Get("/sdapi/v1/samplers", Scopes.None, Answering(static (_, output) => WebUiLists.WriteSamplers(output)));
        routes.Get("/sdapi/v1/schedulers", Scopes.None, Answering(static (_, output) => WebUiLists.WriteSchedulers(output)));
        routes.Get("/sdapi/v1/options", Scopes.None, Answering(lists.WriteOptions));
        routes.Post("/sdapi/v1/options", Scopes.Generate, (RequestDelegate)(context => SetOptionsAsync(context, parts, lists)));

        routes.Get("/sdapi/v1/progress", Scopes.None, Answering(parts.Running.WriteProgress));
        routes.Post("/sdapi/v1/interrupt", Scopes.Generate, Answering((caller, output) =>
        {
            parts.Running.Interrupt(caller);
            output.Write("{}"u8);
        }));

        // Clients look them up at their start; no backend is asked for its own.
        foreach (var name in (ReadOnlySpan<string>)["upscalers", "loras", "sd-vae"])
            routes.Get("/sdapi/v1/" + name, Scopes.None, Answering(static (_, output) => output.Write("[]"u8)));
        routes.Get("/sdapi/v1/cmd-flags", Scopes.None, Answering(static (_, output) => output.Write("{}"u8)));
        routes.GetOpen("/internal/ping", Answering(static (_, output) => output.Write("{}"u8)));
    }

    private static RequestDelegate Answering(Action<Caller, IBufferWriter<byte>> write) =>
        context => Reply.JsonAsync(context, StatusCodes.Status200OK, output => write(Exchange.Of(context).Caller, output));

    private static async Task SetOptionsAsync(HttpContext context, GatewayParts parts, WebUiLists lists)
    {
        if (!(await parts.Bodies.ReadAsync(context)).TryGet(out var body, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        using var owned = body;
        if (!lists.SetOptions(Exchange.Of(context).Caller, body.Memory).TryGet(out var dropped, out failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        if (dropped.Count > 0)
            context.Response.Headers["x-gengateway-dropped"] = HeaderText.Of(string.Join(", ", dropped));
        await Reply.JsonAsync(context, StatusCodes.Status200OK, static output => output.Write("null"u8));
    }
}
