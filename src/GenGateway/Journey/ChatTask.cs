namespace GenGateway.Journey;

/// <summary>The next message of a conversation.</summary>
/// <param name="Messages">At least one.</param>
/// <param name="Parameters">How to sample and when to stop.</param>
public sealed record ChatTask(IReadOnlyList<ChatMessage> Messages, TextParameters Parameters) : TextTask(Parameters);
