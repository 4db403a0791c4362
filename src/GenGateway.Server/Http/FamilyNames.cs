using GenGateway.Configuration;

namespace GenGateway.Server.Http;

/// <summary>Families as the configuration writes them.</summary>
internal static class FamilyNames
{
    /// <summary>The families that are on (<c>surfaces</c>).</summary>
    public static Families On(SurfacesConfig surfaces) =>
        If(surfaces.OpenAi, Families.OpenAi)
        | If(surfaces.Anthropic, Families.Anthropic)
        | If(surfaces.Ollama, Families.Ollama)
        | If(surfaces.WebUi, Families.WebUi)
        | If(surfaces.Akash, Families.Akash)
        | If(surfaces.Inference, Families.Inference)
        | If(surfaces.Jobs, Families.Jobs)
        | If(surfaces.Dashboard, Families.Dashboard)
        | If(surfaces.Metrics, Families.Metrics)
        | If(surfaces.Mcp, Families.Mcp);

    /// <summary>The families of a listener; none named means all.</summary>
    public static Families Of(IReadOnlyList<string> names) =>
        names.Count == 0 ? Families.All : names.Aggregate(Families.None, static (families, name) => families | Enum.Parse<Families>(name, ignoreCase: true));

    private static Families If(bool on, Families family) => on ? family : Families.None;
}
