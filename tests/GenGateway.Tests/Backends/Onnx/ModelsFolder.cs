using GenGateway.Tests.Architecture;

namespace GenGateway.Tests.Backends.Onnx;

/// <summary>A temporary models path with copies of the genuine exports.</summary>
internal sealed class ModelsFolder : IDisposable
{
    private static readonly string Exports = System.IO.Path.Combine(Repository.Root, "tests", "GenGateway.Engine.Tests", "Fixtures", "text-models");

    public string Path { get; } = Directory.CreateTempSubdirectory("gengateway-models-").FullName;

    /// <summary>Copies an export under a name, and returns the copy's folder.</summary>
    public string Add(string export, string name)
    {
        var target = Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(Exports, export)))
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)));
        return target;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
