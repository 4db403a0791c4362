using System.Globalization;
using GenGateway.Configuration;
using Microsoft.Net.Http.Headers;

namespace GenGateway.Server.Http;

/// <summary>Tells browsers which pages may read answers (<c>cors</c>). Immutable, thread safe.</summary>
internal sealed class CrossOrigin(CorsConfig cors)
{
    private const string Any = "*";
    private const string Exposed =
        "x-request-id, request-id, retry-after, x-gengateway-backend, x-gengateway-model, x-gengateway-attempts, x-gengateway-queue-ms, x-gengateway-overhead-ms, x-gengateway-dropped";

    private readonly string _methods = string.Join(", ", cors.AllowedMethods);
    private readonly string _headers = string.Join(", ", cors.AllowedHeaders);

    // Seconds for which a browser need not ask again.
    private readonly string _maxAge = ((long)cors.MaxAge.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>Marks the answer for the page that asks.</summary>
    /// <returns>True when this was a browser asking beforehand, which is answered herewith: it sends no key.</returns>
    public bool Apply(HttpContext context)
    {
        var request = context.Request;
        if (!cors.Enabled || request.Headers.Origin is not [{ Length: > 0 } origin])
            return false;

        var headers = context.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        var any = cors.AllowedOrigins.Contains(Any);
        if (!any && !cors.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return false;

        headers.AccessControlAllowOrigin = any ? Any : HeaderText.Of(origin);
        if (!HttpMethods.IsOptions(request.Method) || request.Headers.AccessControlRequestMethod.Count == 0)
        {
            headers.AccessControlExposeHeaders = Exposed;
            return false;
        }

        headers.AccessControlAllowMethods = _methods;
        headers.AccessControlMaxAge = _maxAge;
        // Clients send headers of their own making (X-Stainless-*); which ones is their business unless somebody wrote a list.
        if (_headers.Length > 0)
            headers.AccessControlAllowHeaders = _headers;
        else if (request.Headers.AccessControlRequestHeaders is [{ Length: > 0 } wanted])
            headers.AccessControlAllowHeaders = HeaderText.Of(wanted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
