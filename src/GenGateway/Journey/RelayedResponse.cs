namespace GenGateway.Journey;

/// <summary>A response of OpenAI's Responses API that passed as its backend wrote it, whole.</summary>
/// <param name="Id">Its id, the backend's own.</param>
/// <param name="Backend">Who made it, and keeps the conversation up to it.</param>
/// <param name="Content">The response object as the client got it, UTF-8.</param>
public sealed record RelayedResponse(string Id, string Backend, ReadOnlyMemory<byte> Content);
