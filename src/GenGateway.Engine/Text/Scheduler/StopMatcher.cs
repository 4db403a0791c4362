using System.Text;

namespace GenGateway.Engine.Text.Scheduler;

/// <summary>
/// Watches streamed text for stop strings. Text that could still begin one is held back; a stop string itself, and all after it, is
/// never let through. How the text is split makes no difference.
/// </summary>
/// <remarks>The first stop string to be complete wins; of several complete at the same character the longest. One thread.</remarks>
internal sealed class StopMatcher
{
    private readonly string[] stops;
    private readonly int[][] fallbacks;
    private readonly int[] matched;
    private readonly StringBuilder held = new();

    /// <param name="stops">Empty strings are not allowed.</param>
    public StopMatcher(IEnumerable<string> stops)
    {
        this.stops = [.. stops];
        fallbacks = [.. this.stops.Select(Fallback)];
        matched = new int[this.stops.Length];
    }

    /// <summary>A stop string has been seen: nothing more comes out.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Takes more text and returns what is now certain to precede any stop string.</summary>
    public string Append(string text)
    {
        if (IsStopped || text.Length == 0)
        {
            return "";
        }

        if (stops.Length == 0)
        {
            return text;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (Advance(text[i]) is var length and > 0)
            {
                IsStopped = true;
                held.Append(text, 0, i + 1);
                var before = held.ToString(0, held.Length - length);
                held.Clear();
                return before;
            }
        }

        held.Append(text);
        var certain = held.Length - matched.Max();
        if (certain == 0)
        {
            return "";
        }

        var sure = held.ToString(0, certain);
        held.Remove(0, certain);
        return sure;
    }

    /// <summary>The text has ended: returns what was held back.</summary>
    public string Flush()
    {
        var rest = held.ToString();
        held.Clear();
        matched.AsSpan().Clear();
        return rest;
    }

    // Knuth, Morris, Pratt, for every stop string side by side; returns the length of the longest that this character completes.
    private int Advance(char next)
    {
        var longest = 0;
        for (var s = 0; s < stops.Length; s++)
        {
            var (stop, count) = (stops[s], matched[s]);
            while (count > 0 && stop[count] != next)
            {
                count = fallbacks[s][count - 1];
            }

            if (stop[count] == next)
            {
                count++;
            }

            matched[s] = count;
            if (count == stop.Length)
            {
                longest = Math.Max(longest, count);
            }
        }

        return longest;
    }

    private static int[] Fallback(string stop)
    {
        var table = new int[stop.Length];
        for (int i = 1, count = 0; i < stop.Length; i++)
        {
            while (count > 0 && stop[count] != stop[i])
            {
                count = table[count - 1];
            }

            if (stop[count] == stop[i])
            {
                count++;
            }

            table[i] = count;
        }

        return table;
    }
}
