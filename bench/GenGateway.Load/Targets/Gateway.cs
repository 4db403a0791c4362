using System.Net;
using GenGateway.Load.Drive;

namespace GenGateway.Load.Targets;

/// <summary>The published program under measurement.</summary>
internal static class Gateway
{
    /// <summary>Starts it in a folder of its own; a second start there finds the same database.</summary>
    public static (ServerProcess Process, Target Target) Start(Workplace place, string program, IPEndPoint upstream, GatewayForm form, string? folder = null)
    {
        if (!File.Exists(program))
            throw new InvalidOperationException($"There is no program at {program}: run scripts/publish.sh first, or name one with --gateway.");
        var home = place.Folder(folder ?? form.Name.Replace(' ', '-').Replace(',', '-'));
        var endpoint = Loopback.FreePort();
        form.Write(home, endpoint, upstream);
        var process = ServerProcess.Start(program, ["--port", $"{endpoint.Port}"], home, endpoint, Loopback.Get("/healthz"));
        var target = new Target(form.Name, endpoint, [process.Id]) { StartMilliseconds = process.StartMilliseconds };
        if (Loopback.Ask(endpoint, RequestForm.Chat(stream: false)) is var answer && answer?.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) != true)
        {
            process.Dispose();
            throw new InvalidOperationException($"{form.Name} does not answer chat: {answer}");
        }

        return (process, target);
    }
}
