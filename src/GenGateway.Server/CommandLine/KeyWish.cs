using System.Buffers;
using System.Globalization;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Server.Http;

namespace GenGateway.Server.CommandLine;

/// <summary>A key as the command line asks for it. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scopes">What it may do; null: everything.</param>
/// <param name="Models">Which models; null: all.</param>
/// <param name="Limits">Texts <c>name=number</c>.</param>
/// <param name="Budget">A text <c>USD</c> or <c>USD/PERIOD</c>; null: none.</param>
/// <param name="Expires">When it ends; null: never.</param>
/// <param name="Sha256">The hash of a text that is there; null: one is made.</param>
internal sealed record KeyWish(string Name, IReadOnlyList<string>? Scopes, IReadOnlyList<string>? Models, IReadOnlyList<string> Limits, string? Budget, string? Expires, string? Sha256)
{
    /// <summary>The body that asks for the same over HTTP; what is wrong with its values is told by whoever reads it.</summary>
    public Outcome<ReadOnlyMemory<byte>> ToJson()
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteString("name", Name);
        if (Sha256 is not null)
            json.WriteString("sha256", Sha256);
        if (Scopes is not null)
            json.WriteTexts("scopes", Scopes);
        if (Models is not null)
            json.WriteTexts("models", Models);
        if (Expires is not null)
            json.WriteString("expires", Expires);
        if ((WriteLimits(json) ?? WriteBudget(json)) is { } wrong)
            return wrong;
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private Failure? WriteLimits(Utf8JsonWriter json)
    {
        if (Limits.Count == 0)
            return null;
        json.WriteStartObject("limits");
        foreach (var limit in Limits)
        {
            var equals = limit.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !long.TryParse(limit.AsSpan(equals + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                return Invalid($"--limit is '{limit}'; write a name and a whole number, such as tokens_per_minute=20000.");
            json.WriteNumber(limit.AsSpan(0, equals), number);
        }

        json.WriteEndObject();
        return null;
    }

    private Failure? WriteBudget(Utf8JsonWriter json)
    {
        if (Budget is null)
            return null;
        var slash = Budget.IndexOf('/', StringComparison.Ordinal);
        if (!decimal.TryParse(slash < 0 ? Budget : Budget[..slash], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var usd))
            return Invalid($"--budget is '{Budget}'; write US dollars and a period, such as 25/month.");
        json.WriteStartObject("budget");
        json.WriteNumber("usd", usd);
        if (slash >= 0)
            json.WriteString("period", Budget.AsSpan(slash + 1));
        json.WriteEndObject();
        return null;
    }

    private static Failure Invalid(string message) => new(FailureKind.InvalidValue, message);
}
