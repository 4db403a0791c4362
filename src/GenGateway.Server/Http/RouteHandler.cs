using GenGateway.Journey;

namespace GenGateway.Server.Http;

/// <summary>What answers one method of a route.</summary>
/// <param name="Answer">Answers.</param>
/// <param name="Scopes">What a key must be allowed to; <see cref="Scopes.None"/>: any key will do.</param>
/// <param name="Open">Whether it needs no key and is answered while the server drains.</param>
internal sealed record RouteHandler(Func<HttpContext, ValueTask> Answer, Scopes Scopes, bool Open)
{
    public RouteHandler(RequestDelegate answer, Scopes scopes, bool open)
        : this(context => new ValueTask(answer(context)), scopes, open)
    {
    }
}
