namespace GenGateway.Server.Http;

/// <summary>One listener: which families it answers, whether it asks for keys, and who reaches it. Immutable.</summary>
/// <param name="Families">What it answers, as far as that is on at all.</param>
/// <param name="Asks">Whether keys are asked for here, once there is one.</param>
/// <param name="IsLoopback">Whether only programs of this machine reach it.</param>
internal sealed record Doorway(Families Families, bool Asks, bool IsLoopback);
