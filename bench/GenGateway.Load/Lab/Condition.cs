using System.Net;
using System.Text;
using GenGateway.Load.Drive;

namespace GenGateway.Load.Lab;

/// <summary>What goes on beside the neighbours.</summary>
/// <param name="Name">As the table says it.</param>
/// <param name="Planted">Whether it misbehaves on purpose: nothing that the product itself does.</param>
/// <param name="RunAsync">Goes on until cancelled.</param>
internal sealed record Condition(string Name, bool Planted, Func<IPEndPoint, CancellationToken, Task> RunAsync)
{
    /// <summary>How long it goes on before the neighbours are measured: slow readers count once every buffer on their way is full.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromMilliseconds(200);

    private const int Megabyte = 1_000_000;

    public static IReadOnlyList<Condition> All { get; } =
    [
        new("quiet", false, static (_, _) => Task.CompletedTask),
        new("4 clients with 1 MB bodies", false, static (target, token) => DriveAsync(target, RequestForm.Chat(stream: false, bodyLength: Megabyte), 4, token)),
        new("32 slow readers", false, static (target, token) => SlowReaders.RunAsync(target, 32, token)) { Settling = TimeSpan.FromSeconds(6) },
        new("32 streams at full speed", false, static (target, token) => DriveAsync(target, RequestForm.Chat(stream: true), 32, token, stream: true)),
        new("busy engine, 4 generations", false, static (target, token) => DriveAsync(target, RequestForm.Generation(200), 4, token)),
        new("planted: one connection burns 50 ms again and again", true, static (target, token) => DriveAsync(target, Get("/lab/burn?ms=50"), 1, token)),
        new("planted: four connections block 2 s each, again and again", true, static (target, token) => DriveAsync(target, Get("/lab/block?ms=2000"), 4, token)),
    ];

    private static Task DriveAsync(IPEndPoint target, byte[] request, int connections, CancellationToken token, bool stream = false) => DriveLoop.RunAsync(
        new DrivePlan { Target = target, Request = request, Connections = connections, Stream = stream, Warmup = TimeSpan.Zero, Duration = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(20) },
        static result =>
        {
            if (result.Errors > 0)
                throw new InvalidOperationException($"{result.Errors} answers failed beside the neighbours.");
        },
        token);

    private static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
}
