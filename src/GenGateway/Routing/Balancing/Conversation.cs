using GenGateway.Journey;

namespace GenGateway.Routing.Balancing;

/// <summary>What a conversation begins with, as a number: everything up to its first message of a user. Later turns have the same one.</summary>
internal static class Conversation
{
    /// <returns>Null where the request is no conversation, or cannot be read.</returns>
    public static ulong? KeyOf(GenerationRequest request)
    {
        if (request.Capability != Capability.Chat || !request.Decode().TryGet(out var decoded, out _) || decoded.Task is not ChatTask chat)
            return null;
        var key = Fingerprint.Of("");
        foreach (var message in chat.Messages)
        {
            key = Fingerprint.Of(message.Role, key);
            foreach (var part in message.Parts)
            {
                key = part switch
                {
                    ChatPart.Text text => Fingerprint.Of(text.Content, key),
                    ChatPart.Image image => Fingerprint.Of(image.Base64, key),
                    ChatPart.ImageLink link => Fingerprint.Of(link.Url, key),
                    _ => key,
                };
            }

            if (message.Role == "user")
                break;
        }

        return key;
    }
}
