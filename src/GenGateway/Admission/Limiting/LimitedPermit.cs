using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Admission.Limiting;

/// <summary>A permit that took of limits. Settled once; what the client is told of them is read off it, also after that. One request's after the other's.</summary>
internal sealed class LimitedPermit(AdmissionGate gate, PermitPool<LimitedPermit> pool) : Permit, IRateView
{
    private LimitBook _book = null!;
    private Demand _demand;
    private Budget? _budget;
    private Failure? _soonest;
    private LimitSet? _backend;
    private string? _model;
    private int _asked;
    private int _settled;
    private int _given;

    /// <summary>What was taken of each of them.</summary>
    public ref readonly Demand Demand => ref _demand;

    public LimitSet? Global { get; set; }

    /// <summary>The key's or the address's.</summary>
    public LimitSet? Client { get; set; }

    /// <summary>The address's place in the table, where it has one.</summary>
    public AddressEntry? Address { get; set; }

    public LimitSet? Model { get; set; }

    /// <summary>The one that refused, if one did.</summary>
    public LimitSet? Refusing { get; set; }

    /// <summary>Begins anew, for a request that took nothing yet.</summary>
    public void Begin(LimitBook book, in Demand demand, Budget? budget)
    {
        (_book, _demand, _budget) = (book, demand, budget);
        (_asked, _settled, _given) = (0, 0, 0);
    }

    public override void Recycle()
    {
        // One that waits keeps nobody else's memory.
        (Entry, Global, Client, Address, Model, Refusing) = (null, null, null, null, null, null);
        (_soonest, _backend, _model, _budget) = (null, null, null, null);
        pool.Give(this);
    }

    public override Failure? Enter(Candidate first)
    {
        _model = first.CatalogueName;
        var refusal = _book.Enter(first, this);
        if (refusal is not null)
            Undo();
        return refusal;
    }

    public override Failure? Ask(Candidate candidate)
    {
        var now = _book.Clock.GetTimestamp();
        SettleBackend(now);
        var other = candidate.CatalogueName == _model ? null : Change(candidate, now);
        var (set, refusal) = other is null ? _book.Ask(candidate, this) : (null, other);
        if (refusal is null)
        {
            (_backend, _asked) = (set, Entry?.Attempts ?? 0);
            return null;
        }

        if (_soonest is null || refusal.RetryAfter < _soonest.RetryAfter)
            _soonest = refusal;
        return _soonest;
    }

    public override void Settle()
    {
        if (Interlocked.Exchange(ref _settled, 1) == 1)
            return;
        var now = _book.Clock.GetTimestamp();
        SettleBackend(now);
        var used = Used();
        Global?.Settle(_demand, used, now);
        Client?.Settle(_demand, used, now);
        Model?.Settle(_demand, used, now);
        Address?.Release();
        if (_budget is not null && Entry is { } entry && Cost(entry) is { } cost)
            _budget.Charge(cost);
    }

    /// <summary>Gives everything back: the request does not travel.</summary>
    public void Undo()
    {
        if (Interlocked.Exchange(ref _settled, 1) == 1)
            return;
        var now = _book.Clock.GetTimestamp();
        Global?.GiveBack(_demand, now);
        Client?.GiveBack(_demand, now);
        Address?.Release();
    }

    public override ValueTask DisposeAsync()
    {
        Settle();
        if (Interlocked.Exchange(ref _given, 1) == 0)
            gate.Leave();
        return ValueTask.CompletedTask;
    }

    public bool TryRead(RateKind kind, out RateStanding standing)
    {
        var now = _book.Clock.GetTimestamp();
        if (Refusing is not null && Refusing.TryRead(kind, now, out standing))
            return true;
        if (Client is not null && Client.TryRead(kind, now, out standing))
            return true;
        if (Global is not null && Global.TryRead(kind, now, out standing))
            return true;
        standing = default;
        return false;
    }

    /// <summary>Another model takes over: its limits hold from here on, and what the one before was asked is settled.</summary>
    private Failure? Change(Candidate candidate, long now)
    {
        var (set, refusal) = _book.OfModel(candidate, this);
        if (refusal is not null)
            return refusal;
        if (Entry is { Attempts: > 0 })
            Model?.Settle(_demand, Used(), now);
        else
            Model?.GiveBack(_demand, now);
        (Model, _model) = (set, candidate.CatalogueName);
        return null;
    }

    private void SettleBackend(long now)
    {
        if (_backend is not { } backend)
            return;
        _backend = null;
        // Who got no turn there did not ask it.
        if (Entry?.Attempts == _asked)
            backend.GiveBack(_demand, now);
        else
            backend.Settle(_demand, Used(), now);
    }

    // What the last attempt used: as reported; else the prompt with what was seen; nothing where nothing came of it.
    private Used Used()
    {
        if (Entry is not { } entry)
            return default;
        var tally = entry.Tally;
        if (entry.CountUsage() is { } usage)
            return new Used(usage.TotalTokens, tally.Images);
        var answered = Answered(entry);
        return new Used(answered > 0 || entry.IsComplete ? _demand.Prompt + answered : 0, tally.Images);
    }

    // An answer that was cut off before anybody counted it must not be free.
    private double? Cost(Entry entry)
    {
        if (entry.Tally.Usage is not null || entry.Request.Capability == Capability.Image)
            return entry.CostUsd;
        var answered = Answered(entry);
        return answered == 0 && !entry.IsComplete ? null : entry.CostOf(new Usage((int)Math.Min(_demand.Prompt, int.MaxValue), (int)Math.Min(answered, int.MaxValue)), images: 0);
    }

    // A frame is at least a token where somebody counts by frames; whole answers are one frame.
    private static long Answered(Entry entry) => Math.Max(entry.Tally.Deltas, LimitBook.TokensOf(entry.Tally.Bytes));
}
