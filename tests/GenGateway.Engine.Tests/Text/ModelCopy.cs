namespace GenGateway.Engine.Tests.Text;

/// <summary>A model folder of its own for a test that changes files in it.</summary>
internal sealed class ModelCopy : IDisposable
{
    public ModelCopy(string model)
    {
        Folder = Directory.CreateTempSubdirectory("gengateway-model-").FullName;
        foreach (var file in Directory.EnumerateFiles(ModelFixture.Folder(model)))
        {
            File.Copy(file, PathOf(Path.GetFileName(file)));
        }
    }

    public string Folder { get; }

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Replace(string file, string old, string with)
    {
        var text = File.ReadAllText(PathOf(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(PathOf(file), text.Replace(old, with, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
