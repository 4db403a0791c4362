using GenGateway.Load.Drive;
using GenGateway.Load.Targets;

namespace GenGateway.Load.Modes;

/// <summary>Loads a target until its runtime has compiled what is hot: the compiler's work is no part of a request's cost.</summary>
internal static class Prime
{
    // .NET compiles hot methods once more on a thread of this name.
    private const string Compiler = ".NET Tiered Com";
    private const long QuietHundredths = 3;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1.5);

    /// <summary>Returns when a round passed almost without compilation, or after the most rounds.</summary>
    /// <param name="target">What is loaded.</param>
    /// <param name="mostRounds">Rounds at most.</param>
    /// <param name="translated">Whether it will be asked for the streams of every pairing.</param>
    public static void Run(Target target, int mostRounds, bool translated = false)
    {
        for (var round = 0; round < mostRounds; round++)
        {
            var before = Compiled(target);
            Drive(target, Pairing.Relayed, stream: false);
            Drive(target, Pairing.Relayed, stream: true);
            foreach (var other in translated ? Pairing.Others : [])
                Drive(target, other, stream: true);
            if (round > 0 && Compiled(target) - before <= QuietHundredths)
                return;
        }
    }

    private static long Compiled(Target target) => target.Processes.Sum(static process => ProcessMeter.Threads(process, Compiler));

    private static void Drive(Target target, Pairing pairing, bool stream) =>
        Driver.Run(new DrivePlan { Target = target.Endpoint, Request = pairing.Request(stream), Stream = stream, Terminator = pairing.Terminator, Connections = 32, Warmup = TimeSpan.Zero, Duration = Round });
}
