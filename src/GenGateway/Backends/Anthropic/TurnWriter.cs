using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>Writes <c>messages</c>: turns as lists of blocks. One conversation, one owner.</summary>
internal sealed class TurnWriter(Utf8JsonWriter json)
{
    private readonly CallIds _ids = new();

    public void Write(IReadOnlyList<ConversationTurn> turns)
    {
        json.WriteStartArray("messages");
        for (var i = 0; i < turns.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("role", turns[i].IsAssistant ? "assistant" : "user");
            json.WriteStartArray("content");
            if (turns[i].IsAssistant)
                Assistant(turns[i].Messages, isLast: i == turns.Count - 1);
            else
                User(turns[i].Messages);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Results stand before whatever else the user says.
    private void User(List<ChatMessage> messages)
    {
        foreach (var result in messages.Where(static message => message.Role == "tool"))
            Result(result);
        foreach (var message in messages.Where(static message => message.Role != "tool"))
            Parts(message.Parts);
    }

    private void Assistant(List<ChatMessage> messages, bool isLast)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            foreach (var thought in message.Thoughts.Where(Thinking.IsCarried))
                Thought(thought);
            // Blanks at the end of a begun answer are refused.
            if (isLast && i == messages.Count - 1 && message is { ToolCalls.Count: 0, Parts: [.., ChatPart.Text begun] })
                Parts([.. message.Parts.SkipLast(1), new ChatPart.Text(begun.Content.TrimEnd())]);
            else
                Parts(message.Parts);
            foreach (var call in message.ToolCalls)
                Call(call);
        }
    }

    private void Thought(Thought thought)
    {
        json.WriteStartObject();
        if (thought.Sealed is { Length: > 0 } data)
        {
            json.WriteString("type", "redacted_thinking");
            json.WriteText("data", data);
        }
        else
        {
            json.WriteString("type", "thinking");
            json.WriteText("thinking", thought.Text);
            json.WriteString("signature", thought.Signature);
        }

        json.WriteEndObject();
    }

    private void Call(ToolCall call)
    {
        json.WriteStartObject();
        json.WriteString("type", "tool_use");
        json.WriteString("id", _ids.Of(call.Id));
        json.WriteString("name", call.Name);
        RequestJson.WriteRaw(json, "input", ObjectText.Is(call.Arguments) ? call.Arguments : "{}");
        json.WriteEndObject();
    }

    private void Result(ChatMessage message)
    {
        json.WriteStartObject();
        json.WriteString("type", "tool_result");
        json.WriteString("tool_use_id", _ids.Of(message.ToolCallId ?? ""));
        if (message.Parts is [ChatPart.Text only] && !Conversation.IsBlank(only))
        {
            json.WriteText("content", only.Content);
        }
        else if (!message.Parts.All(Conversation.IsBlank))
        {
            json.WriteStartArray("content");
            Parts(message.Parts);
            json.WriteEndArray();
        }

        if (message.IsError)
            json.WriteBoolean("is_error", true);
        json.WriteEndObject();
    }

    private void Parts(IReadOnlyList<ChatPart> parts)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case ChatPart.Text text when !Conversation.IsBlank(text):
                    json.WriteStartObject();
                    json.WriteString("type", "text");
                    json.WriteText("text", text.Content);
                    json.WriteEndObject();
                    break;
                case ChatPart.Image image:
                    json.WriteStartObject();
                    json.WriteString("type", "image");
                    json.WriteStartObject("source");
                    json.WriteString("type", "base64");
                    json.WriteString("media_type", AnthropicLimits.MediaTypeOf(image));
                    json.WriteText("data", image.Base64);
                    json.WriteEndObject();
                    json.WriteEndObject();
                    break;
                case ChatPart.ImageLink link:
                    json.WriteStartObject();
                    json.WriteString("type", "image");
                    json.WriteStartObject("source");
                    json.WriteString("type", "url");
                    json.WriteString("url", link.Url);
                    json.WriteEndObject();
                    json.WriteEndObject();
                    break;
            }
        }
    }
}
