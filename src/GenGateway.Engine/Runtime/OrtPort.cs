namespace GenGateway.Engine.Runtime;

/// <summary>One input or output of a session, as its graph declares it.</summary>
/// <param name="Name">The name to run with.</param>
/// <param name="Type"><see cref="OrtElementType.Undefined"/> for what is no tensor (sequences, maps).</param>
/// <param name="Dimensions">-1 stands for a dimension that only a run decides.</param>
/// <param name="Symbols">The names of such dimensions; empty where there is a number or no name.</param>
internal sealed record OrtPort(string Name, OrtElementType Type, long[] Dimensions, string[] Symbols)
{
    public override string ToString() =>
        $"'{Name}' ({Type} [{string.Join(", ", Dimensions.Zip(Symbols, (d, s) => d >= 0 ? $"{d}" : s.Length > 0 ? s : "?"))}])";
}
