using System.Buffers;
using System.Text.Json;
using GenGateway.Scheduling.Jobs;
using GenGateway.Server.Http;

namespace GenGateway.Server.Jobs;

/// <summary>Jobs as clients read them. Times are whole seconds since 1970.</summary>
internal static class JobJson
{
    /// <summary>The word for a status.</summary>
    public static string WordOf(JobStatus status) => status switch
    {
        JobStatus.Queued => "queued",
        JobStatus.Running => "running",
        JobStatus.Succeeded => "succeeded",
        JobStatus.Failed => "failed",
        JobStatus.Cancelled => "cancelled",
    };

    /// <summary>Writes one job, its result included.</summary>
    public static void WriteOne(IBufferWriter<byte> output, StoredJob job, int? place)
    {
        using var json = JsonOutput.Writer(output);
        Write(json, job, place, withResult: true);
    }

    /// <summary>Writes a page; results are not in it, since each may be as large as an answer may be.</summary>
    public static void WriteList(IBufferWriter<byte> output, IReadOnlyList<StoredJob> jobs, bool hasMore, Func<string, int?> placeOf)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var job in jobs)
            Write(json, job, placeOf(job.Id), withResult: false);
        json.WriteEndArray();
        json.WriteBoolean("has_more", hasMore);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StoredJob job, int? place, bool withResult)
    {
        json.WriteStartObject();
        json.WriteString("id", job.Id);
        json.WriteString("object", "job");
        json.WriteString("status", WordOf(job.Status));
        WriteTime(json, "created_at", job.CreatedAt);
        WriteTime(json, "started_at", job.StartedAt);
        WriteTime(json, "finished_at", job.FinishedAt);
        if (place is { } position && job.Status == JobStatus.Queued)
            json.WriteNumber("position", position);
        else
            json.WriteNull("position");
        // Nobody can tell how long a text will be.
        json.WriteNull("eta_seconds");
        json.WriteNull("progress");
        if (withResult)
        {
            json.WritePropertyName("result");
            if (job.Result is { Length: > 0 } result)
                json.WriteRawValue(result.Span, skipInputValidation: true);
            else
                json.WriteNullValue();
        }

        json.WritePropertyName("error");
        if (job.Error is { Length: > 0 } error)
            WriteError(json, error);
        else
            json.WriteNullValue();
        json.WriteEndObject();
    }

    // OpenAI's clients expect the object within, not one more member of the same name around it.
    private static void WriteError(Utf8JsonWriter json, ReadOnlyMemory<byte> error)
    {
        using var document = JsonDocument.Parse(error);
        var root = document.RootElement;
        (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root).WriteTo(json);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
            json.WriteNumber(name, value.ToUnixTimeSeconds());
        else
            json.WriteNull(name);
    }
}
