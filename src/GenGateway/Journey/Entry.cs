using GenGateway.Errors;
using GenGateway.Telemetry;

namespace GenGateway.Journey;

/// <summary>One journey's record while it is written. Owned by the road; closed exactly once.</summary>
public abstract class Entry(GenerationRequest request, TimeProvider clock) : IAsyncDisposable
{
    private const int MostNotes = 16;

    // Counting is work on a socket's thread: what is longer stays unknown.
    private const int MostCounted = 64 << 10;
    private const string Unknown = "unknown";

    private List<AttemptNote>? _notes;
    private bool _isAsking;
    private long _askedAt;
    private long _attemptBegan;
    private Permit? _permit;
    private long? _firstContent;
    private int _earlierDeltas;
    private TallyText? _prompt;
    private Seam? _seam;

    /// <summary>Whose journey it is.</summary>
    public GenerationRequest Request { get; } = request;

    /// <summary>What was seen of the answer. A fresh one for each attempt.</summary>
    public Tally Tally { get; private set; } = new(clock);

    /// <summary>Backends asked so far.</summary>
    public int Attempts { get; private set; }

    /// <summary>Who was asked last, or would be asked first; null before routing.</summary>
    public Candidate? Candidate { get; private set; }

    /// <summary><see cref="Candidate"/> and <see cref="Attempts"/>, as a refusal tells them; null before routing.</summary>
    public AskedBackend? Asked => Candidate is { } candidate ? new(candidate.Backend.Name, Attempts) : null;

    /// <summary>The answer's head once it committed.</summary>
    public AnswerHead? Head { get; private set; }

    /// <summary>What ended the journey, if it was not its end.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>Whether the answer's end was seen; its terminator may not have reached the client yet.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Time since the last attempt began: the backend's work, as long as the answer was written too.</summary>
    public TimeSpan AttemptDuration => clock.GetElapsedTime(_attemptBegan);

    /// <summary>Time since the request arrived.</summary>
    public TimeSpan Duration => clock.GetElapsedTime(Request.Arrived);

    /// <summary>From the request's arrival to its first content; null where there was none.</summary>
    public TimeSpan? FirstToken => (_firstContent ?? Tally.FirstContent) is { } first ? clock.GetElapsedTime(Request.Arrived, first) : null;

    /// <summary>What is counted of it. Only once it has ended.</summary>
    public GenerationSample ToSample() => new(Request.Surface, Head?.Model ?? Candidate?.ShownModel, Head?.Backend ?? Candidate?.Backend.Name, Failure?.Row.Status ?? 200, Attempts)
    {
        CatalogueName = Candidate?.CatalogueName,
        Answered = Head is null ? null : AttemptDuration,
        FirstToken = FirstToken,
        Queued = Head?.Queued,
        Overhead = Head?.Overhead,
        PromptTokens = CountUsage()?.PromptTokens ?? 0,
        CompletionTokens = CountUsage()?.CompletionTokens ?? 0,
    };

    /// <summary>What it cost so far in US dollars; null: unknown.</summary>
    public double? CostUsd => CostOf(CountUsage(), Tally.Images);

    /// <summary>The tokens as the backend told them; else counted, where the model has a tokenizer and the answer was text alone; else null. Once the attempt is over.</summary>
    public Usage? CountUsage()
    {
        if (Tally.Usage is { } told)
            return told;
        if (_prompt is not { IsCut: false } || Candidate?.Counter is not { } counter)
            return null;
        // Of several choices one text is kept, and thoughts and calls are in none: a part would be passed off as the whole.
        if (Tally is not { Deltas: > 0, HasOther: false, Choices: 1, Text: { IsCut: false, Length: <= MostCounted } answer })
            return null;
        Tally.AddUsage(new Usage(counter.Count(_prompt.Written), counter.Count(answer.Written)) { Source = UsageSource.Estimated });
        return Tally.Usage;
    }

    /// <summary>The request may travel; what it took of limits is settled by what is seen here.</summary>
    public void Admitted(Permit permit)
    {
        _permit = permit;
        permit.Entry = this;
    }

    /// <summary>The client has its whole answer, and nobody reads any more what it was told of its limits: the permit, given back before, may serve another request.</summary>
    internal void ForgetPermit()
    {
        var permit = _permit;
        _permit = null;
        Request.Rates = null;
        permit?.Recycle();
    }

    /// <summary>What tokens (null: unknown) and pictures of the last candidate cost, in US dollars; null: unknown.</summary>
    public virtual double? CostOf(Usage? usage, int images) => null;

    /// <summary>Somebody can serve it: from here on there is a record, however it ends.</summary>
    /// <returns>Null, or why nothing may be generated without a record.</returns>
    public Failure? Routed(Candidate first)
    {
        Candidate = first;
        return Reserve();
    }

