using System.Text.Json;
using GenGateway.Errors;

namespace GenGateway.Server.Admin;

/// <summary>What <c>POST /admin/explain</c> is sent: a request as a client would send it, or one inside <c>{"route","body","key"}</c>.</summary>
/// <param name="Body">The client's body.</param>
/// <param name="Route">The route that it is meant for.</param>
/// <param name="Key">The name of the key that would ask; null: whoever asks here.</param>
internal readonly record struct ExplainBody(ReadOnlyMemory<byte> Body, string Route, string? Key)
{
    public const string Chat = "/v1/chat/completions";
    public const string Messages = "/v1/messages";
    public const string Completion = "/v1/completions";
    public const string Inference = "/api/v1/inference";

    /// <summary>Takes it apart. What is no JSON is left to the route's own surface, which says so.</summary>
    public static Outcome<ExplainBody> Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ReadObject(bytes);
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return new ExplainBody(bytes, Chat, null);
        }
    }

    private static Outcome<ExplainBody> ReadObject(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlyMemory<byte>? inner = null;
        string? route = null, key = null, unknown = null;
        var reader = new Utf8JsonReader(bytes.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return new ExplainBody(bytes, Chat, null);
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
            return new ExplainBody(bytes, RouteOf(bytes), null);
        if (unknown is not null)
            return new Failure(FailureKind.InvalidValue, $"'{(unknown.Length > 64 ? unknown[..64] : unknown)}' is not known beside 'body'. Known are 'route' and 'key', both texts.") { Param = unknown };
        return new ExplainBody(body, route ?? RouteOf(body), key);
    }

    // By the member that only one of the routes has.
    private static string RouteOf(ReadOnlyMemory<byte> body)
    {
        var route = Chat;
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("messages"u8))
                return Chat;
            if (reader.ValueTextEquals("prompt"u8))
                route = Completion;
            else if (route == Chat && reader.ValueTextEquals("text"u8))
                route = Inference;
            reader.Read();
            reader.Skip();
        }

        return route;
    }
}
