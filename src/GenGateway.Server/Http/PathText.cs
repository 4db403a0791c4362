namespace GenGateway.Server.Http;

/// <summary>A part of the path as text: everything is decoded already but the slash.</summary>
internal static class PathText
{
    public static string? Of(HttpContext context, string name) =>
        (context.Request.RouteValues[name] as string)?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
