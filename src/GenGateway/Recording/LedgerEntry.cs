using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Recording;

/// <summary>One journey's record: reserved when it was routed, settled when its end was seen, and at the latest when it closes.</summary>
internal sealed class LedgerEntry(Ledger ledger, Journal? journal, RecordText text, GenerationRequest request, TimeProvider clock) : Entry(request, clock)
{
    // A record is for reading: what comes after this much of a prompt or an answer is left out and said to be, so that streams hold little.
    private const int MostText = 1 << 20;

    private RecordId _id;
    private DateTimeOffset _created;
    private bool _isOpen;
    private bool _isClosed;

    public override double? CostOf(Usage? usage, int images) => ledger.CostOf(usage, images, Candidate);

    public override void Continued(Failure broken, Seam seam, long bytes)
    {
        base.Continued(broken, seam, bytes);
        ledger.Continued(this, broken, bytes);
    }

    protected override Failure? Reserve()
    {
        if (journal is null)
            return null;
        _id = journal.NextId();
        _created = ledger.Now - Duration;
        using var prompt = text == RecordText.None ? null : new TallyText(MostText);
        if (prompt is not null)
            Request.WritePrompt(prompt);
        _isOpen = journal.Reserve(
            new Reservation
            {
                Id = _id,
                RequestId = Request.Id,
                Surface = Request.Surface,
                Key = Request.Caller.Key,
                Model = Candidate?.ShownModel,
                Backend = Candidate?.Backend.Name,
                Created = _created,
                Prompt = RecordedText.Of(prompt, text),
            },
            out var refusal);
        return refusal;
    }

    protected override TallyText? CreateText() => _isOpen && text != RecordText.None ? new TallyText(MostText) : null;

    protected override void Settle()
    {
        if (!_isOpen)
            return;
        _isOpen = false;
        var usage = CountUsage();
        journal!.Settle(new Settlement
        {
            Id = _id,
            Status = Status(),
            Created = _created,
            Model = Head?.Model ?? Candidate?.ShownModel,
            Backend = Candidate?.Backend.Name,
            Attempts = Attempts,
            PromptTokens = usage?.PromptTokens,
            CompletionTokens = usage?.CompletionTokens,
            Source = usage?.Source,
            CostUsd = CostUsd,
            ErrorCode = IsComplete ? null : Failure?.Row.Code,
            DurationMs = (long)Duration.TotalMilliseconds,
            FirstTokenMs = (long?)FirstToken?.TotalMilliseconds,
            Response = RecordedText.Of(Tally.Text, text),
            Decision = DecisionJson.Of(Decision()),
        });
    }

    public override ValueTask DisposeAsync()
    {
        if (_isClosed)
            return ValueTask.CompletedTask;
        _isClosed = true;
        Settle();
        ledger.Close(this);
        FreeTexts();
        return ValueTask.CompletedTask;
    }

    private RecordStatus Status() => IsComplete ? RecordStatus.Succeeded : Failure?.Kind switch
    {
        FailureKind.ClientLeft => RecordStatus.Cancelled,
        // Behind the reservation nothing else says so: the drain time was over before the answer was.
        FailureKind.Draining => RecordStatus.Interrupted,
        _ => RecordStatus.Failed,
    };
}
