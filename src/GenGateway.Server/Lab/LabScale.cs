using System.Globalization;

namespace GenGateway.Server.Lab;

/// <summary>Shortens the configured times for the lab, all by the same factor, none below what a busy machine can keep.</summary>
/// <param name="Factor">Above 0, at most 1.</param>
internal sealed record LabScale(double Factor)
{
    /// <summary>No limit is made shorter than this; one that is shorter stays as it is.</summary>
    public static TimeSpan Least { get; } = TimeSpan.FromSeconds(1);

    /// <summary>What the longest total becomes where nobody says how much to shorten.</summary>
    public static TimeSpan LongestTotal { get; } = TimeSpan.FromSeconds(6);

    /// <summary>Nothing is shortened.</summary>
    public static LabScale None { get; } = new(1);

    /// <summary>The factor that makes the longest of these totals bearable.</summary>
    public static LabScale For(IEnumerable<TimeSpan> totals) => new(Math.Min(1, LongestTotal / totals.Append(LongestTotal).Max()));

    /// <summary>A time as the lab's gateway gets it.</summary>
    public TimeSpan Of(TimeSpan time)
    {
        var scaled = time * Factor;
        return scaled >= Least ? scaled : time < Least ? time : Least;
    }

    /// <summary>The same of a time that may be left open.</summary>
    public TimeSpan? Of(TimeSpan? time) => time is { } written ? Of(written) : null;

    public override string ToString() => Factor >= 1 ? "1" : Factor.ToString("0.####", CultureInfo.InvariantCulture);
}
