using System.Text;

namespace GenGateway.Load.Drive;

/// <summary>What the driver speaks and which of the mock's backends answers: the gateway relays where both speak the same protocol, and translates elsewhere.</summary>
/// <param name="Suffix">What it adds to a row's name.</param>
/// <param name="Model">The model that is asked for; it chooses the backend.</param>
internal sealed record Pairing(string Suffix, string Model)
{
    /// <summary>The model of the mock's OpenAI backend.</summary>
    public const string OpenAiModel = "bench";

    /// <summary>The model of the mock's Ollama backend.</summary>
    public const string OllamaModel = "bench-ollama";

    /// <summary>The model of the mock's Anthropic backend.</summary>
    public const string AnthropicModel = "bench-anthropic";

    /// <summary>OpenAI's protocol on both sides.</summary>
    public static Pairing Relayed { get; } = new("", OpenAiModel);

    public static Pairing OllamaBackend { get; } = new(", Ollama backend", OllamaModel);

    public static Pairing AnthropicBackend { get; } = new(", Anthropic backend", AnthropicModel);

    public static Pairing AnthropicClient { get; } = new(", Anthropic client", OpenAiModel) { IsAnthropic = true };

    /// <summary>Anthropic's protocol on both sides.</summary>
    public static Pairing AnthropicRelayed { get; } = new(", Anthropic client and backend", AnthropicModel) { IsAnthropic = true };

    /// <summary>All but the first: what only a gateway can do, or what it does on another path.</summary>
    public static IReadOnlyList<Pairing> Others { get; } = [OllamaBackend, AnthropicBackend, AnthropicClient, AnthropicRelayed];

    /// <summary>Whether the driver speaks Anthropic's protocol instead of OpenAI's.</summary>
    public bool IsAnthropic { get; init; }

    /// <summary>The last thing of a stream that is whole.</summary>
    public byte[] Terminator => Encoding.ASCII.GetBytes(IsAnthropic ? "data: {\"type\":\"message_stop\"}" : "[DONE]");

    /// <summary>A chat.</summary>
    /// <inheritdoc cref="RequestForm.Chat"/>
    public byte[] Request(bool stream = true, int paceMicroseconds = 0, int events = 0) => IsAnthropic
        ? RequestForm.Message(stream, paceMicroseconds, Model, events)
        : RequestForm.Chat(stream, paceMicroseconds, model: Model, events: events);
}
