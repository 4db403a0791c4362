using GenGateway.Backends.Http;
using GenGateway.Dispatching;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Backends;

/// <summary>Backends elsewhere, asked as the road asks them.</summary>
internal static class Remotes
{
    public static UpstreamLimits Limits { get; } = new(1 << 20, 1 << 20, new MemoryBudget(1 << 30));

    /// <summary>A backend with one endpoint.</summary>
    public static RemoteBackend Backend(string protocol, string address, Func<UpstreamClient, IEndpoint> endpoint, UpstreamCredential? credential = null, TimeProvider? clock = null, IReadOnlyList<KeyValuePair<string, string>>? headers = null)
    {
        var pool = new UpstreamPool(8);
        var client = new UpstreamClient("upstream", new Uri(address), credential ?? UpstreamCredential.None, pool, clock ?? TimeProvider.System) { Headers = headers ?? [] };
        return new RemoteBackend("upstream", "file", protocol, [], [endpoint(client)], pool, TimeProvider.System)
        {
            Enabled = true,
            Capabilities = [Capability.Chat, Capability.Completion],
            Deadlines = DeadlineOverrides.None,
        };
    }

    /// <summary>Asks and reads the events to their end; a failure before the commit point is one event.</summary>
    public static async Task<IReadOnlyList<GenerationEvent>> EventsAsync(RemoteBackend backend, GenerationRequest request, CancellationToken clientLeft)
    {
        using var attempt = Attempts.At(backend, request, new TestEntry(request), clientLeft);
        var opened = await new Dispatcher(Limits.AnswerBytes, Limits.Memory).OpenAsync(attempt);
        if (!opened.TryGet(out var answer, out var failure))
            return [new GenerationEvent.Failed(failure)];
        var events = new List<GenerationEvent>();
        await using (answer)
        {
            await foreach (var happened in ((Generation)answer).ReadAsync(attempt.Token))
                events.Add(happened);
        }

        return events;
    }

    public static string TextOf(IEnumerable<GenerationEvent> events, int choice) =>
        string.Concat(events.OfType<GenerationEvent.TextDelta>().Where(delta => delta.Choice == choice).Select(static delta => delta.Text));

    public static Failure FailureOf(IReadOnlyList<GenerationEvent> events) => Assert.IsType<GenerationEvent.Failed>(events[^1]).Failure;
}
