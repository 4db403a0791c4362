using System.Buffers;
using System.Text.Json;
using GenGateway.Admission.Limiting;
using GenGateway.Journey;
using GenGateway.Routing;
using GenGateway.Server.Http;

namespace GenGateway.Server.Admin;

/// <summary>An explanation as operators read it.</summary>
internal static class ExplanationJson
{
    public static void Write(IBufferWriter<byte> output, Explanation explained)
    {
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteString("route", explained.Route);
        json.WriteStartObject("model");
        json.WriteString("asked", explained.Asked);
        json.WriteString("resolved", explained.Where.Resolved);
        json.WriteString("how", WordOf(explained.Where.How));
        json.WriteEndObject();
        WriteCandidates(json, explained.Where, explained.Full, explained);
        json.WriteStartArray("fallbacks");
        foreach (var fallback in explained.Fallbacks)
            Write(json, fallback, explained);
        json.WriteEndArray();
        json.WriteStartArray("limits");
        foreach (var limit in explained.Limits)
            Write(json, limit);
        json.WriteEndArray();
        if (explained.IsRelay is { } isRelay)
            json.WriteBoolean("relay", isRelay);
        else
            json.WriteNull("relay");
        json.WriteTexts("dropped", explained.Dropped);
        json.WritePropertyName("refusal");
        if (explained.Refusal is { } refusal)
        {
            json.WriteStartObject();
            json.WriteNumber("status", refusal.Row.Status);
            json.WriteString("code", refusal.Row.Code);
            json.WriteString("message", refusal.Message);
            WriteSeconds(json, "retry_after_secs", refusal.RetryAfter);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExplainedFallback fallback, Explanation explained)
    {
        json.WriteStartObject();
        json.WriteString("name", fallback.Name);
        json.WriteString("setting", fallback.Setting);
        json.WriteString("resolved", fallback.Where.Resolved);
        json.WriteBoolean("serves", fallback.First is not null);
        json.WriteString("reason", fallback.First is null ? fallback.Where.Failure?.Message ?? "all that it could go to is at its own limit" : null);
        WriteCandidates(json, fallback.Where, fallback.Full, explained);
        json.WriteEndObject();
    }

    private static void WriteCandidates(Utf8JsonWriter json, RouteExplanation where, FullLimits full, Explanation explained)
    {
        var place = 0;
        json.WriteStartArray("candidates");
        foreach (var one in where.Candidates)
        {
            var candidate = one.Candidate;
            var skipped = Skipped(one, full.WhyNot(candidate));
            json.WriteStartObject();
            json.WriteString("backend", candidate.Backend.Name);
            json.WriteString("endpoint", candidate.Endpoint.Address);
            json.WriteString("model", candidate.Model);
            if (skipped is null)
                json.WriteNumber("order", ++place);
            else
                json.WriteNull("order");
            json.WriteBoolean("chosen", ReferenceEquals(candidate, explained.Chosen));
            json.WritePropertyName("skipped");
            if (skipped is var (code, reason, left))
            {
                json.WriteStartObject();
                json.WriteString("code", code);
                json.WriteString("reason", reason);
                WriteSeconds(json, "retry_after_secs", left);
                json.WriteEndObject();
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteString("note", skipped is null ? Note(one) : null);
            Write(json, candidate.Deadlines, explained.Stream);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static (string Code, string Reason, TimeSpan? Left)? Skipped(ExplainedCandidate one, string? limited)
    {
        if (one.IsDisabled)
            return ("disabled", "its backend is disabled", null);
        if (!one.IsAllowed)
            return ("not_allowed", "the key may not use the model there", null);
        if (one.Obstacle is { } obstacle)
            return (WordOf(obstacle.Kind), obstacle.Reason, obstacle.Left);
        if (limited is not null)
            return ("limited", limited, null);
        return one.IsInOrder ? null : ("unhealthy", "it was out of service a moment ago", null);
    }

    private static string? Note(ExplainedCandidate one) => !one.HasRoom ? "full: whoever is sent there waits in its queue; one with room goes first"
        : one.Weight <= 0 ? "weight 0: only where no other is left"
        : null;

    private static void Write(Utf8JsonWriter json, Deadlines deadlines, bool stream)
    {
        json.WriteStartObject("deadlines");
        json.WriteNumber("connect_ms", (long)deadlines.Connect.TotalMilliseconds);
        if (stream)
        {
            json.WriteNumber("first_token_ms", (long)deadlines.FirstToken.TotalMilliseconds);
            json.WriteNumber("between_tokens_ms", (long)deadlines.BetweenTokens.TotalMilliseconds);
        }
        else
        {
            json.WriteNull("first_token_ms");
            json.WriteNull("between_tokens_ms");
        }

        json.WriteNumber("total_ms", (long)(stream ? deadlines.Total : deadlines.WholeTotal).TotalMilliseconds);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExplainedLimit limit)
    {
        json.WriteStartObject();
        json.WriteString("scope", limit.Scope);
        json.WriteString("setting", limit.Setting);
        json.WriteString("kind", limit.Kind);
        json.WriteNumber("limit", limit.Limit);
        json.WriteNumber("remaining", limit.Remaining);
        WriteSeconds(json, "reset_secs", limit.Reset);
        json.WriteBoolean("refuses", limit.Refuses);
        json.WriteEndObject();
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } known)
            json.WriteNumber(name, Math.Round(known.TotalSeconds, 3));
        else
            json.WriteNull(name);
    }

    private static string? WordOf(RouteMatch match) => match switch
    {
        RouteMatch.None => null,
        RouteMatch.Exact => "exact",
        RouteMatch.Alias => "alias",
        RouteMatch.BackendAndModel => "backend/model",
        RouteMatch.Mapping => "mapping",
        RouteMatch.Default => "default",
    };

    private static string WordOf(ObstacleKind kind) => kind switch
    {
        ObstacleKind.Unhealthy => "unhealthy",
        ObstacleKind.Draining => "draining",
        ObstacleKind.Breaker => "breaker",
        ObstacleKind.Resting => "resting",
    };
}
