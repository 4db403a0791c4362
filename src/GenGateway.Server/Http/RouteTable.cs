namespace GenGateway.Server.Http;

/// <summary>Adds routes, each template once. An endpoint takes every method, so that a wrong one is answered in the family's shape.</summary>
internal sealed class RouteTable(IEndpointRouteBuilder endpoints)
{
    public void Get(string template, RequestDelegate handler, bool open = false) => Add(template, HttpMethods.Get, handler, open);

    public void Post(string template, RequestDelegate handler) => Add(template, HttpMethods.Post, handler, open: false);

    private void Add(string template, string method, RequestDelegate handler, bool open)
    {
        var route = new GatewayRoute(template.Replace("**", "", StringComparison.Ordinal), new Dictionary<string, RequestDelegate> { [method] = handler }, open);
        // The front door calls the handler; an endpoint must have a delegate all the same.
        endpoints.Map(template, static context => Exchange.Of(context).Route.Find(context.Request.Method)!(context)).WithMetadata(route);
    }
}
