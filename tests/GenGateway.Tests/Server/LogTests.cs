using System.Text;
using GenGateway.Configuration;
using GenGateway.Server.Logs;
using GenGateway.Tests.Configuration;
using Microsoft.Extensions.Logging;

namespace GenGateway.Tests.Server;

public sealed class LogTests : IDisposable
{
    private readonly Workplace _place = new();

    private string LogPath => Path.Combine(_place.Directory, "logs", "gateway.log");

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_full_file_is_put_aside_and_the_oldest_goes()
    {
        await using (var output = new FileOutput(LogPath, maxBytes: 10, maxFiles: 3))
        {
            foreach (var line in new[] { "one", "two", "three", "four", "five", "six", "seven" })
                await output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        }

        Assert.Equal(("six\nseven\n", "four\nfive\n", "three\n"), (Read(""), Read(".1"), Read(".2")));
        Assert.Equal(3, Directory.GetFiles(Path.GetDirectoryName(LogPath)!).Length);
    }

    [Fact]
    public async Task Lines_are_never_cut_and_a_long_one_has_a_file_of_its_own()
    {
        await using (var output = new FileOutput(LogPath, maxBytes: 10, maxFiles: 9))
            await output.WriteAsync("one\nmuch-longer-than-a-file\ntwo\nsix\nten\n"u8.ToArray());

        Assert.Equal(("ten\n", "two\nsix\n", "much-longer-than-a-file\n", "one\n"), (Read(""), Read(".1"), Read(".2"), Read(".3")));
    }

    [Fact]
    public async Task One_file_alone_begins_anew()
    {
        await using (var output = new FileOutput(LogPath, maxBytes: 4, maxFiles: 1))
        {
            await output.WriteAsync("one\n"u8.ToArray());
            await output.WriteAsync("two\n"u8.ToArray());
        }

        Assert.Equal("two\n", Read(""));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(LogPath)!));
    }

    [Fact]
    public async Task A_restart_goes_on_in_the_same_file()
    {
        await using (var output = new FileOutput(LogPath, 100, 2))
            await output.WriteAsync("one\n"u8.ToArray());
        await using (var output = new FileOutput(LogPath, 100, 2))
            await output.WriteAsync("two\n"u8.ToArray());
        Assert.Equal("one\ntwo\n", Read(""));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named_with_its_setting()
    {
        var failure = LogOutputs.Open([new LogOutputConfig(LogOutputType.File, "/proc/nowhere/gateway.log", 1, 1)], Stream.Null, _place.Directory).Failure!;
        Assert.Contains("logging.output: the file /proc/nowhere/gateway.log cannot be written", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("info", "GenGateway.Server.Access", LogLevel.Information, true)]
    [InlineData("info", "Microsoft.AspNetCore.Hosting", LogLevel.Information, false)]
    [InlineData("info", "Microsoft.AspNetCore.Hosting", LogLevel.Warning, true)]
    [InlineData("info,tower_http=debug", "Microsoft.AspNetCore.Hosting", LogLevel.Debug, true)]
    [InlineData("info,tower_http=warn", "GenGateway.Server.Access", LogLevel.Information, false)]
    [InlineData("info,tower_http=warn", "GenGateway.Engine", LogLevel.Information, true)]
    [InlineData("warn,ort=trace", "GenGateway.Engine", LogLevel.Trace, true)]
    [InlineData("warn,ort=trace", "GenGateway.Recording.Ledger", LogLevel.Information, false)]
    [InlineData("off", "GenGateway.Server", LogLevel.Error, false)]
    [InlineData("off", "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical, false)]
    public void Each_category_has_its_own_level(string rustLog, string category, LogLevel level, bool written)
    {
        var config = _place.Variable("RUST_LOG", rustLog).Config().Logging;
        Assert.Equal(written, level >= new LogLevels(config).Least(category));
    }

    [Fact]
    public async Task A_line_names_the_trace_that_the_client_named()
    {
        await using var server = await RunningServer.StartAsync();
        (await server.GetAsync("/v1/models", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("x-request-id", "traced"))).Dispose();
        (await server.GetAsync("/v1/models", ("traceparent", "none"), ("x-request-id", "untraced"))).Dispose();
        var lines = (await server.LogAsync()).Where(static line => line.TryGetProperty("request_id", out _)).ToDictionary(static line => line.GetProperty("request_id").GetString()!);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", lines["traced"].GetProperty("trace_id").GetString());
        Assert.False(lines["untraced"].TryGetProperty("trace_id", out _));
    }

    private string Read(string ending) => File.ReadAllText(LogPath + ending);
}
