using System.Text.Json;

namespace GenGateway.Engine.Tests.Text;

/// <summary>The model folders that the tests carry, with PyTorch's answers.</summary>
internal static class ModelFixture
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Fixtures", "text-models");

    public static string SamplingFile => Path.Combine(Root, "sampling.json");

    public static string Folder(string model) => Path.Combine(Root, model);

    public static IReadOnlyList<ReferenceCase> Cases(string model)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(model), "references.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(ReferenceCase.Read)];
    }

    public static ReferenceCase Case(string model, string name) => Cases(model).Single(each => each.Name == name);
}
