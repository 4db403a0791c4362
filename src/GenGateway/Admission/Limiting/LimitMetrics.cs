using GenGateway.Telemetry;

namespace GenGateway.Admission.Limiting;

/// <summary>How often which limit refused. Thread safe.</summary>
internal sealed class LimitMetrics
{
    private static readonly string[] Kinds = ["requests", "tokens", "images", "concurrency", "budget"];
    private static readonly string[] Scopes = ["global", "key", "address", "model", "backend"];

    private readonly Counter[] _refusals = [.. Enumerable.Range(0, Kinds.Length * Scopes.Length).Select(static _ => new Counter())];

    /// <summary>The word for a kind.</summary>
    public static string WordOf(LimitKind kind) => Kinds[(int)kind];

    /// <summary>The word for a scope.</summary>
    public static string WordOf(LimitScope scope) => Scopes[(int)scope];

    public void Refused(LimitKind kind, LimitScope scope) => _refusals[((int)kind * Scopes.Length) + (int)scope].Add(1);

    public void Write(PrometheusWriter writer)
    {
        writer.Family("gengateway_limit_refusals_total", "Times that a limit refused a request, or that a backend was passed over for its own.", MetricKind.Counter);
        for (var i = 0; i < _refusals.Length; i++)
        {
            if (_refusals[i].Value is > 0 and var count)
                writer.Sample(count, ("limit", Kinds[i / Scopes.Length]), ("scope", Scopes[i % Scopes.Length]));
        }
    }
}
