using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using GenGateway.Load.Drive;

namespace GenGateway.Load.Targets;

/// <summary>How a gateway under measurement is configured: 1,000 keys, limits, 100 backends, breakers, records, metrics.</summary>
internal sealed record GatewayForm(string Name)
{
    public const int Backends = 100;

    /// <summary>Known by their hashes, as they should be; the driver's stands in the middle, and every tenth has limits of its own, the driver's among them.</summary>
    public const int Keys = 1000;

    public bool InlineIo { get; init; }

    /// <summary><c>records.text</c>.</summary>
    public string RecordText { get; init; } = "full";

    /// <summary>Where the embedded engine finds its models; null: the engine is off.</summary>
    public string? Models { get; init; }

    /// <summary>The folder with <c>cert.pem</c> and <c>key.pem</c>; null: plain HTTP.</summary>
    public string? TlsFolder { get; init; }

    /// <summary>Writes <c>config/gateway.yaml</c> and <c>config/backends.yaml</c> under the folder.</summary>
    /// <param name="home">The program's working directory to be.</param>
    /// <param name="endpoint">Where it is to listen.</param>
    /// <param name="upstream">The mock.</param>
    public void Write(string home, IPEndPoint endpoint, IPEndPoint upstream)
    {
        var config = Directory.CreateDirectory(Path.Combine(home, "config")).FullName;
        Directory.CreateDirectory(Path.Combine(home, "data"));
        var tls = TlsFolder is null ? "" : $"\n  tls: {{ enabled: true, cert_path: \"{TlsFolder}/cert.pem\", key_path: \"{TlsFolder}/key.pem\" }}";
        File.WriteAllText(Path.Combine(config, "gateway.yaml"), $$"""
            version: "1.0"
            server:
              host: 127.0.0.1
              port: {{endpoint.Port.ToString(CultureInfo.InvariantCulture)}}
              inline_io: {{(InlineIo ? "true" : "false")}}{{tls}}
            auth:
              enabled: true
              api_keys:
            {{KeyEntries()}}
            rate_limit:
              enabled: true
              global: { requests_per_second: 1000000, burst_size: 1000000 }
              per_client: { requests_per_second: 1000000, burst_size: 1000000 }
            breaker: { failures: 3, successes: 2, open_secs: 30 }
            queue: { max_size: 10000 }
            records: { text: {{RecordText}} }
            database: { connection_string: "sqlite:file:data/database.db?mode=rwc" }
            engine: { {{(Models is null ? "enabled: false" : $"enabled: true, models_path: \"{Models}\"")}} }
            metrics: { enabled: true }

            """);
        var backends = new StringBuilder("version: \"1.0\"\ndefaults: { connection: { max_connections: 4096 } }\nbackends:\n  text:\n");
        for (var number = 0; number < Backends; number++)
        {
            // One in the middle serves what is asked for, and two its Ollama and Anthropic twins; the others are there to be looked past.
            var (model, protocol, path) = number switch
            {
                50 => (Pairing.OpenAiModel, "openai", "/v1"),
                51 => (Pairing.OllamaModel, "ollama", ""),
                52 => (Pairing.AnthropicModel, "anthropic", "/v1"),
                _ => ($"other-{number}", "openai", "/v1"),
            };
            backends.Append(CultureInfo.InvariantCulture, $"    - {{ name: backend-{number}, protocol: {protocol}, endpoints: [\"http://{upstream}{path}\"], models: [{model}] }}\n");
        }

        File.WriteAllText(Path.Combine(config, "backends.yaml"), backends.ToString());
    }

    private static string KeyEntries() => string.Join('\n', Enumerable.Range(0, Keys).Select(static number =>
    {
        var key = number == Keys / 2 ? RequestForm.Key : string.Create(CultureInfo.InvariantCulture, $"gg-bench-other-{number:0000}-89abcdef");
        // Never reached: the measurement is what it costs to look.
        var limits = number % 10 == 0 ? ", limits: { requests_per_second: 1000000, burst_size: 1000000, requests_per_minute: 60000000, tokens_per_minute: 1000000000, max_concurrent: 100000 }" : "";
        return string.Create(CultureInfo.InvariantCulture, $"  - {{ name: client-{number}, sha256: {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))}{limits} }}");
    }));
}
