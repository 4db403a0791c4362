using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace GenGateway.Recording;

/// <summary>One file of the journal. Its handle stays open until it is deleted, so that nobody can take it away while it is needed.</summary>
internal sealed class JournalSegment(string path, long number, SafeFileHandle handle, long length, bool isOwn)
{
    /// <summary>How file names end.</summary>
    public const string Ending = ".journal";

    private long _length = length;

    public string Path { get; } = path;

    /// <summary>Grows from segment to segment, over restarts too.</summary>
    public long Number { get; } = number;

    public SafeFileHandle Handle { get; } = handle;

    /// <summary>Whether this process wrote it; else a predecessor did, and its end may be torn.</summary>
    public bool IsOwn { get; } = isOwn;

    /// <summary>Bytes that may be read.</summary>
    public long Length
    {
        get => Volatile.Read(ref _length);
        set => Volatile.Write(ref _length, value);
    }

    /// <summary>Its reservations whose records are not in the store. The ledger writer's own count.</summary>
    public int Unsettled { get; set; }

    /// <summary>The file's name of a number.</summary>
    public static string Name(long number) => number.ToString("D12", CultureInfo.InvariantCulture) + Ending;

    /// <summary>The number in a file's name, or null where the file is none of ours.</summary>
    public static long? NumberOf(string path) =>
        path.EndsWith(Ending, StringComparison.Ordinal)
        && long.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
