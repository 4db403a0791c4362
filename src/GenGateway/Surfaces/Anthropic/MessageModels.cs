using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Anthropic's <c>GET /v1/models</c> and <c>/v1/models/{id}</c>: the models that chat, a page at a time.</summary>
/// <param name="models">Which there are.</param>
public sealed class MessageModels(ModelList models)
{
    /// <summary>Models of a page where nobody says.</summary>
    public const int DefaultLimit = 20;

    /// <summary>Models of the longest page.</summary>
    public const int MostLimit = 1000;

    /// <summary>Writes a page of the list.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="limit">Most models, 1 to <see cref="MostLimit"/>.</param>
    /// <param name="after">The model that the page begins behind; null: the first.</param>
    /// <param name="before">The model that the page ends before; null: none. Not both.</param>
    /// <param name="output">Takes the body.</param>
    /// <returns>Null, or which cursor is no model; then nothing was written.</returns>
    public Failure? Write(Caller caller, int limit, string? after, string? before, IBufferWriter<byte> output)
    {
        var all = models.Listed(caller, Capability.Chat);
        var (from, to) = (0, all.Count);
        if (after is not null && (from = IndexOf(all, after) + 1) == 0)
            return NoModel("after_id");
        if (before is not null && (to = IndexOf(all, before)) < 0)
            return NoModel("before_id");
        // Backwards a page is the last one before the cursor.
        if (before is not null)
            from = Math.Max(from, to - limit);
        var page = all.Skip(from).Take(Math.Min(limit, Math.Max(0, to - from))).ToArray();
        var hasMore = before is null ? from + page.Length < all.Count : from > 0;

        using var json = Json.Writer(output);
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var model in page)
            WriteItem(json, model);
        json.WriteEndArray();
        json.WriteBoolean("has_more", hasMore);
        json.WriteString("first_id", page is [var first, ..] ? first.Id : null);
        json.WriteString("last_id", page is [.., var last] ? last.Id : null);
        json.WriteEndObject();
        return null;
    }

    /// <summary>Writes one model's item.</summary>
    /// <returns>Null, or why there is none; then nothing was written.</returns>
    public Failure? WriteOne(Caller caller, string id, IBufferWriter<byte> output)
    {
        var all = models.Listed(caller, Capability.Chat);
        var index = IndexOf(all, id);
        if (index < 0)
            return ModelList.Unknown(id);
        using var json = Json.Writer(output);
        WriteItem(json, all[index]);
        return null;
    }

    private static int IndexOf(IReadOnlyList<ListedModel> all, string id)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Id == id)
                return i;
        }

        return -1;
    }

    private static Failure NoModel(string name) => new(FailureKind.InvalidValue, $"The query's {name} names no model of the list.") { Param = name };

    private static void WriteItem(Utf8JsonWriter json, ListedModel model)
    {
        json.WriteStartObject();
        json.WriteString("type", "model");
        json.WriteString("id", model.Id);
        json.WriteString("display_name", model.Id);
        json.WriteString("created_at", model.Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
