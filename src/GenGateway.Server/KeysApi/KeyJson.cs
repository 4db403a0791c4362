using System.Buffers;
using System.Text.Json;
using GenGateway.Admission.Keys;
using GenGateway.Configuration;
using GenGateway.Server.Http;

namespace GenGateway.Server.KeysApi;

/// <summary>Keys as administrators read them: never a text, and of a hash its beginning only.</summary>
internal static class KeyJson
{
    private const int PrefixLength = 8;

    /// <summary>All keys, those of files and environment first.</summary>
    public static void WriteList(IBufferWriter<byte> output, IEnumerable<ApiKey> configured, IEnumerable<StoredKey> stored, DateTimeOffset now)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var key in configured)
        {
            json.WriteStartObject();
            WriteMembers(json, key, now);
            json.WriteEndObject();
        }

        foreach (var key in stored)
        {
            json.WriteStartObject();
            WriteMembers(json, key, now);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteOne(IBufferWriter<byte> output, ApiKey key, DateTimeOffset now)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        WriteMembers(json, key, now);
        json.WriteEndObject();
    }

    public static void WriteOne(IBufferWriter<byte> output, StoredKey key, DateTimeOffset now)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        WriteMembers(json, key, now);
        json.WriteEndObject();
    }

    /// <summary>A key that was just made, with its text: the only body that ever has it.</summary>
    /// <param name="output">Takes the body.</param>
    /// <param name="made">The key.</param>
    /// <param name="note">What whoever made it should know; null: nothing.</param>
    /// <param name="now">The time.</param>
    public static void WriteMade(IBufferWriter<byte> output, MadeKey made, string? note, DateTimeOffset now)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        if (made.Text is { } text)
            json.WriteString("key", text.Reveal());
        WriteMembers(json, made.Key, now);
        if (note is not null)
            json.WriteString("message", note);
        json.WriteEndObject();
    }

    /// <summary>Where a configured key was written: <c>file</c> or <c>env</c>.</summary>
    public static string OriginOf(ApiKey key) => key.Origin.IsEnvironment ? "env" : "file";

    /// <summary>The beginning of a hash.</summary>
    public static string PrefixOf(string sha256) => sha256.Length > PrefixLength ? sha256[..PrefixLength] : sha256;

    private static void WriteMembers(Utf8JsonWriter json, ApiKey key, DateTimeOffset now)
    {
        json.WriteNull("id");
        json.WriteString("object", "key");
        json.WriteString("name", key.PublicName);
        json.WriteString("origin", OriginOf(key));
        json.WriteString("place", key.Origin.ToString());
        json.WriteString("hash_prefix", PrefixOf(key.HashText()));
        json.WriteString("status", key.Expires <= now ? "expired" : "active");
        json.WriteTexts("scopes", key.Scopes);
        json.WriteTexts("models", key.Models);
        WriteLimits(json, key.Limits);
        WriteBudget(json, key.Budget);
        WriteTime(json, "expires", key.Expires);
    }

    private static void WriteMembers(Utf8JsonWriter json, StoredKey key, DateTimeOffset now)
    {
        json.WriteString("id", key.Id);
        json.WriteString("object", "key");
        json.WriteString("name", key.Name);
        json.WriteString("origin", "api");
        json.WriteString("hash_prefix", PrefixOf(key.Sha256));
        json.WriteString("status", key.StatusAt(now));
        json.WriteBoolean("enabled", key.Enabled);
        json.WriteTexts("scopes", key.Scopes);
        json.WriteTexts("models", key.Models);
        WriteObject(json, "limits", key.Limits);
        WriteObject(json, "budget", key.Budget);
        WriteTime(json, "expires", key.Expires);
        WriteTime(json, "created_at", key.CreatedAt);
        WriteTime(json, "rotated_at", key.RotatedAt);
        // Over already: the text before counts no more, and nobody needs to know of it.
        WriteTime(json, "previous_until", key.PreviousUntil > now ? key.PreviousUntil : null);
        WriteTime(json, "revoked_at", key.RevokedAt);
    }

    private static void WriteLimits(Utf8JsonWriter json, RatesConfig? limits)
    {
        if (limits is null)
        {
            json.WriteNull("limits");
            return;
        }

        json.WriteStartObject("limits");
        foreach (var (name, value) in (ReadOnlySpan<(string, long?)>)
        [
            ("requests_per_second", limits.RequestsPerSecond),
            ("burst_size", limits.BurstSize),
            ("requests_per_minute", limits.RequestsPerMinute),
            ("tokens_per_minute", limits.TokensPerMinute),
            ("images_per_minute", limits.ImagesPerMinute),
            ("max_concurrent", limits.MaxConcurrent),
        ])
        {
            if (value is { } number)
                json.WriteNumber(name, number);
        }

        json.WriteEndObject();
    }

    private static void WriteBudget(Utf8JsonWriter json, BudgetConfig? budget)
    {
        if (budget is null)
        {
            json.WriteNull("budget");
            return;
        }

        json.WriteStartObject("budget");
        json.WriteNumber("usd", budget.Usd);
        json.WriteString("period", budget.Period switch { BudgetPeriod.Day => "day", BudgetPeriod.Month => "month", BudgetPeriod.Total => "total" });
        json.WriteEndObject();
    }

    // Checked when it was stored; what somebody else wrote there must not break the list.
    private static void WriteObject(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
        {
            json.WriteNull(name);
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(value);
            json.WritePropertyName(name);
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } at)
            json.WriteString(name, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", System.Globalization.CultureInfo.InvariantCulture));
        else
            json.WriteNull(name);
    }
}
