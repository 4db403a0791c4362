using System.Globalization;
using System.Numerics;

namespace GenGateway.Engine.Templating.Values;

/// <summary>Python's numbers: integers of any size (long where it fits), floats, and bools that count as 0 and 1.</summary>
internal static class Numbers
{
    private const int MostBits = 16_384;

    public static bool IsNumber(object? value) => value is bool or long or BigInteger or double;

    public static bool IsInteger(object? value) => value is bool or long or BigInteger;

    public static object Shrink(BigInteger number)
    {
        if (number >= long.MinValue && number <= long.MaxValue) return (long)number;
        return number.GetBitLength() <= MostBits ? number : throw new TemplateException($"a number grows beyond {MostBits} bits");
    }

    public static BigInteger ToInteger(object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long number => number,
        _ => (BigInteger)value!,
    };

    public static double ToDouble(object? value) => value is double number ? number : value is BigInteger large ? Rounded(large, false, 0) : (double)ToInteger(value);

    /// <summary>An index or count; null where the value is no integer. Beyond long it is the nearest long.</summary>
    public static long? ToIndex(object? value) =>
        IsInteger(value) ? (long)BigInteger.Clamp(ToInteger(value), long.MinValue, long.MaxValue) : null;

    public static object Add(object a, object b) => a is double || b is double ? ToDouble(a) + ToDouble(b) : Shrink(ToInteger(a) + ToInteger(b));

    public static object Subtract(object a, object b) => a is double || b is double ? ToDouble(a) - ToDouble(b) : Shrink(ToInteger(a) - ToInteger(b));

    public static object Multiply(object a, object b) => a is double || b is double ? ToDouble(a) * ToDouble(b) : Shrink(ToInteger(a) * ToInteger(b));

    public static object Divide(object a, object b)
    {
        NotZero(b);
        if (a is double || b is double || (IsExact(a) && IsExact(b))) return ToDouble(a) / ToDouble(b);

        // More bits of the quotient than a double holds: dividing two rounded doubles would round three times.
        var (x, y) = (ToInteger(a), ToInteger(b));
        var shift = (int)Math.Max(0, 66 - (BigInteger.Abs(x).GetBitLength() - BigInteger.Abs(y).GetBitLength()));
        var whole = BigInteger.DivRem(x << shift, y, out var rest);
        var quotient = Rounded(whole, !rest.IsZero, -shift);
        return double.IsInfinity(quotient) ? throw new TemplateException("a quotient is too large for a float") : quotient;
    }

    public static object FloorDivide(object a, object b)
    {
        NotZero(b);
        if (a is double || b is double)
        {
            var (x, y) = (ToDouble(a), ToDouble(b));
            var exact = (x - FloatModulo(x, y)) / y;
            if (exact == 0) return Math.CopySign(0.0, x / y);
            var floor = Math.Floor(exact);
            return exact - floor > 0.5 ? floor + 1 : floor;
        }

        var quotient = BigInteger.DivRem(ToInteger(a), ToInteger(b), out var rest);
        return Shrink(!rest.IsZero && rest.Sign != ToInteger(b).Sign ? quotient - 1 : quotient);
    }

    public static object Modulo(object a, object b)
    {
        NotZero(b);
        if (a is double || b is double) return FloatModulo(ToDouble(a), ToDouble(b));
        var rest = BigInteger.Remainder(ToInteger(a), ToInteger(b));
        return Shrink(!rest.IsZero && rest.Sign != ToInteger(b).Sign ? rest + ToInteger(b) : rest);
    }

    public static object Power(object a, object b)
    {
        if (a is double || b is double || ToInteger(b).Sign < 0)
        {
            var (x, y) = (ToDouble(a), ToDouble(b));
            if (x == 0 && y < 0) throw new TemplateException("0 cannot have a negative power");
            if (x < 0 && y != Math.Floor(y)) throw new TemplateException("a negative number cannot have a broken power");
            return Math.Pow(x, y);
        }

        var exponent = ToInteger(b);
        if (exponent * Math.Max(1, ToInteger(a).GetBitLength()) > MostBits) throw new TemplateException($"a number grows beyond {MostBits} bits");
        return Shrink(BigInteger.Pow(ToInteger(a), (int)exponent));
    }

    public static object Negate(object value) => value is double number ? -number : Shrink(-ToInteger(value));

    /// <summary>Python's <c>repr</c> of a float: the shortest digits that give it back, with an exponent below 1e-4 and from 1e16.</summary>
    public static string Text(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";
        if (number == 0) return double.IsNegative(number) ? "-0.0" : "0.0";

        var parts = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is var dot && dot < 0 ? parts[0].Length : dot;
        var written = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = written.TrimStart('0');
        var exponent = point - 1 - (written.Length - digits.Length) + (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimEnd('0');
        var sign = number < 0 ? "-" : "";
        if (exponent is < -4 or >= 16)
        {
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        var whole = digits.PadRight(exponent + 1, '0');
        return $"{sign}{whole[..(exponent + 1)]}.{(whole.Length > exponent + 1 ? whole[(exponent + 1)..] : "0")}";
    }

    private static double FloatModulo(double x, double y)
    {
        var rest = x % y;
        if (rest == 0) return Math.CopySign(0.0, y);
        return (rest < 0) == (y < 0) ? rest : rest + y;
    }

    // To the nearest double, which .NET's own conversion does not give; inexact: something below the last bit was cut already.
    private static double Rounded(BigInteger number, bool inexact, int scale)
    {
        var magnitude = BigInteger.Abs(number);
        var cut = (int)Math.Max(0, magnitude.GetBitLength() - 62);
        var top = (long)(magnitude >> cut);
        if (inexact || magnitude != (BigInteger)top << cut) top |= 1;
        return Math.ScaleB(number.Sign * (double)top, cut + scale);
    }

    // Integers that a double holds exactly.
    private static bool IsExact(object value) => value is bool || (value is long number && Math.Abs((decimal)number) <= 1L << 53);

    private static void NotZero(object value)
    {
        if (ToDouble(value) == 0) throw new TemplateException("division by zero");
    }
}
