using GenGateway.Errors;

namespace GenGateway.Server.Http;

/// <summary>What a JSON route takes as a body.</summary>
internal static class MediaTypes
{
    /// <param name="request">Whose head is looked at.</param>
    /// <param name="anyType">Whether the family takes JSON under any name, as <c>/api/*</c> does.</param>
    /// <param name="onlyForms">Whether it takes forms with files, and nothing else.</param>
    public static Failure? Check(HttpRequest request, bool anyType, bool onlyForms = false)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return new Failure(FailureKind.UnsupportedMediaType, $"Content-Encoding '{HeaderText.Of(encoding)}' is not taken here; send the body as it is.");

        var type = request.ContentType;
        if (onlyForms)
            return type?.TrimStart().StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is true ? null : new Failure(FailureKind.UnsupportedMediaType, $"Content-Type '{HeaderText.Of(type ?? "")}' is not taken here; send a form with files (multipart/form-data).");
        if (anyType || string.IsNullOrWhiteSpace(type) || IsJson(type))
            return null;
        return new Failure(FailureKind.UnsupportedMediaType, $"Content-Type '{HeaderText.Of(type)}' is not taken here; send {Reply.Json} in UTF-8.");
    }

    private static bool IsJson(string type)
    {
        var semicolon = type.IndexOf(';', StringComparison.Ordinal);
        var name = (semicolon < 0 ? type : type[..semicolon]).Trim();
        if (!name.Equals(Reply.Json, StringComparison.OrdinalIgnoreCase))
            return false;
        if (semicolon < 0)
            return true;
        foreach (var parameter in type[(semicolon + 1)..].Split(';', StringSplitOptions.TrimEntries))
        {
            if (parameter.StartsWith("charset=", StringComparison.OrdinalIgnoreCase)
                && parameter[8..].Trim('"').ToUpperInvariant() is not ("UTF-8" or "UTF8" or "US-ASCII"))
                return false;
        }

        return true;
    }
}
