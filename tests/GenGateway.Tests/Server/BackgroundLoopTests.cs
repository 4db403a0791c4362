using System.Net;
using System.Net.Sockets;
using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Configuration;
using GenGateway.Journey;
using GenGateway.Server;
using GenGateway.Server.Jobs;
using GenGateway.Server.Reloading;
using GenGateway.Tests.Backends;
using GenGateway.Tests.Configuration;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Recording;
using GenGateway.Tests.Server.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Server;

/// <summary>What one round throws must not end a loop for good.</summary>
public sealed class BackgroundLoopTests : IConfigurationTarget
{
    private readonly ManualClock _clock = new();
    private int _applied;

    void IConfigurationTarget.Apply(GatewayConfig next, ConfigurationChanges changes)
    {
        if (Interlocked.Increment(ref _applied) < 3)
            throw new InvalidOperationException("Not yet.");
    }

    [Fact]
    public async Task A_configuration_that_could_not_be_applied_is_tried_again_and_told_once()
    {
        using var place = new Workplace();
        place.Yaml("queue: {max_size: 1}\n");
        var sources = new ConfigurationSources(place.Directory, place.Environment, []);
        var logger = new LinesLogger<ConfigurationReloader>();
        using var reloader = new ConfigurationReloader(sources, ConfigurationLoader.Load(sources), this, logger, _clock);
        place.Yaml("queue: {max_size: 2}\n");

        await reloader.StartAsync(TestContext.Current.CancellationToken);
        await UntilAsync(() => reloader.Current.Queue.MaxSize == 2, TimeSpan.FromSeconds(1));
        await reloader.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, _applied);
        Assert.Single(logger.Lines, static line => line.Contains("failed", StringComparison.Ordinal));
        Assert.Single(logger.Lines, static line => line.Contains("works again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_search_for_models_goes_on_after_a_round_that_failed()
    {
        var asked = new TaskCompletionSource();
        using var backend = Backend(() => asked.TrySetResult());
        var catalogue = new BackendCatalogue(new FaultyList<IBackend>());
        var logger = new LinesLogger<ModelFinding>();
        using var finding = new ModelFinding(new ModelFinder(catalogue, _clock, NullLogger<ModelFinder>.Instance), logger, _clock);

        await finding.StartAsync(TestContext.Current.CancellationToken);
        await UntilAsync(() => logger.Lines.Count > 0, TimeSpan.FromSeconds(10));
        catalogue.Replace([backend]);
        await UntilAsync(() => asked.Task.IsCompleted, TimeSpan.FromSeconds(10));
        await finding.StopAsync(TestContext.Current.CancellationToken);

        Assert.Single(logger.Lines, static line => line.Contains("failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_backend_whose_list_throws_costs_no_other_its_list()
    {
        using var faulty = Backend(static () => throw new InvalidOperationException("Not this one."));
        using var good = Backend(static () => { });
        var logger = new LinesLogger<ModelFinder>();
        using var finder = new ModelFinder(new BackendCatalogue([faulty, good]), _clock, logger);

        await finder.RoundAsync(TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await finder.RoundAsync(TestContext.Current.CancellationToken);

        Assert.Single(good.Models);
        Assert.Single(logger.Lines, static line => line.Contains("not known", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Why_models_are_not_known_is_kept_until_they_are_and_told_once_for_each_reason()
    {
        var status = HttpStatusCode.Unauthorized;
        using var upstream = new HttpListener();
        var port = FreePort();
        upstream.Prefixes.Add($"http://127.0.0.1:{port}/");
        upstream.Start();
        var answering = AnswerAsync();
        using var backend = Remotes.Backend("openai", $"http://127.0.0.1:{port}/v1", static client => new OpenAiEndpoint(client, Remotes.Limits, 8));
        var logger = new LinesLogger<ModelFinder>();
        using var finder = new ModelFinder(new BackendCatalogue([backend]), _clock, logger);

        await RoundAsync();
        await RoundAsync();
        Assert.Equal("model list: 401 — the credential is refused, or there is none.", backend.ListProblem);
        Assert.Single(logger.Lines, static line => line.Contains("not known", StringComparison.Ordinal));
        status = HttpStatusCode.Found;
        await RoundAsync();
        Assert.Contains("redirect", backend.ListProblem, StringComparison.Ordinal);
        Assert.Equal(2, logger.Lines.Count(static line => line.Contains("not known", StringComparison.Ordinal)));
        status = HttpStatusCode.Accepted;
        await RoundAsync();
        Assert.Contains("no list of models", backend.ListProblem, StringComparison.Ordinal);
        status = HttpStatusCode.OK;
        await RoundAsync();
        Assert.Null(backend.ListProblem);
        upstream.Stop();
        await answering;

        async Task RoundAsync()
        {
            _clock.Advance(TimeSpan.FromSeconds(11));
            await finder.RoundAsync(TestContext.Current.CancellationToken);
        }

        async Task AnswerAsync()
        {
            try
            {
                while (true)
                {
                    var context = await upstream.GetContextAsync();
                    context.Response.StatusCode = (int)status;
                    context.Response.Headers["Location"] = "/login";
                    context.Response.Close(status == HttpStatusCode.OK ? """{"data":[{"id":"m"}]}"""u8.ToArray() : """{"hello":1}"""u8.ToArray(), willBlock: false);
                }
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    [Fact]
    public async Task Expired_jobs_are_forgotten_after_a_round_that_failed()
    {
        var store = new FakeJobStore
        {
            Forget = static round =>
            {
                if (round < 3)
                    throw new InvalidOperationException("Not yet.");
            },
        };
        var logger = new LinesLogger<JobRunner>();
        // What makes jobs travel is not asked as long as there is none.
        using var runner = new JobRunner(null!, store, null!, null!, logger, _clock);

        await runner.StartAsync(TestContext.Current.CancellationToken);
        await UntilAsync(() => store.Forgets >= 4, TimeSpan.FromMinutes(5));
        await runner.StoppingAsync(TestContext.Current.CancellationToken);
        await runner.StopAsync(TestContext.Current.CancellationToken);

        Assert.Single(logger.Lines, static line => line.Contains("failed", StringComparison.Ordinal));
        Assert.Single(logger.Lines, static line => line.Contains("works again", StringComparison.Ordinal));
    }

    private static RemoteBackend Backend(Action list) => Remotes.Backend("openai", "http://127.0.0.1:1/v1", _ => new ListingEndpoint(list));

    private Task UntilAsync(Func<bool> reached, TimeSpan step) => Eventually.HoldsAsync(reached, () => _clock.Advance(step));
}
