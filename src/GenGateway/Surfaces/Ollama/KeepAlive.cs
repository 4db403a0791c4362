using System.Buffers;
using System.Globalization;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>Ollama's <c>keep_alive</c>: seconds, or a duration as Go writes them (<c>5m</c>, <c>1h30m</c>). Negative: for ever. Zero: let go of the model.</summary>
internal static class KeepAlive
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly string[] Units = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];

    /// <summary>Why the value is none, or null.</summary>
    public static string? Problem(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => null,
        JsonValueKind.String when TryRead(JsonText.Of(value), out _) => null,
        JsonValueKind.String => "keep_alive must be a duration (5m, 1h30m), seconds as a number, -1 for ever or 0 for not at all.",
        _ => $"keep_alive must be a duration or a number of seconds, not {Fields.KindOf(value)}.",
    };

    /// <summary>Whether it lets go of the model.</summary>
    /// <param name="json">A value without a problem, or null.</param>
    public static bool IsZero(string? json)
    {
        if (json is null)
            return false;
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        return value.ValueKind == JsonValueKind.String
            ? TryRead(JsonText.Of(value), out var amount) && amount == 0
            : value.TryGetDouble(out var seconds) && seconds == 0;
    }

    private static bool TryRead(string text, out double amount)
    {
        amount = 0;
        var rest = text.AsSpan();
        if (rest.Length > 0 && rest[0] is '-' or '+')
            rest = rest[1..];
        if (rest is "0")
            return true;
        if (rest.IsEmpty)
            return false;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAny(Digits);
            var unit = (letters < 0 ? rest : rest[..letters]).ToString();
            if (!Units.Contains(unit))
                return false;
            amount += number;
            rest = rest[unit.Length..];
        }

        return true;
    }
}
