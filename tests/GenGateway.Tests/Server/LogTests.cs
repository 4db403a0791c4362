using System.Buffers;
using System.Text;
using GenGateway.Configuration;
using GenGateway.Server.Logs;
using GenGateway.Tests.Configuration;
using GenGateway.Tests.Surfaces;
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
    public async Task A_folder_that_was_gone_for_a_while_costs_lines_and_not_the_log()
    {
        var folder = Path.GetDirectoryName(LogPath)!;
        await using (var output = new FileOutput(LogPath, maxBytes: 4, maxFiles: 2))
        {
            await output.WriteAsync("one\n"u8.ToArray());
            Directory.Delete(folder, recursive: true);
            await Assert.ThrowsAnyAsync<IOException>(() => output.WriteAsync("two\n"u8.ToArray()).AsTask());
            Directory.CreateDirectory(folder);
            await output.WriteAsync("six\n"u8.ToArray());
        }

        Assert.Equal("six\n", Read(""));
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

    [Fact]
    public async Task A_stop_is_told_at_its_beginning_and_its_end()
    {
        await using var server = await RunningServer.StartAsync();

        var lines = (await server.LogAsync()).Where(static line => line.TryGetProperty("source", out _)).Select(static line => line.GetProperty("msg").GetString()).ToArray();

        Assert.Contains(lines, static line => line!.StartsWith("stopping: ", StringComparison.Ordinal));
        Assert.Equal("stopped", lines[^1]);
    }

    [Fact]
    public void What_a_client_writes_makes_no_line_of_its_own()
    {
        var forged = "/v1/x\n12:00:00.000 info  forged\r\u001b[31m\u2028\u0085";
        var output = new ArrayBufferWriter<byte>();
        var lines = new PrettyLines();
        lines.Write(new AccessEntry(FixedClock.Start, LogLevel.Information, "GET", forged, 404, TimeSpan.Zero, null, "r", null, "m\nodel", null, null, default), output);
        lines.Write(new MessageEntry(FixedClock.Start, LogLevel.Information, "s", forged, null), output);
        lines.Write(new MessageEntry(FixedClock.Start, LogLevel.Error, "s", "failed", new InvalidOperationException(forged)), output);

        var text = Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd('\n').Split('\n');

        Assert.Equal(3, text.Count(static line => !line.StartsWith("    ", StringComparison.Ordinal)));
        Assert.Contains("/v1/x\\n12:00:00.000 info  forged\\r\\u001b[31m\\u2028\\u0085", text[0], StringComparison.Ordinal);
        Assert.Contains("m\\nodel", text[0], StringComparison.Ordinal);
        Assert.DoesNotContain(text, static line => line.Any(char.IsControl));
    }

    private string Read(string ending) => File.ReadAllText(LogPath + ending);
}
