using System.Globalization;
using GenGateway.Load.Net;

namespace GenGateway.Load.Targets;

/// <summary>What processes cost: their CPU clocks (utime + stime of all threads, in nanoseconds instead of /proc's hundredths) and their resident memory.</summary>
internal static class ProcessMeter
{
    /// <summary>CPU time that these processes have used so far, in nanoseconds.</summary>
    public static long Cpu(IEnumerable<int> processes) => processes.Sum(Cpu);

    /// <summary>Resident memory now, in kilobytes.</summary>
    public static long ResidentKilobytes(IEnumerable<int> processes) => processes.Sum(process => Status(process, "VmRSS:"));

    /// <summary>The most resident memory that a process ever had, in kilobytes.</summary>
    public static long PeakKilobytes(int process) => Status(process, "VmHWM:");

    /// <summary>The direct children of a process.</summary>
    public static IReadOnlyList<int> Children(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/task/{process}/children");
        return [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => int.Parse(id, CultureInfo.InvariantCulture))];
    }

    /// <summary>CPU time that the whole machine has used so far, in hundredths of a second; time that the hypervisor took counts too.</summary>
    public static long Machine()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // cpu user nice system idle iowait irq softirq steal: everything but idle and iowait.
        return Enumerable.Range(1, 8).Where(static at => at is not 4 and not 5).Sum(at => long.Parse(fields[at], CultureInfo.InvariantCulture));
    }

    /// <summary>CPU time that the threads of this name (its first fifteen characters) have used so far, in hundredths of a second.</summary>
    public static long Threads(int process, string name)
    {
        long used = 0;
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(thread, "stat"));
                var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
                if (stat[(open + 1)..close] != name)
                    continue;
                var fields = stat[(close + 2)..].Split(' ');
                used += long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread ended meanwhile.
            }
        }

        return used;
    }

    private static unsafe long Cpu(int process)
    {
        TimeSpec time;
        // The clock id of another process, as clock_getcpuclockid(3) makes it.
        var clock = (~process << 3) | 2;
        return Linux.ClockGetTime(clock, &time) == 0 ? (time.Seconds * Ticks.PerSecond) + time.Nanoseconds : 0;
    }

    private static long Status(int process, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
