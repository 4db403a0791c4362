using GenGateway.Journey;
using Microsoft.Win32.SafeHandles;

namespace GenGateway.Recording;

/// <summary>The journal's folder: held by one gateway at a time, with the segments that earlier ones left.</summary>
internal sealed class JournalFolder : IDisposable
{
    /// <summary>What a segment begins with: the format's name and version.</summary>
    private static readonly byte[] Magic = "GGJRNL1\n"u8.ToArray();

    private readonly string _path;
    private readonly FileStream _held;

    private JournalFolder(string path, FileStream held) => (_path, _held) = (path, held);

    /// <summary>Where a segment's first frame begins.</summary>
    public static int FirstFrame => Magic.Length;

    /// <summary>Takes the folder; the kernel gives it back when the process ends, however it ends.</summary>
    /// <exception cref="JournalException">It cannot be made, written, or is another gateway's.</exception>
    public static JournalFolder Take(string path)
    {
        try
        {
            PrivateFiles.MakeFolder(path);
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"the records' journal needs the folder {path}, which cannot be made ({thrown.Message}); make it writable, or set database.connection_string to a file in a folder that is.", thrown);
        }

        var hold = Path.Combine(path, "lock");
        try
        {
            return new JournalFolder(path, new FileStream(hold, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException thrown)
        {
            throw new JournalException($"the records' journal cannot be written in {path} ({thrown.Message}); make the folder writable, or set database.connection_string to a file in a folder that is.", thrown);
        }
        catch (IOException thrown)
        {
            throw new JournalException($"the records' journal {path} is in use or cannot be written ({thrown.Message}); a database file serves one gateway: stop the other one, or give this one its own database.connection_string.", thrown);
        }
    }

    /// <summary>Forgets what is journaled: the operator asked for empty records.</summary>
    public void Empty()
    {
        foreach (var file in Directory.EnumerateFiles(_path, "*" + JournalSegment.Ending))
            File.Delete(file);
    }

    /// <summary>The segments that are there, oldest first.</summary>
    /// <exception cref="JournalException">One cannot be opened.</exception>
    public List<JournalSegment> Segments()
    {
        var segments = new List<JournalSegment>();
        var files = from file in Directory.EnumerateFiles(_path, "*" + JournalSegment.Ending)
                    let number = JournalSegment.NumberOf(file)
                    where number is not null
                    orderby number
                    select (file, number.Value);
        foreach (var (file, number) in files)
        {
            try
            {
                var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                segments.Add(new JournalSegment(file, number, handle, RandomAccess.GetLength(handle), isOwn: false));
            }
            catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
            {
                throw new JournalException($"the records' journal file {file} cannot be read ({thrown.Message}); correct its permissions, or move it away and lose the records in it.", thrown);
            }
        }

        return segments;
    }

    /// <summary>Begins a segment.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    public JournalSegment Create(long number)
    {
        var path = Path.Combine(_path, JournalSegment.Name(number));
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            RandomAccess.Write(handle, Magic, 0);
        }
        catch (Exception)
        {
            handle.Dispose();
            File.Delete(path);
            throw;
        }

        return new JournalSegment(path, number, handle, Magic.Length, isOwn: true);
    }

    /// <summary>Whether a segment begins as this version writes it.</summary>
    public static bool IsOurs(SafeFileHandle handle)
    {
        Span<byte> head = stackalloc byte[Magic.Length];
        return RandomAccess.Read(handle, head, 0) == head.Length && head.SequenceEqual(Magic);
    }

    /// <summary>Deletes the whole folder, as a journal in a temporary place must.</summary>
    public void Delete()
    {
        _held.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    public void Dispose() => _held.Dispose();
}
