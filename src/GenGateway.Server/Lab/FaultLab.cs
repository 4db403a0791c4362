using GenGateway.Configuration;
using GenGateway.Server.Lab.Cases;

namespace GenGateway.Server.Lab;

/// <summary>Plays every case against a gateway and its configuration, on the loopback address only.</summary>
/// <param name="config">The user's configuration, checked.</param>
/// <param name="secrets">Where credentials are looked up; the lab's own are written out.</param>
/// <param name="options">What was asked for.</param>
/// <param name="clock">The only clock.</param>
internal sealed class FaultLab(GatewayConfig config, ISecretSource secrets, LabOptions options, TimeProvider clock)
{
    private const int AtOnce = 8;
    private const int Slack = 5;

    // Nobody waits longer for one case; whoever wants to has it shortened.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Base = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<LabProfile> _profiles = options.Against is null ? LabProfile.Of(config) : [LabProfile.Of(config)[0]];

    /// <summary>How much the configured times are shortened.</summary>
    public LabScale Scale => options.Scale is { } factor ? new LabScale(factor) : options.Against is null ? LabScale.For(Totals()) : LabScale.None;

    public IReadOnlyList<LabProfile> Profiles => _profiles;

    public LabSettings SettingsOf(LabProfile profile) => LabSettings.Of(config, profile, Scale) with { IsOwn = options.Against is null };

    /// <summary>Plays what was asked for.</summary>
    /// <exception cref="IOException">A port cannot be listened on.</exception>
    public async Task<IReadOnlyList<CaseResult>> RunAsync(CancellationToken cancellationToken)
    {
        await using var upstream = new LabUpstream(options.UpstreamPort);
        var entries = Entries(upstream);
        await using var log = options.LogFile is { } file ? File.Create(file) : Stream.Null;
        await using var gateway = options.Against is null ? await LabGateway.StartAsync(LabConfiguration.Of(config, entries, upstream, Scale), secrets, log, clock, cancellationToken) : null;
        using var client = new LabClient(gateway?.Url ?? options.Against!, options.Key);
        var results = new CaseResult[entries.Count];
        foreach (var i in Enumerable.Range(0, entries.Count).Where(i => entries[i].Case.Alone))
            results[i] = await PlayAsync(entries[i], client, cancellationToken);
        // Those that wait longest first: the others pass meanwhile.
        var together = Enumerable.Range(0, entries.Count).Where(i => !entries[i].Case.Alone).OrderByDescending(i => entries[i].Case.Wait(entries[i].Settings));
        await Parallel.ForEachAsync(together, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, token) =>
            results[i] = await PlayAsync(entries[i], client, token));
        return results;
    }

    private IEnumerable<TimeSpan> Totals() => _profiles.Select(profile => LabSettings.Of(config, profile, LabScale.None)).SelectMany(static settings => (TimeSpan[])[settings.Total, settings.WholeTotal]);

    private List<LabEntry> Entries(LabUpstream upstream)
    {
        var entries = new List<LabEntry>();
        for (var i = 0; i < _profiles.Count; i++)
        {
            // A reserved beginning: no model of the user's is called so, since none of them is there.
            var prefix = i == 0 ? LabRoute.Prefix : $"lab{i + 1}-";
            foreach (var played in FaultCases.All.Where(played => options.Only.Count == 0 || options.Only.Contains(played.Name)))
            {
                var settings = SettingsOf(_profiles[i]);
                if (played.RetryCount is { } count)
                    settings = settings with { RetryCount = count };
                var route = LabRoute.Of(played, prefix, clock);
                foreach (var place in route.Places)
                    upstream.Add(place);
                entries.Add(new LabEntry(played, _profiles[i], settings, route));
            }
        }

        return entries;
    }

    private async Task<CaseResult> PlayAsync(LabEntry entry, LabClient client, CancellationToken cancellationToken)
    {
        var wait = entry.Case.Wait(entry.Settings);
        var bound = Slack * (wait + Base);
        var reason = entry.Case.Unless(entry.Settings) ?? (wait > LongestWait ? $"it waits {wait.TotalSeconds:0} s by these settings; --scale shortens them" : null);
        if (reason is not null)
            return new CaseResult(entry.Case, entry.Profile.Title, CaseOutcome.Skipped, "", [reason], TimeSpan.Zero, bound);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(bound);
        var run = new CaseRun(client, entry.Settings, entry.Route, clock, patience.Token);
        var started = clock.GetTimestamp();
        try
        {
            await entry.Case.PlayAsync(run);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            run.Expect(false, $"not done after {bound.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException thrown)
        {
            run.Expect(false, $"no answer: {thrown.Message}");
        }

        var elapsed = clock.GetElapsedTime(started);
        return new CaseResult(entry.Case, entry.Profile.Title, run.Problems.Count == 0 ? CaseOutcome.Passed : CaseOutcome.Failed, run.Seen, run.Problems, elapsed, bound);
    }
}
