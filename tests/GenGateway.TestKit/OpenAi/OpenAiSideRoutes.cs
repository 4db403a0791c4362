using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>The routes beside chat and completions: embeddings, tokens, and responses that were kept. Thread-safe.</summary>
internal sealed class OpenAiSideRoutes(OpenAiProfile profile)
{
    private const string Responses = "/v1/responses/";

    private readonly ConcurrentDictionary<string, JsonObject> kept = new();

    /// <summary>A response that can be asked for again.</summary>
    public void Keep(string id, JsonObject response) => kept[id] = response;

    public bool Keeps(string id) => kept.ContainsKey(id);

    /// <summary>Whether this is the request for one of them on a server that has it.</summary>
    public bool Has(ReceivedRequest request) => request.Method switch
    {
        "POST" => request.Path is "/v1/embeddings" or "/tokenize" or "/detokenize" && profile.Has(request.Path),
        "GET" => request.Path.StartsWith(Responses, StringComparison.Ordinal) && profile.Has("/v1/responses"),
        _ => false,
    };

    public WireReply Answer(ReceivedRequest request, IReadOnlyList<string> models, IReadOnlyList<string> embedders)
    {
        if (request.Method == "GET")
            return Kept(Uri.UnescapeDataString(request.Path[Responses.Length..]));
        if (Json.Object(request.Body) is not { } body)
            return profile.BadJson();
        var model = Json.Text(body, "model") ?? "";
        if (request.Path == "/v1/embeddings")
            return Embeddings(body, model, models, embedders);
        if (model.Length > 0 && !profile.Serves(model, models))
            return profile.NoModel(model);
        return request.Path == "/tokenize" ? profile.Tokenized(body) : profile.Detokenized(body);
    }

    private WireReply Kept(string id) => kept.TryGetValue(id, out var response)
        ? profile.Reply(200, response)
        : profile.Error(404, $"Response with id '{id}' not found.", "invalid_request_error");

    private WireReply Embeddings(JsonObject body, string model, IReadOnlyList<string> models, IReadOnlyList<string> embedders)
    {
        if (!profile.Serves(model, models))
            return profile.NoEmbedder(model);
        if (!profile.Serves(model, embedders))
            return profile.NoEmbeddings(model);
        var call = OpenAiEmbeddings.Read(body, profile.EmbedsNothing, out var field, out var wrong);
        return call is null
            ? profile.Error(400, wrong, "invalid_request_error", param: field)
            : profile.Reply(200, profile.Embedded(call, profile.ServedModel(call.Model, models)));
    }
}
