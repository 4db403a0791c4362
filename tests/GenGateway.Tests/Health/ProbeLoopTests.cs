using GenGateway.Configuration;
using GenGateway.Health;
using GenGateway.Journey;
using GenGateway.Tests.Journey;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Health;

public sealed class ProbeLoopTests
{
    private static readonly HealthCheckConfig Often = new(true, null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), 3, 2);

    private readonly ManualClock _clock = new();
    private readonly HealthRegistry _registry;
    private readonly ProbeLoop _loop;

    public ProbeLoopTests()
    {
        _registry = new HealthRegistry(_clock, NullLogger<HealthRegistry>.Instance, static () => 0);
        _loop = new ProbeLoop(_registry, _clock, NullLogger<ProbeLoop>.Instance, static () => 0);
    }

    [Fact]
    public async Task Each_endpoint_is_probed_on_its_own_interval()
    {
        var (often, seldom) = (new ProbedBackend("often"), new ProbedBackend("seldom"));
        Use((often, Often), (seldom, Often with { Interval = TimeSpan.FromSeconds(25) }));
        for (var second = 0; second <= 50; second++)
        {
            await StepAsync();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((6, 3), (often.Probes, seldom.Probes));
        Assert.Equal(9, _loop.Succeeded.Value);
    }

    [Fact]
    public async Task So_many_failures_take_it_out_and_so_many_successes_bring_it_back()
    {
        var backend = new ProbedBackend("b") { Answer = static _ => new(ProbedBackend.Sick) };
        Use((backend, Often));
        var health = _registry.Of(backend);
        await ProbeAsync();
        await ProbeAsync();
        Assert.True(health.IsHealthy);
        await ProbeAsync();
        Assert.False(health.IsHealthy);
        Assert.False(health.Accepts("m"));
        Assert.Contains("it is sick", health.Reason, StringComparison.Ordinal);
        Assert.Equal(Often.Interval, health.ObstacleTo("m")!.Left);

        backend.Answer = static _ => new((GenGateway.Errors.Failure?)null);
        await ProbeAsync();
        Assert.False(health.IsHealthy);
        await ProbeAsync();
        Assert.True(health.IsHealthy);
        Assert.True(health.Accepts("m"));
        Assert.Equal((3L, 2L), (_loop.Failed.Value, _loop.Succeeded.Value));
    }

    [Fact]
    public void One_that_was_not_probed_yet_is_healthy()
    {
        var backend = new ProbedBackend("b");
        Use((backend, Often));
        Assert.True(_registry.Of(backend).IsHealthy);
    }

    [Fact]
    public async Task Probes_that_are_off_are_not_sent_and_what_they_said_is_forgotten()
    {
        var backend = new ProbedBackend("b") { Answer = static _ => new(ProbedBackend.Sick) };
        Use((backend, Often with { Failures = 1 }));
        await ProbeAsync();
        Assert.False(_registry.Of(backend).IsHealthy);

        Use((backend, Often with { Enabled = false }));
        Assert.True(_registry.Of(backend).IsHealthy);
        await ProbeAsync();
        Assert.Equal(1, backend.Probes);
    }

    [Fact]
    public async Task One_that_does_not_answer_fails_after_its_timeout_and_keeps_nobody_else_waiting()
    {
        var silent = new ProbedBackend("silent")
        {
            Answer = static async token =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return null;
            },
        };
        var quick = new ProbedBackend("quick");
        Use((silent, Often with { Failures = 1, Timeout = TimeSpan.FromSeconds(15) }), (quick, Often));
        _loop.Begin(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _loop.Begin(CancellationToken.None);
        Assert.Equal((1, 2), (silent.Probes, quick.Probes));

        _clock.Advance(TimeSpan.FromSeconds(6));
        await _loop.EndAsync();
        Assert.False(_registry.Of(silent).IsHealthy);
        Assert.Contains("health_check.timeout_secs", _registry.Of(silent).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_that_throws_ends_neither_the_loop_nor_the_endpoints_service()
    {
        var backend = new ProbedBackend("b") { Answer = static _ => throw new InvalidOperationException("a defect") };
        Use((backend, Often with { Failures = 1 }));
        await ProbeAsync();
        Assert.True(_registry.Of(backend).IsHealthy);
        await ProbeAsync();
        Assert.Equal(2, backend.Probes);
    }

    [Fact]
    public async Task A_backend_that_is_gone_or_disabled_is_not_probed()
    {
        var (gone, disabled) = (new ProbedBackend("gone"), new ProbedBackend("disabled") { Enabled = false });
        Use((gone, Often), (disabled, Often));
        await ProbeAsync();
        Use((disabled, Often));
        await ProbeAsync();
        Assert.Equal((1, 0), (gone.Probes, disabled.Probes));
        Assert.Empty(_registry.Enabled);
    }

    private void Use(params (IBackend Backend, HealthCheckConfig Check)[] backends) =>
        _registry.Use([.. backends.Select(static pair => new EndpointSettings(pair.Backend, pair.Check, BreakerConfig.Standing, IsDraining: false))]);

    private async Task ProbeAsync()
    {
        await StepAsync();
        _clock.Advance(Often.Interval);
    }

    private async Task StepAsync()
    {
        _loop.Begin(CancellationToken.None);
        await _loop.EndAsync();
    }
}
