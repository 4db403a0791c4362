using System.Text;

namespace GenGateway.Engine.Text.Scheduler;

/// <summary>
/// Watches streamed text for stop strings. Text that could still begin one is held back; a stop string itself, and all after it, is
/// never let through. How the text is split makes no difference.
/// </summary>
/// <remarks>The first stop string to be complete wins; of several complete at the same character the longest. One thread.</remarks>
internal sealed class StopMatcher
{
    private readonly string[] _stops;
    private readonly int[][] _fallbacks;
    private readonly int[] _matched;
    private readonly StringBuilder _held = new();

    /// <param name="stops">Empty strings are not allowed.</param>
    public StopMatcher(IEnumerable<string> stops)
    {
        _stops = [.. stops];
        _fallbacks = [.. _stops.Select(Fallback)];
        _matched = new int[_stops.Length];
    }

    /// <summary>The stop string that has been seen, after which nothing more comes out; null: none yet.</summary>
    public string? Stopped { get; private set; }

    /// <summary>Takes more text and returns what is now certain to precede any stop string.</summary>
    public string Append(string text)
    {
        if (Stopped is not null || text.Length == 0)
        {
            return "";
        }

        if (_stops.Length == 0)
        {
            return text;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (Advance(text[i]) is { } stop)
            {
                Stopped = stop;
                _held.Append(text, 0, i + 1);
                var before = _held.ToString(0, _held.Length - stop.Length);
                _held.Clear();
                return before;
            }
        }

        _held.Append(text);
        var certain = _held.Length - _matched.Max();
        if (certain == 0)
        {
            return "";
        }

        var sure = _held.ToString(0, certain);
        _held.Remove(0, certain);
        return sure;
    }

    /// <summary>The text has ended: returns what was held back.</summary>
    public string Flush()
    {
        var rest = _held.ToString();
        _held.Clear();
        _matched.AsSpan().Clear();
        return rest;
    }

    // Knuth, Morris, Pratt, for every stop string side by side; returns the longest that this character completes.
    private string? Advance(char next)
    {
        string? longest = null;
        for (var s = 0; s < _stops.Length; s++)
        {
            var (stop, count) = (_stops[s], _matched[s]);
            while (count > 0 && stop[count] != next)
            {
                count = _fallbacks[s][count - 1];
            }

            if (stop[count] == next)
            {
                count++;
            }

            _matched[s] = count;
            if (count == stop.Length && count > (longest?.Length ?? 0))
            {
                longest = stop;
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
