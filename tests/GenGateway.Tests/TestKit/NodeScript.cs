using System.Diagnostics;
using System.Text.Json;

namespace GenGateway.Tests.TestKit;

/// <summary>Runs a script of <c>tests/clients</c>, which drives a vendor's own JavaScript client, and reads the JSON object that it prints.</summary>
internal static class NodeScript
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private static readonly string Folder = Path.Combine(Architecture.Repository.Root, "tests", "clients");

    public static async Task<JsonElement> RunAsync(string script, string package, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", package)))
            Assert.Fail("The clients are not installed: run npm ci --ignore-scripts in tests/clients (scripts/test-runner.sh does).");
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Bound);
        using var process = Process.Start(new ProcessStartInfo("node", [script, .. arguments]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("node did not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(bound.Token);
            var errors = process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            Assert.True(process.ExitCode == 0, await errors);
            using var document = JsonDocument.Parse(await output);
            return document.RootElement.Clone();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
