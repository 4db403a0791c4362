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

    public FinishReason? Reason { get; set; }

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
