using System.Text;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Backends;

public sealed class ImageJsonReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryBudget _memory = new(64 << 20);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3000)]
    [InlineData(3100)]
    [InlineData(400_000)]
    public async Task A_picture_is_what_its_base64_says_however_long_it_is_and_however_it_comes(int length)
    {
        var picture = Bytes(length);
        var answer = $$"""{"created":7,"data":[{"b64_json":"{{Convert.ToBase64String(picture)}}","seed":5}],"note":"\u00e9 \" \\ end"}""";

        foreach (var pieces in new[] { int.MaxValue, 1, 7, 1000 })
        {
            using var read = await ReadAsync(answer, pieces);
            Assert.Equal(7, read.Root.GetProperty("created").GetInt32());
            Assert.Equal("é \" \\ end", read.Root.GetProperty("note").GetString());
            var item = read.Root.GetProperty("data")[0];
            Assert.Equal(5, item.GetProperty("seed").GetInt32());
            using var taken = await TakeAsync(read, item.GetProperty("b64_json"));
            Assert.Equal(picture, await BytesOf(taken));
        }

        Assert.Equal(0, _memory.Used);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("data:image/png;base64,", "")]
    [InlineData("", "")]
    [InlineData("", "slash")]
    [InlineData("", "code")]
    [InlineData("", "lines")]
    [InlineData("", "bare")]
    public async Task It_may_be_written_in_every_way_that_servers_write_it(string head, string way)
    {
        var picture = Bytes(10_000);
        var digits = Convert.ToBase64String(picture);
        digits = way switch
        {
            "slash" => digits.Replace("/", "\\/", StringComparison.Ordinal),
            "code" => digits.Replace("+", "\\u002B", StringComparison.Ordinal),
            "lines" => string.Join("\\r\\n", digits.Chunk(76).Select(static line => new string(line))),
            "bare" => digits.TrimEnd('='),
            _ => digits,
        };

        foreach (var pieces in new[] { int.MaxValue, 1, 999 })
        {
            using var read = await ReadAsync($$"""{"image":"{{head}}{{digits}}"}""", pieces);
            using var taken = await TakeAsync(read, read.Root.GetProperty("image"));
            Assert.Equal(picture, await BytesOf(taken));
        }
    }

    [Fact]
    public async Task A_long_text_that_is_no_picture_stays_a_text()
    {
        var info = JsonSerializer.Serialize(new { prompt = new string('x', 20_000) + "\"é", seed = 1 });

        using var read = await ReadAsync(JsonSerializer.Serialize(new { info }), 13);

        Assert.Equal(info, read.Root.GetProperty("info").GetString());
    }

    [Theory]
    [InlineData("""{"image":"AAAA*AAAA"}""")]
    [InlineData("""{"image":""}""")]
    [InlineData("""{"image":7}""")]
    [InlineData("""{"image":null}""")]
    [InlineData("""{"image":"\u00010"}""")]
    [InlineData("""{"image":"\u0001-1"}""")]
    [InlineData("""{"image":"A"}""")]
    public async Task What_is_no_picture_gives_none(string answer)
    {
        using (var read = await ReadAsync(answer, int.MaxValue))
        {
            var taken = await read.TakeAsync(read.Root.GetProperty("image"), Limits(), TestContext.Current.CancellationToken);
            Assert.Equal(Outcome.Of<Payload?>(null), taken);
        }

        Assert.Equal(0, _memory.Used);
    }

    [Theory]
    [InlineData("""{"a":1""", "no JSON")]
    [InlineData("<html>", "no JSON")]
    [InlineData("", "no JSON")]
    [InlineData("""{"a":"open""", "breaks off")]
    [InlineData("picture with a star", "no base64")]
    public async Task A_broken_answer_is_a_failure(string answer, string reason)
    {
        if (answer == "picture with a star")
            answer = $$"""{"image":"{{Convert.ToBase64String(Bytes(9000))}}*"}""";

        var read = await ImageJsonReader.ReadAsync("b", new PiecesStream(answer, 11), Limits(), TestContext.Current.CancellationToken);

        Assert.False(read.TryGet(out _, out var failure));
        Assert.Equal(FailureKind.BackendError, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, _memory.Used);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Pictures_that_nobody_takes_leave_nothing_behind()
    {
        var digits = Convert.ToBase64String(Bytes(400_000));

        using (await ReadAsync($$"""["{{digits}}","{{digits}}"]""", int.MaxValue))
            Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);

        Assert.Empty(Directory.GetFiles(_folder.Path));
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task A_picture_beyond_the_longest_answer_is_a_failure()
    {
        var answer = $$"""{"image":"{{Convert.ToBase64String(Bytes(400_000))}}"}""";

        var read = await ImageJsonReader.ReadAsync("b", new PiecesStream(answer, 999), Limits() with { AnswerBytes = 399_999 }, TestContext.Current.CancellationToken);

        Assert.False(read.TryGet(out _, out var failure));
        Assert.Contains("limits.answer_bytes", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private UpstreamLimits Limits() => new(1 << 20, 8 << 20, _memory) { Incoming = new PayloadFolder(_folder.Path) };

    private async Task<ImageJson> ReadAsync(string answer, int pieces)
    {
        var read = await ImageJsonReader.ReadAsync("b", new PiecesStream(answer, pieces), Limits(), TestContext.Current.CancellationToken);
        Assert.True(read.TryGet(out var json, out var failure), failure?.Message);
        return json;
    }

    private async Task<Payload> TakeAsync(ImageJson read, JsonElement text)
    {
        Assert.True((await read.TakeAsync(text, Limits(), TestContext.Current.CancellationToken)).TryGet(out var taken, out var failure), failure?.Message);
        return Assert.IsType<Payload>(taken);
    }

    private static async Task<byte[]> BytesOf(Payload payload)
    {
        var bytes = new byte[payload.Length];
        for (var at = 0; at < bytes.Length;)
            at += await payload.ReadAsync(bytes.AsMemory(at), at, TestContext.Current.CancellationToken);
        return bytes;
    }

    /// <summary>Gives at most so many bytes at once.</summary>
    private sealed class PiecesStream(string text, int most) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
