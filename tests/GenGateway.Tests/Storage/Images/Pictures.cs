using GenGateway.Configuration;
using GenGateway.Journey;
using GenGateway.Storage.Images;

namespace GenGateway.Tests.Storage.Images;

/// <summary>Pictures of which only the first bytes are right, and stores for them.</summary>
internal static class Pictures
{
    /// <summary>More than is held in memory.</summary>
    public const int Large = PayloadWriter.MostInMemory + 1;

    public static StorageConfig Settings { get; } = new(
        ".",
        null,
        new SignedLinksConfig(false, TimeSpan.FromHours(1)),
        new StorageCleanupConfig(true, TimeSpan.FromHours(24), TimeSpan.FromHours(1), null));

    public static StorageConfig Signing { get; } = Settings with { SignedLinks = new SignedLinksConfig(true, TimeSpan.FromHours(1)) };

    public static ImageDelivery Link { get; } = new(ImageForm.Link, "http://127.0.0.1:8080");

    /// <summary>The bytes of one.</summary>
    /// <param name="extension">What it is.</param>
    /// <param name="length">Bytes, at least 12.</param>
    public static byte[] Bytes(string extension = "png", int length = 100)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        byte[] head = extension switch
        {
            "png" => [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
            "jpg" => [0xff, 0xd8, 0xff],
            "gif" => [.. "GIF89a"u8],
            "webp" => [.. "RIFF1234WEBP"u8],
            _ => [.. "<svg"u8],
        };
        head.CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>One that has come to a store.</summary>
    public static async Task<Payload> ComeToAsync(LocalImageStore store, byte[] bytes)
    {
        using var writer = new PayloadWriter(store.Incoming, new MemoryBudget(1 << 30), long.MaxValue);
        Assert.Null(await writer.WriteAsync(bytes, TestContext.Current.CancellationToken));
        Assert.True((await writer.FinishAsync(TestContext.Current.CancellationToken)).TryGet(out var payload, out var failure), failure?.Message);
        return payload;
    }

    /// <summary>Keeps one and gives its link.</summary>
    public static async Task<string> KeepAsync(LocalImageStore store, byte[] bytes, ImageDelivery? delivery = null)
    {
        using var payload = await ComeToAsync(store, bytes);
        Assert.True((await store.KeepAsync(payload, delivery ?? Link, TestContext.Current.CancellationToken)).TryGet(out var link, out var failure), failure?.Message);
        return link;
    }

    /// <summary>Puts a file into a folder, written so long ago.</summary>
    public static string Put(string path, DateTimeOffset written, int length = 100)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Bytes(length: length));
        File.SetLastWriteTimeUtc(path, written.UtcDateTime);
        return path;
    }

    /// <summary>A name as kept pictures have them.</summary>
    public static string Name(int number, string extension = "png") => $"{number:x32}.{extension}";
}
