using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>What is known of one answer between its events, for both lanes. One owner.</summary>
/// <param name="tally">Counts what is seen.</param>
/// <param name="choice">Which choice the answer is.</param>
internal sealed class MessageState(Tally tally, int choice)
{
    private UsageCounts _counts;

    /// <summary>Counts what is seen.</summary>
    public Tally Tally => tally;

    /// <summary>Whether the answer's head came.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Whether it was said why the answer ended.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether anything of it had content.</summary>
    public bool HasContent { get; private set; }

    /// <summary>What it cost; null: not known.</summary>
    public Usage? Usage { get; private set; }

    /// <summary>The counts that events add to.</summary>
    public ref UsageCounts Counts => ref _counts;

    /// <summary>Takes over what the reader saw in an object.</summary>
    /// <param name="facts">What it saw.</param>
    /// <param name="isWhole">Whether the object is the whole answer.</param>
    public void Add(in MessageFacts facts, bool isWhole)
    {
        if (isWhole || facts.Kind == EventKind.MessageStart)
        {
            IsStarted = true;
            tally.AddChoice(choice);
        }

        if (facts.HasContent)
        {
            HasContent = true;
            tally.AddDelta();
        }

        // The head's count of what was generated is a first guess: the last event has the true one.
        if (facts.Kind == EventKind.MessageStart)
            _counts.Output = null;
        if (isWhole || facts.Kind == EventKind.MessageDelta)
            Usage = _counts.ToUsage();
        if (!facts.HasStopReason || IsEnded)
            return;
        IsEnded = true;
        tally.AddEnd();
    }
}
