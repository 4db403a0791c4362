using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using GenGateway.Engine.Text.Sampling;

namespace GenGateway.Engine.Text.Scheduler;

/// <summary>One generation under way.</summary>
/// <remarks>
/// The engine thread owns it, but for what the caller holds: the reader of pieces, the completion, and <see cref="Cancel"/>, all of
/// which any thread may use.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither timer nor wait handle to dispose, and a late Cancel stays harmless.")]
internal sealed class Sequence
{
    private readonly SequenceSpecification _specification;
    private readonly Sampler _sampler;
    private readonly StopMatcher _stops;
    private readonly Channel<TextPiece> _pieces;
    private readonly TaskCompletionSource<TextOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly CancellationTokenRegistration _callersToken;
    private readonly CancellationTokenRegistration _enginesToken;

    private readonly int[] _lastToken = new int[1];
    private int _completionTokens;

    /// <param name="specification">What to generate.</param>
    /// <param name="callersToken">Cancels it.</param>
    /// <param name="enginesToken">Ends it when the engine stops.</param>
    public Sequence(SequenceSpecification specification, CancellationToken callersToken, CancellationToken enginesToken)
    {
        _specification = specification;
        _sampler = new Sampler(specification.Sampling, specification.Prompt);
        _stops = new StopMatcher(specification.StopStrings);

        // Room for every token there can be: a slow reader never holds up the engine thread.
        _pieces = Channel.CreateBounded<TextPiece>(new BoundedChannelOptions(specification.MaxTokens)
        {
            SingleWriter = true,
            SingleReader = true,
            AllowSynchronousContinuations = false,
        });
        _callersToken = callersToken.UnsafeRegister(static sequence => ((Sequence)sequence!).Cancel(), this);
        _enginesToken = enginesToken.UnsafeRegister(static sequence => ((Sequence)sequence!).Cancel(), this);
    }

    public ChannelReader<TextPiece> Pieces => _pieces.Reader;

    public Task<TextOutcome> Completion => _completion.Task;

    public int PromptTokens => _specification.Prompt.Length;

    /// <summary>Ends a long prefill early; every step looks at it first.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>Null before the prefill and after the end. Engine thread.</summary>
    public ISequenceCache? Cache { get; set; }

    /// <summary>Whether it has one of the running places. Engine thread.</summary>
    public bool IsActive { get; set; }

    /// <summary>Whether it has ended. Engine thread.</summary>
    public bool HasLeft { get; set; }

    /// <summary>The tokens that the next run computes: the whole prompt at first, then the last token. Engine thread.</summary>
    public ReadOnlySpan<int> NextTokens => _completionTokens == 0 ? _specification.Prompt : _lastToken;

    /// <summary>Whether the prompt has been computed. Engine thread.</summary>
    public bool IsPrefilled => _completionTokens > 0;

    public void Cancel() => _cancellation.Cancel();

    /// <summary>Chooses the next token from a row of logits and gives its text out; returns why the sequence ends, if it does. Engine thread.</summary>
    public FinishReason? Advance(Span<float> logits, SamplingBuffer buffer)
    {
        var token = _sampler.Sample(logits, buffer);
        if (token == Sampler.NoToken)
        {
            throw new InvalidOperationException("The model computed no finite logits.");
        }

        _lastToken[0] = token;
        _completionTokens++;

        var isEnd = _specification.EndIds.Contains(token);
        var isFull = _completionTokens == _specification.MaxTokens;
        var text = isEnd ? "" : _stops.Append(_specification.Decoder.Append(token));
        if ((isEnd || isFull) && _stops.Stopped is null)
        {
            text += _stops.Append(_specification.Decoder.Flush());
            text += _stops.Flush();
        }

        // Never full (see the constructor), and never closed before the sequence ends.
        _pieces.Writer.TryWrite(new TextPiece(text, token));
        return isEnd || _stops.Stopped is not null ? FinishReason.Stop : isFull ? FinishReason.Length : null;
    }

    /// <summary>Ends the stream of pieces, then tells the outcome. Engine thread, once.</summary>
    public void Complete(FinishReason reason, string? error = null)
    {
        _callersToken.Unregister();
        _enginesToken.Unregister();
        _pieces.Writer.Complete();
        _completion.SetResult(new TextOutcome(reason, PromptTokens, _completionTokens, error) { StoppedBy = _stops.Stopped });
    }
}
