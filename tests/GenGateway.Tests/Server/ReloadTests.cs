using GenGateway.Configuration;
using GenGateway.Server.Reloading;
using GenGateway.Tests.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Server;

public sealed class ReloadTests : IDisposable, IConfigurationTarget
{
    private readonly Workplace _place = new();
    private readonly List<(GatewayConfig Next, ConfigurationChanges Changes)> _applied = [];

    public void Dispose() => _place.Dispose();

    void IConfigurationTarget.Apply(GatewayConfig next, ConfigurationChanges changes) => _applied.Add((next, changes));

    [Fact]
    public async Task A_changed_file_is_swapped_in_with_what_differs()
    {
        const string a = "{name: a, endpoints: ['http://a']}";
        const string b = "{name: b, endpoints: ['http://b']}";
        using var reloader = Start($"queue: {{max_size: 1}}\nbackends: {{text: [{a}, {b}]}}\n");
        _place.Yaml($"# moved\nqueue: {{max_size: 2}}\nbackends: {{text: [{a.Replace("http://a", "http://c", StringComparison.Ordinal)}, {{name: d, endpoints: ['http://d']}}]}}\n");
        var result = await SettleAsync(reloader);
        Assert.Empty(result!.Errors);
        var (next, changes) = Assert.Single(_applied);
        Assert.Equal((2, 2), (next.Queue.MaxSize, reloader.Current.Queue.MaxSize));
        Assert.Equal(["queue", "backends"], changes.Sections);
        Assert.Equal("d | b | a", string.Join(" | ", changes.AddedBackends.Single(), changes.RemovedBackends.Single(), changes.ChangedBackends.Single()));
        Assert.False(changes.EnvironmentChanged);
    }

    [Fact]
    public async Task A_file_that_is_still_written_to_is_left_alone_and_an_unchanged_one_never_read_again()
    {
        using var reloader = Start("queue: {max_size: 1}\n");
        await SettleAsync(reloader);
        Assert.Null(await LookAsync(reloader));
        _place.Yaml("queue: {max_size: 20}\n");
        Assert.Null(await LookAsync(reloader));
        _place.Yaml("queue: {max_size: 200}\n");
        Assert.Null(await LookAsync(reloader));
        Assert.NotNull((await LookAsync(reloader))!.Changes);
        Assert.Equal(200, reloader.Current.Queue.MaxSize);
        Assert.Null(await LookAsync(reloader));

        // Touched, not changed.
        File.SetLastWriteTimeUtc(Path.Combine(_place.Directory, "config/gateway.yaml"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Null(await SettleAsync(reloader));
        Assert.Single(_applied);
    }

    [Fact]
    public async Task What_changed_between_the_start_and_the_first_look_is_not_missed()
    {
        using var reloader = Start("queue: {max_size: 1}\n");
        _place.Yaml("queue: {max_size: 2}\n");
        await SettleAsync(reloader);
        Assert.Equal(2, reloader.Current.Queue.MaxSize);
    }

    [Fact]
    public async Task A_bad_file_changes_nothing_tells_every_error_and_a_good_one_after_it_counts()
    {
        using var reloader = Start("queue: {max_size: 1}\n");
        await SettleAsync(reloader);
        _place.Yaml("queue: {max_size: none, timeout: 1}\n");
        var result = await SettleAsync(reloader);
        Assert.Equal(2, result!.Errors.Count);
        Assert.All(result.Errors, error => Assert.StartsWith("config/gateway.yaml:1:", error, StringComparison.Ordinal));
        Assert.Null(await SettleAsync(reloader));
        Assert.Equal(1, reloader.Current.Queue.MaxSize);
        _place.Yaml("queue: {max_size: 3}\n");
        Assert.NotNull((await SettleAsync(reloader))!.Changes);
        Assert.Equal(3, reloader.Current.Queue.MaxSize);
    }

    [Fact]
    public async Task Files_that_appear_and_vanish_count()
    {
        using var reloader = Start("");
        await SettleAsync(reloader);
        _place.Write("config/backends.yaml", "backends: {text: [{name: a, endpoints: ['http://a']}]}");
        Assert.Equal(["a"], (await SettleAsync(reloader))!.Changes!.AddedBackends);
        File.Delete(Path.Combine(_place.Directory, "config/backends.yaml"));
        Assert.Equal(["a"], (await SettleAsync(reloader))!.Changes!.RemovedBackends);
        _place.Write(".env", "TOKEN=new\n");
        var changes = (await SettleAsync(reloader))!.Changes!;
        Assert.True(changes.EnvironmentChanged);
        Assert.Equal("new", changes.Environment.Variable("TOKEN"));
    }

    [Fact]
    public async Task A_link_that_leads_elsewhere_is_a_change()
    {
        // As Kubernetes mounts a volume: the file links into ..data, which links to the version.
        _place.Write("config/v1/gateway.yaml", "queue: {max_size: 1}").Write("config/v2/gateway.yaml", "queue: {max_size: 2}");
        var directory = Path.Combine(_place.Directory, "config");
        Directory.CreateSymbolicLink(Path.Combine(directory, "..data"), "v1");
        File.CreateSymbolicLink(Path.Combine(directory, "gateway.yaml"), "..data/gateway.yaml");
        using var reloader = Start(null);
        await SettleAsync(reloader);
        File.SetLastWriteTimeUtc(Path.Combine(directory, "v2/gateway.yaml"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Directory.Delete(Path.Combine(directory, "..data"));
        Directory.CreateSymbolicLink(Path.Combine(directory, "..data"), "v2");
        await SettleAsync(reloader);
        Assert.Equal(2, reloader.Current.Queue.MaxSize);
    }

    [Fact]
    public async Task What_needs_a_restart_keeps_its_value_and_is_named()
    {
        using var reloader = Start("server: {port: 1}\nqueue: {max_size: 1}\n");
        _place.Yaml("server: {port: 2, host: 0.0.0.0, tls: {enabled: true, cert_path: c, key_path: k}}\nqueue: {max_size: 2}\nengine: {threads: 3}\nlimits: {answer_bytes: 70000000}\nlisteners: [{url: 'http://127.0.0.1:3'}]\ndatabase: {connection_string: x}\nrecords: {text: none, journal_max_mb: 1}\n");
        var result = await reloader.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["server.host", "server.port", "server.tls", "engine", "limits.answer_bytes", "listeners", "database", "records.journal_max_mb"], result.NeedsRestart);
        Assert.Equal(["queue", "records"], result.Changes!.Sections);
        var config = reloader.Current;
        Assert.Equal((1, "127.0.0.1", 2, RecordText.None), (config.Server.Port, config.Server.Host, config.Queue.MaxSize, config.Records.Text));
        Assert.Empty(config.Listeners);
    }

    [Fact]
    public async Task A_reload_may_not_open_the_server()
    {
        using var reloader = Start("auth: {api_keys: [a-real-one-of-these-tests]}\n", "--host", "0.0.0.0");
        _place.Yaml("auth: {api_keys: []}\n");
        Assert.Contains("there is no API key", Assert.Single((await reloader.ReloadAsync(TestContext.Current.CancellationToken)).Errors), StringComparison.Ordinal);
        _place.Yaml("auth: {enabled: false}\n");
        Assert.Contains("auth.enabled is false", Assert.Single((await reloader.ReloadAsync(TestContext.Current.CancellationToken)).Errors), StringComparison.Ordinal);
        _place.Yaml("auth: {api_keys: [your-api-key]}\n");
        Assert.Contains("stands in the documentation", Assert.Single((await reloader.ReloadAsync(TestContext.Current.CancellationToken)).Errors), StringComparison.Ordinal);
        Assert.Empty(_applied);
        Assert.True(reloader.Current.Auth.ApiKeys.Matches("a-real-one-of-these-tests"));
    }

    [Fact]
    public async Task Nothing_is_applied_where_nothing_differs()
    {
        using var reloader = Start("auth: {api_keys: [a-real-one-of-these-tests, {name: n, key: another, scopes: [read]}]}\nprices: {m: {per_image: 1}}\nlisteners: [{url: 'http://127.0.0.1:3'}]\ncors: {allowed_origins: ['*']}\n");
        var result = await reloader.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Null(result.Changes);
        Assert.Empty(result.Errors);
        Assert.Empty(_applied);
    }

    private static Task<ReloadResult?> LookAsync(ConfigurationReloader reloader) => reloader.LookAsync(TestContext.Current.CancellationToken);

    private static async Task<ReloadResult?> SettleAsync(ConfigurationReloader reloader) => await LookAsync(reloader) ?? await LookAsync(reloader);

    private ConfigurationReloader Start(string? yaml, params string[] arguments)
    {
        if (yaml is not null) _place.Yaml(yaml);
        var sources = new ConfigurationSources(_place.Directory, _place.Environment, arguments);
        return new ConfigurationReloader(sources, ConfigurationLoader.Load(sources), this, NullLogger<ConfigurationReloader>.Instance, TimeProvider.System);
    }
}
