using System.Diagnostics;
using System.Net;
using GenGateway.Load.Net;

namespace GenGateway.Load.Targets;

/// <summary>A server that the bench started, with its output in a file. Disposal stops it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(15);
    private readonly Process _process;

    private ServerProcess(Process process, IPEndPoint endpoint, double startMilliseconds) => (_process, Endpoint, StartMilliseconds) = (process, endpoint, startMilliseconds);

    public IPEndPoint Endpoint { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>From the start of the process to the first answer with status 200.</summary>
    public double StartMilliseconds { get; }

    /// <summary>Starts a program and waits for its first 200.</summary>
    /// <param name="program">The file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="home">Its working directory; <c>output.log</c> is written there.</param>
    /// <param name="endpoint">Where it will listen.</param>
    /// <param name="probe">The request that must be answered with 200; null: it is enough that it listens.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not answer within a minute.</exception>
    public static ServerProcess Start(string program, IEnumerable<string> arguments, string home, IPEndPoint endpoint, byte[]? probe)
    {
        // The shell only opens the file: exec leaves the program under the same process id.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >>output.log 2>&1", program, .. arguments]) { WorkingDirectory = home };
        using var pause = new Poller();
        var began = Ticks.Now;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        while (!(probe is null ? Loopback.Listens(endpoint) : Loopback.Answers200(endpoint, probe)))
        {
            if (process.HasExited || Ticks.Now - began > Ticks.Of(StartBound))
            {
                if (!process.HasExited)
                    process.Kill();
                process.Dispose();
                throw new InvalidOperationException($"{program} did not answer at {endpoint}:\n{Tail(Path.Combine(home, "output.log"))}");
            }

            pause.Wait(Ticks.PerMillisecond / 2);
        }

        return new ServerProcess(process, endpoint, (Ticks.Now - began) / (double)Ticks.PerMillisecond);
    }

    /// <summary>Ends it at once (SIGKILL): nothing of its own runs any more.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks it to stop, as a service manager does, and waits; a program that does not is killed.</summary>
    public void Stop()
    {
        if (_process.HasExited)
            return;
        _ = Linux.Kill(_process.Id, Terminate);
        if (!_process.WaitForExit(StopBound))
            Kill();
    }

    public void Dispose()
    {
        Stop();
        _process.Dispose();
    }

    private static string Tail(string file) => File.Exists(file) ? string.Join('\n', File.ReadLines(file).TakeLast(20)) : "";
}
