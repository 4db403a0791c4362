namespace GenGateway.Journey;

/// <summary>One message of a conversation, text only.</summary>
/// <param name="Role">system, developer, user, assistant or tool, as the client wrote it.</param>
/// <param name="Text">The text of all its parts.</param>
public sealed record ChatMessage(string Role, string Text);
