using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Server.Http;

namespace GenGateway.Server.Admin;

/// <summary>What <c>POST /admin/explain</c> is sent: a request as a client would send it, or one inside <c>{"route","body","key"}</c>.</summary>
/// <param name="Body">The client's body.</param>
/// <param name="Route">The route that it is meant for.</param>
/// <param name="Key">The name of the key that would ask; null: whoever asks here.</param>
internal readonly record struct ExplainBody(ReadOnlyMemory<byte> Body, string Route, string? Key)
{
    /// <summary>Takes it apart. What is no JSON is left to the route's own surface, which says so.</summary>
    public static Outcome<ExplainBody> Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ReadObject(bytes);
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return new ExplainBody(bytes, GeneratingRoutes.Chat, null);
        }
    }

    private static Outcome<ExplainBody> ReadObject(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlyMemory<byte>? inner = null;
        string? route = null, key = null, unknown = null;
        var reader = new Utf8JsonReader(bytes.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return new ExplainBody(bytes, GeneratingRoutes.Chat, null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "body" && reader.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                inner = bytes[start..(int)reader.BytesConsumed];
            }
            else if (name is "route" or "key" && reader.TokenType == JsonTokenType.String)
            {
                (route, key) = name == "route" ? (reader.GetString(), key) : (route, reader.GetString());
            }
            else
            {
                unknown ??= name;
                reader.Skip();
            }
        }

        // No route takes a member 'body': what has one is a request inside another.
        if (inner is not { } body)
            return RouteOf(bytes).TryGet(out var own, out var failure) ? new ExplainBody(bytes, own, null) : failure;
        if (unknown is not null)
            return new Failure(FailureKind.InvalidValue, $"'{(unknown.Length > 64 ? unknown[..64] : unknown)}' is not known beside 'body'. Known are 'route' and 'key', both texts.") { Param = unknown };
        if (route is null && !RouteOf(body).TryGet(out route, out var ambiguous))
            return ambiguous;
        return new ExplainBody(body, route, key);
    }

    // By the member that says what is generated. Other families' bodies have the same ones: their routes are named.
    private static Outcome<string> RouteOf(ReadOnlyMemory<byte> body)
    {
        var (route, hasInput) = ((string?)null, false);
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("messages"u8))
                return GeneratingRoutes.Chat;
            hasInput |= reader.ValueTextEquals("input"u8);
            if (reader.ValueTextEquals("prompt"u8))
                route = GeneratingRoutes.Completion;
            else if (reader.ValueTextEquals("text"u8))
                route ??= GeneratingRoutes.Inference;
            reader.Read();
            reader.Skip();
        }

        if (hasInput && route != GeneratingRoutes.Completion)
        {
            return new Failure(FailureKind.InvalidValue, $"'input' alone does not say what is asked. Send {{\"route\": …, \"body\": {{…}}}} with one of {GeneratingRoutes.Embeddings}, {GeneratingRoutes.Responses} and {GeneratingRoutes.OllamaEmbed}.")
            {
                Param = "route",
            };
        }

        return route ?? GeneratingRoutes.Chat;
    }
}
