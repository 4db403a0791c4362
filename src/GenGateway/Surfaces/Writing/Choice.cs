using System.Text;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Writing;

/// <summary>One choice of a whole answer while it is folded together.</summary>
internal sealed class Choice
{
    private readonly List<GrowingCall> _calls = [];

    public StringBuilder Text { get; } = new();

    public StringBuilder Reasoning { get; } = new();

    public IReadOnlyList<GrowingCall> ToolCalls => _calls;

    /// <summary>What it thought, with its seals.</summary>
    public SealedThoughts Thoughts { get; } = new();

    /// <summary>How likely its tokens were; empty: nobody said.</summary>
    public List<TokenLogprob> Logprobs { get; } = [];

    /// <summary>Where the first of those tokens begins in the text, in characters: behind an echoed prompt.</summary>
    public int LogprobsStart { get; private set; }

    public FinishReason? Reason { get; set; }

    public void Add(GenerationEvent.LogprobsDelta delta)
    {
        if (Logprobs.Count == 0)
            LogprobsStart = Math.Max(0, Text.Length - delta.Tokens.Sum(static token => token.Token.Length));
        Logprobs.AddRange(delta.Tokens);
    }

    public void Add(GenerationEvent.ToolCallDelta delta)
    {
        while (_calls.Count <= delta.Index)
            _calls.Add(new GrowingCall());
        var call = _calls[delta.Index];
        call.Id ??= delta.Id;
        call.Name ??= delta.Name;
        call.Arguments.Append(delta.Arguments);
    }
}
