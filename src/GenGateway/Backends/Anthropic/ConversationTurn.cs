using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>Neighbouring messages of one side, which Anthropic takes as one.</summary>
/// <param name="IsAssistant">Whose they are: the assistant's, or the user's and the tools'.</param>
/// <param name="Messages">In order; each says something.</param>
internal sealed record ConversationTurn(bool IsAssistant, List<ChatMessage> Messages);
