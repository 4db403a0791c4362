using System.Collections.Concurrent;

namespace GenGateway.Telemetry;

/// <summary>Counts one route's requests by method and status. Thread safe; counting neither locks nor, but for the first of its kind, allocates.</summary>
public sealed class RouteMeter
{
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"];
    private const int MostStatus = 1000;

    private readonly ConcurrentDictionary<int, Histogram> _answers = new();
    private readonly int[] _pending = new int[Methods.Length];

    internal RouteMeter(string template) => Template = template;

    /// <summary>The route's template.</summary>
    public string Template { get; }

    /// <summary>A request has come. Each is followed by one <see cref="Answered"/>.</summary>
    /// <param name="method">As it was sent; unknown ones share a value.</param>
    public void Began(string method) => Interlocked.Increment(ref _pending[IndexOf(method)]);

    /// <summary>A request was answered.</summary>
    /// <param name="method">As it was sent; unknown ones share a value.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="duration">From its head to the answer's last byte.</param>
    public void Answered(string method, int status, TimeSpan duration)
    {
        var index = IndexOf(method);
        Interlocked.Decrement(ref _pending[index]);
        var key = (index * MostStatus) + (status is > 0 and < MostStatus ? status : 0);
        if (!_answers.TryGetValue(key, out var histogram))
            histogram = _answers.GetOrAdd(key, static _ => new Histogram(Seconds));
        histogram.Observe(duration.TotalSeconds);
    }

    internal IEnumerable<(string Method, int Status, Histogram Duration)> Answers =>
        _answers.Select(static pair => (Methods[pair.Key / MostStatus], pair.Key % MostStatus, pair.Value));

    internal IEnumerable<(string Method, int Requests)> Pending =>
        Methods.Select((method, index) => (method, Volatile.Read(ref _pending[index]))).Where(static pending => pending.Item2 > 0);

    private static int IndexOf(string method) => method switch
    {
        "GET" => 0,
        "HEAD" => 1,
        "POST" => 2,
        "PUT" => 3,
        "PATCH" => 4,
        "DELETE" => 5,
        "OPTIONS" => 6,
        _ => IndexOfOther(method),
    };

    private static int IndexOfOther(string method)
    {
        for (var i = 0; i < Methods.Length - 1; i++)
        {
            if (Methods[i].Equals(method, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return Methods.Length - 1;
    }
}
