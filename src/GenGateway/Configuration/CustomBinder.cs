using System.Net;

namespace GenGateway.Configuration;

/// <summary>What a backend says about a JSON service of one's own: <c>request</c>, <c>response</c>; and <c>allowed_hosts</c>, which counts for every backend that links to pictures.</summary>
internal static class CustomBinder
{
    private const string Paths = "a path such as $.images[*], $.result[0].png, $['a name'].b: members, [0] for one item, [*] for all";

    // What says who asks goes under auth, where secrets are references and never shown; the rest the transport writes itself.
    private static readonly HashSet<string> NotHere = new(StringComparer.OrdinalIgnoreCase)
    {
        "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "host", "connection", "content-length", "content-type", "content-encoding", "transfer-encoding", "te", "trailer",
        "upgrade", "expect", "keep-alive", "accept-encoding", "x-request-id", "traceparent", "tracestate",
    };

    public static (RequestConfig? Request, ResponseConfig? Response) Bind(SectionBinder backend, string protocol, BackendType type)
    {
        var request = Request(backend.Section("request"));
        var answer = backend.Section("response");
        var response = Response(answer);
        if (!backend.IsWritten("request"))
        {
            if (backend.IsWritten("response")) backend.Error("response", "belongs to request, which says what the service is sent; write both, or neither");
            return (null, null);
        }

        if (protocol != "http") backend.Error("request", $"belongs to protocol: http, and the protocol is {protocol}");
        else if (backend.IsWritten("dialect")) backend.Error("request", "is for a service of one's own, and dialect for one of a known kind; keep one of them");
        else if (type == BackendType.Image && !answer.IsWritten("images")) backend.Error("response.images", $"needed with request: where the answer has its pictures, {Paths}");
        return (request, response);
    }

    public static IReadOnlyList<string> AllowedHosts(SectionBinder backend) => backend.Texts("allowed_hosts", AllowedHost, range: "cdn.example.com, cdn.example.com:8443, *.example.com");

    private static RequestConfig? Request(SectionBinder request)
    {
        request.Describe("method", "word", "POST", "POST, PUT, PATCH");
        var method = request.Text("method", "POST", static text => SettingRules.OneOf(text, ["POST", "PUT", "PATCH"])).ToUpperInvariant();
        var path = request.Text("path", "/", SettingRules.RoutePath);
        var headers = request.TextMap("headers", HeaderValue);
        foreach (var name in headers.Keys)
        {
            if (SettingRules.HeaderName(name) is { } problem) request.Error("headers", $"{ConfigText.Show(name)} {problem}");
            else if (NotHere.Contains(name)) request.Error("headers", $"{ConfigText.Show(name)} is not written here: credentials stand under auth, and the rest of such headers the gateway writes itself");
        }

        var body = request.Anything("body", "section");
        if (body is { Kind: not ConfigNodeKind.Section }) request.Error("body", "this is a section; write its members as lines of name: value, indented below it");
        else if (body is null && request.WrittenNames.Any()) request.Error("body", "needed: what the service is sent, such as { prompt: \"{{prompt}}\" }");
        return body is { Kind: ConfigNodeKind.Section } ? new RequestConfig(method, path, headers, RequestBody.Write(body, TemplateText.ImageFields, request.Report)) : null;
    }

    private static ResponseConfig? Response(SectionBinder response)
    {
        var images = Path(response, "images");
        var seeds = Path(response, "seeds");
        var error = Path(response, "error");
        foreach (var name in (ReadOnlySpan<string>)["text", "embeddings"]) response.Later.TextOrNull(name);
        return images is null ? null : new ResponseConfig(images, seeds, error);
    }

    private static JsonPath? Path(SectionBinder response, string name) =>
        response.TextOrNull(name, static text => JsonPath.TryParse(text, out _) ? null : $"must be {Paths}", "such as $.images[*]") is { } text && JsonPath.TryParse(text, out var path) ? path : null;

    private static string? HeaderValue(string text) =>
        text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? "has characters that no header carries"
        : text.Contains("{{", StringComparison.Ordinal) ? "must not have placeholders: fields of a request stand in the body"
        : null;

    // A host, perhaps with its port; or all hosts below a domain.
    private static string? AllowedHost(string text)
    {
        const string form = "must be a host without scheme and path, perhaps with its port, such as cdn.example.com, cdn.example.com:8443 or 10.0.0.7; *.example.com is every host below";
        var host = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        if (host.Length == 0 || host.Any(static c => c is <= ' ' or > '~' or '/' or '@' or '*' or '?' or '#') || !Uri.TryCreate($"http://{host}", UriKind.Absolute, out var url) || url.Host.Length == 0) return form;
        return host.Length < text.Length && IPAddress.TryParse(url.Host.Trim('[', ']'), out _) ? form : null;
    }
}
