using System.Text.Json.Nodes;

namespace GenGateway.Engine.Tests.Imaging;

/// <summary>The picture files; <c>Fixtures/pictures/README.md</c> explains the keys.</summary>
internal static class PictureFixture
{
    public const long MostPixels = 67_108_864;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "pictures");

    public static IReadOnlyList<JsonNode> Cases { get; } =
        [.. JsonNode.Parse(File.ReadAllBytes(Path.Combine(Folder, "files.json")))!["cases"]!.AsArray().Select(static node => node!)];

    public static JsonNode Case(string file) => Cases.Single(node => node["file"]!.GetValue<string>() == file);

    public static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    /// <summary>The names of the files for which a theory runs.</summary>
    public static TheoryData<string> Names(Func<JsonNode, bool> which) => [.. Cases.Where(which).Select(static node => node["file"]!.GetValue<string>())];

    /// <summary>The error class as the files' list names it.</summary>
    public static string NameOf(GenGateway.Engine.Imaging.PictureFault fault) => fault switch
    {
        GenGateway.Engine.Imaging.PictureFault.Empty => "empty",
        GenGateway.Engine.Imaging.PictureFault.NotAnImage => "not_an_image",
        GenGateway.Engine.Imaging.PictureFault.Truncated => "truncated",
        GenGateway.Engine.Imaging.PictureFault.Corrupt => "corrupt",
        GenGateway.Engine.Imaging.PictureFault.TooLarge => "too_large",
        GenGateway.Engine.Imaging.PictureFault.Unsupported => "unsupported",
    };
}
