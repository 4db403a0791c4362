namespace GenGateway.TestKit;

/// <summary>A call that a fake model makes.</summary>
/// <param name="Name">The function.</param>
/// <param name="Arguments">Its arguments, JSON text.</param>
public sealed record FakeToolCall(string Name, string Arguments)
{
    public string Id { get; init; } = "call_gpe256wc";

    /// <summary>The parts in which a stream brings the arguments, where its server streams them in parts.</summary>
    public IReadOnlyList<string> Fragments { get; init; } = [Arguments];
}
