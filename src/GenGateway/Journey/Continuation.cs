using System.Text;

namespace GenGateway.Journey;

/// <summary>Which answers may go on at another backend after they broke (<c>on_stream_break: continue</c>), and what is asked for then.</summary>
public static class Continuation
{
    // Beyond this nobody begins anew: the text has to be read again.
    internal const int MostText = 1 << 20;

    /// <summary>Whether it is a chat that streams one answer of plain text. Decodes the body where the route asks for it.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="candidate">Who answers it.</param>
    /// <param name="whole">Whether nothing of the body may get lost on the way through the task.</param>
    public static bool IsFor(GenerationRequest request, Candidate candidate, bool whole) =>
        candidate.ContinuesOnBreak
        && request is { Stream: true, Capability: Capability.Chat }
        && request.Decode().TryGet(out var decoded, out _)
        && (!whole || decoded.Dropped.Count == 0)
        && decoded.Task is ChatTask { N: 1, ResponseFormat: null, Parameters.TopLogprobs: null, Messages: [.., { Role: not "assistant" }] };

    /// <summary>Unicode scalar values of a text, as people and most languages count characters.</summary>
    internal static long Characters(StringBuilder text)
    {
        long characters = 0;
        var before = '\0';
        foreach (var chunk in text.GetChunks())
        {
            foreach (var unit in chunk.Span)
            {
                if (!char.IsSurrogatePair(before, unit))
                    characters++;
                before = unit;
            }
        }

        return characters;
    }

    /// <summary>The rest of an answer of which so much is there.</summary>
    /// <param name="task">What was asked.</param>
    /// <param name="text">The answer so far, not empty.</param>
    /// <param name="tokens">About how many tokens that is.</param>
    internal static ChatTask RestOf(ChatTask task, StringBuilder text, int tokens) => task with
    {
        Messages = [.. task.Messages, new ChatMessage("assistant", text.ToString())],
        EndsBegun = true,
        Parameters = task.Parameters with { MaxTokens = task.Parameters.MaxTokens is { } most ? Math.Max(1, most - tokens) : null },
    };
}
