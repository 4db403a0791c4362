namespace GenGateway.Tests.Configuration;

/// <summary>Finds files of the repository from where the tests run.</summary>
internal static class RepositoryFile
{
    public static string Path(string relative)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "GenGateway.slnx"))) return System.IO.Path.Combine(directory.FullName, relative);
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
