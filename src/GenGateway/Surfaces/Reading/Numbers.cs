using System.Text.Json;

namespace GenGateway.Surfaces.Reading;

/// <summary>Numbers of a JSON document, without the infinities that the framework makes of too large ones.</summary>
internal static class Numbers
{
    /// <summary>An integer, also where it is written <c>5.0</c> or <c>5e3</c>.</summary>
    public static bool TryInteger(JsonElement element, out long number)
    {
        if (element.ValueKind != JsonValueKind.Number)
        {
            number = 0;
            return false;
        }

        return element.TryGetInt64(out number) || (element.TryGetDouble(out var real) && TryInteger(real, out number));
    }

    /// <inheritdoc cref="TryInteger(JsonElement, out long)"/>
    public static bool TryInteger(in Utf8JsonReader reader, out long number) =>
        reader.TryGetInt64(out number) || (reader.TryGetDouble(out var real) && TryInteger(real, out number));

    /// <summary>Any number; as a double, so that whoever gets it next reads the digits that were written.</summary>
    public static bool TryReal(JsonElement element, out double number)
    {
        number = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out number) && double.IsFinite(number);
    }

    // Above 2^53 a fraction form no longer names one integer.
    private static bool TryInteger(double real, out long number)
    {
        number = 0;
        if (real != Math.Floor(real) || Math.Abs(real) > 1L << 53)
            return false;
        number = (long)real;
        return true;
    }
}
