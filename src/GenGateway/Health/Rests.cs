using System.Collections.Concurrent;

namespace GenGateway.Health;

/// <summary>How long a backend wants to be left alone: one model of an endpoint, or all of it. Thread safe; where nobody ever rested, looking costs one read.</summary>
internal sealed class Rests(TimeProvider clock)
{
    /// <summary>Whatever a backend asks for, after this time it is asked again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private const int MostModels = 256;

    private readonly ConcurrentDictionary<string, long> _models = new(StringComparer.Ordinal);
    private long _latest;
    private long _whole;

    /// <summary>Whether the model is not to be asked for now.</summary>
    public bool Has(string model) => Volatile.Read(ref _latest) is not 0 and var latest && clock.GetTimestamp() is var now && now < latest && now < Until(model);

    /// <summary>What is left of the model's rest, or null.</summary>
    public TimeSpan? Left(string model) => Volatile.Read(ref _latest) == 0 ? null : LeftOf(Until(model));

    /// <summary>What is left of the longest rest, of whichever model; or null.</summary>
    public TimeSpan? Longer() => LeftOf(Volatile.Read(ref _latest));

    /// <summary>Begins a rest, or makes one longer.</summary>
    /// <param name="model">Whose; null: the whole endpoint's.</param>
    /// <param name="time">As the backend said; above <see cref="Longest"/> that one holds.</param>
    public void Begin(string? model, TimeSpan time)
    {
        var until = clock.GetTimestamp() + (long)((time < Longest ? time : Longest).TotalSeconds * clock.TimestampFrequency);
        if (model is null)
        {
            Raise(ref _whole, until);
        }
        else
        {
            // Open patterns let clients make up names: where there is no room, nobody is forgotten and the newcomer does not rest.
            if (_models.Count >= MostModels && !_models.ContainsKey(model) && !Forget())
                return;
            _models.AddOrUpdate(model, until, (_, before) => Math.Max(before, until));
        }

        Raise(ref _latest, until);
    }

    private static void Raise(ref long place, long value)
    {
        var before = Volatile.Read(ref place);
        while (value > before && Interlocked.CompareExchange(ref place, value, before) is var seen && seen != before)
            before = seen;
    }

    private long Until(string model) => Math.Max(Volatile.Read(ref _whole), _models.GetValueOrDefault(model));

    private TimeSpan? LeftOf(long until) => until != 0 && clock.GetElapsedTime(clock.GetTimestamp(), until) is var left && left > TimeSpan.Zero ? left : null;

    private bool Forget()
    {
        var now = clock.GetTimestamp();
        foreach (var (model, until) in _models)
        {
            if (until <= now)
                _models.TryRemove(model, out _);
        }

        return _models.Count < MostModels;
    }
}
