using System.Globalization;

namespace GenGateway.Configuration;

/// <summary>An amount of memory: bytes, or a share of what there is, such as <c>25%</c>.</summary>
internal static class MemoryAmount
{
    public static string? ProblemOf(string text) => Read(text) is null ? "must be a number of bytes from 1048576 (1 MiB), or a share of the memory from 1% to 100%, such as 25%" : null;

    /// <summary>The amount in bytes; a share is of the memory that the process may use.</summary>
    public static long Bytes(string text) => Read(text) ?? throw new ArgumentException("Checked before.", nameof(text));

    private static long? Read(string text)
    {
        if (text.EndsWith('%'))
        {
            return int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var share) && share is >= 1 and <= 100
                ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 100 * share
                : null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes >= 1 << 20 ? bytes : null;
    }
}
