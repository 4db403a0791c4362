namespace GenGateway.TestKit.Transcripts;

/// <summary>The recordings that lie in the repository.</summary>
public static class Recordings
{
    /// <summary>The folder that holds them.</summary>
    public static string Folder { get; } = Find();

    /// <summary>One recording, by folder and name: <c>ollama/chat-stream</c>.</summary>
    public static Transcript Load(string name) => Transcript.Load(Path.Combine(Folder, name + ".jsonl"));

    /// <summary>The names of all recordings of one server, with the folder in front, sorted.</summary>
    public static IReadOnlyList<string> Names(string server) =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, server), "*.jsonl").Select(file => $"{server}/{Path.GetFileNameWithoutExtension(file)}").Order(StringComparer.Ordinal)];

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "tests", "Fixtures", "transcripts");
            if (Directory.Exists(found))
                return found;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds tests/Fixtures/transcripts.");
    }
}
