using System.Globalization;

namespace GenGateway.Server.Logs;

/// <summary>Lines to a file that is put aside when it is full: <c>path</c>, then <c>path.1</c> … up to the number of files.</summary>
internal sealed class FileOutput : ILogOutput
{
    private const byte LineEnd = (byte)'\n';

    private readonly string _path;
    private readonly long _maxBytes;
    private readonly int _maxFiles;
    private FileStream _file;

    /// <param name="path">The file; its folder is made.</param>
    /// <param name="maxBytes">A file that would grow beyond this is put aside. One longer line has a file of its own.</param>
    /// <param name="maxFiles">How many files there are at most, the current one counted.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public FileOutput(string path, long maxBytes, int maxFiles)
    {
        _path = path;
        _maxBytes = maxBytes;
        _maxFiles = maxFiles;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = Open();
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var fitting = Fitting(lines.Span, _maxBytes - _file.Length);
            if (fitting == 0 && _file.Length > 0)
            {
                await RotateAsync();
                continue;
            }

            // An empty file takes a line whatever its length.
            var taken = fitting > 0 ? fitting : lines.Span.IndexOf(LineEnd) + 1;
            await _file.WriteAsync(lines[..taken]);
            await _file.FlushAsync();
            lines = lines[taken..];
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    /// <summary>The bytes of the whole lines that fit into so much room.</summary>
    private static int Fitting(ReadOnlySpan<byte> lines, long room) =>
        lines.Length <= room ? lines.Length : room <= 0 ? 0 : lines[..(int)room].LastIndexOf(LineEnd) + 1;

    private async ValueTask RotateAsync()
    {
        await _file.DisposeAsync();
        try
        {
            if (_maxFiles == 1)
                File.Delete(_path);
            for (var number = _maxFiles - 1; number >= 1; number--)
            {
                var from = number == 1 ? _path : Numbered(number - 1);
                if (File.Exists(from))
                    File.Move(from, Numbered(number), overwrite: true);
            }
        }
        finally
        {
            // Whatever went wrong with the old ones: lines must go somewhere.
            _file = Open();
        }
    }

    private string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"{_path}.{number}");

    // Readers may look on and rotate on their own; a buffer would keep lines back.
    private FileStream Open() => new(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
