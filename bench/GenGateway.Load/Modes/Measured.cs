using GenGateway.Load.Drive;
using GenGateway.Load.Targets;

namespace GenGateway.Load.Modes;

/// <summary>All rounds of one target in one scenario, added up.</summary>
internal sealed class Measured(Target target, Scenario scenario)
{
    private readonly List<double> _cpu = [];

    public Target Target { get; } = target;

    public Scenario Scenario { get; } = scenario;

    public string Name => Target.Name + Scenario.Pairing.Suffix;

    public long Cpu { get; private set; }

    public long Requests { get; private set; }

    public long Events { get; private set; }

    public long Errors { get; private set; }

    public double Seconds { get; private set; }

    public long OthersCpu { get; private set; }

    /// <summary>Resident memory while the load ran, the largest of all rounds.</summary>
    public long Kilobytes { get; private set; }

    /// <summary>Resident memory before the load of the round that <see cref="Kilobytes"/> is of.</summary>
    public long Before { get; private set; }

    public Samples Latency { get; } = new();

    public Samples First { get; } = new();

    public Samples Travel { get; } = new();

    /// <summary>CPU milliseconds of the target for a thousand requests.</summary>
    public double PerThousand => Cpu / 1e6 / (Requests / 1000.0);

    /// <summary>CPU seconds of the target for a million events, which is microseconds an event.</summary>
    public double PerMillionEvents => Cpu / 1e9 / (Events / 1e6);

    /// <summary>CPU milliseconds of upstream and driver together for a thousand requests, or seconds for a million events.</summary>
    public double Around(bool stream) => stream ? OthersCpu / 1e9 / (Events / 1e6) : OthersCpu / 1e6 / (Requests / 1000.0);

    /// <summary>The least and the most that one round cost, as a part of the mean: how much the machine swung.</summary>
    public string Swing => _cpu.Count < 2 ? "" : $"{_cpu.Min() / _cpu.Average():0.00}–{_cpu.Max() / _cpu.Average():0.00}";

    public void Add(DriveResult result, long cpu, long othersCpu, long before, long kilobytes, bool stream)
    {
        Cpu += cpu;
        OthersCpu += othersCpu;
        Requests += result.Requests;
        Events += result.Events;
        Errors += result.Errors;
        Seconds += result.Seconds;
        if (kilobytes > Kilobytes)
            (Before, Kilobytes) = (before, kilobytes);
        Latency.Add(result.Latency);
        First.Add(result.First);
        Travel.Add(result.Travel);
        _cpu.Add(cpu / (double)Math.Max(stream ? result.Events : result.Requests, 1));
    }
}
