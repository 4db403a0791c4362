namespace GenGateway.Journey.Tests.Harness;

/// <summary>A command as a predecessor's document has it, typed into a shell: only host and port, the key and backends' addresses are replaced.</summary>
public static class DocumentedCommand
{
    /// <summary>Where the documents say that the gateway is.</summary>
    private const string Host = "http://localhost:8080";

    /// <summary>The key that the documents use.</summary>
    private const string Key = "your-api-key";

    /// <summary>Runs a command and returns the answer's status and body.</summary>
    /// <param name="gateway">The program that is asked.</param>
    /// <param name="command">One documented command.</param>
    /// <param name="key">The key to send instead of the documents'.</param>
    /// <param name="replacements">Addresses of backends, documented and real.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<WireAnswer> RunAsync(GatewayProcess gateway, string command, string key, IReadOnlyDictionary<string, string> replacements, CancellationToken cancellationToken)
    {
        Assert.StartsWith("curl ", command, StringComparison.Ordinal);
        Assert.Contains(Host, command, StringComparison.Ordinal);
        var typed = command.Replace(Host, gateway.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal).Replace(Key, key, StringComparison.Ordinal);
        foreach (var (documented, real) in replacements)
            typed = typed.Replace(documented, real, StringComparison.Ordinal);

        // What curl prints is the body; the status and the type are asked for behind it.
        var run = await ChildProgram.RunAsync("bash", ["-euo", "pipefail", "-c", $"curl() {{ command curl -sS --noproxy '*' -w '\\n%{{http_code}} %{{content_type}}' \"$@\"; }}\n{typed}"], gateway.WorkingDirectory, cancellationToken);
        Assert.True(run.ExitCode == 0, run.Text);
        var end = run.Output.LastIndexOf('\n');
        var status = run.Output[(end + 1)..].Split(' ', 2);
        return new WireAnswer(int.Parse(status[0], System.Globalization.CultureInfo.InvariantCulture), new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = status[1].Trim() }, run.Output[..end]);
    }
}
