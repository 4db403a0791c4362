using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Admission.Limiting;

/// <summary>The limits of one subject: what a request takes there, it takes at once or not at all. Thread safe, lock-free; allocates only to refuse.</summary>
internal sealed class LimitSet
{
    private readonly Bucket? _second;
    private readonly Bucket? _requests;
    private readonly Bucket? _tokens;
    private readonly Bucket? _images;
    private readonly ConcurrencyLimit? _concurrency;

    /// <summary>Limits of which nothing was taken yet.</summary>
    public LimitSet(LimitTemplate template)
    {
        Template = template;
        _second = template.Second is { } second ? new Bucket(second) : null;
        _requests = template.Requests is { } requests ? new Bucket(requests) : null;
        _tokens = template.Tokens is { } tokens ? new Bucket(tokens) : null;
        _images = template.Images is { } images ? new Bucket(images) : null;
        _concurrency = template.Rates.MaxConcurrent is { } most ? new ConcurrencyLimit(most) : null;
    }

    /// <summary>The same subject's limits as they are from now on; what was taken of the old ones counts. Call it once for each set.</summary>
    public LimitSet(LimitTemplate template, LimitSet before, long timestamp)
    {
        Template = template;
        _second = Moved(before._second, before.Template.Second, template.Second, timestamp);
        _requests = Moved(before._requests, before.Template.Requests, template.Requests, timestamp);
        _tokens = Moved(before._tokens, before.Template.Tokens, template.Tokens, timestamp);
        _images = Moved(before._images, before.Template.Images, template.Images, timestamp);
        if (template.Rates.MaxConcurrent is not { } most)
            return;
        _concurrency = before._concurrency ?? new ConcurrencyLimit(most);
        _concurrency.Most = most;
    }

    public LimitTemplate Template { get; }

    /// <summary>Whether nothing is taken, so that a new one would be the same.</summary>
    public bool IsIdle(long timestamp) =>
        _second?.IsFull(timestamp) is not false && _requests?.IsFull(timestamp) is not false && _tokens?.IsFull(timestamp) is not false
        && _images?.IsFull(timestamp) is not false && _concurrency is null or { Taken: 0 };

    /// <summary>Takes what a request needs.</summary>
    /// <returns>Null, or which limit is reached; then nothing is taken.</returns>
    public LimitRefusal? Take(in Demand demand, long timestamp)
    {
        if (_concurrency is not null && !_concurrency.TryEnter())
            return new LimitRefusal(this, LimitKind.Concurrency, LimitRefusal.OfConcurrency(Template, _concurrency.Most));
        if (_second is not null && !_second.TryTake(1, timestamp, out var wait))
        {
            _concurrency?.Leave();
            return new LimitRefusal(this, LimitKind.Requests, LimitRefusal.OfSecond(Template, wait));
        }

        if (_requests is not null && !_requests.TryTake(1, timestamp, out wait))
        {
            Undo(timestamp, requests: false, tokens: 0);
            return new LimitRefusal(this, LimitKind.Requests, LimitRefusal.OfMinute(Template, wait));
        }

        if (_tokens is not null && TakeTokens(demand, timestamp) is { } tooMany)
        {
            Undo(timestamp, requests: true, tokens: 0);
            return new LimitRefusal(this, LimitKind.Tokens, tooMany);
        }

        if (_images is not null && TakeImages(demand.Images, timestamp) is { } pictures)
        {
            Undo(timestamp, requests: true, _tokens is null ? 0 : demand.TokensOf(Template.Tokens!.Capacity));
            return new LimitRefusal(this, LimitKind.Images, pictures);
        }

        return null;
    }

    /// <summary>Gives everything back: the request was refused elsewhere, as though it had never come.</summary>
    public void GiveBack(in Demand demand, long timestamp)
    {
        Undo(timestamp, requests: true, _tokens is null ? 0 : demand.TokensOf(Template.Tokens!.Capacity));
        _images?.Settle(-demand.Images, timestamp);
    }

    /// <summary>The request ended: it was one, and it used this.</summary>
    public void Settle(in Demand demand, in Used used, long timestamp)
    {
        _tokens?.Settle(used.Tokens - demand.TokensOf(Template.Tokens!.Capacity), timestamp);
        _images?.Settle(used.Images - demand.Images, timestamp);
        _concurrency?.Leave();
    }

    /// <summary>The tightest limit of a kind.</summary>
    public bool TryRead(RateKind kind, long timestamp, out RateStanding standing)
    {
        var (bucket, other) = kind switch
        {
            RateKind.Requests => (_second ?? _requests, _second is null ? null : _requests),
            RateKind.Tokens => (_tokens, null),
            RateKind.Images => (_images, null),
        };
        standing = bucket?.Read(timestamp) ?? default;
        if (other is not null && other.Read(timestamp) is var second && (second.Remaining, -second.Reset).CompareTo((standing.Remaining, -standing.Reset)) < 0)
            standing = second;
        return bucket is not null;
    }

    /// <summary>How each of them stands before a request. Takes nothing.</summary>
    public IEnumerable<ExplainedLimit> Explain(Demand demand, long timestamp, string? backend = null)
    {
        if (TryRead(RateKind.Requests, timestamp, out var standing))
            yield return Of(LimitKind.Requests, standing, 1);
        if (TryRead(RateKind.Tokens, timestamp, out standing))
            yield return Of(LimitKind.Tokens, standing, Math.Max(demand.Answer ?? 0, demand.TokensOf(Template.Tokens!.Capacity)));
        if (TryRead(RateKind.Images, timestamp, out standing))
            yield return Of(LimitKind.Images, standing, demand.Images);
        if (_concurrency is { } places)
            yield return Of(LimitKind.Concurrency, new RateStanding(places.Most, Math.Max(0, places.Most - places.Taken), default), 1) with { Reset = null };

        ExplainedLimit Of(LimitKind kind, RateStanding now, long needed) =>
            new(LimitMetrics.WordOf(Template.Scope), Template.Path, LimitMetrics.WordOf(kind), now.Limit, now.Remaining, now.Reset, now.Remaining < needed, backend);
    }

    private Failure? TakeTokens(in Demand demand, long timestamp)
    {
        var most = Template.Tokens!.Capacity;
        if (demand.Answer > most)
            return LimitRefusal.OfAnswer(Template, demand.Answer.Value);
        return _tokens!.TryTake(demand.TokensOf(most), timestamp, out var wait) ? null : LimitRefusal.OfTokens(Template, wait);
    }

    private Failure? TakeImages(int images, long timestamp)
    {
        if (images > Template.Images!.Capacity)
            return LimitRefusal.OfPictures(Template, images);
        return _images!.TryTake(images, timestamp, out var wait) ? null : LimitRefusal.OfImages(Template, wait);
    }

    private void Undo(long timestamp, bool requests, long tokens)
    {
        _concurrency?.Leave();
        _second?.Settle(-1, timestamp);
        if (requests)
            _requests?.Settle(-1, timestamp);
        _tokens?.Settle(-tokens, timestamp);
    }

    private static Bucket? Moved(Bucket? bucket, BucketShape? before, BucketShape? shape, long timestamp) =>
        shape is null ? null
        : bucket is null ? new Bucket(shape)
        : ReferenceEquals(before, shape) ? bucket
        : bucket.MoveTo(shape, timestamp);
}
