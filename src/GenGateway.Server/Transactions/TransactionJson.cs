using System.Buffers;
using System.Globalization;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Server.Http;

namespace GenGateway.Server.Transactions;

/// <summary>Transactions as clients read them; the predecessor's members keep their names.</summary>
internal static class TransactionJson
{
    /// <summary>A time as the API writes it: RFC 3339, UTC, milliseconds.</summary>
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static void WritePage(IBufferWriter<byte> output, TransactionPage page)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteStartArray("transactions");
        foreach (var transaction in page.Transactions)
            Write(json, transaction);
        json.WriteEndArray();
        json.WriteNumber("count", page.Transactions.Count);
        json.WriteNumber("total", page.Total);
        json.WriteString("next", page.Next?.ToString());
        json.WriteEndObject();
    }

    /// <summary>One that was asked for by its id: what the list says of it, and its times.</summary>
    public static void WriteSingle(IBufferWriter<byte> output, Transaction transaction)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteStartObject("transaction");
        WriteMembers(json, transaction);
        WriteTimings(json, transaction);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>As it was just added: what the list says of it.</summary>
    public static void WriteOne(IBufferWriter<byte> output, Transaction transaction)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WritePropertyName("transaction");
        Write(json, transaction);
        json.WriteEndObject();
    }

    /// <summary>The word for a status.</summary>
    public static string WordOf(RecordStatus status) => status switch
    {
        RecordStatus.Succeeded => "succeeded",
        RecordStatus.Failed => "failed",
        RecordStatus.Cancelled => "cancelled",
        RecordStatus.Interrupted => "interrupted",
        RecordStatus.Abandoned => "abandoned",
    };

    private static void Write(Utf8JsonWriter json, Transaction transaction)
    {
        json.WriteStartObject();
        WriteMembers(json, transaction);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, Transaction transaction)
    {
        json.WriteNumber("id", transaction.Id);
        json.WriteString("request_id", transaction.RequestId);
        json.WriteString("surface", transaction.Surface);
        json.WriteString("backend", transaction.Backend);
        json.WriteString("model_name", transaction.ModelName);
        json.WriteString("key", transaction.Key);
        json.WriteString("status", WordOf(transaction.Status));
        json.WriteString("prompt", transaction.Prompt);
        json.WriteString("response", transaction.Response);
        json.WriteNumber("attempts", transaction.Attempts);
        json.WriteStartObject("usage");
        WriteNumber(json, "prompt_tokens", transaction.PromptTokens);
        WriteNumber(json, "completion_tokens", transaction.CompletionTokens);
        json.WriteString("source", transaction.Source switch
        {
            UsageSource.Reported => "reported",
            UsageSource.Estimated => "estimated",
            _ => "unknown",
        });
        json.WriteEndObject();
        if (transaction.CostUsd is { } cost)
            json.WriteNumber("cost_usd", cost);
        else
            json.WriteNull("cost_usd");
        json.WriteString("error_code", transaction.ErrorCode);
        WriteNumber(json, "duration_ms", transaction.DurationMs);
        WriteNumber(json, "first_token_ms", transaction.FirstTokenMs);
        json.WritePropertyName("decision");
        if (transaction.Decision is { } decision)
            json.WriteRawValue(decision);
        else
            json.WriteNullValue();
        json.WriteString("created_at", TimeText(transaction.CreatedAt));
    }

    /// <summary>What follows from the times that were recorded; null where one of them is unknown.</summary>
    private static void WriteTimings(Utf8JsonWriter json, Transaction transaction)
    {
        var writing = transaction.DurationMs - transaction.FirstTokenMs;
        json.WriteStartObject("timings");
        json.WriteString("first_token_at", TimeText(transaction.CreatedAt, transaction.FirstTokenMs));
        json.WriteString("finished_at", TimeText(transaction.CreatedAt, transaction.DurationMs));
        WriteNumber(json, "generating_ms", writing);
        if (writing > 0 && transaction.CompletionTokens is { } tokens)
            json.WriteNumber("tokens_per_second", Math.Round(tokens * 1000.0 / writing.Value, 1));
        else
            json.WriteNull("tokens_per_second");
        json.WriteEndObject();
    }

    private static string? TimeText(DateTimeOffset from, long? after) => after is { } milliseconds ? TimeText(from.AddMilliseconds(milliseconds)) : null;

    private static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