    /// <summary>An attempt begins.</summary>
    /// <param name="candidate">Where.</param>
    /// <param name="continues">Whether it goes on with the answer that the one before broke off: that one's text and time are kept.</param>
    public void Began(Candidate candidate, bool continues = false)
    {
        Attempts++;
        Note(Unknown, null);
        Candidate = candidate;
        _isAsking = true;
        _askedAt = clock.GetTimestamp();
        var earlier = Tally;
        Tally = new Tally(clock, CreateText() ?? (candidate.Counter is null ? null : new TallyText(MostCounted)));
        if (continues)
        {
            _firstContent ??= earlier.FirstContent;
            _earlierDeltas += earlier.Deltas;
            Tally.GoOn(earlier);
        }
        else
        {
            _attemptBegan = clock.GetTimestamp();
            KeepPrompt(candidate);
        }

        earlier.Text?.Dispose();
    }

    /// <summary>The usage of an answer in parts: those that broke off told nothing of theirs, and one piece of text is about a token. Goes into the tally.</summary>
    /// <param name="last">What the last part's backend counted.</param>
    internal Usage AddEarlier(Usage last)
    {
        // What was read again by the last one are the prompt and the text before.
        var sum = new Usage(last.PromptTokens + Math.Max(0, last.PromptTokens - _earlierDeltas), last.CompletionTokens + _earlierDeltas) { CachedTokens = last.CachedTokens, Source = UsageSource.Estimated };
        Tally.AddUsage(sum);
        return sum;
    }

    /// <summary>The answer goes on at another backend, by the attempt that began last: the seam is to be found again.</summary>
    /// <param name="broken">Why the one before broke off.</param>
    /// <param name="seam">Where.</param>
    /// <param name="bytes">The same place in UTF-8.</param>
    public virtual void Continued(Failure broken, Seam seam, long bytes) => _seam = seam;

    /// <summary>The attempt ended. What only the journey's end tells (null) stays open until then.</summary>
    public void Ended(Failure? failure)
    {
        if (failure is not null)
            Note(failure.Row.Code, failure.UpstreamStatus);
    }

    /// <summary>The answer passed its commit point.</summary>
    public void Commit(AnswerHead head) => Head = head;

    /// <summary>The answer's end was seen. Called before its last bytes are given to the client, so that the record is there before the acknowledgement.</summary>
    public void Complete()
    {
        if (IsComplete)
            return;
        IsComplete = true;
        CountUsage();
        // Before the client knows that the answer is complete: its next request finds what this one left.
        _permit?.Settle();
        Settle();
    }

    /// <summary>The journey failed. The road says so at most once.</summary>
    public void Fail(Failure failure) => Failure = failure;

    public abstract ValueTask DisposeAsync();

    /// <summary>Gives the texts back, after everything was read off them.</summary>
    protected void FreeTexts()
    {
        Tally.Text?.Dispose();
        _prompt?.Dispose();
    }

    /// <summary>Reserves a place in the records.</summary>
    /// <returns>Null, or why nothing may be generated without a record.</returns>
    protected abstract Failure? Reserve();

    /// <summary>Where an attempt's text is kept for the record; null: nowhere.</summary>
    protected abstract TallyText? CreateText();

    /// <summary>Every attempt, the last of many in the place of those that there is no room for; null where the first one answered at once, or nobody was asked. Once, at the end.</summary>
    protected IReadOnlyList<AttemptNote>? Decision()
    {
        if (_isAsking && !IsComplete)
            Note(Failure?.Row.Code ?? Unknown, Failure?.UpstreamStatus);
        else if (_notes is not null)
            Note(AttemptNote.Answered, null);
        return _notes;
    }

    /// <summary>Writes what became of it.</summary>
    protected abstract void Settle();

    // The body is there only up to the commit point, and whether a usage will be told is known behind it.
    private void KeepPrompt(Candidate candidate)
    {
        if (candidate.Counter is null || _prompt is not null)
            return;
        _prompt = new TallyText(MostCounted);
        Request.WritePrompt(_prompt);
    }

    private void Note(string outcome, int? upstreamStatus)
    {
        if (!_isAsking || Candidate is not { } asked)
            return;
        _isAsking = false;
        _notes ??= [];
        var note = new AttemptNote(asked.Backend.Name, asked.Endpoint.Address, asked.Model, clock.GetElapsedTime(Request.Arrived, _askedAt), clock.GetElapsedTime(_askedAt), outcome, upstreamStatus) { Seam = _seam };
        _seam = null;
        if (_notes.Count < MostNotes)
            _notes.Add(note);
        else
            _notes[^1] = note;
    }
}
