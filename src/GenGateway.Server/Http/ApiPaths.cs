using GenGateway.Configuration;
using GenGateway.Surfaces;

namespace GenGateway.Server.Http;

/// <summary>Where the usual routes really lie (<c>api</c>): moved, or switched off. Immutable, thread safe.</summary>
internal sealed class ApiPaths(ApiPathsConfig api)
{
    private const string UsualBase = "/v1";

    private readonly string _base = api.BasePath.TrimEnd('/');

    private readonly (string Usual, string? Moved, bool Enabled)[] _single =
    [
        ("/v1/images/generations", api.ImagePath, api.ImageEnabled),
        ("/v1/chat/completions", api.ChatPath, api.TextEnabled),
        ("/v1/completions", api.CompletionsPath, api.TextEnabled),
        ("/v1/models", api.ModelsPath, api.ModelsEnabled),
        ("/health", api.HealthPath, api.HealthEnabled),
        ("/admin", api.AdminPath, api.AdminEnabled),
    ];

    private readonly (string Usual, bool Enabled)[] _groups =
    [
        ("/v1/images", api.ImageEnabled),
        ("/v1/responses", api.TextEnabled),
        ("/v1/messages", api.TextEnabled),
        ("/v1/embeddings", api.TextEnabled),
        ("/openai/deployments/{model}/images", api.ImageEnabled),
        ("/openai/deployments", api.TextEnabled),
    ];

    /// <summary>The template of a route that is usually found at <paramref name="usual"/>, or null where it is switched off.</summary>
    public string? Of(string usual)
    {
        foreach (var (path, moved, enabled) in _single)
        {
            if (!IsBelow(usual, path))
                continue;
            if (!enabled)
                return null;
            if (moved is not null && moved != path)
                return moved.TrimEnd('/') + usual[path.Length..];
        }

        foreach (var (path, enabled) in _groups)
        {
            if (!IsBelow(usual, path))
                continue;
            if (!enabled)
                return null;
            break;
        }

        return IsBelow(usual, UsualBase) ? _base + usual[UsualBase.Length..] : usual;
    }

    /// <summary>How errors look at a path that no route has.</summary>
    public ErrorShape ShapeOf(string path) => _base.Length > 0 && IsBelow(path, _base) ? ErrorBody.ShapeOf(UsualBase + path[_base.Length..]) : ErrorBody.ShapeOf(path);

    private static bool IsBelow(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && (path.Length == prefix.Length || path[prefix.Length] == '/');
}
