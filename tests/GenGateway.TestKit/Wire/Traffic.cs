namespace GenGateway.TestKit.Wire;

/// <summary>What a server has seen. Thread-safe; every change wakes those who wait for one.</summary>
public sealed class Traffic
{
    private readonly Lock gate = new();
    private readonly List<ReceivedRequest> requests = [];
    private readonly Changes changes = new();
    private int connections;
    private int open;
    private int running;
    private int mostRunning;
    private int disconnects;

    /// <summary>Every request, in the order they were complete.</summary>
    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (gate)
                return [.. requests];
        }
    }

    /// <summary>Connections accepted so far.</summary>
    public int Connections => Read(() => connections);

    /// <summary>Connections open now.</summary>
    public int Open => Read(() => open);

    /// <summary>Requests being answered now.</summary>
    public int Running => Read(() => running);

    /// <summary>The most requests that were being answered at once.</summary>
    public int MostRunning => Read(() => mostRunning);

    /// <summary>Clients that closed before their answer was complete.</summary>
    public int Disconnects => Read(() => disconnects);

    /// <summary>The requests for one path.</summary>
    public IReadOnlyList<ReceivedRequest> To(string path) => [.. Requests.Where(request => request.Path == path)];

    /// <summary>Waits until the traffic is as asked; after 15 s a <see cref="TimeoutException"/> says what was there instead.</summary>
    public Task UntilAsync(Func<Traffic, bool> reached, string what, CancellationToken cancellationToken) =>
        changes.UntilAsync(() => reached(this), what, ToString, cancellationToken);

    public override string ToString()
    {
        lock (gate)
            return $"{requests.Count} requests ({string.Join(", ", requests.Select(request => $"{request.Method} {request.Target}"))}), {running} running, {disconnects} disconnects, {open} of {connections} connections open";
    }

    internal void Opened() => Change(() => (connections, open) = (connections + 1, open + 1));

    internal void Closed() => Change(() => open--);

    /// <summary>Counts a request and gives it its number.</summary>
    internal ReceivedRequest Began(ReceivedRequest request)
    {
        Change(() =>
        {
            request = request with { Number = requests.Count + 1 };
            requests.Add(request);
            running++;
            mostRunning = Math.Max(mostRunning, running);
        });
        return request;
    }

    internal void Ended(bool disconnected) => Change(() =>
    {
        running--;
        if (disconnected)
            disconnects++;
    });

    private int Read(Func<int> read)
    {
        lock (gate)
            return read();
    }

    private void Change(Action change)
    {
        lock (gate)
            change();
        changes.Fire();
    }
}
