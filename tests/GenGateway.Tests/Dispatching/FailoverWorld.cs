using GenGateway.Dispatching;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Routing;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Dispatching;

/// <summary>One request that fails wherever a test says; nobody is really asked.</summary>
internal sealed class FailoverWorld : IDisposable
{
    private readonly Sweeper _sweeper;
    private readonly Abort _abort;
    private IItinerary? _itinerary;
    private int _attempts;

    /// <param name="backends">Name → the models it has.</param>
    /// <param name="settings">Fallbacks and the like.</param>
    /// <param name="retryCount">Of every backend.</param>
    /// <param name="total">The journey's limit.</param>
    public FailoverWorld(IEnumerable<(string Name, string[] Models)> backends, RoutingSettings? settings = null, int retryCount = 3, TimeSpan? total = null)
    {
        var made = backends.Select(static backend => new FakeBackend(backend.Name, backend.Models) { Capacity = 100 }).ToArray();
        Router = new ModelRouter(made, (settings ?? RoutingSettings.Default) with
        {
            Deadlines = Deadlines.Default,
            Balances = made.ToDictionary(static backend => backend.Name, _ => BackendBalance.Standing with { RetryCount = retryCount }),
        });
        Backends = made;
        Failover = new Failover(Router, Clock, static () => 0.5);
        _sweeper = new Sweeper(Clock);
        _abort = new Abort(new RoadLimits(total ?? TimeSpan.FromMinutes(5), CancellationToken.None), _sweeper, TestContext.Current.CancellationToken);
    }

    public ManualClock Clock { get; } = new();

    public ModelRouter Router { get; }

    public FakeBackend[] Backends { get; }

    public Failover Failover { get; }

    public GenerationRequest Request { get; init; } = Requests.Chat("m");

    public Failure Verdict => _itinerary!.Verdict;

    public bool IsRepeat => _itinerary!.IsRepeat;

    /// <summary>Who is asked; ends with null.</summary>
    public List<string?> Asked { get; } = [];

    private Candidate? Current { get; set; }

    public void Dispose()
    {
        _abort.Dispose();
        _sweeper.Dispose();
    }

    public static Failure Error() => new(FailureKind.BackendError, "no");

    public static Failure Busy(int? seconds = null) => new(FailureKind.RateLimitExceeded, "busy") { RetryAfter = seconds is { } wait ? TimeSpan.FromSeconds(wait) : null };

    /// <summary>The client goes away.</summary>
    public void Leave() => _abort.Set(AbortCause.ClientLeft);

    public Candidate Begin()
    {
        Assert.True(Router.Resolve(Request).TryGet(out var candidates, out var failure), failure?.Message);
        Failover.Began(candidates[0]);
        _itinerary = Failover.Plan(Request, candidates);
        Current = candidates[0];
        Asked.Add(Shown(Current));
        return Current;
    }

    /// <summary>The one under way fails.</summary>
    /// <param name="failure">How.</param>
    /// <param name="wasAsked">False: it had no place, or a limit was reached.</param>
    public Task<Candidate?> FailAsync(Failure failure, bool wasAsked = true)
    {
        if (wasAsked)
            _attempts++;
        return GoOnAsync(_itinerary!.NextAsync(Current!, failure, _attempts, _abort));
    }

    /// <summary>Everybody fails in the same way until nobody is left; waits pass as fast as they are asked for.</summary>
    public async Task<List<string?>> FailAllAsync(Func<Candidate, Failure> how)
    {
        Begin();
        while (Current is not null)
        {
            var next = FailAsync(how(Current));
            while (!next.IsCompleted)
                Clock.Advance(TimeSpan.FromMilliseconds(50));
            await next;
        }

        return Asked;
    }

    private async Task<Candidate?> GoOnAsync(ValueTask<Candidate?> next)
    {
        Current = await next;
        Asked.Add(Current is null ? null : Shown(Current));
        return Current;
    }

    private static string Shown(Candidate candidate) => $"{candidate.Backend.Name}/{candidate.ShownModel}";
}
