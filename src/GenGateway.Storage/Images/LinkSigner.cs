using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GenGateway.Journey;

namespace GenGateway.Storage.Images;

/// <summary>Signs links to pictures, and says which still count. Thread safe.</summary>
/// <param name="keyFile">The secret: made when it is first needed, the owner's alone, and the same for every process of the folder.</param>
/// <param name="clock">What links expire by.</param>
internal sealed class LinkSigner(string keyFile, TimeProvider clock)
{
    // As many bytes as the hash has.
    private const int KeyLength = HMACSHA256.HashSizeInBytes;

    // Another process may be making the key at this moment: it holds the file for a write of some bytes.
    private const int MostTries = 50;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);

    // Longer than the digits of any second there is.
    private const int LongestNumber = 20;

    private volatile byte[]? _key;

    /// <summary>What follows the name in a link.</summary>
    /// <param name="name">The picture's.</param>
    /// <param name="valid">For how long the link counts.</param>
    /// <param name="cancellationToken">Ends the wait for the key.</param>
    /// <exception cref="IOException">There is no key, and none can be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public async ValueTask<string> SignAsync(string name, TimeSpan valid, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken).ConfigureAwait(false);
        var expires = (clock.GetUtcNow() + valid).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"?expires={expires}&signature={Signature(key, name, expires)}";
    }

    /// <summary>How long a link still counts.</summary>
    /// <param name="name">The picture's.</param>
    /// <param name="expires">The link's own; null where it has none.</param>
    /// <param name="signature">The same.</param>
    /// <param name="cancellationToken">Ends the wait for the key.</param>
    /// <returns>Null: it does not, or no more.</returns>
    /// <exception cref="IOException">There is no key, and none can be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public async ValueTask<TimeSpan?> LeftAsync(string name, string? expires, string? signature, CancellationToken cancellationToken)
    {
        if (expires is not { Length: <= LongestNumber } || signature is null || !long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var second))
            return null;
        var left = second - clock.GetUtcNow().ToUnixTimeSeconds();
        var right = Signature(await KeyAsync(cancellationToken).ConfigureAwait(false), name, expires);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(signature)) && left > 0
            ? TimeSpan.FromSeconds(left)
            : null;
    }

    private static string Signature(byte[] key, string name, string expires) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{name}\n{expires}")));

    private async ValueTask<byte[]> KeyAsync(CancellationToken cancellationToken)
    {
        if (_key is { } known)
            return known;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return _key = Read() ?? Make();
            }
            catch (IOException) when (tries < MostTries)
            {
                await Task.Delay(Again, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A process that only gives pictures need not be able to write.
    private byte[]? Read()
    {
        if (!File.Exists(keyFile))
            return null;
        using var file = new FileStream(keyFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return Read(file);
    }

    private static byte[]? Read(FileStream file)
    {
        var key = new byte[KeyLength];
        // Shorter: a crash cut it off, and no link has been signed with it.
        return file.ReadAtLeast(key, KeyLength, throwOnEndOfStream: false) == KeyLength ? key : null;
    }

    // The file is one process' at a time: of two that start together the second reads what the first wrote.
    private byte[] Make()
    {
        PrivateFiles.MakeFolder(Path.GetDirectoryName(keyFile)!);
        PrivateFiles.TryMakeFile(keyFile);
        using var file = new FileStream(keyFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        if (Read(file) is { } others)
            return others;
        var key = new byte[KeyLength];
        RandomNumberGenerator.Fill(key);
        file.Position = 0;
        file.Write(key);
        file.Flush(flushToDisk: true);
        return key;
    }
}
