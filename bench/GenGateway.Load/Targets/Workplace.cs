namespace GenGateway.Load.Targets;

/// <summary>A temporary directory with a folder for each server; removed at the end.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gengateway-bench-");

    public string Folder(string name) => _home.CreateSubdirectory(name).FullName;

    public void Dispose() => _home.Delete(recursive: true);
}
