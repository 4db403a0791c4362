using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Journey;

public sealed class PayloadTests : IDisposable
{
    private static readonly byte[] PngHead = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryBudget _memory = new(64 << 20);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(PayloadWriter.MostInMemory)]
    [InlineData(PayloadWriter.MostInMemory + 1)]
    [InlineData((3 * PayloadWriter.MostInMemory) + 17)]
    public async Task What_was_written_in_pieces_is_read_whole(int length)
    {
        var bytes = Bytes(length);
        using var writer = new PayloadWriter(new PayloadFolder(_folder.Path), _memory, long.MaxValue);
        foreach (var piece in bytes.Chunk(100_003))
            Assert.Null(await writer.WriteAsync(piece, TestContext.Current.CancellationToken));

        using var payload = await FinishAsync(writer);

        Assert.Equal(bytes, await ReadAsync(payload));
        Assert.Equal(length >= PngHead.Length ? ImageType.Png : null, payload.Type);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2 * PayloadWriter.MostInMemory)]
    public async Task It_leaves_neither_memory_nor_files_behind(int length)
    {
        using (var writer = new PayloadWriter(new PayloadFolder(_folder.Path), _memory, long.MaxValue))
        {
            Assert.Null(await writer.WriteAsync(Bytes(length), TestContext.Current.CancellationToken));
            Assert.True(_memory.Used > 0);
            using var payload = await FinishAsync(writer);
            Assert.Equal(length > PayloadWriter.MostInMemory, _memory.Used == 0);
        }

        Assert.Equal(0, _memory.Used);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2 * PayloadWriter.MostInMemory)]
    public async Task One_that_breaks_off_leaves_nothing_either(int length)
    {
        using (var writer = new PayloadWriter(new PayloadFolder(_folder.Path), _memory, long.MaxValue))
            Assert.Null(await writer.WriteAsync(Bytes(length), TestContext.Current.CancellationToken));

        Assert.Equal(0, _memory.Used);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2 * PayloadWriter.MostInMemory)]
    public async Task A_saved_one_stays_and_can_still_be_read(int length)
    {
        var bytes = Bytes(length);
        var kept = Path.Combine(_folder.Path, "kept.png");
        using var writer = new PayloadWriter(new PayloadFolder(Path.Combine(_folder.Path, "incoming")), _memory, long.MaxValue);
        Assert.Null(await writer.WriteAsync(bytes, TestContext.Current.CancellationToken));

        using (var payload = await FinishAsync(writer))
        {
            await payload.SaveAsync(kept, TestContext.Current.CancellationToken);
            Assert.Equal(bytes, await ReadAsync(payload));
        }

        Assert.Equal(bytes, await File.ReadAllBytesAsync(kept, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(100, 33)]
    [InlineData(100, 100)]
    [InlineData(2 * PayloadWriter.MostInMemory, 33)]
    [InlineData(2 * PayloadWriter.MostInMemory, PayloadWriter.MostInMemory)]
    public async Task What_is_put_into_it_stands_there_when_it_is_read_and_when_it_is_saved(int length, int at)
    {
        var (bytes, more) = (Bytes(length), Bytes(1234));
        byte[] expected = [.. bytes[..at], .. more, .. bytes[at..]];
        var kept = Path.Combine(_folder.Path, "kept.png");
        var incoming = Path.Combine(_folder.Path, "incoming");
        using var writer = new PayloadWriter(new PayloadFolder(incoming), _memory, long.MaxValue);
        Assert.Null(await writer.WriteAsync(bytes, TestContext.Current.CancellationToken));

        using (var payload = await FinishAsync(writer))
        {
            payload.Insert(at, more);
            Assert.Equal(expected.Length, payload.Length);
            Assert.Equal(expected, await ReadAsync(payload));
            await payload.SaveAsync(kept, TestContext.Current.CancellationToken);
            Assert.Equal(expected, await ReadAsync(payload));
        }

        Assert.Equal(expected, await File.ReadAllBytesAsync(kept, TestContext.Current.CancellationToken));
        Assert.True(!Directory.Exists(incoming) || Directory.GetFiles(incoming).Length == 0);
    }

    [Fact]
    public async Task More_than_the_most_is_a_failure()
    {
        using var writer = new PayloadWriter(new PayloadFolder(_folder.Path), _memory, 10);

        Assert.Null(await writer.WriteAsync(Bytes(10), TestContext.Current.CancellationToken));
        Assert.Equal(FailureKind.BackendError, (await writer.WriteAsync(new byte[1], TestContext.Current.CancellationToken))?.Kind);
    }

    [Fact]
    public async Task Without_memory_nothing_is_taken()
    {
        using var writer = new PayloadWriter(new PayloadFolder(_folder.Path), new MemoryBudget(PayloadWriter.MostInMemory - 1), long.MaxValue);

        Assert.Equal(FailureKind.MemoryFull, (await writer.WriteAsync(Bytes(10), TestContext.Current.CancellationToken))?.Kind);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_failure_that_says_so()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        using var writer = new PayloadWriter(new PayloadFolder(Path.Combine(file, "below")), _memory, long.MaxValue);

        var failure = await writer.WriteAsync(Bytes(2 * PayloadWriter.MostInMemory), TestContext.Current.CancellationToken);

        Assert.Equal(FailureKind.StoreUnavailable, failure?.Kind);
        Assert.Contains("storage.base_path", failure?.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        PngHead.AsSpan(0, Math.Min(length, PngHead.Length)).CopyTo(bytes);
        return bytes;
    }

    private static async Task<Payload> FinishAsync(PayloadWriter writer)
    {
        Assert.True((await writer.FinishAsync(TestContext.Current.CancellationToken)).TryGet(out var payload, out var failure), failure?.Message);
        return payload;
    }

    private static async Task<byte[]> ReadAsync(Payload payload)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[70_001];
        int read;
        while ((read = await payload.ReadAsync(buffer, bytes.Length, TestContext.Current.CancellationToken)) > 0)
            bytes.Write(buffer, 0, read);
        return bytes.ToArray();
    }
}
