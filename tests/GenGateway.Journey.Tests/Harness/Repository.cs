namespace GenGateway.Journey.Tests.Harness;

/// <summary>Where things lie in the repository.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The published program, as users get it.</summary>
    public static string Program
    {
        get
        {
            var path = Environment.GetEnvironmentVariable("GENGATEWAY_PUBLISHED") is { Length: > 0 } named
                ? Path.GetFullPath(named, Root)
                : Path.Combine(Root, "artifacts", "publish", "gengateway-linux-x64", "gengateway");
            if (!File.Exists(path))
                Assert.Fail($"There is no program at {path}: run scripts/publish.sh first, or name one in GENGATEWAY_PUBLISHED.");
            return path;
        }
    }

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GenGateway.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not lie inside the repository.");
    }
}
