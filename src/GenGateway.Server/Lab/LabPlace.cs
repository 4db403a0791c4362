namespace GenGateway.Server.Lab;

/// <summary>One upstream of one case: an address, what happens there, and what was seen there. Thread safe.</summary>
/// <param name="path">The first two segments of its address, without slashes at the ends; unique in the lab.</param>
/// <param name="lie">What it does.</param>
/// <param name="clock">The only clock.</param>
internal sealed class LabPlace(string path, Lie lie, TimeProvider clock)
{
    private readonly TaskCompletionSource _wasAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayGoOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;
    private LabRequest? _last;

    public string Path => path;

    /// <summary>What a backend's endpoint has behind the port.</summary>
    public string Route => $"/{path}/v1";

    public TimeProvider Clock => clock;

    /// <summary>How many generations were asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The last of them.</summary>
    public LabRequest? Last => Volatile.Read(ref _last);

    /// <summary>Done when the first of them has arrived.</summary>
    public Task WasAsked => _wasAsked.Task;

    /// <summary>Done when a client closed before its answer was complete, after the last <see cref="ForgetLeaving"/>.</summary>
    public Task WasLeft => Volatile.Read(ref _left).Task;

    /// <summary>Awaited by lies that wait until the case has seen what came before.</summary>
    public Task MayGoOn => _mayGoOn.Task;

    public void GoOn() => _mayGoOn.TrySetResult();

    public void ForgetLeaving() => Volatile.Write(ref _left, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Leave() => Volatile.Read(ref _left).TrySetResult();

    /// <summary>Notes the request and answers it.</summary>
    public Task AnswerAsync(LabExchange exchange)
    {
        Volatile.Write(ref _last, exchange.Request);
        exchange.Number = Interlocked.Increment(ref _asked);
        _wasAsked.TrySetResult();
        return lie(exchange);
    }
}
