namespace GenGateway.Surfaces.Responses;

/// <summary>How a response is kept once it is whole.</summary>
/// <param name="Keeper">Keeps it.</param>
/// <param name="Key">Whose it is.</param>
/// <param name="Conversation">All items up to its own input.</param>
internal sealed record ResponseKeeping(IResponseKeeper Keeper, string? Key, ReadOnlyMemory<byte> Conversation);
