using System.Buffers;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Server.Http;

namespace GenGateway.Server.BackendsApi;

/// <summary>Asks each endpoint of a backend something that changes and generates nothing, its list of models, and tells what came back.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class BackendTest(TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<EndpointTest>> RunAsync(IBackend backend, CancellationToken cancellationToken) =>
        await Task.WhenAll(backend.Endpoints.Select(endpoint => AskAsync(endpoint, backend, cancellationToken)));

    /// <summary>Writes what came back: of the backend, reachable where one endpoint is, then of each endpoint.</summary>
    public static void Write(IBufferWriter<byte> output, IBackend backend, IReadOnlyList<EndpointTest> tests)
    {
        var best = tests.FirstOrDefault(static test => test.Reachable) ?? tests[0];
        using var json = JsonOutput.Writer(output);
        json.WriteStartObject();
        json.WriteString("backend", backend.Name);
        WriteMembers(best);
        json.WriteStartArray("endpoints");
        foreach (var test in tests)
        {
            json.WriteStartObject();
            json.WriteString("url", test.Address);
            WriteMembers(test);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void WriteMembers(EndpointTest test)
        {
            json.WriteBoolean("reachable", test.Reachable);
            if (test.Status is { } status)
                json.WriteNumber("status", status);
            else
                json.WriteNull("status");
            json.WriteTexts("models", test.Models);
            json.WriteNumber("latency_ms", Math.Round(test.Latency.TotalMilliseconds, 1));
            json.WriteString("reason", test.Reason);
        }
    }

    private async Task<EndpointTest> AskAsync(IEndpoint endpoint, IBackend backend, CancellationToken cancellationToken)
    {
        if (endpoint is not IModelSource source)
            return new(endpoint.Address, endpoint.Unhealthy is null, null, endpoint.Unhealthy is null ? [.. backend.Models.Select(static model => model.Id)] : [], TimeSpan.Zero, endpoint.Unhealthy);

        var began = clock.GetTimestamp();
        Outcome<IReadOnlyList<FoundModel>> listed;
        using var limit = new CancellationTokenSource(Longest, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            listed = await source.ListModelsAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            listed = new Failure(FailureKind.Timeout, $"It gave no answer within {Longest.TotalSeconds:0} s.");
        }

        var latency = clock.GetElapsedTime(began);
        return listed.TryGet(out var models, out var failure)
            ? new(endpoint.Address, true, StatusCodes.Status200OK, [.. models.Select(static model => model.Name)], latency, null)
            : new(endpoint.Address, failure.UpstreamStatus is not null, failure.UpstreamStatus, [], latency, failure.Message);
    }
}
