namespace GenGateway.TestKit.ComfyUi;

/// <summary>The files in the folders input, output and temp. Thread-safe.</summary>
internal sealed class ComfyFiles(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Type, string Path), (byte[] Bytes, DateTimeOffset At)> files = [];

    public (byte[] Bytes, DateTimeOffset At)? Get(string type, string path)
    {
        lock (gate)
            return files.TryGetValue((type, path), out var file) ? file : null;
    }

    public void Put(string type, string path, byte[] bytes)
    {
        lock (gate)
            files[(type, path)] = (bytes, clock.GetUtcNow());
    }

    /// <summary>The files of one type that lie in no subfolder, sorted.</summary>
    public IReadOnlyList<string> Names(string type)
    {
        lock (gate)
            return [.. files.Keys.Where(key => key.Type == type && !key.Path.Contains('/', StringComparison.Ordinal)).Select(key => key.Path).Order(StringComparer.Ordinal)];
    }

    /// <summary>The file that a name means which may end with its folder's: <c>a.png [temp]</c>. Null where there is none.</summary>
    public byte[]? Annotated(string name)
    {
        var type = new[] { "input", "output", "temp" }.FirstOrDefault(type => name.EndsWith($" [{type}]", StringComparison.Ordinal));
        return Get(type ?? "input", type is null ? name : name[..^(type.Length + 3)])?.Bytes;
    }

    /// <summary>Stores a picture under the next number behind a prefix.</summary>
    public string Save(string type, string folder, string prefix, byte[] bytes)
    {
        lock (gate)
        {
            var start = Join(folder, prefix + "_");
            var number = files.Keys.Where(key => key.Type == type && key.Path.StartsWith(start, StringComparison.Ordinal))
                .Select(key => int.TryParse(key.Path[start.Length..].Split('_')[0], out var used) ? used : 0).DefaultIfEmpty().Max() + 1;
            var name = $"{prefix}_{number:D5}_.png";
            files[(type, Join(folder, name))] = (bytes, clock.GetUtcNow());
            return name;
        }
    }

    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";
}
