namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Texts of <c>gateway.yaml</c> for a gateway in front of fakes.</summary>
internal static class UpstreamSettings
{
    /// <summary>Only the configured backends answer, each is asked once, and no failure is remembered: the tests that share a program do not disturb each other.</summary>
    public const string Once = """
        engine: { enabled: false }
        breaker: { failures: 1000 }
        routing: { retry: { max_attempts: 1 } }

        """;

    /// <summary>The same with limits that a test can wait for.</summary>
    public const string Hasty = """
        engine: { enabled: false }
        breaker: { failures: 1000 }
        routing: { retry: { max_attempts: 1 }, deadlines: { connect_ms: 2000, first_token_ms: 600, between_tokens_ms: 600, total_ms: 2500 } }

        """;

    /// <summary>Other backends are tried, soon after one another.</summary>
    public const string Patient = """
        engine: { enabled: false }
        breaker: { failures: 1000 }
        routing: { retry: { max_attempts: 4, backoff_ms: 1, budget_percent: 100, budget_min: 1000 } }

        """;
}
